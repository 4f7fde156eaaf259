"""Text taken out of a document, and the place in the document where each stretch of it stood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from comity.errors import InputError
from comity.text.messages import say

MAX_CHARACTERS = 20_000_000
"""More text than this is no statement, letter or table that a person works with, and costs minutes to look through."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text and where it came from.

    Attributes:
        start: offset of its first character, in Unicode code points of the text.
        end: offset after its last character.
        place: page, header, footnote, sheet, attachment … in words; empty for the only table of a file.
        row: number of the table row, from 1; the cells of the row are separated by tabs. None outside sheets.
        columns: numbers of the columns of the cells, from 1; empty when every column from the first is there.
    """

    start: int
    end: int
    place: str
    row: int | None = None
    columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """The text of a document.

    Attributes:
        text: the text; lines end in a line feed.
        format: slug of the format it was read as (`docx`, `pdf` …).
        parts: where the stretches came from, in order, without overlap.
        notes: what a reader should know: what was left out, what was guessed.
        encoding: the encoding of a plain text; None for others.
    """

    text: str
    format: str
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    encoding: str | None = None

    def place_at(self, offset: int) -> str | None:
        """Tell where a character stood: `page 2`, `Sheet1!B4`, `header Received`; None between the parts."""
        found = bisect_right(self.parts, offset, key=lambda part: part.start) - 1
        if found < 0 or offset >= self.parts[found].end:
            return None
        part = self.parts[found]
        if part.row is None:
            return part.place
        number = self.text.count("\t", part.start, offset)
        column = part.columns[number] if number < len(part.columns) else number + 1
        cell = f"{column_letters(column)}{part.row}"
        return say("{sheet}!{cell}", sheet=part.place, cell=cell) if part.place else cell


def column_letters(number: int) -> str:
    """Write the number of a column, from 1, as a spreadsheet names it: A, Z, AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(slots=True)
class TextBuilder:
    """Gathers the text of a document piece by piece.

    Attributes:
        name: the file, for messages.
    """

    name: str
    _pieces: list[str] = field(default_factory=list)
    _parts: list[Part] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _length: int = 0

    def add(self, text: str, place: str | None = None, *, end: str = "\n") -> None:
        """Add a stretch of text.

        Args:
            text: the text; nothing is added when it is empty.
            place: where it stood.
            end: what separates it from the next one.

        Raises:
            InputError: the document holds more text than can be looked through.
        """
        if text:
            self._append(text, end, lambda start, stop: Part(start, stop, place) if place else None)

    def add_row(self, cells: Sequence[str], place: str, row: int, columns: tuple[int, ...] = ()) -> None:
        """Add a row of a table: cells separated by tabs; tabs and line ends inside a cell become spaces.

        Args:
            cells: the texts of the cells.
            place: the sheet; empty when the file is one table.
            row: number of the row, from 1.
            columns: the numbers of the columns, where cells are missing.
        """
        line = "\t".join(" ".join(cell.split()) if "\t" in cell or "\n" in cell or "\r" in cell else cell for cell in cells)
        if line.strip():
            self._append(line, "\n", lambda start, stop: Part(start, stop, place, row, columns))

    def add_extracted(self, inner: ExtractedText, place: str) -> None:
        """Add the text of a document inside this one, such as an attachment."""
        base = self._length
        for part in inner.parts:
            where = say("{outer}: {inner}", outer=place, inner=part.place) if part.place else place
            self._parts.append(Part(base + part.start, base + part.end, where, part.row, part.columns))
        if not inner.parts and inner.text:
            self._parts.append(Part(base, base + len(inner.text), place))
        self._notes.extend(say("{outer}: {inner}", outer=place, inner=note) for note in inner.notes)
        self._grow(inner.text + "\n")

    def note(self, text: str) -> None:
        """Add what a reader should know, once."""
        if text not in self._notes:
            self._notes.append(text)

    @property
    def is_blank(self) -> bool:
        """Tell whether no text was found yet."""
        return not any(piece.strip() for piece in self._pieces)

    @property
    def text_so_far(self) -> str:
        """The text gathered up to now."""
        return "".join(self._pieces)

    def has_place(self, place: str) -> bool:
        """Tell whether text from a place was added."""
        return any(part.place == place for part in self._parts)

    def build(self, format_slug: str, encoding: str | None = None) -> ExtractedText:
        """Return what was gathered."""
        return ExtractedText("".join(self._pieces), format_slug, tuple(self._parts), tuple(self._notes), encoding)

    def _append(self, text: str, end: str, part: Callable[[int, int], Part | None]) -> None:
        start = self._length
        self._grow(text + end)
        made = part(start, start + len(text))
        if made is not None:
            self._parts.append(made)

    def _grow(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise InputError(
                say("more than {limit} characters of text", limit=f"{MAX_CHARACTERS:,}"),
                place=self.name,
                hint=say("give the part of it that matters, or split it"),
            )
        self._pieces.append(text)
