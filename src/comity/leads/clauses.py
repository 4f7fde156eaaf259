"""Which identifiers of a line a time belongs to.

A time belongs to the identifier it stands beside: right after it, with nothing but a port, a bracket or a preposition between (a list
joined by "and" counts as one); else to what follows it in its own clause, and to what the same clause names before it without a comma
between. A time whose sentence names nothing belongs to the nearest identifier of the line. A row of a table, an entry of a log and a
message of a chat are about one event: there the nearest time holds for all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from comity.leads.kind import Candidate
from comity.text.times import TimeMention

FAR = 260
"""How many characters may lie between an identifier and its time."""

# The mark comes first and what must stand before it after: text without such marks is passed over quickly.
_END_OF_SENTENCE = re.compile(
    r"[.!?…](?:(?<=[^\s.][^\s.][^\s.][.!?…])|(?<=[0-9)][.!?…]))[\"»)\]]*\s+(?=[^\W\d_a-zа-яёәғқңөұүіҳўһ]|[«\"“])|;(?=\s)"
)
_PORT = r"(?:\]?:[0-9]{1,5}|[\s,;(]{0,3}(?:\w{1,12}\s){0,2}(?:ports?|порт\w{0,3})(?:\s\w{1,12})?[\s:=№-]{0,3}[0-9]{1,5}\)?)?"
_AFTER_PORT = re.compile(_PORT)
_PREPOSITION = r"(?:(?:в|во|на|от|с|at|on|from|since|of|dated|да|куни|kuni|seen|as of|по состоянию на)\s+)?"
_BESIDE = re.compile(rf"{_PORT}[\s,:\"'»”)\]–—-]*{_PREPOSITION}[«\"]?", re.IGNORECASE)
_IN_BRACKET = re.compile(rf"{_PORT}[\s,\"'»”]*[(\[][^()\[\]\n]{{0,40}}")
_AND = re.compile(r"[\s,\"'»”]*(?:and|и|та|және|жана|va|ва|hamda|&)\s+(?:(?:с|from|ip)\s+)?[«\"]?", re.IGNORECASE)
_COMMA = re.compile(r"\s?,\s{1,2}[«\"]?")
_STOPS = re.compile(r"[,;(]|\s(?:and|then|и|затем|потом|later|позже|кейін|кийин|keyin|va|ва|және|жана)\s")
# «адрес 203.0.113.7 (порт 51820), использованный 14.03.2026 …», `203.0.113.7, which was used on …`: still told of the address.
_RELATIVE = re.compile(
    rf"{_PORT}[\s,]{{1,2}}(?:с\s|with\s)?(?:котор|использ|зафикс|used\b|which\b|that\b|was\b|seen\b|был[аио]?\b)", re.IGNORECASE
)
_MESSAGE = re.compile(r"[\])]?[\s,–—-]{1,4}[^\s:.;,][^:.;,\n]{0,30}:\s")
_CELLS = ((";", re.compile(r";\S")), (",", re.compile(r",\S")), ("=", re.compile(r"=(?<=\w=)[\"\w]")))
_FEWEST_CELLS = 3
_TRACE = ("Received:", "X-Received:")
_OPENS = frozenset("{[<|")


def is_one_event(text: str, start: int, stop: int, first: TimeMention) -> bool:
    """Tell whether a line is a row of values, an entry of a log or a message of a chat: one time for all that stands in it.

    Args:
        text: the text.
        start: first character of the line.
        stop: after its last one.
        first: the first time of the line.
    """
    line = text[start:stop]
    lead = line.lstrip()[:1]
    if "\t" in line or lead in _OPENS or line.startswith(_TRACE) or line.count("|") > 1 or text[first.start - 1 : first.start] == "[":
        return True
    if not text[start : first.start].strip() and _MESSAGE.match(text, first.end, stop):
        return True
    return any(line.count(sign) >= _FEWEST_CELLS <= len(cells.findall(line)) for sign, cells in _CELLS)


class Clauses:
    """The sentences of a line of prose, and which of its times belongs to which of its identifiers."""

    def __init__(self, text: str, start: int, stop: int) -> None:
        self._text = text
        self._stop = stop
        self._ends = [found.start() for found in _END_OF_SENTENCE.finditer(text, start, stop)]

    def owned(self, mentions: Sequence[TimeMention], candidates: list[Candidate]) -> dict[int, TimeMention]:
        """Return the time of each identifier that has one, by the first character of the identifier."""
        found: dict[int, TimeMention] = {}
        starts = [candidate.start for candidate in candidates]
        orphans = []
        for number, mention in enumerate(mentions):
            # What lies farther away than `FAR` is nobody's, so a line costs no more than its length.
            middle = bisect_left(starts, mention.start)
            before = candidates[bisect_left(starts, mention.start - 2 * FAR) : middle]
            reach = min(mention.end + FAR + 1, mentions[number + 1].start if number + 1 < len(mentions) else self._stop)
            after = candidates[middle : bisect_left(starts, min(reach, self._end_after(mention.end)))]
            nearest = before[-1] if before else None
            if nearest is not None and self._stands_beside(nearest, mention):
                for one in self._list_ending(before):
                    found[one.start] = mention
                after = self._without_stop(mention.end, after)
            elif nearest is not None and self._is_told_of(nearest, mention, has_more=bool(after)):
                found.setdefault(nearest.start, mention)
                after = self._without_stop(mention.end, after)
            elif not after:
                orphans.append((mention, before[-1:] + candidates[middle : middle + 1]))
            for one in after:
                found.setdefault(one.start, mention)
        for mention, near in orphans:
            closest = min(near, key=lambda candidate: distance(mention, candidate), default=None)
            if closest is not None and distance(mention, closest) <= FAR:
                found.setdefault(closest.start, mention)
        return found

    def _end_after(self, place: int) -> int:
        number = bisect_left(self._ends, place)
        return self._ends[number] if number < len(self._ends) else self._stop

    def _without_stop(self, place: int, after: list[Candidate]) -> list[Candidate]:
        stop = _STOPS.search(self._text, place, after[-1].start) if after else None
        return [one for one in after if one.start < stop.end()] if stop else after

    def _stands_beside(self, candidate: Candidate, mention: TimeMention) -> bool:
        start, end = candidate.end, mention.start
        if end - start > 80 or self._end_after(start) < end:
            return False
        return (_BESIDE.fullmatch(self._text, start, end) or _IN_BRACKET.fullmatch(self._text, start, end)) is not None

    def _is_told_of(self, candidate: Candidate, mention: TimeMention, *, has_more: bool) -> bool:
        start, end = candidate.end, mention.start
        if end - start > FAR or self._end_after(start) < end:
            return False
        if not has_more or _RELATIVE.match(self._text, start, end):
            return True
        return _STOPS.search(self._text, _AFTER_PORT.match(self._text, start, end).end(), end) is None  # type: ignore[union-attr]

    def _list_ending(self, before: list[Candidate]) -> list[Candidate]:
        """Take the identifiers of one kind that stand in a list whose last one is the nearest: `A, B and C`."""
        taken = [before[-1]]
        joined = _AND
        for one in reversed(before[:-1]):
            last = taken[-1]
            if one.kind is not last.kind or not joined.fullmatch(self._text, one.end, last.start):
                break
            taken.append(one)
            joined = _COMMA
        return taken


def distance(mention: TimeMention, candidate: Candidate) -> int:
    """Count the characters between a time and an identifier."""
    return candidate.start - mention.end if mention.end <= candidate.start else mention.start - candidate.end
