"""The languages that Comity writes: names, script, direction, and the date of a letter.

The table is `languages.toml` beside this file. A tag is BCP 47 (`uz-Cyrl`, `fa-AF`); case does not matter, and a tag with more
parts than the table knows falls back to its first ones (`ru-KZ` to `ru`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from comity.errors import InputError
from comity.text.messages import fallbacks, say

FACTS = ("en", "ru")
"""The languages of rules, questions, reasons and other texts that the knowledge brings along."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Attributes:
        tag: BCP 47 tag.
        name: its name in itself.
        english: its name in English.
        script: ISO 15924 code of its letters.
        months: the twelve months as they stand in a date.
        pattern: order of the parts of a date.
        rtl: whether it is written from right to left.
        first: the first day of a month, as written.
        second: tag of the language in which its readers are told what has no words in it.
        unread: whether no native speaker and no lawyer has read the program's messages in it.
    """

    tag: str
    name: str
    english: str
    script: str
    months: tuple[str, ...]
    pattern: str
    rtl: bool = False
    first: str = "1"
    second: str = "en"
    unread: bool = False

    @property
    def direction(self) -> str:
        """The value of HTML's `dir`: `rtl` or `ltr`."""
        return "rtl" if self.rtl else "ltr"

    def write_date(self, day: date) -> str:
        """Write a date as a letter has it: month in words, so that day and month cannot be confused."""
        number = self.first if day.day == 1 else str(day.day)
        return self.pattern.format(day=number, month=self.months[day.month - 1], year=day.year)


@cache
def languages() -> dict[str, Language]:
    """Return all languages by tag, in the order of the table."""
    text = (files("comity.text") / "languages.toml").read_text(encoding="utf-8")
    return {tag: Language(tag, **{**row, "months": tuple(row["months"])}) for tag, row in tomllib.loads(text).items()}


def find_language(tag: str) -> Language | None:
    """Find a language by tag; None when neither the tag nor its first parts are in the table."""
    known = {key.lower(): value for key, value in languages().items()}
    return next((known[part] for part in fallbacks(tag) if part in known), None)


def facts_language(tag: str) -> str:
    """Return the language in which the knowledge speaks to readers of a language: texts of files of facts are in English and Russian.

    Args:
        tag: BCP 47 tag of the reader's language.
    """
    found = find_language(tag)
    return "en" if found is None else found.tag if found.tag in FACTS else found.second


def language(tag: str) -> Language:
    """Return a language by tag.

    Raises:
        InputError: neither the tag nor its first parts are in the table.
    """
    found = find_language(tag)
    if found is None:
        raise InputError(say("unknown language: {tag}", tag=tag), hint=say("one of: {tags}", tags=" ".join(languages())))
    return found
