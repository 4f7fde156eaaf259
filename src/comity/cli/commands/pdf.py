"""Look at a PDF file: does it bear the marks of an archived, accessible letter."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(path_type=Path)


@click.group()
def command() -> None:
    """Look at a PDF file: does it bear the marks of an archived, accessible letter."""


@command.command()
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(file: Path, as_json: bool) -> None:
    """Look for the marks of PDF/A-2a and PDF/UA-1, and name each that is missing (then exit code 1).

    The structure is looked at, not every rule of the standards; run veraPDF as well where you have it.
    """
    from comity.cli.output import print_json, print_table, words
    from comity.documents.pdf_check import check_pdf
    from comity.errors import InputError
    from comity.text.messages import say

    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(say("cannot read: {error}", error=error.strerror or str(error)), place=str(file)) from error
    report = check_pdf(data, file.name)
    t = words()
    if as_json:
        marks = [{"mark": mark.name, "ok": mark.ok, "text": t.of(mark.text)} for mark in report.marks]
        print_json({"path": str(file), "ok": report.ok, "pages": report.pages, "claims": report.claims, "marks": marks})
    else:
        print_table([], [("✓" if mark.ok else "✗", mark.name, t.of(mark.text)) for mark in report.marks])
    raise SystemExit(0 if report.ok else 1)
