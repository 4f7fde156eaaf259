"""Words and blocks of HTML by their marks, without building a tree: nothing is fetched, nothing is run, each block keeps its place."""

from __future__ import annotations

import html
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass

Data = bytes | mmap.mmap
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d)\b[^>]*>", re.IGNORECASE)
_MARK = re.compile(r"<[^>]*>?")
_SPACE = re.compile(r"[^\S\n]+")
_CELL = re.compile(rb"<t([dh])\b[^>]*>(.*?)(?=<t[dh]\b|</t[dhr]\b|</table|\Z)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page.

    Attributes:
        kind: which opening began it.
        start: place of its first byte.
        end: place after its last.
        raw: its bytes.
    """

    kind: str
    start: int
    end: int
    raw: bytes

    @property
    def locator(self) -> str:
        """Return its place."""
        return f"@{self.start}+{self.end - self.start}"


def blocks(data: Data, opening: re.Pattern[bytes], closing: re.Pattern[bytes] | None = None) -> Iterator[Block]:
    """Yield what begins at each opening and ends before the next, or with the closing where that comes first.

    Args:
        data: the page.
        opening: its first group (or the whole) tells the kind.
        closing: what ends a block.
    """
    current: re.Match[bytes] | None = None
    for found in opening.finditer(data):
        if current is not None:
            yield _block(data, current, found.start(), closing)
        current = found
    if current is not None:
        yield _block(data, current, len(data), closing)


def _block(data: Data, found: re.Match[bytes], end: int, closing: re.Pattern[bytes] | None) -> Block:
    closed = closing.search(data, found.end(), end) if closing else None
    end = closed.end() if closed else end
    kind = found[found.lastindex or 0].decode("ascii", "replace").lower()
    return Block(kind, found.start(), end, bytes(data[found.start() : end]))


def words(raw: bytes, codec: str = "utf-8") -> str:
    """Return the words between marks, lines where the page breaks them."""
    text = raw.decode(codec, "replace")
    if "<" in text:
        text = _MARK.sub("", _BREAK.sub("\n", text.replace("\r", "").replace("\n", " ")))
    text = html.unescape(text) if "&" in text else text
    lines = (_SPACE.sub(" ", line).strip() for line in text.replace("\u00a0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def cells(raw: bytes, codec: str = "utf-8") -> tuple[list[str], bool]:
    """Return the cells of a row of a table, and whether they are those of a header."""
    found = [(cell[1].lower() == b"h", words(cell[2], codec)) for cell in _CELL.finditer(raw)]
    return [text for _, text in found], bool(found) and all(is_header for is_header, _ in found)
