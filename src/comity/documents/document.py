"""A document as typed blocks: the one structure from which every format is written.

Nothing here is text of a markup language: a value of the draft is a value in its own `Shown`, so that no writer can take it for
an instruction, and a value of a request knows the fact it shows, so that an edited letter can be read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class FactRef:
    """Which request fact a value shows.

    Attributes:
        field: id of the fact (`data.date_from`, `target.identifier`, `fact.text`).
        index: number of the target, pleaded fact or list item, from 0; -1 outside lists.
        part: number of the paragraph of a long text, from 0; -1 where the text is shown whole.
    """

    field: str
    index: int = -1
    part: int = -1

    def __str__(self) -> str:
        index = f"[{self.index}]" if self.index >= 0 else ""
        return f"{self.field}{index}#{self.part}" if self.part >= 0 else f"{self.field}{index}"

    @property
    def whole(self) -> FactRef:
        """The fact itself, whatever paragraph of it is shown."""
        return FactRef(self.field, self.index)


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the form or report itself.

    Attributes:
        text: the words.
        strong: whether they are set in bold.
        code: an identifier: set left to right in a monospaced Latin font, never hyphenated.
    """

    text: str
    strong: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A value of the draft as the document shows it.

    Attributes:
        ref: the fact.
        text: the value in the language of the document, or the question of a gap.
        code: an identifier: set left to right in a monospaced Latin font, never hyphenated.
        missing: a gap: nothing is known, and the document says so.
        language: BCP 47 tag of the words, where it is not the document's.
        strong: whether it is set in bold.
        pieces: the text cut into prose and identifiers: (piece, is an identifier); their sum is `text`.
    """

    ref: FactRef
    text: str
    code: bool = False
    missing: bool = False
    language: str | None = None
    strong: bool = False
    pieces: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """A new line in the same paragraph or cell."""


Inline = Said | Shown | Break
Line = tuple[Inline, ...]


class TableKind(StrEnum):
    """What a table is for.

    `REFERENCE`: number and date at the head. `FIELDS`: label and value. `RECORDS`: one row a thing, with a head row.
    """

    REFERENCE = "reference"
    FIELDS = "fields"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 is the title of the document or of an annex, level 2 a section.

    Attributes:
        new_page: whether it begins an annex.
    """

    level: int
    line: Line
    number: str = ""
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph.

    Attributes:
        number: `2.1`, `3.`; empty where it has none.
        item: whether it is an item of a list; `number` is then its mark, such as `(a)`.
        keep: whether it stays on one page with what follows.
        follows: whether it continues the numbered paragraph above it, and is indented like it.
    """

    line: Line
    number: str = ""
    item: bool = False
    keep: bool = False
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """A block of short lines: `letterhead`, `addressee` or `signature`."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; rows hold as many cells as the head, or two where there is no head.

    Attributes:
        widths: how wide the columns of records are, in proportion; without them the first is a narrow one for numbers.
        keep: whether its end stays on one page with what follows.
    """

    kind: TableKind
    rows: tuple[tuple[Line, ...], ...]
    head: tuple[Line, ...] = ()
    widths: tuple[float, ...] = ()
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture across the width of the text.

    Attributes:
        svg: the picture, SVG 1.1 with attributes only: no script, no style sheet, nothing loaded from elsewhere.
        alt: what it shows, in words, for who cannot see it (PDF/UA-1, section 7.3).
        caption: the line below it.
    """

    svg: str
    alt: str
    caption: Line = ()


Block = Heading | Paragraph | Lines | Table | Figure


@dataclass(frozen=True, slots=True)
class Document:
    """A document, ready to be written in any format.

    Attributes:
        title: for the metadata of the file.
        language: BCP 47 tag.
        rtl: whether the language runs from right to left.
        blocks: the document, in order.
        reference: the requester's reference, repeated on each page; empty when unknown.
        sender: the issuing authority, for the metadata.
        date: date of the document; the time stamps in the files are made from it.
        template: `preservation.en`.
        template_sha256: digest of the form's file.
        draft_sha256: digest of the draft's facts.
        size: `short` or `full`.
        reviewed: whether a native lawyer has read the form in this language.
        banners: warnings printed on every page (training, open gaps).
        numbering: `sections` or `paragraphs`.
        item_style: `latin`, `cyrillic` or `digits`: the marks of list items.
        untranslated: facts told in another language than the document's.
    """

    title: str
    language: str
    rtl: bool
    blocks: tuple[Block, ...]
    reference: str
    sender: str
    date: date | None
    template: str
    template_sha256: str
    draft_sha256: str
    size: str
    reviewed: bool
    banners: tuple[str, ...] = ()
    numbering: str = "sections"
    item_style: str = "latin"
    untranslated: tuple[str, ...] = ()

    def lines(self) -> Iterator[Line]:
        """Yield every line of text, in the order of reading."""
        for block in self.blocks:
            match block:
                case Heading(line=line) | Paragraph(line=line):
                    yield line
                case Lines(lines=lines):
                    yield from lines
                case Figure(caption=caption):
                    yield caption
                case Table(head=head, rows=rows):
                    yield from head
                    for row in rows:
                        yield from row

    def values(self) -> Iterator[Shown]:
        """Yield every value shown, in the order of reading; a fact shown twice comes twice."""
        for line in self.lines():
            for inline in line:
                if isinstance(inline, Shown):
                    yield inline

    @property
    def gaps(self) -> tuple[Shown, ...]:
        """What is still to be completed, each fact once."""
        return tuple({value.ref: value for value in self.values() if value.missing}.values())
