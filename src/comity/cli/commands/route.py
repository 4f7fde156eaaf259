"""Find the way: every channel for every lead, open, to be checked or closed, and one plan."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from comity.law.book import Law
    from comity.model.case import Case
    from comity.providers.catalog import Catalog


@click.command()
@click.argument("case_file", metavar="CASE.yaml", required=False, type=click.Path(path_type=Path))
@click.option(
    "--text",
    "text_file",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Plain facts instead of a case file; - is standard input.",
)
@click.option("--from", "state", metavar="CC", help="With --text: the requesting State, ISO 3166-1 (KG).")
@click.option(
    "--date", "day", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="With --text: the day of the case; today when left out."
)
@click.option(
    "--want", "wanted", metavar="CATEGORY", multiple=True, help="With --text: what is wanted (subscriber, content …); may be repeated."
)
@click.option("--zone", metavar="AREA/CITY", help="With --text: time zone of times that stand without one.")
@click.option(
    "--on", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="The day on which the law is asked; the day of the case when left out."
)
@click.option("--overlay", metavar="DIR", type=click.Path(path_type=Path), help="A ministry's own knowledge files.")
@click.option("--lang", "language", metavar="TAG", help="Language of the answer (en, ru).")
@click.option("--why", is_flag=True, help="Tell every reason with its source, the questions and the clocks.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    case_file: Path | None,
    text_file: Path | None,
    state: str | None,
    day: datetime | None,
    wanted: tuple[str, ...],
    zone: str | None,
    on: datetime | None,
    overlay: Path | None,
    language: str | None,
    why: bool,
    as_json: bool,
) -> int:
    """Find the way for a case: every channel for every lead and category, and one plan.

    A route is open only if every fact it rests on was read, is fresh and in force on the day asked; otherwise it has to be checked, and
    the weak fact is named; or it is closed, with the code of the refusal that it would meet. Leaves with 0, or 1 when nothing can be sent.
    """
    from comity.cli.output import print_json, words
    from comity.law.book import Law
    from comity.model.route import RouteState
    from comity.providers.catalog import Catalog
    from comity.routing.answer_document import answer_document
    from comity.routing.answer_text import answer_lines
    from comity.routing.route import route

    t = words(language)
    law, catalog = Law.open(overlay), Catalog.open(overlay)
    case = _case(case_file, text_file, state, day, wanted, zone, law, catalog, t.language)
    answer = route(case, law, catalog, on.date() if on else case.on, t.language)
    if as_json:
        print_json(answer_document(answer, case))
    else:
        for line in answer_lines(answer, case, t, why=why):
            click.echo(line)
    closed = bool(answer.routes) and all(one.state is RouteState.CLOSED for one in answer.routes)
    return 1 if closed else 0


def _case(
    case_file: Path | None,
    text_file: Path | None,
    state: str | None,
    day: datetime | None,
    wanted: tuple[str, ...],
    zone: str | None,
    law: Law,
    catalog: Catalog,
    language: str,
) -> Case:
    from comity.errors import InputError
    from comity.routing.case_file import read_case
    from comity.text.messages import say

    if (case_file is None) == (text_file is None):
        raise InputError(
            say("give either a case file or --text FILE"), hint=say("comity route case.yaml, or comity route --text facts.txt --from KG")
        )
    if case_file is not None:
        if state or day or wanted or zone:
            raise InputError(say("--from, --date, --want and --zone go with --text"), hint=say("a case file states them itself"))
        return read_case(case_file, law, catalog)
    return _case_of_text(text_file or Path("-"), state, day, wanted, zone, law, catalog, language)


def _case_of_text(
    text_file: Path,
    state: str | None,
    day: datetime | None,
    wanted: tuple[str, ...],
    zone: str | None,
    law: Law,
    catalog: Catalog,
    language: str,
) -> Case:
    from comity.errors import InputError
    from comity.model.category import DataCategory
    from comity.model.time import system_clock
    from comity.routing.case_text import case_of_text
    from comity.routing.typed_reading import did_you_mean
    from comity.text.extract import extract
    from comity.text.messages import say
    from comity.text.times import time_zone

    if state is None or state not in law.states:
        known = did_you_mean(state or "", law.states) or say("known: {keys}", keys=", ".join(sorted(law.states)))
        raise InputError(say("no State of this code in the knowledge base: {code}", code=state or "–"), place="--from", hint=known)
    categories = [one.value for one in DataCategory]
    for word in wanted:
        if word not in categories:
            hint = did_you_mean(word, categories) or say("one of: {keys}", keys=", ".join(categories))
            raise InputError(say("not one of the known words: {value}", value=word), place="--want", hint=hint)
    if zone is not None:
        time_zone(zone)
    on: date = day.date() if day else system_clock().date()
    text = extract(text_file if str(text_file) != "-" else "-").text
    return case_of_text(text, state, on, [DataCategory(word) for word in wanted or ("subscriber",)], catalog, language=language, zone=zone)
