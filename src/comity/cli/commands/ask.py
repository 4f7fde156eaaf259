"""Ask a store of events, in SQL or by the name of a ready question."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("question", metavar="[SQL|NAME]", required=False)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Show N rows at most.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(folder: Path, question: str | None, limit: int | None, language: str | None, as_json: bool) -> None:
    """Ask the store in DIR: the tables are event, entity and link. Without a question, the ready ones are listed.

    What is asked can read the store and nothing else: no other file, no network; and it changes nothing.
    """
    from comity.analysis.ask import ask, ready_questions
    from comity.cli.output import print_json, print_table, words

    t = words(language)
    if question is None:
        ready = ready_questions()
        if as_json:
            print_json({"questions": [{"name": item.name, "title": item.title, "sql": item.sql} for item in ready]})
        else:
            print_table([t("name"), t("what it answers")], [[item.name, item.title] for item in ready])
        return
    reply = ask(folder, question, limit=limit)
    if as_json:
        rows = [{name: _plain(value) for name, value in zip(reply.columns, row, strict=True)} for row in reply.rows]
        print_json({"columns": list(reply.columns), "rows": rows, "more": reply.more})
        return
    print_table(list(reply.columns), [[_shown(value) for value in row] for row in reply.rows])
    if reply.more:
        click.echo(t("there are more rows; raise --limit"), err=True)


def _plain(value: object) -> object:
    from comity.model.time import as_rfc3339

    if isinstance(value, datetime) and value.tzinfo:
        return as_rfc3339(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _shown(value: object) -> object:
    plain = _plain(value)
    return ", ".join(str(item) for item in plain) if isinstance(plain, list) else plain
