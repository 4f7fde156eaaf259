"""Rows with separators (CSV and the like): what the head of a column says of a value below it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

_SEPARATORS = (";", "\t", "|", ",")
_LONGEST_HEAD, _LONGEST_CELL = 400, 40
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    separator: str
    heads: tuple[str, ...]


class Tables:
    """The tables of a text: neighbouring lines with one separator, the first of which holds no digits to speak of."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _blocks(self) -> tuple[tuple[int, ...], tuple[_Block, ...]]:
        found, place, open_block = [], 0, None
        lines = self._text.splitlines(keepends=True)
        separators = tuple(separator for separator in _SEPARATORS if separator in self._text)
        for number, line in enumerate(lines, start=1):
            end = place + len(line)
            if open_block and line.count(open_block.separator) >= len(open_block.heads) - 1:
                open_block = _Block(open_block.start, end, open_block.separator, open_block.heads)
            else:
                if open_block:
                    found.append(open_block)
                open_block = _head(line, place) if number < len(lines) and _may_head(line, lines[number], separators) else None
            place = end
        if open_block:
            found.append(open_block)
        return tuple(block.start for block in found), tuple(found)

    def _block(self, place: int) -> _Block | None:
        starts, blocks = self._blocks
        number = bisect_right(starts, place) - 1
        return blocks[number] if number >= 0 and place < blocks[number].end else None

    def head(self, place: int) -> str | None:
        """Return the head of the column in which a place lies, lower case; None outside a table."""
        block = self._block(place)
        if block is None:
            return None
        line = self._text.rfind("\n", 0, place) + 1
        if line <= block.start:
            return None
        column = self._text.count(block.separator, line, place)
        return block.heads[column].lower() if column < len(block.heads) else None

    def head_line(self, place: int) -> str:
        """Return the head of the table whose row stands at a place, with its line feed; empty outside a table and on the head itself."""
        block = self._block(place)
        if block is None or place <= block.start:
            return ""
        end = self._text.find("\n", block.start) + 1
        return self._text[block.start : end] if place >= end else ""

    def cell(self, place: int, wanted: Callable[[str], bool]) -> str | None:
        """Return the cell of the same row under the first head that is wanted; None where there is none."""
        block = self._block(place)
        if block is None:
            return None
        column = next((number for number, head in enumerate(block.heads) if wanted(head)), None)
        if column is None:
            return None
        line = self._text.rfind("\n", 0, place) + 1
        cells = self._text[line : self._text.find("\n", place) % (len(self._text) + 1)].split(block.separator)
        return cells[column].strip(" \"'\r") if line > block.start and column < len(cells) else None


def _may_head(line: str, following: str, separators: Iterable[str]) -> bool:
    """Tell whether a line has as many separators as the next one has, or fewer: most lines of prose are passed over by counting."""
    if len(line) > _LONGEST_HEAD:
        return False
    for separator in separators:
        count = line.count(separator)
        if count and following.count(separator) >= count:
            return True
    return False


def _head(line: str, place: int) -> _Block | None:
    """Read a line as the head of a table: cells that are names, not values."""
    length = len(line)
    for separator in _SEPARATORS:
        count = line.count(separator)
        if not count or length > (_LONGEST_CELL + 1) * (count + 1):
            continue
        cells = tuple(cell.strip(" \"'\r\n") for cell in line.split(separator))
        if max(map(len, cells)) <= _LONGEST_CELL and sum(map(bool, cells)) > 1:
            if sum(map(bool, map(_DIGIT.search, cells))) * 3 > len(cells) or any(cell.count(" ") > 4 for cell in cells):
                return None
            return _Block(place, place + len(line), separator, cells)
    return None
