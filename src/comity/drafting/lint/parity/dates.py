"""Dates in the languages of the letters, brought to one form: `14 марта 2026 г.`, `14. März 2026` and `2026-03-14` are one date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from comity.drafting.lint.parity.spans import Spans

# Stems of month names (Unicode CLDR 47, long forms): English, Russian, Kazakh, Kyrgyz, Uzbek in Latin and Cyrillic letters, French,
# German, Persian (Gregorian months). Endings are added by the languages themselves.
_MONTHS: tuple[str, ...] = (
    "jan(?:uary|uar|vier)?|янв(?:ар)?|қаңтар|yanvar|ژانویه",
    "feb(?:ruary|ruar)?|févr(?:ier)?|fevral|фев(?:рал)?|ақпан|فوریه",
    "mar(?:ch|s|t)?|märz|мар(?:т)?|наурыз|mart|مارس",
    "apr(?:il)?|avr(?:il)?|апр(?:ел)?|сәуір|aprel|آوریل",
    "may|mai|ма[йяе]|мамыр|مه",
    "june?|juni|juin|июн|маусым|iyun|ژوئن",
    "july?|juli|juillet|июл|шілде|iyul|ژوئیه",
    "aug(?:ust)?|août|aout|авг(?:уст)?|тамыз|avgust|اوت",
    "sept?(?:ember|embre)?|сент?(?:ябр)?|қыркүйек|sentabr|sentyabr|сентабр|سپتامبر",
    "oct(?:ober|obre)?|okt(?:ober)?|окт(?:ябр)?|қазан|oktabr|oktyabr|октабр|اکتبر",
    "nov(?:ember|embre)?|ноя(?:бр)?|қараша|noyabr|نوامبر",
    "de[cz](?:ember)?|déc(?:embre)?|дек(?:абр)?|желтоқсан|dekabr|دسامبر",
)
_NAME = r"(?P<name>[^\W\d_]{2,12})"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_WHOLE_YEAR = re.compile(r"(?P<year>[12](?<!\d[12])(?:(?<=1)9|(?<=2)0)\d{2})(?!\d)")  # the digit first: so the engine leaps to it
# Every form has a year: it is looked for first, then what stands beside it. Forms that begin with the year, and forms that end with it.
_AFTER_YEAR = (
    re.compile(r"(?P<mark>[-./])(?P<month>0[1-9]|1[0-2])(?P=mark)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(rf"\s?-?\s?(?:жыл\w*|йил\w*|yil\w*|г(?:од\w*|\.)?)[\s,-]{{0,2}}{_DAY}[\s-]{{0,2}}{_NAME}(?!\w)", re.IGNORECASE),
)
_BEFORE_YEAR = (
    re.compile(rf"(?<![\d./-]){_DAY}(?P<mark>[./-])(?P<month>0?[1-9]|1[0-2])(?P=mark)\Z"),
    re.compile(
        rf"(?<!\w)[«\"“„]?{_DAY}(?:[»\"”“]|st|nd|rd|th|er|\.|-?го|-?е)?[\s-]{{0,2}}(?:of |de )?{_NAME}\.?,?\s{{0,2}}\Z",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!\w){_NAME}\.?\s{{1,2}}{_DAY}(?:st|nd|rd|th)?,?\s{{1,2}}\Z", re.IGNORECASE),
)
_LONGEST_BEFORE = 40  # characters that a day and a month can take before the year
_STEMS = tuple(re.compile(rf"(?:{stems})", re.IGNORECASE) for stems in _MONTHS)
_LONGEST_ENDING = 5


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date where it stands.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        iso: the date as `2026-03-14`.
    """

    start: int
    end: int
    iso: str


def find_dates(text: str) -> list[DateMention]:
    """Find the dates of a text whose digits are ASCII, in order; where two readings overlap, the first form of the table wins.

    `03/04/2026` is read day first: a draft is linted for such dates by another rule, and both versions are read alike.
    """
    taken = Spans(len(text))
    return sorted((mention for mention in _mentions(text) if taken.take(mention.start, mention.end)), key=lambda mention: mention.start)


def _mentions(text: str) -> Iterator[DateMention]:
    """Yield the readings of every year of the text: by ISO, by numbers before it, by a name before it, and by a name after it."""
    iso, named_after = _AFTER_YEAR
    years = list(_WHOLE_YEAR.finditer(text))
    for year in years:
        if year.start() == 0 or text[year.start() - 1] not in "./-":
            yield from _mention(year, iso.match(text, year.end()))
    for form in _BEFORE_YEAR:
        for year in years:
            yield from _mention(year, form.search(text, max(0, year.start() - _LONGEST_BEFORE), year.start()))
    for year in years:
        yield from _mention(year, named_after.match(text, year.end()))


def _mention(year: re.Match[str], beside: re.Match[str] | None) -> Iterator[DateMention]:
    if beside is None:
        return
    parts = beside.groupdict()
    month = int(parts["month"]) if "month" in parts else month_of(parts["name"])
    if month is not None:
        start, end = min(year.start(), beside.start()), max(year.end(), beside.end())
        yield DateMention(start, end, f"{year['year']}-{month:02d}-{int(parts['day']):02d}")


@lru_cache(maxsize=4096)
def month_of(word: str) -> int | None:
    """Return the number of the month a word names, in any of the languages; None for another word."""
    best: tuple[int, int] | None = None
    for number, stems in enumerate(_STEMS, start=1):
        hit = stems.match(word)
        if hit is None:
            continue
        rest = len(word) - hit.end()
        if (rest == 0 or (hit.end() >= 3 and rest <= _LONGEST_ENDING)) and (best is None or hit.end() > best[0]):
            best = (hit.end(), number)
    return best[1] if best else None
