"""Clock readings in text: `23:15:07`, `11:15 PM`, «23 часа 15 минут», «в 23.15», `soat 23:15`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.model.time import Precision


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock reading where it stands in the text; `precision` is the finest unit that is written."""

    start: int
    end: int
    hour: int
    minute: int
    second: int
    micro: int
    precision: Precision


CLOCK = re.compile(
    r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9})|,([0-9]{3})(?![0-9,.]))?)?(?![0-9]|:[0-9])(?:\s?([AaPp])\.?[Mm]\b\.?)?"
)
_SPOKEN = re.compile(
    r"([0-9]{1,2})\s?(?:час(?:ов|а)?\b|ч\b\.?|сағат\w*|саат\w*|soat\w*|соат\w*)"
    r"(?:\s?([0-9]{1,2})\s?(?:минут\w*|мин\b\.?|м\b\.?|мүнөт\w*|daqiqa\w*|дақиқа\w*))?(?:\s?([0-9]{1,2})\s?(?:секунд\w*|сек\b\.?|soniya\w*|сония\w*))?",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"([01]?[0-9]|2[0-3])\.([0-5][0-9])(?![\d.]|\s?%)")
_DIGITS = re.compile("[0-9]{1,2}")
_DOTTED_CUE = re.compile(r"(?:\bв|\bс|\bдо|\bоколо|соат|саат|сағат|soat|\bat)\s$", re.IGNORECASE)


def clock_at(text: str, place: int) -> Clock | None:
    """Read the clock that begins at a place; None where none does."""
    found = CLOCK.match(text, place)
    if found:
        hour, half, parts = int(found[1]), found[6], found[4] or found[5]
        if half:
            hour = hour % 12 + (12 if half in "Pp" else 0)
        fraction = (parts or "").ljust(6, "0")[:6]
        precision = _precision(found[3], parts)
        return Clock(place, found.end(), hour, int(found[2]), int(found[3] or 0), int(fraction), precision) if hour < 24 else None
    if not "0" <= text[place] <= "9":
        return None
    found = _SPOKEN.match(text, place)
    if found:
        hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
        precision = Precision.SECOND if found[3] else Precision.MINUTE if found[2] else Precision.HOUR
        return Clock(place, found.end(), hour, minute, second, 0, precision) if hour < 24 and minute < 60 and second < 60 else None
    found = _DOTTED.match(text, place)
    if found and _DOTTED_CUE.search(text[max(0, place - 9) : place]):
        return Clock(place, found.end(), int(found[1]), int(found[2]), 0, 0, Precision.MINUTE)
    return None


def clock_before(text: str, place: int, floor: int) -> Clock | None:
    """Read the last clock that ends before a place and begins after a floor; None where there is none."""
    last = None
    for digits in _DIGITS.finditer(text, floor, place):
        start = digits.start()
        if last and start < last.end:
            continue
        before = text[start - 1 : start]
        # After a colon or a point stand pieces of hardware addresses, IPv6 and sums.
        clock = clock_at(text, start) if not (before and before in ":.-,+−–") else None
        last = clock if clock and clock.end <= place else last
    return last


def _precision(second: str | None, fraction: str | None) -> Precision:
    if second is None:
        return Precision.MINUTE
    if not fraction:
        return Precision.SECOND
    return Precision.MILLISECOND if len(fraction) <= 3 else Precision.MICROSECOND if len(fraction) <= 6 else Precision.NANOSECOND
