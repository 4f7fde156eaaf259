"""The time that stands beside an identifier.

A time on the same line is nearer than one on a neighbouring line; in a line with several addresses and several times each address takes the
time that belongs to its order. A neighbouring line counts only where it holds a time and no address of its own: fields under each other.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from comity.leads.kind import Candidate
from comity.leads.page import Page
from comity.model.identifier import IdentifierKind, Note
from comity.model.time import Instant, Precision, TimeBasis
from comity.text.times import TimeMention, find_times

_ADDRESSES = {IdentifierKind.IPV4, IdentifierKind.IPV6}
_NONE: set[Note] = set()
_FAR = 260
_BLOCK = 160
_NO_PORT_NEEDED = {Note.PRIVATE, Note.RESERVED}
_COARSE = {Precision.YEAR, Precision.MONTH, Precision.DAY}


@dataclass(frozen=True, slots=True)
class _Row:
    """A line: its place, its times, and the time of its neighbours where it has none."""

    start: int
    end: int
    mentions: tuple[TimeMention, ...]
    beside: Instant | None


class Times:
    """The times of a page, to be asked for each identifier.

    Attributes:
        page: the page.
    """

    def __init__(self, page: Page, candidates: list[Candidate]) -> None:
        self.page = page
        self._candidates = candidates
        self._row = _Row(0, -1, (), None)

    @cached_property
    def _mentions(self) -> tuple[TimeMention, ...]:
        context = self.page.context
        taken = [(candidate.start, candidate.end) for candidate in self._candidates]
        starts = [start for start, _ in taken]
        mentions = []
        for mention in find_times(self.page.text, context.zone, context.language):
            number = bisect_left(starts, mention.end) - 1
            if number < 0 or taken[number][1] <= mention.start:
                mentions.append(mention)
        return tuple(mentions)

    @cached_property
    def _starts(self) -> list[int]:
        return [mention.start for mention in self._mentions]

    @cached_property
    def _addresses(self) -> list[int]:
        return [candidate.start for candidate in self._candidates if candidate.kind in _ADDRESSES]

    def beside(self, candidate: Candidate) -> Instant | None:
        """Return the time that stands beside an identifier; None where there is none."""
        if not self._mentions:
            return None
        row = self._row
        if not (row.start <= candidate.start and candidate.end <= row.end):
            row = self._row = self._read_row(candidate)
        same = row.mentions
        if not same:
            return row.beside
        if len(same) == 1:
            return same[0].instant if self._distance(same[0], candidate) <= _FAR else None
        return self._nearest(same, candidate, row.start, row.end)

    def _read_row(self, candidate: Candidate) -> _Row:
        text = self.page.text
        line = text.rfind("\n", 0, candidate.start) + 1
        stop = text.find("\n", candidate.end)
        stop = len(text) if stop < 0 else stop
        same = self._between(line, stop)
        return _Row(line, stop, same, None if same else self._in_block(line, stop))

    def _between(self, start: int, end: int) -> tuple[TimeMention, ...]:
        return self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _nearest(self, mentions: tuple[TimeMention, ...], candidate: Candidate, line: int, stop: int) -> Instant | None:
        if candidate.kind in _ADDRESSES and len(mentions) > 1:
            peers = self._addresses[bisect_left(self._addresses, line) : bisect_left(self._addresses, stop)]
            if len(peers) == len(mentions):
                return mentions[peers.index(candidate.start)].instant
        best = min(mentions, key=lambda mention: self._cost(mention, candidate))
        return best.instant if self._distance(best, candidate) <= _FAR else None

    def _distance(self, mention: TimeMention, candidate: Candidate) -> int:
        return candidate.start - mention.end if mention.end <= candidate.start else mention.start - candidate.end

    def _cost(self, mention: TimeMention, candidate: Candidate) -> tuple[int, int]:
        low, high = sorted((mention.start, candidate.start))
        between = self.page.text[low:high] if high - low <= _FAR else ""
        cost = self._distance(mention, candidate) + 80 * (between.count(". ") + between.count("; "))
        return cost + (40 if mention.instant.precision in _COARSE else 0), mention.start

    def _in_block(self, line: int, stop: int) -> Instant | None:
        """Look at the two lines below and above, for fields that stand under each other."""
        text = self.page.text
        if stop - line > _BLOCK:
            return None
        below, above = stop, line
        for _ in range(2):
            begin, below = below + 1, text.find("\n", below + 1) % (len(text) + 1)
            if begin > len(text) or not text[begin:below].strip() or self._has_address(begin, below) or below - begin > _BLOCK:
                break
            if found := self._between(begin, below):
                return found[0].instant
        for _ in range(2):
            if above == 0:
                break
            end, above = above - 1, text.rfind("\n", 0, above - 1) + 1
            if not text[above:end].strip() or self._has_address(above, end) or end - above > _BLOCK:
                break
            if found := self._between(above, end):
                return found[-1].instant
        return None

    def _has_address(self, start: int, end: int) -> bool:
        return bisect_left(self._addresses, end) > bisect_left(self._addresses, start)

    def notes(self, candidate: Candidate, at: Instant | None) -> set[Note]:
        """Say what is missing: the port and the time of an address, the zone of a time; and whether a local time happened twice."""
        is_address = candidate.kind in _ADDRESSES
        if at is None and not is_address:
            return _NONE
        notes = set()
        if at is not None and at.also_utc is not None:
            notes.add(Note.AMBIGUOUS_TIME)
        if at is not None and at.precision not in _COARSE and at.basis is TimeBasis.UNKNOWN:
            notes.add(Note.NO_ZONE)
        if is_address:
            if at is None or at.precision in _COARSE:
                notes.add(Note.NO_TIME)
            if candidate.kind is IdentifierKind.IPV4 and candidate.port is None and not candidate.notes & _NO_PORT_NEEDED:
                notes.add(Note.NO_PORT)
        return notes
