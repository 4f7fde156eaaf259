"""The place of an event in its original, with what stands around it: bytes, or the cells of a row."""

from __future__ import annotations

import io
import mmap
import re

import msgspec

from comity.errors import InputError
from comity.readers.databases.opened import row_at
from comity.readers.reader import Source
from comity.readers.reopen import reopen
from comity.text.messages import say

AROUND = 600
"""Bytes shown before and after the place."""
_MOST = 64 << 10
_BYTES = re.compile(r"@(\d+)\+(\d+)")
_CELL = re.compile(r"(.+)!A(\d+)", re.DOTALL)
_ROW = re.compile(r"table:(.+) rowid:(\d+)", re.DOTALL)
_LETTERS = 26


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What stands at a place.

    Attributes:
        focus: the bytes of the record; cut after 64 KiB.
        before: what stands before it.
        after: what stands after it.
        start: offset of the record in the member; None where it has none (rows, cells, pages).
        length: bytes of the record.
        size: bytes of the member.
        encoding: encoding of the text; None where the bytes are no text.
        cells: name and value of each cell, where the record is a row.
    """

    focus: bytes = b""
    before: bytes = b""
    after: bytes = b""
    start: int | None = None
    length: int = 0
    size: int = 0
    encoding: str | None = None
    cells: list[tuple[str, str]] = []


def look(data: bytes | mmap.mmap, locator: str) -> Seen:
    """Look at the place of an event in a member.

    Args:
        data: the bytes of the member.
        locator: as in the event table.

    Raises:
        InputError: the place does not exist.
    """
    if found := _BYTES.fullmatch(locator):
        return _bytes(data, locator, int(found[1]), int(found[2]))
    if found := _ROW.fullmatch(locator):
        return Seen(cells=_row(data, found[1], int(found[2])), size=len(data))
    if found := _CELL.fullmatch(locator):
        return Seen(cells=_cells(data, found[1], int(found[2])), size=len(data))
    text = reopen(data, locator)
    return Seen(focus=text[:_MOST], length=len(text), size=len(data), encoding="utf-8")


def _bytes(data: bytes | mmap.mmap, locator: str, start: int, length: int) -> Seen:
    source = Source("", data)
    found = source.encoding
    text = source.utf8() if found is not None and found.encoding.startswith(("utf-16", "utf-32")) else data
    if start + length > len(text):
        raise InputError(say("no such place: {place}", place=locator), hint=say("take the file whose digest stands in source_sha256"))
    shown = min(length, _MOST)
    after = b"" if shown < length else bytes(text[start + length : start + length + AROUND])
    return Seen(
        focus=bytes(text[start : start + shown]),
        before=bytes(text[max(0, start - AROUND) : start]),
        after=after,
        start=start,
        length=length,
        size=len(text),
        encoding=source.codec if found is not None else None,
    )


def _row(data: bytes | mmap.mmap, table: str, number: int) -> list[tuple[str, str]]:
    values = row_at(data, table, number)
    if not values:
        raise InputError(say("no such place: {place}", place=f"table:{table} rowid:{number}"))
    return [(name, _plain(value)) for name, value in values.items()]


def _plain(value: object) -> str:
    if value is None:
        return "NULL"
    return f"x'{value[: _MOST // 2].hex()}'" if isinstance(value, bytes) else str(value)[:_MOST]


def _cells(data: bytes | mmap.mmap, sheet: str, row: int) -> list[tuple[str, str]]:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(io.BytesIO(bytes(data[:]))).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    if not 0 < row <= len(rows):
        raise InputError(say("no such place: {place}", place=f"{sheet}!A{row}"))
    return [(f"{_letters(number)}{row}", str(cell)[:_MOST]) for number, cell in enumerate(rows[row - 1])]


def _letters(number: int) -> str:
    """Name a column as spreadsheets do."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name
