"""Times of evidence: what was written, what it means in UTC, and how we know.

A time without a zone is never given the host's zone. `Instant` keeps the raw text beside the reading, names the basis of
the zone, and keeps both readings of a local time that happens twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the time of this machine in UTC: the only place that asks it."""
    return datetime.now(UTC)


class TimeBasis(StrEnum):
    """How the zone of a time is known."""

    EXPLICIT_OFFSET = "explicit_offset"
    STATED_UTC = "stated_utc"
    EPOCH = "epoch"
    STATED_ZONE = "stated_zone"
    ASSUMED_ZONE = "assumed_zone"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """The finest unit that the raw text states."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"
    MILLISECOND = "millisecond"
    MICROSECOND = "microsecond"
    NANOSECOND = "nanosecond"


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment as evidence states it.

    Attributes:
        raw: the text as found.
        utc: the moment in UTC; None where the basis is unknown.
        basis: how the zone is known.
        zone: the zone or offset relied on (`Asia/Almaty`, `+05:00`, `UTC`); None where unknown.
        precision: the finest unit stated.
        local: the wall-clock reading without zone, as written; None for an epoch.
        also_utc: the second reading of a local time that happens twice (a clock set back); None otherwise.
    """

    raw: str
    utc: datetime | None
    basis: TimeBasis
    zone: str | None = None
    precision: Precision = Precision.SECOND
    local: datetime | None = None
    also_utc: datetime | None = None

    @property
    def is_ambiguous(self) -> bool:
        """Tell whether the local time happened twice."""
        return self.also_utc is not None

    @property
    def is_skipped(self) -> bool:
        """Tell whether the local time never happened: its zone is known, but the clocks were set past it."""
        return self.utc is None and self.local is not None and self.basis is not TimeBasis.UNKNOWN


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time: first and last moment, both included; None is open.

    A bound is a `date` when only the day is stated and an aware or naive `datetime` as written otherwise.
    """

    start: date | datetime | None
    end: date | datetime | None
    zone: str | None = None


def as_rfc3339(moment: datetime) -> str:
    """Write an aware moment in UTC with `Z`, seconds or finer as it has them (RFC 3339)."""
    stamp = moment.astimezone(UTC).isoformat()
    return stamp.removesuffix("+00:00") + "Z"
