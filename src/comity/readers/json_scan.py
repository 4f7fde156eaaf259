"""Find the records of a JSON text of any size: place and length of each object at a depth, without holding the text.

Brackets outside strings are found block by block with NumPy, so that a file of one line and ten gigabytes is read as well as a small
one. Each record is decoded by itself: one that is broken (RFC 8259: NaN, a lone surrogate, cut short) costs itself alone.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import msgspec
import numpy as np
import numpy.typing as npt

from comity.readers.reader import Source, Unreadable

BLOCK = 4 << 20
LARGEST = 512 << 20
_TURN = np.zeros(256, np.int8)
_TURN[[0x5B, 0x7B]] = 1
_TURN[[0x5D, 0x7D]] = -1
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_KEY = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*:\s*\Z', re.DOTALL)
_HEAD = 1 << 14
Positions = npt.NDArray[np.int64]
Data = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class Opened:
    """A container around records.

    Attributes:
        key: its key in the object around it; None in arrays.
        start: place of its bracket.
    """

    key: str | None
    start: int


@dataclass(frozen=True, slots=True)
class Element:
    """An object or array at the depth asked for.

    Attributes:
        around: the containers around it, outermost first.
        key: its own key; None in arrays.
        start: place of its first byte.
        end: place after its last byte.
        whole: False where the text ends before it does.
    """

    around: tuple[Opened, ...]
    key: str | None
    start: int
    end: int
    whole: bool = True

    @property
    def locator(self) -> str:
        """Return the place as a locator of bytes."""
        return f"@{self.start}+{self.end - self.start}"

    @property
    def parent(self) -> str | None:
        """Return the key of the container that holds it."""
        return self.around[-1].key if self.around else None


@dataclass(frozen=True, slots=True)
class Run:
    """Elements that follow each other in one container, as far as a block of the text holds them.

    Attributes:
        around: the containers around them, outermost first.
        starts: place of the first byte of each.
        ends: place after the last byte of each.
        whole: False for a single one that the text ends within.
    """

    around: tuple[Opened, ...]
    starts: Positions
    ends: Positions
    whole: bool = True

    @property
    def parent(self) -> str | None:
        """Return the key of the container that holds them."""
        return self.around[-1].key if self.around else None


def elements(data: bytes | mmap.mmap, depth: int, *, start: int = 0, size: int = BLOCK) -> Iterator[Element]:
    """Yield the containers at a depth: 1 is the outermost.

    Args:
        data: UTF-8 text.
        depth: brackets open, counting the element's own.
        start: where to begin (after a mark).
        size: bytes looked at together.
    """
    for run in runs(data, depth, start=start, size=size):
        yield from elements_of(data, run)


def elements_of(data: bytes | mmap.mmap, run: Run) -> Iterator[Element]:
    """Yield the elements of a run one by one."""
    keyed = _has_key(data, run.around)
    for first, end in zip(run.starts.tolist(), run.ends.tolist(), strict=True):
        yield Element(run.around, _key_before(data, first) if keyed else None, first, end, run.whole)


def runs(data: bytes | mmap.mmap, depth: int, *, start: int = 0, size: int = BLOCK) -> Iterator[Run]:
    """Yield the containers at a depth as runs: those that stand in one container, a block of the text at a time.

    Args:
        data: UTF-8 text.
        depth: brackets open, counting the element's own.
        start: where to begin (after a mark).
        size: bytes looked at together.
    """
    around: list[Opened] = []
    level, inside, begun, place = 0, 0, -1, start
    while place < len(data):
        block = _block(data, place, size)
        marks, turns, inside = _brackets(block, inside)
        levels = level + np.cumsum(turns, dtype=np.int64)
        telling = np.flatnonzero(np.where(turns > 0, levels <= depth, levels < depth))
        spots, ups, nows = marks[telling] + place, turns[telling] > 0, levels[telling]
        own = np.where(ups, nows == depth, nows == depth - 1)
        for before, bound in pairwise([-1, *np.flatnonzero(~own).tolist(), len(own)]):
            found, left = _paired(begun, spots[before + 1 : bound], ups[before + 1 : bound])
            begun = left if before + 1 < bound else begun
            if len(found):
                yield Run(tuple(around), found[::2], found[1::2] + 1)
            if bound == len(own):
                continue
            if ups[bound]:
                around.append(Opened(_key_before(data, int(spots[bound])), int(spots[bound])))
            elif around:
                around.pop()
        level = int(levels[-1]) if len(levels) else level
        place += len(block)
    if begun >= 0:
        yield Run(tuple(around), np.array([begun]), np.array([len(data)]), whole=False)


def _paired(begun: int, spots: Positions, ups: npt.NDArray[np.bool_]) -> tuple[Positions, int]:
    """Pair the brackets of elements; the first may close one that began before, the last may open one that ends later (its place)."""
    if begun >= 0:
        spots = np.concatenate(([begun], spots))
    elif len(spots) and not ups[0]:
        spots = spots[1:]
    return (spots[:-1], int(spots[-1])) if len(spots) % 2 else (spots, -1)


def _block(data: bytes | mmap.mmap, place: int, size: int) -> bytes:
    """Take a block that does not end between a backslash and what it protects."""
    block = bytes(data[place : place + size])
    while block.endswith(b"\\") and place + len(block) < len(data):
        more = bytes(data[place + len(block) : place + len(block) + 1])
        block += more
        if more != b"\\":
            break
    return block


def _brackets(block: bytes, inside: int) -> tuple[Positions, npt.NDArray[np.int8], int]:
    """Find the brackets outside strings; `inside` tells whether the block begins within one."""
    plain = _ESCAPED.sub(b"__", block) if b"\\" in block else block
    array = np.frombuffer(plain, np.uint8)
    quotes = np.flatnonzero(array == 0x22)
    marks = np.flatnonzero((array | 0x26) == 0x7F)  # the four brackets, and a few other letters
    turns = _TURN[array[marks]]
    outside = (turns != 0) & ((np.searchsorted(quotes, marks) + inside) % 2 == 0)
    return marks[outside], turns[outside], (inside + len(quotes)) % 2


def _has_key(data: bytes | mmap.mmap, around: Sequence[Opened]) -> bool:
    return bool(around) and data[around[-1].start] in (0x7B, b"{")


def _key_before(data: bytes | mmap.mmap, spot: int) -> str | None:
    found = _KEY.search(bytes(data[max(0, spot - 300) : spot]))
    if found is None:
        return None
    try:
        return str(msgspec.json.decode(b'"' + found[1] + b'"'))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return found[1].decode("utf-8", "replace")


def records(source: Source, depth: int, under: frozenset[str] | None = None) -> Iterator[tuple[Element, dict[str, Any]] | Unreadable]:
    """Yield the objects at a depth, decoded; each is counted in `source.units`.

    Args:
        source: the file.
        depth: as in `elements`.
        under: keys of the containers whose elements are records; others are told as unknown sections. None takes all.
    """
    data = source.utf8()
    for element in elements(data, depth, start=json_start(data)):
        if under is not None and element.parent not in under:
            source.note_unknown(f"section: {element.parent}")
            continue
        source.units += 1
        yield decoded(data, element)


def count_elements(source: Source, depth: int, under: frozenset[str] | None = None) -> int:
    """Count the elements at a depth in a pass of their own, in blocks of another size than reading uses."""
    data = source.utf8()
    found = elements(data, depth, start=json_start(data), size=BLOCK // 3)
    return sum(under is None or element.parent in under for element in found)


def decoded(data: bytes | mmap.mmap, element: Element) -> tuple[Element, dict[str, Any]] | Unreadable:
    """Decode one object."""
    if not element.whole:
        return Unreadable(element.locator, "the text is cut short within this record")
    if element.end - element.start > LARGEST:
        return Unreadable(element.locator, f"the record is larger than {LARGEST} bytes")
    try:
        value = msgspec.json.decode(data[element.start : element.end])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        return Unreadable(element.locator, f"no valid JSON: {problem}")
    if not isinstance(value, dict):
        return Unreadable(element.locator, "an object is expected")
    return element, value


def decoded_together(data: Data, run: Run) -> list[dict[str, Any]] | None:
    """Decode all objects of a run at once; None where one of them is broken or something else, so that each has to be looked at."""
    if not run.whole or not len(run.starts) or int(run.ends[-1] - run.starts[0]) > LARGEST:
        return None
    try:
        values = msgspec.json.decode(b"[" + bytes(data[int(run.starts[0]) : int(run.ends[-1])]) + b"]", type=list[dict[str, Any]])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return values if len(values) == len(run.starts) else None


def json_start(data: bytes | mmap.mmap) -> int:
    """Return the place of the first byte after a byte order mark."""
    return 3 if bytes(data[:3]) == b"\xef\xbb\xbf" else 0


def looks_like_json(source: Source) -> bool:
    """Tell whether the first letter is that of an object or array."""
    return source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def whole(source: Source) -> Any:
    """Decode a whole text; None when it is too large or broken."""
    if source.size > LARGEST:
        return None
    data = source.utf8()
    try:
        return msgspec.json.decode(data[json_start(data) :])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def scalars_before(data: bytes | mmap.mmap, start: int, end: int) -> dict[str, Any]:
    """Read the plain members of an object that stand before a place: those of a conversation before its messages.

    Args:
        data: the text.
        start: the object's bracket.
        end: a place within the object.
    """
    piece = bytes(data[start : min(end, start + _HEAD)])
    for cut in _cuts(piece):
        try:
            value = msgspec.json.decode(cut + b"}")
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        if isinstance(value, dict):
            return {key: item for key, item in cast("dict[str, Any]", value).items() if not isinstance(item, (dict, list))}
    return {}


def _cuts(piece: bytes) -> Iterator[bytes]:
    place = len(piece)
    for _ in range(40):
        place = piece.rfind(b",", 0, place)
        if place < 0:
            return
        yield piece[:place]


def repaired(text: str) -> str:
    """Mend UTF-8 that was written as Latin-1 (Meta's exports); only where the way there and back is the same."""
    try:
        mended = text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
    return mended if mended.encode("utf-8").decode("latin-1") == text else text


def repaired_all(value: Any) -> Any:
    """Mend every text of a value."""
    if isinstance(value, str):
        return value if value.isascii() else repaired(value)
    if isinstance(value, list):
        return [repaired_all(item) for item in value]
    if isinstance(value, dict):
        return {repaired_all(key): repaired_all(item) for key, item in value.items()}
    return value
