"""Find dates and times in text: numbers and month names, the clock beside them, and the zone beside that.

A date is looked for around each year; a clock reading joins the date that stands beside it; a zone joins the clock. A clock alone
is no instant and is not reported. A number is read as seconds since 1970 only where a word says so. `03/04/2026` is read day first
unless the text is English or of unknown language: then nobody can know, and the mention has no `local`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from operator import attrgetter

from comity.errors import InputError
from comity.model.time import Instant, Precision, TimeBasis
from comity.text.image import Image
from comity.text.times import names
from comity.text.times.clocks import Clock, clock_at, clock_before
from comity.text.times.days import Day, days
from comity.text.times.zones import resolve, time_zone


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A date or a time where it stands in the text.

    Attributes:
        start: offset of its first character, in Unicode code points.
        end: offset after its last character, the zone included where it follows.
        instant: what it says.
    """

    start: int
    end: int
    instant: Instant


class _FileZones:
    """The zones that a text states for many times at once: `Time (UTC)`, «время указано по UTC+6»; looked for only when needed."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _stated(self) -> list[tuple[int, str]]:
        text, stated, last = self._text, [], 0
        for head in sorted((head for part, form in _HEADS if part in text for head in form.finditer(text)), key=re.Match.start):
            if head.start() < last:
                continue
            last = head.end()
            if head.group()[0] == "(" and _HAS_DIGIT.search(text, text.rfind("\n", 0, head.start()) + 1, head.start()):
                continue  # a zone beside one time, not over a column
            window = text[head.end() : head.end() + 64].split("\n", 1)[0]
            zone = names.ZONE.search(window)
            if zone and not any(letter.isdigit() for letter in window[: zone.start()]) and names.zone_name(zone) != names.KAZAKHSTAN:
                stated.append((head.start(), names.zone_name(zone)))
        return stated

    def names(self) -> frozenset[str]:
        """Name the zones stated."""
        return frozenset(zone for _, zone in self._stated)

    def at(self, place: int) -> str | None:
        """Return the zone stated last before a place; one stated only after it counts where the text states no other."""
        stated = self._stated
        number = bisect_left(stated, (place, "")) - 1
        if number >= 0:
            return stated[number][1]
        return stated[0][1] if len({zone for _, zone in stated}) == 1 else None


@dataclass(frozen=True, slots=True)
class _Zones:
    """The zones that may hold for a time: beside it, stated for the file, assumed for the case."""

    beside: str | None
    stated: _FileZones
    assumed: str | None

    def on(self, day: date, place: int) -> tuple[str | None, TimeBasis | None]:
        """Return the zone that holds, and its basis where its form does not tell."""
        beside = self.beside
        if beside == names.KAZAKHSTAN:
            beside = "Asia/Almaty" if day >= _ONE_TIME_IN_KAZAKHSTAN else None
        if beside is not None:
            return beside, None
        stated = self.stated.at(place)
        if stated:
            return stated, TimeBasis.STATED_ZONE
        return self.assumed, TimeBasis.ASSUMED_ZONE if self.assumed else None


_ONE_TIME_IN_KAZAKHSTAN = date(2024, 3, 1)
_DIRECT = re.compile(r"\s?(?:(Z)\b|([+-])(\d{2}):?(\d{2})?(?!\d))")
_EPOCH = re.compile(r"1[0-9]{9}(?:[0-9]{3}){0,2}(?![0-9])")
_EPOCH_CUE = re.compile(r"(?:epoch|unix|timestamp|time_?stamp|_ts|\bts|_at|_time|time_t|юникс|эпох)[\w\s\"':=(),-]{0,24}$", re.IGNORECASE)
# The heads over a column or a file, each with a part that stands in every text that holds it: other texts are not searched for it.
_HEADS = tuple(
    (part, re.compile(form))
    for part, form in (
        ("(", r"\((?=UTC|GMT|МСК|MSK|[A-Z][a-z]+/|[^()\n]{0,24}(?:time|врем|убакт|уақыт|vaqt|вақт))"),
        ("times", r"[Aa]ll\stimes"),
        ("zone", r"[Tt]ime\s?zone"),
        ("imestamp", r"[Tt]imestamps?\s(?:are|in)"),
        ("imes", r"[Tt]imes\sare"),
        ("ремя", r"ремя\s(?:указан|привед|событи|везде)\w*"),
        ("асовой", r"асовой\sпояс"),
        ("ақыт", r"ақыт\sбелдеу"),
        ("аат", r"аат\sалкаг"),
        ("aqt", r"aqt\smintaqasi"),
    )
)
_HAS_DIGIT = re.compile("[0-9]")
_JOIN = re.compile(r"[^0-9\n]{0,28}")
_JOIN_BEFORE = 60
_NEAR = 48


class TimeFinder:
    """Finds the times of a text where they are asked for.

    A date costs little to find; the clock and the zone beside it cost much more, and who looks only beside some places spares most of that.

    Attributes:
        anchors: where the dates stand, and the numbers that are times, in the order of the text.
    """

    def __init__(self, text: str, zone: str | None = None, language: str | None = None, image: Image | None = None) -> None:
        """Find the dates of a text; the arguments are those of `find_times`."""
        if zone is not None:
            time_zone(zone)
        self._text = text
        self._assumed = zone
        self._stated = _FileZones(text)
        day_first = language is not None and not language.lower().startswith("en")
        self._days = sorted(days(text, image or Image(text), day_first=day_first), key=_START)
        self._starts = [day.start for day in self._days]
        self._epochs = list(_epochs(text))
        self.anchors = sorted([*self._starts, *(epoch.start for epoch in self._epochs)])

    def all(self) -> tuple[TimeMention, ...]:
        """Return all times of the text."""
        return self._in_order([mention for _, mention in self._joined(0, len(self._days))] + self._epochs)

    def between(self, start: int, end: int) -> tuple[TimeMention, ...]:
        """Return the times of a line.

        Args:
            start: its first character.
            end: after its last one.
        """
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        if first and self._days[first - 1].end > start:
            first -= 1  # a date that is broken over the line before and this one, with its clock here
        joined = self._joined(first, last)
        found = [mention for day, mention in joined if mention.start < end and (day.start >= start or mention.start >= start)]
        epochs = self._epochs
        found += epochs[bisect_left(epochs, start, key=_START) : bisect_left(epochs, end, key=_START)]
        return self._in_order(found)

    @staticmethod
    def _in_order(found: list[TimeMention]) -> tuple[TimeMention, ...]:
        return tuple(sorted(found, key=_PLACE) if len(found) > 1 else found)

    def _joined(self, first: int, last: int) -> Iterator[tuple[Day, TimeMention]]:
        text, found, stated, assumed = self._text, self._days, self._stated, self._assumed
        floor = 0
        for number in range(first, last):
            day = found[number]
            stop = found[number + 1].start if number + 1 < len(found) else len(text)
            chain = _chain(text, day, stop)
            if chain:
                # «с 23:10 до 23:20 МСК»: the zone of the last reading is the zone of all.
                shared = next((zone for _, zone, _ in reversed(chain) if zone), None)
                for place, (clock, zone, end) in enumerate(chain):
                    start = floor = day.start if place == 0 else clock.start
                    yield day, _mention(text[start:end], start, end, day.day, clock, _Zones(zone or shared, stated, assumed))
                floor = chain[-1][2]
                continue
            clock_found = clock_before(text, day.start, max(floor, day.start - _JOIN_BEFORE))
            if clock_found and _reaches(text, clock_found.end, day.start):
                zone, end = _zone_beside(text, clock_found.start, day.end, clock_found)
                start = clock_found.start
                yield day, _mention(text[start:end], start, end, day.day, clock_found, _Zones(zone, stated, assumed))
            else:
                end = day.end
                yield day, TimeMention(day.start, day.end, _whole_day(text[day.start : day.end], day.day))
            floor = end


_START = attrgetter("start")
_PLACE = attrgetter("start", "end")


def find_times(text: str, zone: str | None = None, language: str | None = None) -> tuple[TimeMention, ...]:
    """Find the dates and times of a text, in the order of the text.

    Args:
        text: the text.
        zone: IANA zone of the case, used where the text names none (`assumed_zone`); without it such a time has no `utc`.
        language: BCP 47 tag of the text; settles only whether `03/04/2026` is day first.

    Raises:
        InputError: `zone` is no time zone.
    """
    return TimeFinder(text, zone, language).all()


def stated_zones(text: str) -> frozenset[str]:
    """Name the zones that a text states for many times at once, as over a column."""
    return _FileZones(text).names()


def _chain(text: str, day: Day, stop: int) -> list[tuple[Clock, str | None, int]]:
    """Gather the clock readings that follow a day, each with its zone and the end of both."""
    chain: list[tuple[Clock, str | None, int]] = []
    end = day.end
    while True:
        join = _JOIN.match(text, end, stop)
        place = join.end() if join else end
        clock = clock_at(text, place) if place < stop else None
        if clock is None or clock.end > stop or (chain and place == end):
            return chain
        zone, end = _zone_beside(text, day.start if not chain else clock.start, clock.end, clock)
        chain.append((clock, zone, end))


def _whole_day(raw: str, day: date | None) -> Instant:
    wall = datetime(day.year, day.month, day.day) if day else None  # noqa: DTZ001 - a day without zone
    return Instant(raw, None, TimeBasis.UNKNOWN, None, Precision.DAY, wall)


def _reaches(text: str, start: int, end: int) -> bool:
    between = text[start:end]
    if "\n" in between or len(between) > 36:
        return False
    return not any(letter.isdigit() for letter in names.ZONE.sub("", _DIRECT.sub("", between)))


def _mention(raw: str, start: int, end: int, day: date | None, clock: Clock, zones: _Zones) -> TimeMention:
    if day is None:
        return TimeMention(start, end, Instant(raw, None, TimeBasis.UNKNOWN, None, clock.precision))
    wall = datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, clock.micro)  # noqa: DTZ001 - zone follows
    zone, basis = zones.on(day, start)
    if zone is not None:
        try:
            return TimeMention(start, end, resolve(wall, zone, raw, basis=basis, precision=clock.precision))
        except InputError:
            pass  # `Asia/Nowhere`: a zone that nobody knows leaves the time without one
    return TimeMention(start, end, Instant(raw, None, TimeBasis.UNKNOWN, None, clock.precision, wall))


def _zone_beside(text: str, start: int, end: int, clock: Clock) -> tuple[str | None, int]:
    if direct := _DIRECT.match(text, clock.end):
        name = "UTC" if direct[1] else f"{direct[2]}{direct[3]}:{direct[4] or '00'}"
        return name, max(end, direct.end())
    for begin in {clock.end, end}:
        stop = min(len(text), begin + _NEAR)
        for found in names.ZONE.finditer(text, begin, stop) if names.may_name_zone(text[begin:stop]) else ():
            between = text[begin : found.start()]
            if not any(mark in between for mark in "\n;0123456789") and ". " not in between and len(between) <= 16:
                return names.zone_name(found), max(end, found.end())
            break
    begin = max(0, start - _NEAR, text.rfind("\n", 0, start) + 1)
    last = None
    for found in names.ZONE.finditer(text, begin, start) if names.may_name_zone(text[begin:start]) else ():
        last = found
    if last and start - last.end() <= 12 and not any(letter.isdigit() for letter in text[last.end() : start]):
        return names.zone_name(last), end
    return None, end


def _epochs(text: str) -> Iterator[TimeMention]:
    for found in _EPOCH.finditer(text):
        start, end = found.span()
        if text[start - 1 : start].isdigit() or not _EPOCH_CUE.search(text[max(0, start - 40) : start]):
            continue
        number, digits = int(found.group()), end - start
        precision = {10: Precision.SECOND, 13: Precision.MILLISECOND, 16: Precision.MICROSECOND}[digits]
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number * 10 ** (16 - digits))
        yield TimeMention(start, end, Instant(found.group(), moment, TimeBasis.EPOCH, None, precision))
