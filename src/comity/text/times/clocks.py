"""Clock readings in text: `23:15:07`, `11:15 PM`, «23 часа 15 минут», «в 23.15», `soat 23:15`."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,9}))?)?(?![0-9]|:[0-9])(?:\s?([AaPp])\.?[Mm]\b\.?)?")
_SPOKEN = re.compile(
    r"([0-9]{1,2})\s?(?:час(?:ов|а)?\b|ч\b\.?|сағат\w*|саат\w*|soat\w*|соат\w*)"
    r"(?:\s?([0-9]{1,2})\s?(?:минут\w*|мин\b\.?|м\b\.?|мүнөт\w*|daqiqa\w*|дақиқа\w*))?(?:\s?([0-9]{1,2})\s?(?:секунд\w*|сек\b\.?|soniya\w*|сония\w*))?",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<=\s)([01]?[0-9]|2[0-3])\.([0-5][0-9])(?![\d.]|\s?%)")
_DOTTED_CUE = re.compile(r"(?:\bв|\bс|\bдо|\bоколо|соат|саат|сағат|soat|\bat)\s$", re.IGNORECASE)


def clocks(text: str) -> Iterator[Clock]:
    """Find the clock readings of a text."""
    for found in CLOCK.finditer(text):
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
        yield Clock(start, found.end(), hour, int(found[2]), int(found[3] or 0), int(fraction), _precision(found[3], found[4]))
    for found in _SPOKEN.finditer(text):
        hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
        if hour < 24 and minute < 60 and second < 60 and not text[found.start() - 1 : found.start()].isdigit():
            precision = Precision.SECOND if found[3] else Precision.MINUTE if found[2] else Precision.HOUR
            yield Clock(*found.span(), hour, minute, second, 0, precision)
    for found in _DOTTED.finditer(text):
        if _DOTTED_CUE.search(text, max(0, found.start() - 9), found.start()):
            yield Clock(*found.span(), int(found[1]), int(found[2]), 0, 0, Precision.MINUTE)


def _precision(second: str | None, fraction: str | None) -> Precision:
    if second is None:
        return Precision.MINUTE
    if not fraction:
        return Precision.SECOND
    return Precision.MILLISECOND if len(fraction) <= 3 else Precision.MICROSECOND if len(fraction) <= 6 else Precision.NANOSECOND
