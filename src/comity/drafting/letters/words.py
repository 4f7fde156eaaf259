"""Values as letters word them: dates, numbers in words, years of imprisonment, sums of money, blanks of a form."""

from __future__ import annotations

import re
from datetime import date, datetime

from comity.model.time import Instant, Precision
from comity.text.times import TimeMention

_BLANK = re.compile(
    r"[\s_.…\-–—*?/\\|()\[\]{}<>«»\"']*$|\[[^\]]{0,60}\]$|<[A-Z_ ]+>$|X{3,}$|(?:n/?a|tbd|tbc|н/?д|нет данных)\.?$", re.IGNORECASE
)
_NUMBERS = {
    1: "one один одного одному",
    2: "two два двух двум",
    3: "three три трёх трех трем",
    4: "four четыре четырёх четырех",
    5: "five пять пяти",
    6: "six шесть шести",
    7: "seven семь семи",
    8: "eight восемь восьми",
    9: "nine девять девяти",
    10: "ten десять десяти",
    11: "eleven одиннадцать одиннадцати",
    12: "twelve двенадцать двенадцати",
    13: "thirteen тринадцать тринадцати",
    14: "fourteen четырнадцать четырнадцати",
    15: "fifteen пятнадцать пятнадцати",
    20: "twenty двадцать двадцати",
    25: "twenty-five",
    30: "thirty тридцать тридцати",
}
NUMBER_WORDS = {word: number for number, words in _NUMBERS.items() for word in words.split()}
_NUMBER = rf"(?:\d{{1,2}}(?:[.,]\d)?|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
_YEARS = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?:\([^)]{{1,30}}\)\s*)?(?:calendar\s+)?(?P<unit>years?|лет|года?|months?|месяц\w*|жыл\w*|yil\w*)(?!\w)",
    re.IGNORECASE,
)


_BARE_NUMBER = re.compile(r"\d{1,2}(?:[.,]\d)?")


def phrase(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of words: any white space may stand for a space, capitals do not matter."""
    return re.compile(pattern.replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE)


def is_blank(text: str) -> bool:
    """Tell whether a value is a blank that was never filled in: dots, lines, `[insert]`, `n/a`."""
    return _BLANK.match(text) is not None


def moment_of(instant: Instant) -> date | datetime | None:
    """Return what a mention of time states: a day, or a moment, in UTC where the zone is known and as written otherwise."""
    if instant.precision in {Precision.YEAR, Precision.MONTH}:
        return None
    if instant.precision is Precision.DAY:
        return instant.local.date() if instant.local else None
    return instant.utc or instant.local


def first_moment(times: tuple[TimeMention, ...], start: int, end: int) -> tuple[date | datetime, TimeMention] | None:
    """Return the first time stated between two offsets."""
    for mention in times:
        if start <= mention.start and mention.end <= end:
            moment = moment_of(mention.instant)
            if moment is not None:
                return moment, mention
    return None


def highest_years(text: str) -> float | None:
    """Return the highest number of years that a text names, months counted as parts of a year; None when it names none."""
    found = []
    for match in _YEARS.finditer(text):
        raw = match["number"].lower()
        number = float(NUMBER_WORDS[raw]) if raw in NUMBER_WORDS else float(raw.replace(",", "."))
        found.append(number / 12 if match["unit"].lower().startswith(("month", "меся")) else number)
    if not found and _BARE_NUMBER.fullmatch(text.strip()):
        found = [float(text.strip().replace(",", "."))]
    highest = max(found, default=None)
    return highest if highest is None or highest % 1 else int(highest)


def one_line(text: str) -> str:
    """Write a text on one line."""
    return " ".join(text.split())
