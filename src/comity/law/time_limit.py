"""Time limits by instrument and article, in one list (`law/time_limits/`)."""

from __future__ import annotations

from typing import ClassVar, Literal

from comity.knowledge.row import Facts, Row


class Extension(Facts, frozen=True, kw_only=True):
    """Whether a limit can be extended, by whom and how; `possible` is None where it is not known."""

    possible: bool | None
    by: str | None = None
    how: str | None = None


class TimeLimit(Row, frozen=True, kw_only=True):
    """A time limit.

    Attributes:
        starts_from: the event that starts the clock.
        duration: ISO 8601 (`P60D`, `PT8H`, `P3M`); None when the limit is a date.
        date: ISO date, only when the limit is a date.
        kind: not later than, at least, or fixed.
        bound: who has to keep it.
        after: what follows when the time has run.
        usable_by_first_users: whether it is in force and open to a State of the region.
    """

    id: str
    instrument: str
    article: str
    topic: str
    starts_from: str
    duration: str | None
    kind: Literal["max", "min", "fixed"]
    unit: Literal["calendar_day", "working_day", "hour", "month", "date"]
    bound: str
    extendable: Extension
    after: str | None
    usable_by_first_users: Literal["yes", "counterpart_only", "not_in_force"]
    date: str | None = None

    @property
    def is_statutory(self) -> bool:
        """Tell whether it stands in a statute or regulation, which is amended more often than a treaty."""
        return self.instrument in ("us_sca", "eu_e_evidence")


class TimeLimitFile(Facts, frozen=True, kw_only=True):
    """The time limits of one instrument."""

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"time_limits": ("id",)}
    identity: ClassVar[tuple[str, ...]] = ("instrument",)

    instrument: str
    time_limits: tuple[TimeLimit, ...]
