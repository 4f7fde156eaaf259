"""SQLite files page by page, without SQLite: which tables there are, how many rows each holds, and where the bytes of a row stand.

This is the second opinion beside the SQLite library: rows are counted here and read there, and what the library cannot reach on damaged
pages is named here row by row. Format: https://www.sqlite.org/fileformat2.html (sections 1.3, 1.6, 2.1).
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import NamedTuple

MAGIC = b"SQLite format 3\x00"
_LEAF, _INTERIOR = 0x0D, 0x05
_LARGEST_PAYLOAD = 256 << 20
_DEEPEST = 40
_MOST_NOTES = 1000
_CODECS = {1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}
_SIZES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}


class DamagedError(ValueError):
    """A page does not hold what its place in the tree demands; the text says which."""


class Cell(NamedTuple):
    """A row as it lies in its page.

    Attributes:
        rowid: its key.
        offset: place of its cell in the file, bytes.
        size: bytes of the whole payload.
        local: place of the payload in the file.
    """

    rowid: int
    offset: int
    size: int
    local: int


class TableEntry(NamedTuple):
    """A table as the file describes it.

    Attributes:
        name: its name.
        root: number of its first page.
        sql: the statement that made it.
    """

    name: str
    root: int
    sql: str


class Pages:
    """The pages of one database file.

    Attributes:
        page_size: bytes of a page.
        codec: encoding of its text.
        damaged: what was found broken while walking.
    """

    def __init__(self, data: bytes | mmap.mmap) -> None:
        if bytes(data[:16]) != MAGIC or len(data) < 512:
            raise DamagedError("no SQLite file")
        size = int.from_bytes(data[16:18], "big")
        self.page_size = 65536 if size == 1 else size
        if self.page_size < 512 or self.page_size & (self.page_size - 1):
            raise DamagedError(f"a page of {self.page_size} bytes")
        self._data = data
        self._usable = self.page_size - data[20]
        self.codec = _CODECS.get(int.from_bytes(data[56:60], "big"), "utf-8")
        self.user_version = int.from_bytes(data[60:64], "big", signed=True)
        self.damaged: dict[str, None] = {}

    def tables(self) -> dict[str, TableEntry]:
        """Return the real tables by name: no views, no virtual tables, nothing of SQLite's own."""
        found: dict[str, TableEntry] = {}
        for cell in self.cells(1):
            try:
                values = self.values(cell)
            except DamagedError as problem:
                self.damaged[f"schema: {problem}"] = None
                continue
            if len(values) < 5 or values[0] != "table":
                continue
            name, root, sql = values[1], values[3], values[4]
            if isinstance(name, str) and isinstance(root, int) and root > 0 and not name.startswith("sqlite_"):
                found[name] = TableEntry(name, root, sql if isinstance(sql, str) else "")
        return found

    def cells(self, root: int, damage: list[str] | None = None) -> Iterator[Cell]:
        """Yield the rows of a table in the order of their keys.

        Args:
            root: first page of the table.
            damage: takes what cannot be followed, a line a page; `damaged` takes it too.
        """
        stack = [(root, 0)]
        seen: set[int] = set()
        damage = [] if damage is None else damage
        while stack:
            number, depth = stack.pop()
            start = (number - 1) * self.page_size
            if number in seen or number < 1 or depth > _DEEPEST or start + self.page_size > len(self._data):
                self._note(damage, f"page {number}: not there, or reached twice")
                continue
            seen.add(number)
            try:
                children, rows = self._page(start, 100 if number == 1 else 0)
            except (DamagedError, IndexError) as problem:
                self._note(damage, f"page {number}: {problem}")
                continue
            yield from rows
            stack.extend((child, depth + 1) for child in reversed(children))

    def _note(self, damage: list[str], what: str) -> None:
        damage.append(what)
        if len(self.damaged) < _MOST_NOTES:
            self.damaged[what] = None

    def _page(self, start: int, skip: int) -> tuple[list[int], list[Cell]]:
        page = bytes(self._data[start : start + self.page_size])
        kind, count = page[skip], int.from_bytes(page[skip + 3 : skip + 5], "big")
        if kind not in {_LEAF, _INTERIOR}:
            raise DamagedError(f"kind {kind} where a table is expected")
        first = skip + (8 if kind == _LEAF else 12)
        if first + 2 * count > len(page):
            raise DamagedError(f"{count} cells do not fit")
        places = [int.from_bytes(page[first + 2 * i : first + 2 * i + 2], "big") for i in range(count)]
        if kind == _INTERIOR:
            children = [int.from_bytes(page[place : place + 4], "big") for place in places]
            return [*children, int.from_bytes(page[skip + 8 : skip + 12], "big")], []
        rows = []
        for place in places:
            size, after = _varint(page, place)
            rowid, payload = _varint(page, after)
            rows.append(Cell(rowid - (1 << 64) if rowid >= 1 << 63 else rowid, start + place, size, start + payload))
        return [], rows

    def payload(self, cell: Cell) -> bytes:
        """Return the bytes of a row, those on overflow pages too.

        Raises:
            DamagedError: the chain of pages breaks off.
        """
        if cell.size > min(_LARGEST_PAYLOAD, len(self._data)):
            raise DamagedError(f"a row of {cell.size} bytes")
        most = self._usable - 35
        if cell.size <= most:
            return bytes(self._data[cell.local : cell.local + cell.size])
        least = (self._usable - 12) * 32 // 255 - 23
        local = least + (cell.size - least) % (self._usable - 4)
        local = local if local <= most else least
        out = bytearray(self._data[cell.local : cell.local + local])
        following = int.from_bytes(self._data[cell.local + local : cell.local + local + 4], "big")
        while len(out) < cell.size:
            start = (following - 1) * self.page_size
            if following < 1 or start + self.page_size > len(self._data):
                raise DamagedError("the chain of overflow pages breaks off")
            out += self._data[start + 4 : start + 4 + min(self._usable - 4, cell.size - len(out))]
            following = int.from_bytes(self._data[start : start + 4], "big")
        return bytes(out)

    def values(self, cell: Cell) -> list[object]:
        """Return the columns of a row as stored (the key column of a table reads as None).

        Raises:
            DamagedError: the row does not hold what its header says.
        """
        return decode_record(self.payload(cell), self.codec)

    def row(self, cell: Cell, names: tuple[str, ...], key: str | None) -> dict[str, object]:
        """Return a row by the names of its columns, without SQLite.

        Args:
            cell: where it lies.
            names: the columns of the table; later ones that the row does not have read as None.
            key: the column that is another name of the row's key.
        """
        values = self.values(cell)
        row = dict(zip(names, values + [None] * (len(names) - len(values)), strict=False))
        if key is not None:
            row[key] = cell.rowid
        return row


