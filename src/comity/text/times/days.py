"""Days in text: numbers in the orders people use, and names of months in five languages. Looked for around each year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from comity.text.image import DIGITS, Image, folded
from comity.text.times import names


@dataclass(frozen=True, slots=True)
class Day:
    """A day where it stands in the text.

    Attributes:
        start: first character.
        end: after the last one.
        day: the day; None where the order of day and month cannot be known.
    """

    start: int
    end: int
    day: date | None


# The last four of a run of digits, on the image.
_FIGURES = folded({DIGITS: b"0"}, b" ")
_FOUR = re.compile(rb"0000(?!0)")
_CENTURIES = ("20", "19")
_AFTER_YEAR = re.compile(
    rf"""
      (?P<mark>[-/.])(?P<m>0[1-9]|1[0-2])(?P=mark)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)
    | \s?-?\s?(?:жыл\w*|йил\w*|yil\w*|г(?:од\w*|\.))?,?\s{{0,2}}(?P<day>\d{{1,2}})\s?-?\s?(?P<month>{names.MONTH_WORD})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(
    rf"""(?<![\d])(?:
      (?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-\s./«»"]{{0,3}}(?:of\s)?(?P<month>{names.MONTH_WORD})[.,]?[\s/-]{{0,2}}
    | (?P<first>{names.MONTH_WORD})\.?\s(?P<then>\d{{1,2}})(?:st|nd|rd|th)?,?\s
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_SHORT = re.compile(r"\.([0-9]{1,2})\.([0-9]{2})(?![0-9]|\.[0-9])")
_NUMBERS = re.compile(r"(?<![0-9])([0-9]{1,2})([./-])([0-9]{1,2})\2$")
_GLUE = frozenset("0123456789.,/-")


def days(text: str, image: Image, *, day_first: bool) -> Iterator[Day]:
    """Find the days of a text.

    Args:
        text: the text.
        image: its image.
        day_first: whether `03/04/2026` is the third of April; else nobody can know.
    """
    last = -1
    for year in _FOUR.finditer(image.plain.translate(_FIGURES)):
        start, end = year.span()
        if start < last or not text.startswith(_CENTURIES, start):
            continue
        day = _day_before(text, start, end, day_first=day_first) or _day_after(text, start, end)
        if day:
            last = day.end
            yield day
    # Looked for from the first point, which is rarer than a digit.
    for short in _SHORT.finditer(text):
        point = short.start()
        if not _is_digit(text[point - 1 : point]):
            continue
        start = point - 2 if _is_digit(text[point - 2 : point - 1]) else point - 1
        if text[start - 1 : start] in _GLUE:
            continue
        if made := _date(2000 + int(short[2]), int(short[1]), int(text[start:point])):
            yield Day(start, short.end(), made)


def _is_digit(letter: str) -> bool:
    return "0" <= letter <= "9"


def _day_before(text: str, start: int, end: int, *, day_first: bool) -> Day | None:
    mark = text[start - 1 : start]
    if mark and mark in "./-":
        found = _NUMBERS.search(text[max(0, start - 7) : start])
        if found:
            return _numeric(text, start - len(found.group()), start, end, found, day_first=day_first)
    elif not (mark.isspace() or mark.isalpha() or (mark and mark in ",.")):
        return None
    begin = max(0, start - 34)
    found = _BEFORE_YEAR.search(text[begin:start])
    number = names.month_number(found["month"] or found["first"]) if found else None
    if found is None or number is None:
        return None
    made = _date(int(text[start:end]), number, int(found["day"] or found["then"]))
    return Day(begin + found.start(), end, made) if made else None


def _numeric(text: str, begin: int, start: int, end: int, found: re.Match[str], *, day_first: bool) -> Day | None:
    first, second = int(found[1]), int(found[3])
    if found[2] == "/" and first <= 12 and second <= 12 and first != second and not day_first:
        return Day(begin, end, None)
    if found[2] == "/" and second > 12:
        first, second = second, first
    made = _date(int(text[start:end]), second, first)
    return Day(begin, end, made) if made else None


def _day_after(text: str, start: int, end: int) -> Day | None:
    if start and text[start - 1].isalnum():
        return None
    found = _AFTER_YEAR.match(text, end)
    if not found:
        return None
    number = int(found["m"]) if found["mark"] else names.month_number(found["month"])
    made = _date(int(text[start:end]), number, int(found["d"] or found["day"])) if number else None
    return Day(start, found.end(), made) if made else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
