"""Write the letter of a draft as DOCX, PDF, HTML or plain text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from comity.documents.document import Document
    from comity.drafting.render.render import Renderer
    from comity.model.request.evidence_request import EvidenceRequest

_FILE = click.Path(path_type=Path)
_FORMATS = ("docx", "pdf", "html", "txt")


@click.command()
@click.argument("draft", metavar="DRAFT.yaml", type=_FILE)
@click.option("--out", type=_FILE, required=True, metavar="DIR", help="Folder for the files; made when it is missing.")
@click.option(
    "--form",
    "size",
    type=click.Choice(["short", "full"]),
    help="Short provider text or full text to an authority; else the instrument's own.",
)
@click.option("--lang", "tags", multiple=True, metavar="TAG", help="Language of the letter, also several times; else the draft's own.")
@click.option("--format", "formats", multiple=True, type=click.Choice(_FORMATS), help="Also several times; else docx, pdf and html.")
@click.option("--final", is_flag=True, help="Refuse (exit code 1) while anything is missing or the lint blocks.")
@click.option("--overlay", type=_FILE, metavar="DIR", help="A ministry's own knowledge files and forms.")
@click.option("--force", is_flag=True, help="Replace files that were edited since they were written.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    draft: Path, out: Path, size: str | None, tags: tuple[str, ...], formats: tuple[str, ...], as_json: bool, **options: Any
) -> None:
    """Write the letter of a draft as DOCX, PDF, HTML or plain text.

    What is missing shows in the letter as a marked gap, and every page says that it is not complete. With --final such a letter is
    refused. The form follows from the draft's instrument.
    """
    from comity.cli.output import print_json
    from comity.documents.output import write_files
    from comity.drafting.draft_file import read_draft
    from comity.drafting.render.render import DEFAULT_FORMATS, Renderer

    request = read_draft(draft)
    renderer = Renderer.open(options["overlay"])
    wanted = tuple(dict.fromkeys(tags)) or (None,)
    letters = [renderer.letter(request, tag, size) for tag in wanted]  # type: ignore[arg-type]
    if options["final"] and _refused(request, letters, renderer, options["overlay"]):
        raise SystemExit(1)
    contents: dict[str, bytes] = {}
    rows: list[dict[str, object]] = []
    for letter in letters:
        for format_ in dict.fromkeys(formats or DEFAULT_FORMATS):
            name = f"{draft.stem}.{letter.size}.{letter.language}.{format_}"
            contents[name] = renderer.write(letter, format_)
            rows.append({"path": str(out / name), "format": format_, "lang": letter.language, "form": letter.size, **_about(letter)})
    digests = write_files(out, contents, force=options["force"])
    for row in rows:
        row["sha256"] = digests[Path(str(row["path"])).name]
    if as_json:
        print_json({"files": rows, "missing": _missing(letters, renderer), "untranslated": _untranslated(letters)})
        return
    _tell(letters, [str(row["path"]) for row in rows])


def _about(letter: Document) -> dict[str, object]:
    return {
        "template": letter.template,
        "template_sha256": letter.template_sha256,
        "draft_sha256": letter.draft_sha256,
        "reviewed_by_native_lawyer": letter.reviewed,
        "complete": not letter.gaps,
    }


def _missing(letters: list[Document], renderer: Renderer) -> list[dict[str, object]]:
    """List every gap once, with the question in English and in the language of the first letter that has it."""
    found: dict[str, dict[str, object]] = {}
    for letter in letters:
        words = renderer.words(letter.language)
        for gap in letter.gaps:
            row = {"field": gap.ref.field, "index": gap.ref.index if gap.ref.index >= 0 else None}
            found.setdefault(str(gap.ref), {**row, "question": words.fields.get(gap.ref.field, gap.ref.field)})
    return list(found.values())


def _untranslated(letters: list[Document]) -> list[dict[str, object]]:
    return [{"lang": letter.language, "fields": list(letter.untranslated)} for letter in letters if letter.untranslated]


def _refused(request: EvidenceRequest, letters: list[Document], renderer: Renderer, overlay: Path | None) -> bool:
    """Tell why a letter cannot be final: gaps, and findings that block."""
    from comity.cli.output import language, words
    from comity.drafting.lint.check import Linter
    from comity.model.finding import Severity

    t = words()
    reasons = [f"{row['field']}: {row['question']}" for row in _missing(letters, renderer)]
    findings = Linter.open(overlay).lint(request, language=language())
    reasons += [f"{found.rule}: {found.message}" for found in findings if found.severity is Severity.BLOCK and found.overridden_by is None]
    if reasons:
        click.echo(t("not final; nothing was written:"), err=True)
        for reason in reasons:
            click.echo(f"  {reason}", err=True)
        click.echo(f"  {t('hint: complete the draft, or leave out --final for a marked draft')}", err=True)
    return bool(reasons)


def _tell(letters: list[Document], paths: list[str]) -> None:
    from comity.cli.output import words

    t = words()
    for path in paths:
        click.echo(path)
    for letter in letters:
        if letter.gaps:
            fields = ", ".join(dict.fromkeys(gap.ref.field for gap in letter.gaps))
            click.echo(t("{template}: still to be completed: {fields}", template=letter.template, fields=fields), err=True)
        if not letter.reviewed:
            click.echo(t("{template}: this form has not been read by a native lawyer", template=letter.template), err=True)
        if letter.untranslated:
            fields = ", ".join(letter.untranslated)
            click.echo(t("{template}: in another language than the letter: {fields}", template=letter.template, fields=fields), err=True)
