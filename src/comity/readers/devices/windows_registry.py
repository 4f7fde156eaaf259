"""Hives of the Windows registry: one event a key, with the time it was last written and its values.

The keys are read by a library and counted here by walking the cells: a key in use that the tree does not reach goes into quarantine.
Format: https://github.com/libyal/libregf/blob/main/documentation/Windows%20NT%20Registry%20File%20(REGF)%20format.asciidoc
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from comity.readers.databases import clocks
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_MAGIC, _BIN = b"regf", b"hbin"
_BASE = 4096
_DEEPEST, _MOST_VALUES, _LONGEST = 512, 200, 2000
_LENGTH_FIELD = 4
_FILETIME_AT = _LENGTH_FIELD + 4
_NUMBERS, _TEXTS = {4, 5, 11}, {1, 2, 6}


class WindowsRegistry(Reader):
    """One event a key."""

    slug = "windows_registry"
    version = 1
    product = "Windows registry"

    def detect(self, source: Source) -> float:
        return 0.97 if source.head.startswith(_MAGIC) and source.head[_BASE : _BASE + 4] == _BIN else 0.0

    def count(self, source: Source) -> int:
        return sum(1 for _ in _key_cells(source))

    def read(self, source: Source) -> Iterator[Yield]:
        cells = dict(_key_cells(source))
        if bytes(source.data[4:8]) != bytes(source.data[8:12]):
            source.note_defect("not cleanly closed: changes that stand only in the log files beside are missing")
        for place, path, values in _keys(source):
            size = cells.pop(place, None)
            if size is None:
                source.note_defect("a key of the library that the cells do not show")
                continue
            filetime = int.from_bytes(source.data[place + _FILETIME_AT : place + _FILETIME_AT + 8], "little")
            is_device = "\\USBSTOR\\" in path.upper() and path.upper().partition("\\USBSTOR\\")[2].count("\\") == 1
            yield Record(
                kind="device" if is_device else "other",
                locator=f"@{place}+{size}",
                at=clocks.filetime(filetime),
                ts_kind="last_seen",
                device_id=path.rpartition("\\")[2] if is_device else None,
                text=path,
                attrs={"event": "registry_key", "values": values},
            )
        for place, size in cells.items():
            yield Unreadable(f"@{place}+{size}", "a key that the tree does not reach")


def _key_cells(source: Source) -> Iterator[tuple[int, int]]:
    """Yield place and size of every key cell in use."""
    data, place = source.data, _BASE
    while place + 32 <= source.size and bytes(data[place : place + 4]) == _BIN:
        end = min(place + max(int.from_bytes(data[place + 8 : place + 12], "little"), 4096), source.size)
        cell = place + 32
        while cell + 8 <= end:
            size = int.from_bytes(data[cell : cell + 4], "little", signed=True)
            if abs(size) < 8:
                break
            if size < 0 and bytes(data[cell + 4 : cell + 6]) == b"nk":
                yield cell, min(-size, source.size - cell)
            cell += abs(size)
        place = end


def _keys(source: Source) -> Iterator[tuple[int, str, dict[str, object]]]:
    """Yield the place of each key's cell, its path and its values."""
    import pyregf

    hive = pyregf.file()
    try:
        hive.open_file_object(io.BytesIO(bytes(source.data[:])))
        root = hive.get_root_key()
    except OSError as problem:
        source.note_defect(f"the hive cannot be opened: {problem}"[:200])
        return
    stack = [(root, "", 0)] if root is not None else []
    while stack:
        key, above, depth = stack.pop()
        try:
            path = f"{above}\\{key.name}" if above else str(key.name)
            yield int(key.offset) - _LENGTH_FIELD, path, _values(key)
            if depth < _DEEPEST:
                stack.extend((key.get_sub_key(number), path, depth + 1) for number in reversed(range(key.number_of_sub_keys)))
        except OSError as problem:
            source.note_defect(f"a key was not read: {problem}"[:160])


def _values(key: Any) -> dict[str, object]:
    found: dict[str, object] = {}
    for number in range(min(key.number_of_values, _MOST_VALUES)):
        try:
            value = key.get_value(number)
            name = value.name or "(default)"
            if value.type in _NUMBERS:
                found[name] = value.get_data_as_integer()
            elif value.type in _TEXTS:
                found[name] = (value.get_data_as_string() or "")[:_LONGEST]
            else:
                raw = value.data or b""
                found[name] = {"hex": raw[:64].hex(), "bytes": len(raw)}
        except (OSError, ValueError, OverflowError) as problem:
            found[f"value {number}"] = f"not read: {problem}"[:160]
    return found
