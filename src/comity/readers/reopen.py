"""From the place of an event back to the very bytes, or cells, that produced it."""

from __future__ import annotations

import io
import mmap
import re
import tempfile
from pathlib import Path

from comity.errors import InputError
from comity.readers import outlook
from comity.readers.databases.opened import row_at
from comity.readers.limits import Limits
from comity.readers.pages import pdf
from comity.readers.reader import Source
from comity.text.messages import say

Data = bytes | mmap.mmap
_BYTES = re.compile(r"@(\d+)\+(\d+)")
_CELL = re.compile(r"(.+)!A(\d+)", re.DOTALL)
_ROW = re.compile(r"table:(.+) rowid:(\d+)", re.DOTALL)


def reopen(data: bytes | mmap.mmap, locator: str) -> bytes:
    """Return what stands at a place of a member.

    Args:
        data: the bytes of the member.
        locator: as in the event table. Cells of a workbook and rows of a database come as text, one value a line.

    Raises:
        InputError: the place does not exist.
    """
    if found := _BYTES.fullmatch(locator):
        start, length = int(found[1]), int(found[2])
        source = Source("", data)
        wide = source.encoding is not None and source.encoding.encoding.startswith(("utf-16", "utf-32"))
        text = source.utf8() if wide else data
        if start + length <= len(text):
            return bytes(text[start : start + length])
    elif found := _ROW.fullmatch(locator):
        return _table_row(data, found[1], int(found[2]))
    elif locator.startswith("page:"):
        printed = pdf.reopened(Source("", data), locator)
        if printed is not None:
            return printed
    elif locator.startswith("item:"):
        message = outlook.reopened(data, locator)
        if message is not None:
            return message
    elif found := _CELL.fullmatch(locator):
        return _sheet_row(data, found[1], int(found[2]))
    raise InputError(say("no such place: {place}", place=locator), hint=say("take the file whose digest stands in source_sha256"))


def member_of(
    path: Path, member_path: str, *, passwords: tuple[str, ...] = (), keys: tuple[bytes, ...] = (), limits: Limits | None = None
) -> Data:
    """Take a member out of a sealed original again, through all archives around it.

    Args:
        path: the original, whose digest stands in `source_sha256`.
        member_path: as in the event table.
        passwords: those with which it was read, where it was locked.
        keys: likewise.
        limits: bounds of unpacking; those of reading by default.

    Raises:
        InputError: there is no such member, or it cannot be unpacked.
    """
    from comity.readers.containers.members import Member, Unpacking, is_archive, members
    from comity.readers.containers.openpgp import KeyRing

    with path.open("rb") as file:
        data: Data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
    if not is_archive(data):
        return data
    with tempfile.TemporaryDirectory() as scratch:
        words = tuple(word.encode() for word in passwords)
        unpacking = Unpacking(limits or Limits(), Path(scratch), words, KeyRing(keys))
        for item in members(data, "", unpacking):
            if item.path != member_path:
                continue
            if isinstance(item, Member):
                return item.data
            raise InputError(say("the member cannot be opened: {reason}", reason=item.reason), place=f"{path}/{member_path}")
    raise InputError(
        say("no such place: {place}", place=member_path), place=str(path), hint=say("take the file whose digest stands in source_sha256")
    )


def _table_row(data: bytes | mmap.mmap, table: str, row: int) -> bytes:
    values = row_at(data, table, row)
    if not values:
        raise InputError(say("no such place: {place}", place=f"table:{table} rowid:{row}"))
    return "\n".join(value.hex() if isinstance(value, bytes) else str(value) for value in values.values()).encode()


def _sheet_row(data: bytes | mmap.mmap, sheet: str, row: int) -> bytes:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(io.BytesIO(bytes(data[:]))).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    if row > len(rows):
        raise InputError(say("no such place: {place}", place=f"{sheet}!A{row}"))
    return "\n".join(str(cell) for cell in rows[row - 1]).encode()