def decode_record(payload: bytes, codec: str = "utf-8") -> list[object]:
    """Read the columns of a row from its bytes.

    Raises:
        DamagedError: the header and the bytes do not agree.
    """
    try:
        header, place = _varint(payload, 0)
        kinds = []
        while place < header:
            kind, place = _varint(payload, place)
            kinds.append(kind)
    except IndexError as problem:
        raise DamagedError("the header of a row breaks off") from problem
    values: list[object] = []
    place = header
    for kind in kinds:
        size = _SIZES[kind] if kind in _SIZES else (kind - 12) // 2
        raw = payload[place : place + size]
        if len(raw) != size or kind in {10, 11}:
            raise DamagedError("a row is shorter than its header says")
        values.append(_value(kind, raw, codec))
        place += size
    return values


def _value(kind: int, raw: bytes, codec: str) -> object:
    import struct

    if kind == 0:
        return None
    if kind in {8, 9}:
        return kind - 8
    if kind == 7:
        return struct.unpack(">d", raw)[0]
    if kind < 7:
        return int.from_bytes(raw, "big", signed=True)
    return raw if kind % 2 == 0 else raw.decode(codec, "backslashreplace")


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for step in range(8):
        byte = data[place + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + step + 1
    return value << 8 | data[place + 8], place + 9
