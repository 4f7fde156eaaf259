"""Find the table in a text: encoding, delimiter, the line that holds the header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from comity.readers.reader import Source
from comity.readers.tables.frames import Table, unique_names

DELIMITERS = ",;\t|"
_LINES = 60
_LONGEST = 1 << 14
"""Bytes of a line that may still be a header."""
_Candidate = tuple[int, int, str, tuple[str, ...], list[str]]
_taken_apart: WeakKeyDictionary[Source, list[_Candidate]] = WeakKeyDictionary()
_LINE = re.compile(rb'(?:[^"\r\n]|"[^"]*")*(?:\r\n|\n|\r|\Z)')


@dataclass(frozen=True, slots=True)
class Header:
    """A line that may be a header.

    Attributes:
        names: its cells, each once.
        start: place of its first byte.
        end: place after its line end.
        delimiter: what stands between the cells.
        score: how well it fits, 0 to 1.
    """

    names: tuple[str, ...]
    start: int
    end: int
    delimiter: str
    score: float


def codec_of(source: Source) -> str | None:
    """Return the codec of a text whose delimiters are single bytes; None for others."""
    found = source.encoding
    if found is None or found.encoding.startswith(("utf-16", "utf-32")):
        return None
    return "utf-8" if found.encoding == "utf-8-sig" else found.encoding


def find_header(source: Source, score: Callable[[list[str]], float]) -> Header | None:
    """Find the line of the first lines that fits best as a header.

    Args:
        source: the file.
        score: tells from the normal names of the cells how well a line fits, 0 to 1.
    """
    best: Header | None = None
    for start, end, delimiter, names, normal in _candidates(source):
        fit = score(normal)
        if fit > (best.score if best else 0.0):
            best = Header(names, start, end, delimiter, fit)
    return best


def _candidates(source: Source) -> list[_Candidate]:
    """Take the first lines apart once for all readers that look at them."""
    found = _taken_apart.get(source)
    if found is not None:
        return found
    found = _taken_apart[source] = []
    codec = codec_of(source)
    if codec is None or source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"<"}:
        return found  # no name of a column begins as an object or a page does
    for start, line in first_lines(source.head):
        if len(line) > _LONGEST:
            continue
        text = line.decode(codec, errors="replace").strip("\ufeff\r\n")
        for delimiter in DELIMITERS:
            if delimiter in text:
                names = tuple(unique_names(cells_of(text, delimiter)))
                found.append((start, start + len(line), delimiter, names, [normal_name(name) for name in names]))
    return found


def first_lines(head: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the first records of a text with their places."""
    place = 0
    for _ in range(_LINES):
        found = _LINE.match(head, place)
        if found is None or found.end() == place:
            return
        yield place, found[0]
        place = found.end()


def cells_of(text: str, delimiter: str) -> list[str]:
    """Take one line apart."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return text.split(delimiter)
    return rows[0] if len(rows) == 1 else text.split(delimiter)


@lru_cache(maxsize=1 << 14)
def normal_name(name: str) -> str:
    """Write the name of a column so that small differences of writing do not matter: `Activity Timestamp` and `activity_timestamp`."""
    return re.sub(r"[^\w]+", " ", name.replace("_", " ").casefold()).strip()


def table_of(source: Source, header: Header) -> Table:
    """Open the table that stands under a header."""
    line = bytes(source.data[header.start : header.end]).strip(b"\r\n")
    return Table(
        source.data,
        list(header.names),
        header.end,
        source.size,
        header.delimiter,
        codec_of(source) or "utf-8",
        line.removeprefix(b"\xef\xbb\xbf"),
    )
