"""The time that stands beside an identifier.

In a line of prose a time belongs to the identifier it stands beside (`clauses`). In a row, in which one time is told of all, the nearest
counts, and where a line has as many addresses as times, each address takes the time of its order. A neighbouring line counts only where it
holds a time and no address: fields under each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from comity.leads.clauses import FAR, Clauses, distance, is_one_event
from comity.leads.kind import Candidate
from comity.leads.page import Page
from comity.model.identifier import IdentifierKind, Note
from comity.model.time import Instant, Precision, TimeBasis
from comity.text.times import TimeFinder, TimeMention

ADDRESSES = frozenset({IdentifierKind.IPV4, IdentifierKind.IPV6})
"""The kinds that mean one customer only together with a time."""
_START = attrgetter("start")
_NONE: frozenset[Note] = frozenset()
_NO_TIME = frozenset({Note.NO_TIME})
_NO_TIME_NO_PORT = frozenset({Note.NO_TIME, Note.NO_PORT})
_BLOCK = 160
_BLOCKS = 2 * (_BLOCK + 1)
_NO_PORT_NEEDED = {Note.PRIVATE, Note.RESERVED}
_COARSE = {Precision.YEAR, Precision.MONTH, Precision.DAY}


@dataclass(slots=True)
class _Row:
    """A line: its place, its times, which identifier has which, and the time of its neighbours where it has none.

    Attributes:
        owned: for a line of prose, the time of each identifier that has one, by its first character; None for a row of one event.
        by_order: where the line has as many addresses as times, the time of each address, by its first character.
    """

    start: int
    end: int
    mentions: tuple[TimeMention, ...] = ()
    beside: Instant | None = None
    owned: dict[int, TimeMention] | None = None
    by_order: Mapping[int, TimeMention] = field(default_factory=dict)


class Times:
    """The times of a page, to be asked for each identifier.

    Attributes:
        page: the page.
    """

    def __init__(self, page: Page, candidates: Sequence[Candidate]) -> None:
        self.page = page
        self._candidates = candidates
        self._row = _Row(0, -1)
        self._lines: dict[int, tuple[TimeMention, ...]] = {}
        # A stretch of the text in which no line has a time, in it or in the lines beside it.
        self._empty_from, self._empty_until = 0, -1

    @cached_property
    def _finder(self) -> TimeFinder:
        context = self.page.context
        return TimeFinder(self.page.text, context.zone, context.language, self.page.surface.image)

    @cached_property
    def _places(self) -> list[int]:
        return [candidate.start for candidate in self._candidates]

    @cached_property
    def _addresses(self) -> list[int]:
        return [candidate.start for candidate in self._candidates if candidate.kind in ADDRESSES]

    def beside(self, candidate: Candidate) -> Instant | None:
        """Return the time that stands beside an identifier; None where there is none."""
        row = self._row
        if candidate.end > row.end or candidate.start < row.start:
            if candidate.end <= self._empty_until and candidate.start >= self._empty_from:
                return None
            row = self._row = self._read_row(candidate)
        if not row.mentions:
            return row.beside
        if row.owned is None or (row.by_order and candidate.kind in ADDRESSES):
            return row.by_order[candidate.start].instant if candidate.start in row.by_order else self._nearest(row.mentions, candidate)
        own = row.owned.get(candidate.start)
        return own.instant if own else None

    def _read_row(self, candidate: Candidate) -> _Row:
        text = self.page.text
        line = text.rfind("\n", 0, candidate.start) + 1
        stop = text.find("\n", candidate.end)
        stop = len(text) if stop < 0 else stop
        starts = self._finder.anchors
        low = bisect_left(starts, line - _BLOCKS)
        if low == len(starts) or starts[low] > stop + _BLOCKS:
            # No time in this line nor in the two to either side; the same holds up to the second line before the next time.
            self._empty_from, self._empty_until = line, max(stop, self._last_empty(starts[low] if low < len(starts) else len(text), stop))
            return _Row(line, stop)
        same = self._times_of(line, stop)
        if not same:
            return _Row(line, stop, same, self._in_block(line, stop))
        owned = None
        if not self.page.is_row(line) and not is_one_event(text, line, stop, same[0]):
            # Nothing farther away than this can own a time of the line.
            low, high = max(line, same[0].start - 3 * FAR), min(stop, same[-1].end + 2 * FAR)
            owned = Clauses(text, low, high).owned(same, self._within(low, high))
        peers = self._addresses[bisect_left(self._addresses, line) : bisect_left(self._addresses, stop)] if len(same) > 1 else []
        return _Row(line, stop, same, None, owned, dict(zip(peers, same, strict=True)) if len(peers) == len(same) else {})

    def _last_empty(self, place: int, stop: int) -> int:
        """Return the end of the last line that lies more than two lines before a place."""
        text = self.page.text
        for _ in range(3):
            place = text.rfind("\n", stop, place)
            if place < 0:
                return stop
        return place

    def _nearest(self, mentions: tuple[TimeMention, ...], candidate: Candidate) -> Instant | None:
        if len(mentions) == 1:
            best: TimeMention | None = mentions[0]
        else:
            low, high = candidate.start - 2 * FAR, candidate.end + FAR
            mentions = mentions[bisect_left(mentions, low, key=_START) : bisect_left(mentions, high, key=_START)]
            best = min(mentions, key=lambda mention: self._cost(mention, candidate), default=None)
        return best.instant if best and distance(best, candidate) <= FAR else None

    def _within(self, start: int, end: int) -> list[Candidate]:
        found = self._candidates[bisect_left(self._places, start) : bisect_left(self._places, end)]
        return [candidate for candidate in found if candidate.kind is not None]

    def _times_of(self, start: int, end: int) -> tuple[TimeMention, ...]:
        """Return the times of a line, without those that stand inside an identifier."""
        known = self._lines.get(start)
        if known is None:
            found = self._finder.between(start, end)
            known = self._lines[start] = tuple([mention for mention in found if not self._is_inside(mention)]) if found else ()
        return known

    def _is_inside(self, mention: TimeMention) -> bool:
        number = bisect_left(self._places, mention.end) - 1
        return number >= 0 and self._candidates[number].end > mention.start

    def _cost(self, mention: TimeMention, candidate: Candidate) -> tuple[int, int]:
        low, high = sorted((mention.start, candidate.start))
        between = self.page.text[low:high] if high - low <= FAR else ""
        cost = distance(mention, candidate) + 80 * (between.count(". ") + between.count("; "))
        return cost + (40 if mention.instant.precision in _COARSE else 0), mention.start

    def _in_block(self, line: int, stop: int) -> Instant | None:
        """Look at the two lines below and above, for fields that stand under each other."""
        if stop - line > _BLOCK:
            return None
        starts = self._finder.anchors
        number = bisect_left(starts, stop)
        if number < len(starts) and starts[number] <= stop + _BLOCKS:
            for begin, end in self._lines_below(stop):
                if found := self._times_of(begin, end):
                    # A time beside an identifier of its own line belongs to that one.
                    return None if self._within(begin, end) else found[0].instant
        if number and starts[number - 1] >= line - _BLOCKS:
            for begin, end in self._lines_above(line):
                if found := self._times_of(begin, end):
                    return None if self._within(begin, found[-1].start) else found[-1].instant
        return None

    def _lines_below(self, place: int) -> Iterator[tuple[int, int]]:
        text = self.page.text
        for _ in range(2):
            begin, place = place + 1, text.find("\n", place + 1) % (len(text) + 1)
            if begin > len(text) or not self._may_belong(begin, place):
                return
            yield begin, place

    def _lines_above(self, place: int) -> Iterator[tuple[int, int]]:
        text = self.page.text
        for _ in range(2):
            if place == 0:
                return
            end, place = place - 1, text.rfind("\n", 0, place - 1) + 1
            if not self._may_belong(place, end):
                return
            yield place, end

    def _may_belong(self, start: int, end: int) -> bool:
        """Tell whether a line is a short field without an address of its own."""
        text = self.page.text
        return end - start <= _BLOCK and not self._has_address(start, end) and start < end and not text[start:end].isspace()

    def _has_address(self, start: int, end: int) -> bool:
        return bisect_left(self._addresses, end) > bisect_left(self._addresses, start)

    def notes(self, candidate: Candidate, at: Instant | None) -> Set[Note]:
        """Say what is missing: the port and the time of an address, the zone of a time; and whether a local time happened twice."""
        is_address = candidate.kind in ADDRESSES
        if at is None:
            if not is_address:
                return _NONE
            return _NO_TIME_NO_PORT if self._lacks_port(candidate) else _NO_TIME
        notes = set()
        if at.also_utc is not None:
            notes.add(Note.AMBIGUOUS_TIME)
        if at.precision not in _COARSE and at.basis is TimeBasis.UNKNOWN:
            notes.add(Note.NO_ZONE)
        if is_address:
            if at.precision in _COARSE:
                notes.add(Note.NO_TIME)
            if self._lacks_port(candidate):
                notes.add(Note.NO_PORT)
        return notes

    def _lacks_port(self, candidate: Candidate) -> bool:
        return candidate.kind is IdentifierKind.IPV4 and candidate.port is None and not candidate.notes & _NO_PORT_NEEDED
