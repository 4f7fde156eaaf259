"""Read an edited DOCX back: what was changed, field by field, and what the lint says of it now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from comity.drafting.readback.revise import ReadBack
    from comity.model.finding import Finding

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("letter", metavar="LETTER.docx", type=_FILE)
@click.option("--draft", type=_FILE, required=True, metavar="DRAFT.yaml", help="The draft that the letter was made from.")
@click.option("--out", type=_FILE, metavar="NEW.yaml", help="Write the new draft here; without it, only tell the differences.")
@click.option("--overlay", type=_FILE, metavar="DIR", help="A ministry's own knowledge files and forms.")
@click.option("--force", is_flag=True, help="Replace the file given with --out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(letter: Path, draft: Path, out: Path | None, overlay: Path | None, force: bool, as_json: bool) -> None:
    """Read an edited DOCX back: what was changed, field by field, and what the lint says of it now.

    Leaves with 1 when a change cannot be read, an anchor was lost, or the lint finds an error or a block.
    """
    from comity.cli.output import language, print_json
    from comity.drafting.draft_file import read_draft, write_draft
    from comity.drafting.lint.check import Linter
    from comity.drafting.readback.revise import read_back
    from comity.drafting.render.render import Renderer
    from comity.errors import InputError
    from comity.text.messages import say

    if out is not None and out.exists() and not force:
        raise InputError(say("this file is there already"), place=str(out), hint=say("give another name, or --force"))
    try:
        data = letter.read_bytes()
    except OSError as error:
        raise InputError(say("cannot read: {error}", error=error.strerror or str(error)), place=str(letter)) from error
    result = read_back(data, letter.name, read_draft(draft), Renderer.open(overlay))
    findings = Linter.open(overlay).lint(result.draft, language=language())
    if out is not None:
        write_draft(result.draft, out)
    if as_json:
        print_json(_document(result, findings, out))
    else:
        _tell(result, findings, out)
    grave = any(found.severity.rank <= 1 and found.overridden_by is None for found in findings)
    raise SystemExit(1 if grave or not result.is_clean else 0)


def _document(result: ReadBack, findings: tuple[Finding, ...], out: Path | None) -> dict[str, object]:
    facts = [
        {
            "field": fact.ref.field,
            "index": fact.ref.index if fact.ref.index >= 0 else None,
            "status": fact.status,
            "old": fact.old,
            "new": fact.new,
            "message": fact.message or None,
            "places": dict(fact.places),
        }
        for fact in result.facts
    ]
    return {
        "template": result.template,
        "lang": result.language,
        "draft_changed_since": result.draft_changed_since,
        "form_changed_since": result.form_changed_since,
        "fields": facts,
        "words_changed": [{"before": words.before, "after": words.after} for words in result.words],
        "findings": [
            {
                "rule": found.rule,
                "severity": found.severity,
                "outcome": found.outcome,
                "field": found.where.field,
                "index": found.where.index,
                "message": found.message,
                "fix": found.fix,
            }
            for found in findings
        ],
        "written": str(out) if out else None,
    }


def _tell(result: ReadBack, findings: tuple[Finding, ...], out: Path | None) -> None:
    from comity.cli.output import print_table, words

    t = words()
    if result.draft_changed_since:
        click.echo(t("the draft was changed after this letter was written"), err=True)
    if result.form_changed_since:
        click.echo(t("the form was changed after this letter was written"), err=True)
    rows = [(str(fact.ref), fact.status, f"{fact.old or '–'} → {fact.new or '–'}") for fact in result.facts if fact.status != "unchanged"]
    if rows:
        print_table([t("field"), t("status"), t("from and to")], rows)
    else:
        click.echo(t("no field was changed"))
    for fact in result.facts:
        if fact.message:
            click.echo(f"{fact.ref}: {t.of(fact.message)}\n  {t('hint:')} {t.of(fact.hint)}", err=True)
    for change in result.words:
        click.echo(
            t("words of the form were changed; the draft cannot hold them: {before} → {after}", before=change.before, after=change.after)
        )
    for found in findings:
        if found.severity.rank <= 1 and found.overridden_by is None:
            click.echo(f"{found.severity}  {found.rule}  {found.message}")
    if out is not None:
        click.echo(str(out))
