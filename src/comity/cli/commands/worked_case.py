"""Run the main job on the worked case: from the statement to leads, plan, findings and a folder of letters."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("out/worked-case"),
    show_default=True,
    metavar="DIR",
    help="Folder for what is made.",
)
@click.option("--lang", "tag", metavar="TAG", help="Language of the words to you: en or ru.")
@click.option("--force", is_flag=True, help="Replace files that you edited since the last run.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(out: Path, tag: str | None, force: bool, as_json: bool) -> None:
    """Run the main job on the worked case: an invented investment fraud in Bishkek.

    Reads the victim's statement and the investigator's notes, finds the leads, plans the work, drafts each request, says what is
    wrong with the drafts, fills in the investigator's answers and writes the letters. Works offline; touches nothing outside the folder.
    """
    from comity.cli.output import language, print_json
    from comity.cli.worked_case.report import as_document, print_report
    from comity.cli.worked_case.run import run_worked_case

    spoken = language(tag)
    report = run_worked_case(out, spoken, force=force)
    if as_json:
        print_json(as_document(report))
    else:
        print_report(report, spoken)
