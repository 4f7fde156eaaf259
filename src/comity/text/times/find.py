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

from comity.errors import InputError
from comity.model.time import Instant, Precision, TimeBasis
from comity.text.times import names
from comity.text.times.zones import resolve


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


@dataclass(frozen=True, slots=True)
class _Day:
    start: int
    end: int
    day: date | None  # None: the order of day and month cannot be known


@dataclass(frozen=True, slots=True)
class _Clock:
    start: int
    end: int
    hour: int
    minute: int
    second: int
    micro: int
    precision: Precision


_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
_AFTER_YEAR = re.compile(
    rf"""
      (?P<mark>[-/.])(?P<m>0[1-9]|1[0-2])(?P=mark)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)
    | \s?-?\s?(?:жыл\w*|йил\w*|yil\w*|г(?:од\w*|\.))?,?\s{{0,2}}(?P<day>\d{{1,2}})\s?-?\s?(?P<month>{names.MONTH_WORD})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(
    rf"""(?<![\d])(?:
      (?P<d>\d{{1,2}})(?P<mark>[./-])(?P<m>\d{{1,2}})(?P=mark)
    | (?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-\s./«»"]{{0,3}}(?:of\s)?(?P<month>{names.MONTH_WORD})[.,]?[\s/-]{{0,2}}
    | (?P<first>{names.MONTH_WORD})\.?\s(?P<then>\d{{1,2}})(?:st|nd|rd|th)?,?\s
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_SHORT = re.compile(r"(?<![\d.,/-])(\d{1,2})\.(\d{1,2})\.(\d{2})(?![\d]|\.\d)")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,9}))?)?(?![0-9]|:[0-9])(?:\s?([AaPp])\.?[Mm]\b\.?)?")
_SPOKEN = re.compile(
    r"([0-9]{1,2})\s?(?:час(?:ов|а)?\b|ч\b\.?|сағат\w*|саат\w*|soat\w*|соат\w*)"
    r"(?:\s?([0-9]{1,2})\s?(?:минут\w*|мин\b\.?|м\b\.?|мүнөт\w*|daqiqa\w*|дақиқа\w*))?(?:\s?([0-9]{1,2})\s?(?:секунд\w*|сек\b\.?|soniya\w*|сония\w*))?",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<=\s)([01]?[0-9]|2[0-3])\.([0-5][0-9])(?![\d.]|\s?%)")
_DOTTED_CUE = re.compile(r"(?:\bв|\bс|\bдо|\bоколо|соат|саат|сағат|soat|\bat)\s$", re.IGNORECASE)
_DIRECT = re.compile(r"\s?(?:(Z)\b|([+-])(\d{2}):?(\d{2})?(?!\d))")
_EPOCH = re.compile(r"(?<![0-9])1[0-9]{9}(?:[0-9]{3}){0,2}(?![0-9])")
_EPOCH_CUE = re.compile(r"(?:epoch|unix|timestamp|time_?stamp|_ts|\bts|_at|_time|time_t|юникс|эпох)[\w\s\"':=(),-]{0,24}$", re.IGNORECASE)
_WHOLE_FILE = re.compile(
    r"(?:all\s+times?|times?\s+(?:are|is|zone)|timezone|timestamps?\s+(?:are|in)|(?:время|времена)\s+(?:указан|привед|событи)\w*|часовой\s+пояс"
    r"|уақыт\s+белдеуі|саат\s+алкагы|vaqt\s+mintaqasi|\b(?:time|date|datetime|timestamp|время|дата)\s*\()"
    r"[^.\n;0-9]{0,40}",
    re.IGNORECASE,
)
_JOIN = re.compile(r"[^0-9\n]{0,28}")
_NEAR = 48


def find_times(text: str, zone: str | None = None, language: str | None = None) -> tuple[TimeMention, ...]:
    """Find the dates and times of a text, in the order of the text.

    Args:
        text: the text.
        zone: IANA zone of the case, used where the text names none (`assumed_zone`); without it such a time has no `utc`.
        language: BCP 47 tag of the text; settles only whether `03/04/2026` is day first.

    Raises:
        InputError: `zone` is no time zone.
    """
    if zone is not None:
        resolve(datetime(2000, 1, 1), zone, "")  # noqa: DTZ001 - only asks whether the zone exists
    days = sorted(_days(text, day_first=language is not None and not language.lower().startswith("en")), key=lambda day: day.start)
    clocks = sorted(_clocks(text), key=lambda clock: clock.start) if days else []
    stated = _zone_of_file(text) if clocks else None
    found = list(_joined(text, days, clocks, stated, zone))
    found += _epochs(text)
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))


