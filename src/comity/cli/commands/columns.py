"""Propose which column is which in a table that nobody knows, and write the profile of its operator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from comity.readers.tables.proposal import Proposal
    from comity.text.messages import Messages


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="PROFILE", help="Write the proposed profile, to be looked through.")
@click.option("--operator", metavar="NAME", help="Whose tables these are; kept in the profile.")
@click.option("--zone", metavar="Area/City", help="Where the operator's clock stands; kept in the profile.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(file: Path, out: Path | None, operator: str | None, zone: str | None, language: str | None, as_json: bool) -> int:
    """Look at the table in FILE and say for each column what it may be, and why.

    Nothing is decided for you: look the profile through, say what the words in the columns of kind and direction mean, and read with
    `comity read --profile`. Numbers that a spreadsheet has cut are named; no profile brings their ends back.
    """
    from comity.cli.output import print_json, words
    from comity.errors import InputError
    from comity.readers.reader import Source
    from comity.readers.returns.telecom_cdr import TelecomCdr
    from comity.readers.tables.proposal import propose
    from comity.text.messages import say
    from comity.text.times import time_zone

    if zone is not None:
        time_zone(zone)
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise InputError(say("no file of this name: {path}", path=str(file))) from problem
    proposals = propose(Source(file.name, data), TelecomCdr.columns)
    if not proposals:
        raise InputError(
            say("no table is found in this file"), place=str(file), hint=say("give a CSV file or a workbook whose columns have names")
        )
    t = words(language)
    best = max(proposals, key=lambda item: sum(column.sureness for column in item.columns))
    if out is not None:
        _write(best, out, operator or "", zone)
    if as_json:
        print_json({"tables": [_plain(item) for item in proposals], "profile": str(out) if out else None})
    else:
        for item in proposals:
            _show(item, t)
        if out is not None:
            click.echo(t("profile written: {path}", path=str(out)), err=True)
    return 0


def _write(proposal: Proposal, out: Path, operator: str, zone: str | None) -> None:
    import msgspec

    from comity.errors import InputError
    from comity.readers.tables.proposal import as_profile
    from comity.text.messages import say

    if proposal.profile is None:
        raise InputError(say("no column of this table is understood: write the profile by hand"), place=str(out))
    if out.exists():
        raise InputError(say("this file exists and may be somebody's work: {path}", path=str(out)), place="--out")
    out.write_bytes(as_profile(msgspec.structs.replace(proposal.profile, operator=operator, zone=zone)))


def _plain(proposal: Proposal) -> dict[str, object]:
    from dataclasses import asdict

    columns = [asdict(column) for column in proposal.columns]
    return {"sheet": proposal.sheet or None, "columns": columns, "words": proposal.words}


def _show(proposal: Proposal, t: Messages) -> None:
    from comity.cli.output import print_table
    from comity.readers.tables.profile import FIELDS

    if proposal.sheet:
        click.echo(proposal.sheet)
    rows = []
    for column in proposal.columns:
        meaning = f"{column.field} ({FIELDS[column.field]})" if column.field else "-"
        rows.append([column.column, meaning, f"{column.sureness:.2f}", ", ".join(column.reasons), " | ".join(column.samples)])
    print_table([t("column"), t("may be"), t("how surely"), t("why"), t("first values")], rows)
    for field, found in proposal.words.items():
        listed = ", ".join(f"{word} ({count})" for word, count in found.items())
        click.echo(t("words in {field}: {listed}; say in the profile what they mean", field=field, listed=listed))
