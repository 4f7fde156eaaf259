"""Which characters the bundled fonts can show, read from their `cmap` tables (OpenType 1.9, section cmap, formats 4 and 12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from comity.text import fonts

_SPACES = frozenset("\n\t \u00a0\u200c\u200d\u200e\u200f")


def only_covered(text: str) -> str:
    """Write what no bundled font can show as its number: `[U+1F600]`."""
    if text.isascii():
        return text
    covered = covered_characters()
    return "".join(char if ord(char) in covered or char in _SPACES else f"[U+{ord(char):04X}]" for char in text)


@lru_cache(maxsize=1)
def covered_characters() -> frozenset[int]:
    """Return the code points that at least one bundled font has a glyph for."""
    return frozenset(point for path in fonts.font_files() for point in font_characters(path))


def font_characters(path: Path) -> Iterator[int]:
    """Yield the code points that a TrueType font has a glyph for."""
    data = path.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    directory = {data[12 + 16 * i : 16 + 16 * i]: struct.unpack_from(">I", data, 20 + 16 * i)[0] for i in range(tables)}
    start = directory[b"cmap"]
    for i in range(struct.unpack_from(">H", data, start + 2)[0]):
        offset = start + struct.unpack_from(">I", data, start + 8 + 8 * i)[0]
        kind = struct.unpack_from(">H", data, offset)[0]
        if kind == 4:
            yield from _segments(data, offset)
        elif kind == 12:
            yield from _groups(data, offset)


def _segments(data: bytes, offset: int) -> Iterator[int]:
    """Format 4: segments of the basic plane; a glyph number of 0 means that the font has none."""
    count = struct.unpack_from(">H", data, offset + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, offset + 14)
    starts = struct.unpack_from(f">{count}H", data, offset + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, offset + 16 + 4 * count)
    ranges_at = offset + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", data, ranges_at)
    for i, (first, last, delta, shift) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point + delta if shift == 0 else struct.unpack_from(">H", data, ranges_at + 2 * i + shift + 2 * (point - first))[0]
            if glyph & 0xFFFF:
                yield point


def _groups(data: bytes, offset: int) -> Iterator[int]:
    """Format 12: groups over all planes."""
    count = struct.unpack_from(">I", data, offset + 12)[0]
    for first, last, glyph in struct.iter_unpack(">III", data[offset + 16 : offset + 16 + 12 * count]):
        yield from (point for point in range(first, last + 1) if glyph + point - first)
