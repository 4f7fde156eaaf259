"""Times as productions write them, one at a time: raw text, moment, zone, precision and how the zone is known.

A time without a zone waits: it gets a moment only from the zone that the analyst gave, never from the machine. Abbreviations other than
UTC, GMT and those of RFC 5322 section 4.3 name several zones each and are left open.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from comity.errors import InputError
from comity.model.event import BASIS_NAMES
from comity.text.times import resolve

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january янв января январь", "feb february фев февраля февраль", "mar march мар марта март", "apr april апр апреля апрель",
            "may мая май", "jun june июн июня июнь", "jul july июл июля июль", "aug august авг августа август",
            "sep sept september сен сент сентября сентябрь", "oct october окт октября октябрь", "nov november ноя нояб ноября ноябрь",
            "dec december дек декабря декабрь",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ABBREVIATIONS = {"EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420}
_CLOCK = r"(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?(?:\s?(?P<ap>[AaPp])\.?\s?[Mm]\.?)?"
_ZONE = r"(?:\s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2}|(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?|\(?[A-Z]{2,5}\)?))?(?:\s*\(\w+\))?"
_SHAPES = (
    re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?:(?:[T ]|,\s*)\s*{_CLOCK}{_ZONE})?"),
    re.compile(rf"(?P<a>\d{{1,2}})(?P<sep>[./-])(?P<b>\d{{1,2}})(?P=sep)(?P<y>\d{{4}}|\d{{2}})(?:,?\s+(?:at\s+|в\s+)?{_CLOCK}{_ZONE})?"),
    re.compile(rf"(?:\w{{2,9}},?\s+)?(?P<d>\d{{1,2}})\s+(?P<mon>[^\W\d]{{3,9}})\.?,?\s+(?P<y>\d{{4}})(?:\s*г\.?)?(?:,?\s+(?:at\s+|в\s+)?{_CLOCK}{_ZONE})?"),
    re.compile(rf"(?:\w{{3,9}},?\s+)?(?P<mon>[^\W\d]{{3,9}})\.?\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})(?:,?\s+(?:at\s+)?{_CLOCK}{_ZONE})?"),
    re.compile(rf"\w{{3}}\s+(?P<mon>[^\W\d]{{3}})\s+(?P<d>\d{{1,2}})\s+{_CLOCK}\s+(?P<z>[A-Z]{{1,5}}|[+-]\d{{4}})\s+(?P<y>\d{{4}})"),
)  # fmt: skip
_DIGITS = re.compile(r"\d{9,19}(?:\.\d{1,9})?")
_MARKS = str.maketrans({"\u202f": " ", "\u00a0": " ", "\u200e": "", "\u200f": "", "\u2009": " "})
EARLIEST, LATEST = 1980, 2100


class Moment(NamedTuple):
    """A time as found and as understood.

    Attributes:
        us: microseconds since 1970 in UTC; None where the zone is not known.
        raw: the text as written.
        basis: a value of `BASIS_NAMES`; None when there is no time at all.
        zone: zone or offset relied on.
        precision: finest unit written.
        defect: code of what is doubtful: `time_unreadable`, `no_zone`, `ambiguous_time`, `skipped_time`, `day_month_order`.
    """

    us: int | None
    raw: str | None
    basis: str | None
    zone: str | None
    precision: str | None
    defect: str | None = None


NOTHING = Moment(None, None, None, None, None)


@lru_cache(maxsize=1 << 16)
def read_moment(text: str | None, zone: str | None = None, *, day_first: bool | None = None) -> Moment:
    """Read one time.

    Args:
        text: as written; None or empty reads as no time.
        zone: IANA zone for a time without one; None leaves it open.
        day_first: order of day and month where both fit; None leaves such a date open.
    """
    if text is None or not (plain := text.translate(_MARKS).strip()):
        return NOTHING
    if _DIGITS.fullmatch(plain):
        return from_epoch(plain)
    for shape in _SHAPES:
        if found := shape.fullmatch(plain):
            return _from_parts(text, found.groupdict(), zone, day_first)
    return Moment(None, text, "unknown", None, None, "time_unreadable")


def from_epoch(number: str | int | float, unit: str | None = None) -> Moment:
    """Read a count since 1970.

    Args:
        number: the count as found.
        unit: `s`, `ms`, `us` or `ns`; None tells it by the number of digits.
    """
    raw = str(number)
    whole, _, fraction = raw.partition(".")
    try:
        value = int(whole)
    except ValueError:
        return Moment(None, raw, "unknown", None, None, "time_unreadable")
    digits = len(whole.lstrip("-"))
    chosen = unit or ("s" if digits <= 11 else "ms" if digits <= 14 else "us" if digits <= 17 else "ns")
    us = {"s": value * 1_000_000, "ms": value * 1000, "us": value, "ns": value // 1000}[chosen]
    if chosen == "s" and fraction:
        us += int(fraction[:6].ljust(6, "0"))
    precision = {"s": "second", "ms": "millisecond", "us": "microsecond", "ns": "nanosecond"}[chosen]
    if fraction and chosen == "s":
        precision = "millisecond" if len(fraction) <= 3 else "microsecond"
    if not -2_208_988_800_000_000 <= us <= 4_102_444_800_000_000:
        return Moment(None, raw, "unknown", None, None, "time_unreadable")
    return Moment(us, raw, "epoch", "UTC", precision)


def from_datetime(moment: datetime, raw: str, basis: str, zone: str | None, precision: str = "second") -> Moment:
    """Keep a moment that a format states in its own way."""
    return Moment((moment - _EPOCH) // _US, raw, basis, zone, precision)


def _from_parts(raw: str, parts: dict[str, str | None], zone: str | None, day_first: bool | None) -> Moment:
    unreadable = Moment(None, raw, "unknown", None, None, "time_unreadable")
    year = int(parts["y"] or 0)
    if len(parts["y"] or "") == 2:
        year += 2000 if year < 70 else 1900
    order = None
    if parts.get("mon"):
        month = _MONTHS.get((parts["mon"] or "").lower().rstrip("."), 0)
        day = int(parts["d"] or 0)
    elif parts.get("a"):
        day, month, order = _day_and_month(int(parts["a"] or 0), int(parts["b"] or 0), parts["sep"] == ".", day_first)
    else:
        month, day = int(parts["m"] or 0), int(parts["d"] or 0)
    try:
        local = datetime(year, month, day) + timedelta(0)  # noqa: DTZ001 - the zone is what is being found out
        precision = "day"
        if parts.get("h"):
            local = local.replace(hour=_hour(parts), minute=int(parts["mi"] or 0), second=int(parts["s"] or 0))
            precision = "second" if parts["s"] else "minute"
        if parts.get("f"):
            fraction = parts["f"] or ""
            local = local.replace(microsecond=int(fraction[:6].ljust(6, "0")))
            precision = "millisecond" if len(fraction) <= 3 else "microsecond" if len(fraction) <= 6 else "nanosecond"
    except ValueError:
        return unreadable
    if order:
        return Moment(None, raw, "unknown", None, precision, order)
    return _with_zone(raw, local, precision, (parts.get("z") or "").strip("()"), zone)


def _day_and_month(first: int, second: int, dotted: bool, day_first: bool | None) -> tuple[int, int, str | None]:
    """Tell day and month apart; dots are written day first everywhere."""
    if first > 12 or dotted:
        return first, second, None
    if second > 12:
        return second, first, None
    if day_first is None and first != second:
        return first, second, "day_month_order"
    return (first, second, None) if day_first is not False else (second, first, None)


def _hour(parts: dict[str, str | None]) -> int:
    hour = int(parts["h"] or 0)
    half = (parts.get("ap") or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("no such hour on a twelve-hour clock")
    return hour % 12 + (12 if half == "p" else 0) if half else hour


def _with_zone(raw: str, local: datetime, precision: str, stated: str, zone: str | None) -> Moment:
    if stated in {"Z", "UTC", "GMT"}:
        return from_datetime(local.replace(tzinfo=UTC), raw, "stated_utc", "UTC", precision)
    minutes = _offset_minutes(stated)
    if minutes is not None:
        name = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
        return from_datetime(local.replace(tzinfo=timezone(timedelta(minutes=minutes))), raw, "explicit_offset", name, precision)
    if stated:
        return Moment(None, raw, "unknown", None, precision, "zone_abbreviation")
    if zone is None:
        return Moment(None, raw, "unknown", None, precision, "no_zone")
    try:
        instant = resolve(local, zone, raw)
    except (InputError, OverflowError):
        return Moment(None, raw, "unknown", None, precision, "time_unreadable")
    basis = BASIS_NAMES[instant.basis]
    basis = "case_assumed_zone" if basis != "unknown" else basis
    if instant.utc is None:
        return Moment(None, raw, "unknown", zone, precision, "skipped_time")
    return from_datetime(instant.utc, raw, basis, zone, precision)._replace(defect="ambiguous_time" if instant.is_ambiguous else None)


def _offset_minutes(stated: str) -> int | None:
    if stated in _ABBREVIATIONS:
        return _ABBREVIATIONS[stated]
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", stated)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if minutes > 18 * 60:
        return None
    return -minutes if found[1] == "-" else minutes
