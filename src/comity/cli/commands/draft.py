"""Make a draft from a case file and its route: filled in as far as the case goes, with the rest as questions."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from comity.drafting.compose.composer import Draft
    from comity.text.messages import Messages

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("case_file", metavar="CASE.yaml", type=_FILE)
@click.option("--instrument", metavar="ID", help="Instrument of the draft; without it, one draft for each request of the plan.")
@click.option("--lead", metavar="N|VALUE", help="Only this lead: its value, or its number counted from 0.")
@click.option("--all", "every", is_flag=True, help="With --instrument: a draft for each addressee, not only the surest.")
@click.option("--lang", "tag", metavar="TAG", help="Language of the letter; else the case's own where the addressee accepts it.")
@click.option("--answers", "answer_file", type=_FILE, metavar="FILE", help="Answers to the questions (docs/how-to/answer-once.md).")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Ask the law as of this day; else the day of the case file.")
@click.option("--overlay", type=_FILE, metavar="DIR", help="A ministry's own knowledge files.")
@click.option("--training", is_flag=True, help="An exercise: documentation addresses stand for public ones.")
@click.option("--out", type=_FILE, required=True, metavar="DIR", help="Folder for the drafts.")
@click.option("--force", is_flag=True, help="Replace drafts that are there.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(case_file: Path, as_json: bool, **options: Any) -> None:
    """Make a draft from a case file and its route.

    What the case file and the knowledge base say is filled in; what only a person can know is listed as questions, the
    gravest first. Nothing is invented, and no file is overwritten without --force.
    """
    from comity.cli.output import Session, language_of_the_machine, print_json
    from comity.text.messages import Messages

    session = click.get_current_context().find_root().obj
    spoken = (session.language if isinstance(session, Session) else None) or options["tag"] or language_of_the_machine()
    written = _write(case_file, spoken, **options)
    single = options["instrument"] is not None and not options["every"]
    if as_json:
        rows = [_row(path, draft) for path, draft in written]
        print_json(rows[0] if single else {"drafts": rows})
        return
    for path, draft in written:
        _show(path, draft, Messages(spoken))


def _write(
    case_file: Path,
    spoken: str,
    *,
    instrument: str | None,
    lead: str | None,
    every: bool,
    tag: str | None,
    answer_file: Path | None,
    day: datetime | None,
    overlay: Path | None,
    training: bool,
    out: Path,
    force: bool,
) -> list[tuple[Path, Draft]]:
    from comity.drafting.compose.answer_file import read_answers
    from comity.drafting.compose.composer import draft_of
    from comity.drafting.compose.draft_document import write_documents
    from comity.drafting.compose.occasions import lead_number, situations_of_instrument, situations_of_plan
    from comity.errors import InputError
    from comity.law.book import Law
    from comity.providers.catalog import Catalog
    from comity.routing.case_file import read_case
    from comity.routing.route import route
    from comity.text.languages import language
    from comity.text.messages import say

    letters = language(tag).tag if tag else None
    law, catalog = Law.open(overlay), Catalog.open(overlay)
    case = read_case(case_file, law, catalog)
    entries = read_answers(answer_file) if answer_file else ()
    only = None if lead is None else lead_number(case, lead)
    answer = route(case, law, catalog, _day(day) or case.on, spoken)
    if instrument is None:
        situations = situations_of_plan(case, answer, law, catalog, language=letters, training=training)
        situations = tuple(found for found in situations if only is None or only in found.leads)
    else:
        situations = situations_of_instrument(case, answer, law, catalog, instrument, lead=only, language=letters, training=training)
        situations = situations if every else situations[:1]
    if not situations:
        hint = say("ask for one by --instrument; comity route shows why nothing is planned")
        raise InputError(say("the plan of this case sends no request"), place=str(case_file), hint=hint)
    drafts = [draft_of(situation, entries, spoken) for situation in situations]
    return write_documents(drafts, out, spoken, force=force)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _row(path: Path, draft: Draft) -> dict[str, Any]:
    route = draft.situation.route
    return {
        "draft": str(path),
        "missing": [{"field": gap.field, "need": gap.need, "question": gap.question} for gap in draft.missing],
        "instrument": draft.situation.instrument.id,
        "leads": draft.situation.leads,
        "addressee": route.addressee if route else None,
        "state": route.state.value if route else None,
        "language": draft.situation.language,
    }


def _show(path: Path, draft: Draft, t: Messages) -> None:
    from comity.cli.output import print_table
    from comity.routing.answer_text import STATES

    click.echo(str(path))
    route = draft.situation.route
    if route is not None and route.state.value != "open":
        click.echo("  " + t("route: {state}; {why}", state=t(STATES[route.state]), why=route.reasons[0].text if route.reasons else ""))
    if not draft.missing:
        click.echo("  " + t("nothing that the instrument asks for is missing"))
        return
    print_table([], [(gap.need, gap.field, gap.question) for gap in draft.missing], indent=2)