def _days(text: str, *, day_first: bool) -> Iterator[_Day]:
    last = -1
    for year in _YEAR.finditer(text):
        start, end = year.span()
        if start < last:
            continue
        day = _day_before(text, start, end, day_first=day_first) or _day_after(text, start, end)
        if day:
            last = day.end
            yield day
    for short in _SHORT.finditer(text):
        day_number, month, years = (int(part) for part in short.groups())
        if made := _date(2000 + years, month, day_number):
            yield _Day(*short.span(), made)


def _day_before(text: str, start: int, end: int, *, day_first: bool) -> _Day | None:
    begin = max(0, start - 34)
    found = _BEFORE_YEAR.search(text[begin:start])
    if not found:
        return None
    if found["mark"]:
        first, second = int(found["d"]), int(found["m"])
        if found["mark"] == "/" and first <= 12 and second <= 12 and first != second and not day_first:
            return _Day(begin + found.start(), end, None)
        if found["mark"] == "/" and second > 12:
            first, second = second, first
    else:
        number = names.month_number(found["month"] or found["first"])
        if number is None:
            return None
        first, second = int(found["day"] or found["then"]), number
    made = _date(int(text[start:end]), second, first)
    return _Day(begin + found.start(), end, made) if made else None


def _day_after(text: str, start: int, end: int) -> _Day | None:
    if start and text[start - 1].isalnum():
        return None
    found = _AFTER_YEAR.match(text, end)
    if not found:
        return None
    number = int(found["m"]) if found["mark"] else names.month_number(found["month"])
    made = _date(int(text[start:end]), number, int(found["d"] or found["day"])) if number else None
    return _Day(start, found.end(), made) if made else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clocks(text: str) -> Iterator[_Clock]:
    for found in _CLOCK.finditer(text):
        start = found.start()
        before = text[start - 1] if start else " "
        # A colon before is a MAC address, IPv6 or the log form `13/Jan/2016:19:31:16`; only the last has a date before it.
        if before.isdigit() or before in ".-" or (before == ":" and not text[max(0, start - 5) : start - 1].isdigit()):
            continue
        hour, half = int(found[1]), found[5]
        if half:
            hour = hour % 12 + (12 if half in "Pp" else 0)
        if hour > 23:
            continue
        fraction = (found[4] or "").ljust(6, "0")[:6]
        yield _Clock(start, found.end(), hour, int(found[2]), int(found[3] or 0), int(fraction), _precision(found[3], found[4]))
    for found in _SPOKEN.finditer(text):
        hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
        if hour < 24 and minute < 60 and second < 60 and not text[found.start() - 1 : found.start()].isdigit():
            precision = Precision.SECOND if found[3] else Precision.MINUTE if found[2] else Precision.HOUR
            yield _Clock(*found.span(), hour, minute, second, 0, precision)
    for found in _DOTTED.finditer(text):
        if _DOTTED_CUE.search(text, max(0, found.start() - 9), found.start()):
            yield _Clock(*found.span(), int(found[1]), int(found[2]), 0, 0, Precision.MINUTE)


def _precision(second: str | None, fraction: str | None) -> Precision:
    if second is None:
        return Precision.MINUTE
    if not fraction:
        return Precision.SECOND
    return Precision.MILLISECOND if len(fraction) <= 3 else Precision.MICROSECOND if len(fraction) <= 6 else Precision.NANOSECOND


