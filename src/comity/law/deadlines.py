"""Time limits of law as dates: when a limit ends, and whether a program may count on it.

A limit that nobody read must not drive a deadline until the user confirms it; neither must one in working days, whose end depends on the
calendar of the authority that is bound. Months end on the same day of a later month, or on its last day where there is none.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from comity.errors import KnowledgeError
from comity.knowledge.answer import Answer, ground
from comity.knowledge.partial_date import PartialDate
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.law.time_limit import TimeLimit
from comity.model.provenance import Basis
from comity.text.messages import say

_DURATION = re.compile(r"P(?=.)(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?(?:T(?=.)(?:([0-9]+)H)?)?\Z")


@dataclass(frozen=True, slots=True)
class Duration:
    """An ISO 8601 duration in whole units, as the time limits use them."""

    years: int = 0
    months: int = 0
    days: int = 0
    hours: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read `P60D`, `P3M`, `PT8H`, `P1Y` or a combination.

        Raises:
            KnowledgeError: it is none of them.
        """
        found = _DURATION.match(text)
        if found is None:
            raise KnowledgeError(
                say("`{text}` is no ISO 8601 duration in years, months, days and hours", text=text),
                hint=say("write P60D, P3M, P1Y or PT8H"),
            )
        return cls(*(int(part or 0) for part in found.groups()))

    def after(self, start: date | datetime) -> date | datetime:
        """Return the day or moment at which the duration ends when it starts at `start`; the day of the start is not counted.

        Hours run without pause from the recorded moment; a start that is a day then counts from its first moment in UTC.
        """
        moved: date | datetime = _months_later(start, self.years * 12 + self.months)
        if self.hours and not isinstance(moved, datetime):
            moved = datetime(moved.year, moved.month, moved.day, tzinfo=UTC)
        return moved + timedelta(days=self.days, hours=self.hours)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a time limit.

    Attributes:
        limit: the row.
        due: the day or moment it ends; None where its start is not known, or its end cannot be computed.
        must_confirm: whether the user has to confirm it before it drives anything.
        why: why it has to be confirmed; empty otherwise.
    """

    limit: TimeLimit
    due: date | datetime | None
    must_confirm: bool
    why: str = ""


def deadline(limit: TimeLimit, start: date | datetime | None, on: date) -> Answer[Deadline]:
    """Compute when a limit ends.

    Args:
        limit: the row.
        start: the day or moment at which `limit.starts_from` happened; None while it is not known.
        on: the day asked.
    """
    life = shelf_life(FactKind.DOMESTIC_INSTRUMENT if limit.is_statutory else FactKind.TREATY_TEXT)
    found = ground(limit, f"time_limits/{limit.id}", on, life=life, field="date" if limit.duration is None else "duration")
    why = _doubts(limit, found.provenance.basis, is_stale=found.weakness is not None)
    return Answer(Deadline(limit, _due(limit, start), must_confirm=bool(why), why=why), on, (found,), limit.note or "")


def _due(limit: TimeLimit, start: date | datetime | None) -> date | datetime | None:
    if limit.date is not None:
        return PartialDate.parse(limit.date).latest
    if limit.duration is None or start is None or limit.unit == "working_day":
        return None
    return Duration.parse(limit.duration).after(start)


def _doubts(limit: TimeLimit, basis: Basis, *, is_stale: bool) -> str:
    if basis is Basis.UNVERIFIED:
        return say("the limit was not read in a source")
    if limit.unit == "working_day":
        return say("working days depend on the calendar of the authority that is bound")
    if limit.usable_by_first_users == "not_in_force":
        return say("the instrument is not in force")
    return say("the source is past its shelf life") if is_stale else ""


def _months_later(start: date | datetime, months: int) -> date | datetime:
    if not months:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)
