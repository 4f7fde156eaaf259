"""Writes a document as PDF/A-2a and PDF/UA-1 in one file, through Typst and the bundled fonts.

The document goes to Typst as data, in one string literal; what is in it can never be taken for Typst's own markup. The bytes depend on
the document alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from io import BytesIO

import msgspec

from comity.documents.coverage import only_covered
from comity.documents.direction import runs_left_to_right
from comity.documents.document import Block, Break, Document, Figure, Heading, Line, Lines, Paragraph, Said, Shown, Table
from comity.documents.pieces import is_time
from comity.documents.typesetter import literal, typeset

STANDARDS = ("a-2a", "ua-1")
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
_LONGEST_WHOLE_ROW = 1500
"""Characters: a longer row of a table may be split over two pages."""


def write_pdf(document: Document) -> bytes:
    """Write the document as PDF.

    A character that none of the bundled fonts has (an emoji in an account's name) is written as its number, `[U+1F600]`: PDF/A forbids
    missing glyphs.
    """
    data = msgspec.json.encode(_document(document)).decode()
    source = f'#import "document.typ": written\n#written(json(bytes({literal(data)})))'
    content = typeset(source, format="pdf", pdf_standards=list(STANDARDS), timestamp=document_moment(document))
    return _left_to_right_pages(content) if document.rtl else content


def document_moment(document: Document) -> datetime:
    """Return the time stamp of a document's files: midnight UTC of its date, so that the same document is the same bytes."""
    return datetime.combine(document.date, time(), tzinfo=UTC) if document.date else _EPOCH


def _left_to_right_pages(content: bytes) -> bytes:
    """Take the page direction out of the viewer's preferences.

    The text stays right to left. Readers built on PDFium would otherwise treat every line of the file as right to left and turn the parts
    of an identifier round when its text is copied.
    """
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        preferences = pdf.Root.get("/ViewerPreferences")
        if preferences is not None and "/Direction" in preferences:
            del preferences["/Direction"]
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _document(document: Document) -> dict[str, object]:
    return {
        "title": only_covered(document.title),
        "lang": document.language.split("-")[0],
        "rtl": document.rtl,
        "sender": only_covered(document.sender),
        "reference": only_covered(document.reference),
        "keywords": [document.template, f"reviewed_by_native_lawyer={str(document.reviewed).lower()}"],
        "banners": list(document.banners),
        "sections": document.numbering == "sections",
        "blocks": [_block(block, rtl=document.rtl) for block in document.blocks],
    }


def _block(block: Block, *, rtl: bool) -> dict[str, object]:
    def written(line: Line) -> list[dict[str, object]]:
        return _line(line, rtl=rtl)

    match block:
        case Heading(level=level, line=line, number=number, new_page=new_page):
            return {"kind": "heading", "level": level, "line": written(line), "number": number, "page": new_page}
        case Paragraph(line=line, number=number, item=item, keep=keep, follows=follows):
            return {"kind": "paragraph", "line": written(line), "number": number, "item": item, "keep": keep, "follows": follows}
        case Lines(kind=kind, lines=lines):
            return {"kind": kind, "lines": [written(line) for line in lines]}
        case Figure(svg=svg, alt=alt, caption=caption):
            return {"kind": "figure", "svg": svg, "alt": only_covered(alt), "caption": written(caption)}
        case Table(kind=kind, rows=rows, head=head, widths=widths, keep=keep):
            return {
                "kind": kind.value,
                "keep": keep,
                "widths": list(widths),
                "head": [written(cell) for cell in head],
                "rows": [[written(cell) for cell in row] for row in rows],
                "whole": all(sum(map(_length, row)) < _LONGEST_WHOLE_ROW for row in rows),
            }


def _length(line: Line) -> int:
    return sum(len(inline.text) for inline in line if not isinstance(inline, Break))


def _line(line: Line, *, rtl: bool) -> list[dict[str, object]]:
    """Cut a line into runs: plain words, bold words, identifiers (`id`), gaps, line breaks, and words that run left to right (`ltr`)."""
    runs: list[dict[str, object]] = []
    for inline in line:
        if isinstance(inline, Break):
            runs.append({"k": "break"})
        elif isinstance(inline, Said):
            runs.append({"k": "id" if inline.code else "strong" if inline.strong else "plain", "t": inline.text})
        elif inline.missing:
            runs.append({"k": "gap", "t": only_covered(inline.text)})
        else:
            runs += _value(inline, rtl=rtl)
    return _merged(runs)


def _value(value: Shown, *, rtl: bool) -> Iterator[dict[str, object]]:
    """Write a value; in a right-to-left document an identifier inside prose stands on a line of its own, as the others do."""
    plain = "strong" if value.strong else "ltr" if rtl and runs_left_to_right(value.text) else "plain"
    pieces = value.pieces or ((value.text, value.code),)
    for number, (text, code) in enumerate(pieces):
        if number > 0 and rtl and any(is_code and not is_time(piece) for piece, is_code in pieces[number - 1 : number + 1]):
            yield {"k": "break"}
        yield {"k": "id" if code else plain, "t": only_covered(text)}


def _merged(runs: list[dict[str, object]]) -> list[dict[str, object]]:
    """Join neighbours of one kind, so that words and the spaces between them are shaped together."""
    merged: list[dict[str, object]] = []
    for run in runs:
        if merged and run["k"] == merged[-1]["k"] and run["k"] in {"plain", "strong"}:
            merged[-1] = {"k": run["k"], "t": f"{merged[-1]['t']}{run['t']}"}
        else:
            merged.append(run)
    return merged
