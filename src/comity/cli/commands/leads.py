"""Find the identifiers in a document: accounts, addresses, numbers, wallets, with their times and providers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from comity.model.identifier import Identifier
    from comity.model.time import Instant
    from comity.text.extracted import ExtractedText
    from comity.text.messages import Messages


@click.command()
@click.argument("source", metavar="FILE|-")
@click.option("--country", metavar="CC", help="Country in which local telephone numbers are dialled (ISO 3166-1, such as KG).")
@click.option("--zone", metavar="Area/City", help="Time zone of the case, for times that stand without one.")
@click.option("--lang", "language", metavar="TAG", help="Language of the reasons.")
@click.option("--overlay", type=click.Path(path_type=Path), metavar="DIR", help="A ministry's own knowledge files.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(source: str, country: str | None, zone: str | None, language: str | None, overlay: Path | None, as_json: bool) -> None:
    """Find the identifiers in FILE (txt, md, docx, pdf, xlsx, csv, eml, html), or in standard input (-).

    Each lead has its place, its normal form, a verdict (valid, invalid, unsure) with the reason, the time and port that stand
    beside it, and the provider it belongs to. Numbers of payment cards are shown with their first six and last four digits only.
    """
    from comity.cli.output import print_json, words
    from comity.leads.lead_document import lead_row
    from comity.leads.marks import marks_of
    from comity.leads.recognise import Context, recognise
    from comity.providers.catalog import Catalog
    from comity.text.extract import extract

    t = words(language)
    checked_country = _country(country)
    marks = marks_of(Catalog.open(overlay).marks_data())
    document = extract(source)
    found = recognise(document.text, Context(checked_country, zone, t.language, marks))
    if as_json:
        print_json({"leads": [lead_row(lead, document) for lead in found]})
    else:
        _show(found, document, t)


def _country(code: str | None) -> str | None:
    from comity.errors import InputError
    from comity.text.messages import say

    if code is None:
        return None
    from phonenumbers import SUPPORTED_REGIONS

    if code.upper() not in SUPPORTED_REGIONS:
        raise InputError(
            say("no country of this code: {code}", code=code), place="--country", hint=say("two letters after ISO 3166-1, such as KG")
        )
    return code.upper()


def _show(found: tuple[Identifier, ...], document: ExtractedText, t: Messages) -> None:
    from comity.cli.output import print_table
    from comity.text.messages import mark

    verdicts = {"valid": mark("valid"), "invalid": mark("invalid"), "unsure": mark("unsure")}
    for note in document.notes:
        click.echo(t.of(note), err=True)
    if not found:
        click.echo(t("no identifiers found"))
        return
    rows = [
        [
            lead.kind,
            lead.value if lead.port is None else f"{lead.value} :{lead.port}",
            t(verdicts[lead.verdict]),
            lead.provider or "",
            _time(lead.at, t),
            "; ".join(part for part in (lead.reason, ", ".join(lead.notes)) if part),
        ]
        for lead in found
    ]
    print_table([t("kind"), t("value"), t("verdict"), t("provider"), t("time"), t("remarks")], rows)
    click.echo(t.plural("{count} lead", "{count} leads", count=len(found)))


def _time(at: Instant | None, t: Messages) -> str:
    if at is None:
        return ""
    if at.is_skipped and at.local and at.precision not in {"year", "month", "day"}:
        return t("{raw}: this local time never happened", raw=at.raw)
    if at.utc is None:
        return t("{raw} (zone unknown)", raw=at.raw)
    stamp = f"{at.utc:%Y-%m-%d %H:%M:%S} UTC"
    return t("{first} or {second}", first=stamp, second=f"{at.also_utc:%Y-%m-%d %H:%M:%S} UTC") if at.also_utc else stamp
