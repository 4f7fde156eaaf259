"""Write the Word files of the worked case from their Markdown twins.

    python tools/worked_case.py            writes src/comity/samples/worked-case/{statement,case-notes}.docx
    python tools/worked_case.py --check    exit code 1 when a Word file is not what its twin makes

The Markdown is the source: `> ` a line set to the right, `# ` the title, `| … |` a row of a table, everything else a
paragraph. The same text gives the same bytes: parts of the file carry a fixed date.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

FOLDER = Path(__file__).resolve().parent.parent / "src" / "comity" / "samples" / "worked-case"
NAMES = ("statement", "case-notes")
FIXED = (2026, 11, 20, 0, 0, 0)


def build(markdown: str) -> bytes:
    """Lay out one file of the worked case.

    Args:
        markdown: the text in the four forms of lines named above.

    Returns:
        The bytes of a DOCX file.
    """
    document = _page()
    lines = [line for line in markdown.splitlines() if line.strip()]
    rows: list[list[str]] = []
    for line in lines:
        if line.startswith("| "):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            _table(document, rows)
            rows = []
        _paragraph(document, line)
    return _settled(document)


def _page() -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.paragraph_format.space_after = Pt(4)
    return document


def _paragraph(document: Document, line: str) -> None:
    if line.startswith("# "):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line[2:]).bold = True
    elif line.startswith("> "):
        paragraph = document.add_paragraph(line[2:])
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_after = Pt(0)
    else:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.LEFT


def _table(document: Document, rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(8)


def _settled(document: Document) -> bytes:
    """Save with a fixed date on every part, so that the same text gives the same bytes."""
    loose, settled = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, FIXED), source.read(name), zipfile.ZIP_DEFLATED)
    return settled.getvalue()


def main() -> int:
    """Write the files, or with `--check` compare them."""
    stale = 0
    for name in NAMES:
        made = build((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
        path = FOLDER / f"{name}.docx"
        if "--check" in sys.argv:
            stale += not path.exists() or path.read_bytes() != made
        else:
            path.write_bytes(made)
    if stale:
        print(f"{stale} Word files of the worked case differ from their Markdown; run: python tools/worked_case.py")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
