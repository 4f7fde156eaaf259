"""Turns the text of an edited letter into values again: dates with months as words, States by name, words into codes."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from comity.drafting.draft_values import NO, YES, WrongValueError, read_number
from comity.drafting.fields import FieldKind, request_fields
from comity.drafting.render.facts import LANGUAGES, STATES
from comity.drafting.render.showing import ITEM_SEPARATOR, shown, state_name
from comity.drafting.render.words import Words
from comity.text.languages import language
from comity.text.messages import say

_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(UTC)?\s*([+-]\d{2}:?\d{2})?")
_NUMBERS = re.compile(r"\d+")


def understand(text: str, field_id: str, words: Words, *, is_item: bool, was: object = None) -> object:
    """Read a shown text.

    Args:
        text: what stands in the letter.
        field_id: the fact.
        words: the words of the letter's language.
        is_item: whether it is one item of a list.
        was: the value that stood there, to keep the kind of a date.

    Raises:
        WrongValueError: the text cannot be the value of this fact.
    """
    kind = request_fields()[field_id].kind
    if kind is FieldKind.MOMENT:
        return read_written_moment(text, words, was)
    if kind is FieldKind.NUMBER:
        return read_number(text)
    if kind is FieldKind.STATEMENT:
        return _statement(text, words)
    if kind is FieldKind.PLEADED_FACTS:
        raise WrongValueError(say("a list of facts is changed in the draft"), say("add the facts under `pc.facts` of the draft"))
    if kind is FieldKind.TEXTS and not is_item:
        return tuple(_text(part.strip(), field_id, words) for part in text.split(ITEM_SEPARATOR.strip()) if part.strip())
    return _text(text, field_id, words)


def _statement(text: str, words: Words) -> bool | str:
    word = text.strip().casefold()
    if word in YES or word == words.yes.casefold():
        return True
    return False if word in NO or word == words.no.casefold() else text.strip()


def _text(text: str, field_id: str, words: Words) -> str:
    """Return the code whose words these are, or the text itself where any text will do.

    Raises:
        WrongValueError: the fact is one of some codes, and the text is none of them.
    """
    found = text.strip()
    if field_id in STATES:
        return _state(found, words)
    if field_id in LANGUAGES:
        return next((tag for tag in ("en", "ru", "fr", "de", "es", "kk", "ky", "uz", "fa") if shown(tag, field_id, words) == found), found)
    codes = words.values.get(field_id, {})
    for code, said in codes.items():
        if found.casefold() in {code.casefold(), said.casefold(), words.long.get(code, said).casefold()}:
            return code
    if field_id == "data.categories":
        raise WrongValueError(
            say("these are not the words of a category of data: {text}", text=found[:60]),
            say("choose a category in the draft, and say what exactly is sought in `data.description`"),
        )
    return found


def _state(text: str, words: Words) -> str:
    from babel import Locale

    for code, name in words.states.items():
        if name.casefold() == text.casefold():
            return code
    for territory in map(str, Locale.parse(words.language).territories):
        if len(territory) == 2 and state_name(territory, words.language).casefold() == text.casefold():
            return territory
    if re.fullmatch(r"[A-Za-z]{2}", text):
        return text.upper()
    raise WrongValueError(
        say("no State of this name: {text}", text=text[:60]), say("write its name as CLDR has it, or its ISO 3166-1 code")
    )


def read_written_moment(text: str, words: Words, was: object = None) -> date | datetime:
    """Read a date as a letter has it, `14 March 2026 (2026-03-14), 10:15:00 UTC+06:00`; ISO 8601 alone is read as well.

    Raises:
        WrongValueError: there is no date in it, or the written date and the ISO date are not the same.
    """
    iso = _iso_date(text)
    written = _written_date(_ISO.sub(" ", text), words.language)
    if iso and written and iso != written:
        raise WrongValueError(
            say("two different dates stand here: {first} and {second}", first=written.isoformat(), second=iso.isoformat()),
            say("change both, or take one out"),
        )
    day = written or iso
    if day is None:
        hint = say("write it as {example}", example=language(words.language).write_date(date(2026, 3, 14)))
        raise WrongValueError(say("this is not a date: {text}", text=text[:60]), hint)
    clock = _TIME.search(_ISO.sub(" ", text))
    if clock is None:
        if isinstance(was, datetime):
            raise WrongValueError(
                say("the time of day is gone: {text}", text=text[:60]), say("give the time as before, such as 10:15:00 UTC+06:00")
            )
        return day
    return _at(day, clock)


def _at(day: date, clock: re.Match[str]) -> datetime:
    zone = None
    if clock[5]:
        sign, hours, minutes = clock[5][0], int(clock[5][1:3]), int(clock[5][-2:])
        zone = timezone(timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1))
    elif clock[4]:
        zone = timezone.utc  # noqa: UP017 - beside its sister above
    try:
        return datetime(day.year, day.month, day.day, int(clock[1]), int(clock[2]), int(clock[3] or 0), tzinfo=zone)
    except ValueError as error:
        raise WrongValueError(say("no such time: {text}", text=clock[0]), say("write hours and minutes, such as 10:15")) from error


def _iso_date(text: str) -> date | None:
    match = _ISO.search(text)
    return _day(int(match[1]), int(match[2]), int(match[3])) if match else None


def _written_date(text: str, tag: str) -> date | None:
    """Find day, month as a word, and year, in whatever order the language has them."""
    months = language(tag).months
    lowered = text.casefold()
    hits = [
        (lowered.find(name.casefold()), -len(name), number) for number, name in enumerate(months, start=1) if name.casefold() in lowered
    ]
    numbers = [int(number) for number in _NUMBERS.findall(_TIME.sub(" ", text))]
    year = next((number for number in numbers if 1900 <= number <= 2199), None)
    day = next((number for number in numbers if 1 <= number <= 31), None)
    return _day(year, min(hits, key=lambda hit: (hit[1], hit[0]))[2], day) if hits and year and day else None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise WrongValueError(
            say("no such date: {year}-{month}-{day}", year=year, month=month, day=day), say("write a day that exists")
        ) from error
