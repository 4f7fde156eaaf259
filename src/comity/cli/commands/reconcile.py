"""Hold what came back against the request: asked for, received, missing; draft the letter that asks for the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from comity.analysis.reconcile import Reconciliation
    from comity.text.messages import Messages

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("store", metavar="DIR", type=_FILE)
@click.option("--request", "request_file", required=True, type=_FILE, metavar="DRAFT.yaml", help="The request as it was sent.")
@click.option("--follow-up", type=_FILE, metavar="FILE", help="Write the draft of the request for what is missing.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(store: Path, request_file: Path, follow_up: Path | None, language: str | None, as_json: bool) -> int:
    """Compare the store in DIR with the request that produced it.

    Each identifier and category of the request is received, received for part of the period, for another period, or missing; what came
    and was not asked for is listed. Exit code 1 when something is missing. The draft that --follow-up writes is an ordinary draft: check
    it with `comity lint`, write its letter with `comity render`.
    """
    from comity.analysis.reconcile import reconcile
    from comity.cli.output import print_json, words
    from comity.drafting.compose.remainder import remainder
    from comity.drafting.draft_file import read_draft, write_draft
    from comity.errors import InputError
    from comity.text.messages import say

    request = read_draft(request_file)
    if not request.targets or not request.data.categories:
        raise InputError(
            say("the request names no identifier or no category of data, so that nothing can be held against it"), place=str(request_file)
        )
    found = reconcile(store, request)
    written = None
    if follow_up is not None and found.missing:
        if follow_up.exists():
            raise InputError(say("this file exists and may be somebody's work: {path}", path=str(follow_up)), place="--follow-up")
        write_draft(remainder(request, [(row.target, row.category) for row in found.missing]), follow_up)
        written = str(follow_up)
    if as_json:
        print_json(plain(found) | {"follow_up": written})
    else:
        show(found, words(language))
        if written:
            click.echo(words(language)("draft of what is missing: {path}", path=written), err=True)
    return 0 if found.is_whole else 1


def plain(found: Reconciliation) -> dict[str, Any]:
    """Write a comparison in the published shape."""
    from dataclasses import asdict

    from comity.model.time import as_rfc3339

    rows = [asdict(row) for row in found.rows]
    for row in rows:
        row |= {name: as_rfc3339(row[name]) if row[name] else None for name in ("first", "last")}
    return {
        "whole": found.is_whole,
        "rows": rows,
        "not_asked": [{"account": account, "events": count} for account, count in found.not_asked],
        "stated_periods": list(found.stated_periods),
        "no_data": list(found.no_data),
        "unread": list(found.unread),
        "quarantined": found.quarantined,
        "waiting": found.waiting,
    }


def show(found: Reconciliation, t: Messages) -> None:
    """Print a comparison as a table, with what else is to be known."""
    from comity.cli.output import print_table

    states = {
        "received": t("received"),
        "part": t("part of the period"),
        "other_period": t("another period"),
        "missing": t("missing"),
        "unread": t("nothing read; files are not understood"),
    }
    rows = [
        [
            row.target,
            row.category,
            states[row.state],
            row.events,
            f"{row.first:%Y-%m-%d}" if row.first else "",
            f"{row.last:%Y-%m-%d}" if row.last else "",
        ]
        for row in found.rows
    ]
    print_table([t("identifier"), t("category"), t("state"), t("events"), t("first"), t("last")], rows)
    for row in found.rows:
        if row.empty_months and row.state in {"received", "part"}:
            months = ", ".join(row.empty_months)
            click.echo(t("{target}, {category}: no event in {months}", target=row.target, category=row.category, months=months))
    for account, count in found.not_asked:
        click.echo(t("not asked for: {account} ({count} events)", account=account, count=count))
    for period in found.stated_periods:
        click.echo(t("the answer says that it covers {period}, which is not the period asked for", period=period))
    for section in found.no_data:
        click.echo(t("the provider says: {section}", section=section))
    for path in found.unread:
        click.echo(t("not understood: {path}", path=path))
    if found.quarantined or found.waiting:
        click.echo(
            t("{quarantined} records in quarantine; {waiting} events wait for a zone", quarantined=found.quarantined, waiting=found.waiting)
        )
