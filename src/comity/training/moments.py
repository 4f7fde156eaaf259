"""Moments of an exercise: `0h`, `1.5h`, `40min`, `2d`, `T0+6h`, `freeze+7d`, `2026-09-21T00:00:00Z`, `after SP-SHIELD answers`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_OFFSET = re.compile(r"(\d+(?:\.\d+)?)(min|h|d)")
_ANCHORED = re.compile(r"([A-Za-z_][\w:.-]*?)\s*\+\s*(\d+(?:\.\d+)?(?:min|h|d))")
_ANSWERED = re.compile(r"after ([A-Z][A-Z0-9]*(?:[- ][A-Za-z0-9]+)*?) (answers|gives notice)\b.*")
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}
START = "T0"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, fixed or hung on an event.

    Attributes:
        fixed: the moment itself; None where it hangs on an event.
        event: the event it hangs on; None where it is fixed.
        later: how long after the event.
    """

    fixed: datetime | None = None
    event: str | None = None
    later: timedelta = timedelta(0)


def offset(text: str) -> timedelta:
    """Read a span such as `40min`, `1.5h`, `30d`.

    Raises:
        ValueError: it is none.
    """
    found = _OFFSET.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"no span of time: {text}")
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def utc(text: str) -> datetime:
    """Read a moment that states its zone.

    Raises:
        ValueError: it is none, or states no zone.
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        raise ValueError(f"no zone: {text}")
    return moment.astimezone(UTC)


def moment(text: str, start: datetime) -> Moment:
    """Read a moment of an exercise.

    Args:
        text: as the file writes it.
        start: T0.

    Raises:
        ValueError: it is none.
    """
    text = text.strip()
    if _OFFSET.fullmatch(text):
        return Moment(start + offset(text))
    if (hung := _ANCHORED.fullmatch(text)) is not None:
        later = offset(hung[2])
        return Moment(start + later) if hung[1] == START else Moment(event=hung[1], later=later)
    if (answered := _ANSWERED.fullmatch(text)) is not None:
        kind = "disclosed" if answered[2] == "answers" else "notice"
        return Moment(event=f"{kind}:{answered[1].replace(' ', '-')}")
    return Moment(utc(text))
