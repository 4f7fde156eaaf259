"""Writes a letter as PDF/A-2a and PDF/UA-1 in one file, through Typst and the bundled fonts.

The letter goes to Typst as data, in one string literal; what is in it can never be taken for Typst's own markup. The compiler is made
once a process and used again: the first letter pays for the fonts. The bytes depend on the letter alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from threading import Lock
from typing import Any

import msgspec

from comity.drafting.render.coverage import only_covered
from comity.drafting.render.direction import runs_left_to_right
from comity.drafting.render.letter import Block, Break, Heading, Letter, Line, Lines, Paragraph, Said, Shown, Table
from comity.drafting.render.pieces import is_time
from comity.text import fonts

STANDARDS = ("a-2a", "ua-1")
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
_LOCK = Lock()
_LONGEST_WHOLE_ROW = 1500
"""Characters: a longer row of a table may be split over two pages."""


def write_pdf(letter: Letter) -> bytes:
    """Write the letter as PDF.

    A character that none of the bundled fonts has (an emoji in an account's name) is written as its number, `[U+1F600]`: PDF/A forbids
    missing glyphs.
    """
    data = msgspec.json.encode(_letter(letter)).decode()
    source = f'#import "letter.typ": letter\n#letter(json(bytes({_literal(data)})))'
    with _LOCK:
        content: bytes = _compiler().compile(
            source.encode(), format="pdf", pdf_standards=list(STANDARDS), timestamp=letter_moment(letter), sys_inputs={}
        )
    return _left_to_right_pages(content) if letter.rtl else content


def letter_moment(letter: Letter) -> datetime:
    """Return the time stamp of a letter's files: midnight UTC of its date, so that the same letter is the same bytes."""
    return datetime.combine(letter.date, time(), tzinfo=UTC) if letter.date else _EPOCH


@lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst

    shelf = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.folder())])
    root = str(files("comity.drafting.render") / "typst")
    return typst.Compiler(root=root, font_paths=shelf, ignore_system_fonts=True)


def _literal(text: str) -> str:
    """Write a Typst string literal: only the backslash and the quotation mark mean anything in it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


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


def _letter(letter: Letter) -> dict[str, object]:
    return {
        "title": only_covered(letter.title),
        "lang": letter.language.split("-")[0],
        "rtl": letter.rtl,
        "sender": only_covered(letter.sender),
        "reference": only_covered(letter.reference),
        "keywords": [letter.template, f"reviewed_by_native_lawyer={str(letter.reviewed).lower()}"],
        "banners": list(letter.banners),
        "sections": letter.numbering == "sections",
        "blocks": [_block(block, rtl=letter.rtl) for block in letter.blocks],
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
        case Table(kind=kind, rows=rows, head=head):
            return {
                "kind": kind.value,
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
            runs.append({"k": "strong" if inline.strong else "plain", "t": inline.text})
        elif inline.missing:
            runs.append({"k": "gap", "t": only_covered(inline.text)})
        else:
            runs += _value(inline, rtl=rtl)
    return _merged(runs)


def _value(value: Shown, *, rtl: bool) -> Iterator[dict[str, object]]:
    """Write a value; in a right-to-left letter an identifier inside prose stands on a line of its own, as the others do."""
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
