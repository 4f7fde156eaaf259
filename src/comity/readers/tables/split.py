"""Split delimited text (RFC 4180, and what programs make of it) into records, with the place and the number of fields of each.

Works on blocks of bytes with NumPy: the ends of lines that stand outside quotes are the ends of records. A quote that is never closed
would swallow the rest of the file; a record that grows past `LONGEST` is therefore taken line by line.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

BLOCK = 8 << 20
LONGEST = 128 << 20
_QUOTE = 0x22
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole records.

    Attributes:
        base: place of the block in the member.
        data: its bytes.
        starts: start of each record, from `base`.
        ends: end of each record, line end left out, from `base`.
        delimiter: code of the letter between fields.
        quoted: whether double quotes protect delimiters.
    """

    base: int
    data: bytes
    starts: Places
    ends: Places
    delimiter: int
    quoted: bool

    def record(self, number: int) -> bytes:
        """Return the bytes of a record."""
        return self.data[int(self.starts[number]) : int(self.ends[number])]

    def records_at(self, places: Places) -> Places:
        """Tell in which records these places are; each record once, in their order."""
        found: Places = np.unique(np.searchsorted(self.starts, places, side="right") - 1)
        return found[found >= 0]

    def only(self, chosen: npt.NDArray[np.bool_]) -> Block:
        """Return some of the records; their bytes stay where they are."""
        return replace(self, starts=self.starts[chosen], ends=self.ends[chosen])

    def without(self, left: npt.NDArray[np.bool_]) -> Block:
        """Return the other records, their bytes put together: places still tell where they stood."""
        cuts = np.flatnonzero(left)
        bounds = [0, *(bound for cut in cuts.tolist() for bound in (int(self.starts[cut]), self._next(cut))), len(self.data)]
        pieces = [self.data[bounds[place] : bounds[place + 1]] for place in range(0, len(bounds), 2)]
        return replace(self, data=b"".join(pieces), starts=self.starts[~left], ends=self.ends[~left])

    def _next(self, number: int) -> int:
        return int(self.starts[number + 1]) if number + 1 < len(self.starts) else len(self.data)

    def separators(self) -> int:
        """Count the delimiters that stand outside quotes."""
        if not self.quoted or b'"' not in self.data:
            return self.data.count(self.delimiter)
        array = np.frombuffer(self.data, np.uint8)
        places, quotes = np.flatnonzero(array == self.delimiter), np.flatnonzero(array == _QUOTE)
        if len(quotes) % 2:
            quotes = np.append(quotes, len(array))
        before = np.searchsorted(places, quotes)
        return len(places) - int((before[1::2] - before[::2]).sum())

    def stray_quotes(self) -> Places:
        """List the quotes that neither begin nor end a field: what follows one may be read in several ways."""
        if not self.quoted or b'"' not in self.data:
            return np.zeros(0, np.int64)
        array = np.frombuffer(b"\n" + self.data + b"\n", np.uint8)
        quotes = np.flatnonzero(array == _QUOTE)
        around = np.where(np.arange(len(quotes)) % 2 == 0, array[quotes - 1], array[quotes + 1])
        stray: Places = quotes[~np.isin(around, (self.delimiter, _QUOTE, 0x0A, 0x0D))] - 1
        return stray

    def fields(self) -> Places:
        """Count the fields of each record."""
        array = np.frombuffer(self.data, np.uint8)
        places = np.flatnonzero(array == self.delimiter)
        if self.quoted and b'"' in self.data:
            quotes = np.flatnonzero(array == _QUOTE)
            places = places[np.searchsorted(quotes, places) % 2 == 0]
        counted: Places = np.searchsorted(places, self.ends) - np.searchsorted(places, self.starts) + 1
        return counted.astype(np.int64)


def split(data: bytes | mmap.mmap, start: int, end: int, delimiter: str, *, size: int = BLOCK, quoted: bool = True) -> Iterator[Block]:
    """Yield the records between two places, block by block; empty lines are left out.

    Args:
        data: the member.
        start: first byte.
        end: byte after the last.
        delimiter: one ASCII character.
        size: bytes of a block; more only where one record is longer.
        quoted: whether double quotes protect delimiters and line ends.
    """
    place, want = start, size
    newline = _newline(bytes(data[start : min(end, start + (1 << 16))]))
    while place < end:
        chunk = bytes(data[place : min(end, place + want)])
        last = place + len(chunk) >= end
        ends = _record_ends(chunk, newline, quoted=quoted)
        if not len(ends) and not last:
            if want < LONGEST:
                want *= 2
                continue
            ends = np.flatnonzero(np.frombuffer(chunk, np.uint8) == newline)
        if not len(ends) and not last:
            ends = np.array([len(chunk) - 1])  # one line longer than any record may be: cut, and told by its number of fields
        used = len(chunk) if last else int(ends[-1]) + 1
        if last and (not len(ends) or ends[-1] != len(chunk) - 1):
            ends = np.append(ends, len(chunk))
        yield _block(place, chunk[:used], ends, ord(delimiter), quoted=quoted)
        place += used
        want = size


def _newline(head: bytes) -> int:
    return 0x0D if b"\n" not in head and b"\r" in head else 0x0A


def _record_ends(chunk: bytes, newline: int, *, quoted: bool) -> Places:
    array = np.frombuffer(chunk, np.uint8)
    ends = np.flatnonzero(array == newline)
    if quoted and b'"' in chunk:
        quotes = np.flatnonzero(array == _QUOTE)
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return ends


def _block(base: int, chunk: bytes, ends: Places, delimiter: int, *, quoted: bool) -> Block:
    array = np.frombuffer(chunk, np.uint8)
    starts = np.concatenate(([0], ends[:-1] + 1)).astype(np.int64)
    stops = ends.astype(np.int64)
    returns = (stops > starts) & (array[np.maximum(stops - 1, 0)] == 0x0D)
    stops = stops - returns
    full = stops > starts
    return Block(base, chunk, starts[full], stops[full], delimiter, quoted)
