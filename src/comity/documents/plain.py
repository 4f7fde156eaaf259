"""Writes a document as plain text, for the text boxes of portals and for programs that compare language versions.

In a right-to-left document each identifier stands between U+2066 (left-to-right isolate) and U+2069 (Unicode Standard Annex 9).
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.documents.document import Block, Break, Document, Figure, Heading, Line, Lines, Paragraph, Said, Table, TableKind

LTR_ISOLATE, POP_ISOLATE = "\u2066", "\u2069"


def write_plain(document: Document) -> bytes:
    """Write the document as UTF-8 text, one paragraph a line, an empty line between paragraphs."""
    parts = [*document.banners, *(text for block in document.blocks for text in _block(block, rtl=document.rtl))]
    return ("\n\n".join(part for part in parts if part.strip()) + "\n").encode("utf-8")


def _block(block: Block, *, rtl: bool) -> Iterator[str]:
    match block:
        case Heading(line=line, number=number) | Paragraph(line=line, number=number):
            text = line_text(line, rtl=rtl)
            yield f"{number}{'' if number[-1] in ').' else '.'} {text}" if number else text
        case Lines(lines=lines):
            yield "\n".join(line_text(line, rtl=rtl) for line in lines)
        case Figure(alt=alt, caption=caption):
            yield "\n".join(part for part in (f"[{alt}]", line_text(caption, rtl=rtl)) if part)
        case Table(kind=TableKind.RECORDS, rows=rows):
            for row in rows:
                yield "\n".join((f"[{line_text(row[0], rtl=rtl)}]", *(line_text(cell, rtl=rtl) for cell in row[1:])))
        case Table(rows=rows):
            yield "\n".join(": ".join(line_text(cell, rtl=rtl).replace("\n", ", ") for cell in row) for row in rows)


def line_text(line: Line, *, rtl: bool) -> str:
    """Return the text of one line."""
    out = []
    for inline in line:
        if isinstance(inline, Break):
            out.append("\n")
        elif isinstance(inline, Said):
            out.append(f"{LTR_ISOLATE}{inline.text}{POP_ISOLATE}" if inline.code and rtl else inline.text)
        elif inline.missing:
            out.append(inline.text)
        else:
            pieces = inline.pieces or ((inline.text, inline.code),)
            out += [f"{LTR_ISOLATE}{text}{POP_ISOLATE}" if code and rtl else text for text, code in pieces]
    return "".join(out)
