"""Join Parquet files without unpacking them: their row groups are copied as they are, and one footer tells where each stands.

Apache Parquet keeps its footer in Thrift's compact protocol (github.com/apache/parquet-format, `parquet.thrift`; the protocol in
github.com/apache/thrift, `doc/specs/thrift-compact-protocol.md`). Fields are read by their numbers; those that are not known here are
copied as they are.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, TypeAlias

_MARK = b"PAR1"
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS = frozenset({4, 5, 6})
_SCHEMA, _ROWS, _GROUPS = 2, 3, 4
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_CHUNK_OFFSET, _CHUNK_META, _OFFSET_INDEX, _COLUMN_INDEX = 2, 3, 4, 6
_META_OFFSETS = frozenset({9, 10, 11, 14})
"""Of a column chunk's metadata: data page, index page, dictionary page, Bloom filter."""
_PIECE = 8 << 20
Value: TypeAlias = "int | bytes | dict[int, tuple[int, Value]] | tuple[int, list[Value]]"
Struct: TypeAlias = dict[int, tuple[int, "Value"]]


class DifferentColumnsError(ValueError):
    """The files do not have the same columns."""


def join_files(files: Sequence[Path], target: Path) -> None:
    """Write the row groups of some files behind each other into one.

    Args:
        files: Parquet files with the same columns, at least one; written by this program.
        target: the file to write.

    Raises:
        DifferentColumnsError: their columns differ.
        ValueError: one is no Parquet file.
    """
    whole: Struct | None = None
    groups: list[Value] = []
    rows = 0
    with target.open("wb") as out:
        out.write(_MARK)
        for path in files:
            with path.open("rb") as file:
                footer, end = _footer(file)
                if whole is None:
                    whole = footer
                elif footer[_SCHEMA] != whole[_SCHEMA]:
                    raise DifferentColumnsError(f"other columns than the first: {path.name}")
                found = footer[_GROUPS][1]
                moved = out.tell() - len(_MARK)
                for group in found[1] if isinstance(found, tuple) else []:
                    _move(group, moved)
                    groups.append(group)
                rows += _integer(footer[_ROWS][1])
                _copy(file, out, len(_MARK), end)
        if whole is None:
            raise ValueError("nothing to join")
        whole[_ROWS] = (6, rows)
        whole[_GROUPS] = (_LIST, (_STRUCT, groups))
        written = bytearray()
        _write_struct(whole, written)
        out.write(written)
        out.write(len(written).to_bytes(4, "little") + _MARK)


def _footer(file: BinaryIO) -> tuple[Struct, int]:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - 8, 0))
    last = file.read(8)
    length = int.from_bytes(last[:4], "little")
    if last[4:] != _MARK or length > size - 12:
        raise ValueError("no Parquet file")
    file.seek(size - 8 - length)
    data = file.read(length)
    return _Reader(data).struct(), size - 8 - length


def _move(group: Value, by: int) -> None:
    """Tell a row group that it stands elsewhere now."""
    if not isinstance(group, dict):
        raise TypeError("a row group is a struct")
    group.pop(_ORDINAL, None)
    _add(group, _GROUP_OFFSET, by)
    columns = group[_COLUMNS][1]
    for chunk in columns[1] if isinstance(columns, tuple) else []:
        if not isinstance(chunk, dict):
            continue
        for field in (_CHUNK_OFFSET, _OFFSET_INDEX, _COLUMN_INDEX):
            _add(chunk, field, by)
        meta = chunk[_CHUNK_META][1]
        if isinstance(meta, dict):
            for field in _META_OFFSETS:
                _add(meta, field, by)


def _add(struct: Struct, field: int, by: int) -> None:
    if field in struct and _integer(struct[field][1]):
        struct[field] = (struct[field][0], _integer(struct[field][1]) + by)


def _integer(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError("a number is expected")
    return value


def _copy(file: BinaryIO, out: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    left = end - start
    while left and (piece := file.read(min(_PIECE, left))):
        out.write(piece)
        left -= len(piece)
    if left:
        raise ValueError("the file is cut short")


class _Reader:
    """Reads Thrift's compact protocol."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def struct(self) -> Struct:
        """Read the fields of a struct."""
        found: Struct = {}
        number = 0
        while head := self._byte():
            kind, step = head & 15, head >> 4
            number = number + step if step else self._zigzag()
            found[number] = (kind, kind == _TRUE if kind in (_TRUE, _FALSE) else self._value(kind))
        return found

    def _value(self, kind: int) -> Value:
        if kind in _INTEGERS:
            return self._zigzag()
        if kind == _BINARY:
            return self._bytes(self._varint())
        if kind == _STRUCT:
            return self.struct()
        if kind in (_LIST, _SET):
            head = self._byte()
            inner, size = head & 15, head >> 4
            size = self._varint() if size == 15 else size
            return (inner, [self._byte() == _TRUE if inner in (_TRUE, _FALSE) else self._value(inner) for _ in range(size)])
        if kind == _BYTE:
            return self._byte()
        if kind == _DOUBLE:
            return self._bytes(8)
        raise ValueError(f"a footer with a value of kind {kind}")

    def _byte(self) -> int:
        self.place += 1
        return self.data[self.place - 1]

    def _bytes(self, size: int) -> bytes:
        self.place += size
        return self.data[self.place - size : self.place]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)


def _write_struct(struct: Struct, out: bytearray) -> None:
    last = 0
    for number in sorted(struct):
        kind, value = struct[number]
        if kind in (_TRUE, _FALSE):
            kind = _TRUE if value else _FALSE
        if 0 < number - last < 16:
            out.append((number - last) << 4 | kind)
        else:
            out.append(kind)
            _write_varint(number << 1, out)
        last = number
        if kind not in (_TRUE, _FALSE):
            _write(kind, value, out)
    out.append(0)


def _write(kind: int, value: Value, out: bytearray) -> None:
    if isinstance(value, dict):
        _write_struct(value, out)
    elif isinstance(value, tuple):
        inner, items = value
        if len(items) < 15:
            out.append(len(items) << 4 | inner)
        else:
            out.append(0xF0 | inner)
            _write_varint(len(items), out)
        for item in items:
            if inner in (_TRUE, _FALSE):
                out.append(_TRUE if item else _FALSE)
            else:
                _write(inner, item, out)
    elif isinstance(value, bytes):
        if kind == _BINARY:
            _write_varint(len(value), out)
        out += value
    elif kind == _BYTE:
        out.append(value)
    else:
        _write_varint(value << 1 if value >= 0 else (-value << 1) - 1, out)


def _write_varint(value: int, out: bytearray) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