def _joined(text: str, days: list[_Day], clocks: list[_Clock], stated: str | None, assumed: str | None) -> Iterator[TimeMention]:
    used: set[int] = set()
    starts = [clock.start for clock in clocks]
    for number, day in enumerate(days):
        stop = days[number + 1].start if number + 1 < len(days) else len(text)
        end, index, any_clock = day.end, bisect_left(starts, day.end), False
        while index < len(clocks) and clocks[index].end <= stop and index not in used and _JOIN.fullmatch(text, end, clocks[index].start):
            used.add(index)
            begin = day.start if not any_clock else clocks[index].start
            mention = _mention(text, begin, clocks[index].end, day.day, clocks[index], stated, assumed)
            yield mention
            any_clock, end, index = True, mention.end, index + 1
            while index < len(clocks) and clocks[index].start < end:
                index += 1
        if any_clock:
            continue
        before = bisect_left(starts, day.start) - 1
        if before >= 0 and before not in used and clocks[before].end <= day.start and _reaches(text, clocks[before].end, day.start):
            used.add(before)
            yield _mention(text, clocks[before].start, day.end, day.day, clocks[before], stated, assumed)
        else:
            wall = datetime(day.day.year, day.day.month, day.day.day) if day.day else None  # noqa: DTZ001 - a day without zone
            yield TimeMention(day.start, day.end, Instant(text[day.start : day.end], None, TimeBasis.UNKNOWN, None, Precision.DAY, wall))


def _reaches(text: str, start: int, end: int) -> bool:
    between = text[start:end]
    if "\n" in between or len(between) > 36:
        return False
    return not any(letter.isdigit() for letter in names.ZONE.sub("", _DIRECT.sub("", between)))


def _mention(text: str, start: int, end: int, day: date | None, clock: _Clock, stated: str | None, assumed: str | None) -> TimeMention:
    zone, end = _zone_beside(text, start, end, clock)
    raw = text[start:end]
    if day is None:
        return TimeMention(start, end, Instant(raw, None, TimeBasis.UNKNOWN, None, clock.precision))
    wall = datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, clock.micro)  # noqa: DTZ001 - zone follows
    basis = None
    if zone == names.KAZAKHSTAN:
        zone = "Asia/Almaty" if day >= date(2024, 3, 1) else None
    if zone is None and stated:
        zone, basis = stated, TimeBasis.STATED_ZONE
    if zone is None and assumed:
        zone, basis = assumed, TimeBasis.ASSUMED_ZONE
    if zone is not None:
        try:
            return TimeMention(start, end, resolve(wall, zone, raw, basis=basis, precision=clock.precision))
        except InputError:
            pass  # `Asia/Nowhere`: a zone that nobody knows leaves the time without one
    return TimeMention(start, end, Instant(raw, None, TimeBasis.UNKNOWN, None, clock.precision, wall))


def _zone_beside(text: str, start: int, end: int, clock: _Clock) -> tuple[str | None, int]:
    if direct := _DIRECT.match(text, clock.end):
        name = "UTC" if direct[1] else f"{direct[2]}{direct[3]}:{direct[4] or '00'}"
        return name, max(end, direct.end())
    for begin in {clock.end, end}:
        for found in names.ZONE.finditer(text, begin, min(len(text), begin + _NEAR)):
            between = text[begin : found.start()]
            if not any(mark in between for mark in "\n;0123456789") and ". " not in between and len(between) <= 16:
                return names.zone_name(found), max(end, found.end())
            break
    begin = max(0, start - _NEAR, text.rfind("\n", 0, start) + 1)
    last = None
    for found in names.ZONE.finditer(text, begin, start):
        last = found
    if last and start - last.end() <= 12 and not any(letter.isdigit() for letter in text[last.end() : start]):
        return names.zone_name(last), end
    return None, end


def _zone_of_file(text: str) -> str | None:
    """Return the zone that the text states for all its times: `Time (UTC)`, «время указано по UTC+6»; None if it states none or two."""
    stated = set()
    for head in _WHOLE_FILE.finditer(text):
        window = text[head.start() : head.end() + 24].split("\n", 1)[0]
        zone = names.ZONE.search(window)
        if zone and not _CLOCK.search(window[: zone.start()]):
            stated.add(names.zone_name(zone))
    stated.discard(names.KAZAKHSTAN)
    return stated.pop() if len(stated) == 1 else None


def _epochs(text: str) -> Iterator[TimeMention]:
    for found in _EPOCH.finditer(text):
        start, end = found.span()
        if not _EPOCH_CUE.search(text, max(0, start - 40), start):
            continue
        number, digits = int(found.group()), end - start
        precision = {10: Precision.SECOND, 13: Precision.MILLISECOND, 16: Precision.MICROSECOND}[digits]
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number * 10 ** (16 - digits))
        yield TimeMention(start, end, Instant(found.group(), moment, TimeBasis.EPOCH, None, precision))
