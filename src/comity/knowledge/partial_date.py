"""Dates as sources give them: a day, a month, a year, or no date at all.

A source says `2014`, `2026-03`, `2026-11-21`, `undated` or names an edition (`CLDR 47`). Nothing is rounded in favour of the fact: its age
counts from the first day that the words can mean, and an event dated so has surely happened only after the last one.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with the precision of its source.

    Attributes:
        text: as written.
        earliest: the first day it can mean; None where the words name no date.
        latest: the last day it can mean; None where the words name no date.
    """

    text: str
    earliest: date | None
    latest: date | None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read a date of any precision; words that are no date (an edition, `undated`, an impossible day) name no day."""
        found = _PATTERN.match(text.strip())
        if found is None:
            return cls(text, None, None)
        year, month, day = (int(part) if part else None for part in found.groups())
        try:
            if year is None or year < 1:
                return cls(text, None, None)
            if month is None:
                return cls(text, date(year, 1, 1), date(year, 12, 31))
            if day is None:
                return cls(text, date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
            return cls(text, date(year, month, day), date(year, month, day))
        except ValueError:
            return cls(text, None, None)

    @property
    def is_dated(self) -> bool:
        """Tell whether the words name a day, a month or a year."""
        return self.earliest is not None

    def has_come(self, on: date) -> bool | None:
        """Tell whether the event of this date had happened on a day: True, False, or None where the precision does not tell."""
        if self.earliest is None or self.latest is None:
            return None
        if on >= self.latest:
            return True
        return False if on < self.earliest else None


def is_dated(text: str | None) -> bool:
    """Tell whether a text names a day, a month or a year."""
    return text is not None and PartialDate.parse(text).is_dated
