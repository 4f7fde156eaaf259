"""The records of JSON exports that hold many kinds at many depths: found by what they are, wherever they stand.

Exports of accounts are one object with lists at different depths. A record is an object that the reader wants; what stands within one
belongs to it. Each depth is looked through by `json_scan`, so that places and broken pieces are known as there.
"""

from __future__ import annotations

import json
import mmap
import re
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from comity.readers.json_scan import BLOCK, Element, decoded, elements, json_start
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

DEEPEST = 12
_DECODED = 64 << 20
_FIRST_KEY = re.compile(rb'\{\s*"([^"\\]*)"')
Data = bytes | mmap.mmap


class LeafReader(Reader):
    """Reads objects that stand in lists, or under known keys.

    Attributes:
        keys: keys under which records stand; empty for objects in lists, under any.
    """

    keys: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def event(self, element: Element, value: dict[str, Any], source: Source) -> list[Record]:
        """Turn a record into its events, of which the first counts; the base marks the others."""

    def count(self, source: Source) -> int:
        """Count in the text decoded as one, or by the keys; where it does not decode, in blocks of another size."""
        data = source.utf8()
        if self.keys:
            return len(_leaves(data, self.keys, BLOCK // 3)) + len(_strays(data, self.keys, _leaves(data, self.keys, BLOCK // 3)))
        found = _in_lists(data)
        return len(_leaves(data, self.keys, BLOCK // 3)) if found is None else found

    def read(self, source: Source) -> Iterator[Yield]:
        """Yield the records in their order."""
        data = source.utf8()
        leaves = _leaves(data, self.keys, BLOCK)
        for element in leaves:
            found = decoded(data, element)
            if isinstance(found, Unreadable):
                yield found
                continue
            for number, event in enumerate(self.event(element, found[1], source)):
                event.further = number > 0
                yield event
        for name in _others(data, leaves) if self.keys else ():
            source.note_unknown(f"section: {name}")
        for start, end in _strays(data, self.keys, leaves):
            yield Unreadable(f"@{start}+{end - start}", "the brackets around this record do not close")


def path_of(element: Element) -> str:
    """Return the keys around a record, outermost first: `Activity/Login History/LoginHistoryList`."""
    return "/".join(opened.key for opened in element.around if opened.key)


def _leaves(data: Data, keys: frozenset[str], size: int) -> list[Element]:
    taken: list[Element] = []
    start = json_start(data)
    for depth in range(1, DEEPEST + 1):
        inside = iter(taken)
        current = next(inside, None)
        found: list[Element] = []
        seen = False
        for element in elements(data, depth, start=start, size=size):
            seen = True
            while current is not None and current.end <= element.start:
                current = next(inside, None)
            if current is not None and current.start <= element.start:
                continue
            if _is_wanted(data, element, keys):
                found.append(element)
        if not seen:
            break
        taken = sorted(taken + found, key=lambda item: item.start)
    return taken


def _is_wanted(data: Data, element: Element, keys: frozenset[str]) -> bool:
    if bytes(data[element.start : element.start + 1]) != b"{":
        return False
    if keys:
        return element.key in keys
    return element.key is None and bool(element.around) and bytes(data[element.around[-1].start :][:1]) == b"["


def _strays(data: Data, keys: frozenset[str], leaves: list[Element]) -> list[tuple[int, int]]:
    """Find the keys of records whose object was not found: a bracket before it is missing, or one too many."""
    if not keys:
        return []
    names = b"|".join(re.escape(key.encode()) for key in sorted(keys))
    inside = iter(leaves)
    current = next(inside, None)
    found = []
    for key in re.finditer(rb'(?<!\\)"(?:' + names + rb')"\s*:\s*\{', data):
        while current is not None and current.end <= key.start():
            current = next(inside, None)
        if current is None or current.start >= key.end():
            found.append((key.start(), key.end()))
    return found


def _others(data: Data, leaves: list[Element]) -> Iterator[str]:
    """Yield the first keys of outermost objects that hold no record: kinds that the reader does not know."""
    start = json_start(data)
    is_list = bytes(data[start : start + 256]).lstrip()[:1] == b"["
    inside = iter(leaves)
    current = next(inside, None)
    for element in elements(data, 2 if is_list else 1, start=start):
        while current is not None and current.start < element.start:
            current = next(inside, None)
        if current is None or current.start >= element.end:
            key = _FIRST_KEY.match(bytes(data[element.start : element.start + 200]))
            yield key[1].decode("utf-8", "replace") if key else "?"


def _in_lists(data: Data) -> int | None:
    """Count the objects in lists, those within such objects left out; None when the text is large or does not decode."""
    if len(data) > _DECODED:
        return None
    try:
        value = json.loads(bytes(data[json_start(data) :]), object_pairs_hook=lambda pairs: [_Object(pairs)])
    except (ValueError, RecursionError):
        return None
    return _count(value)


class _Object(list[Any]):
    """The pairs of an object, keys that come twice included."""


def _count(value: Any) -> int:
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], _Object):
        return sum(_count(item) for _, item in value[0])
    if isinstance(value, list):
        return sum(1 if isinstance(item, list) and len(item) == 1 and isinstance(item[0], _Object) else _count(item) for item in value)
    return 0
