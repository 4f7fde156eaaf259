"""Read the days and times of a case file: with the zone that stands beside them, never with a zone that nobody stated."""

from __future__ import annotations

import re
from datetime import date, datetime

from comity.errors import InputError
from comity.model.time import Instant, Precision, TimeBasis
from comity.text.messages import say
from comity.text.times import resolve, time_zone

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?)\s?(?P<offset>Z|UTC|[+-]\d{2}:?\d{2})?)?"
)


def read_bound(text: str, zone: str | None) -> date | datetime:
    """Read a bound of a period.

    Args:
        text: a day, or a day with a time, as written.
        zone: zone of the period, for times without their own.

    Returns:
        A date when only the day is stated; else a moment, aware when an offset or zone is known.

    Raises:
        InputError: it is no day and no time, or the zone is unknown; without a place.
    """
    day, local, offset = _parts(text)
    stated = offset or zone
    loaded = time_zone(stated) if stated else None
    return day if local is None else local.replace(tzinfo=loaded)


def read_instant(text: str, zone: str | None) -> Instant:
    """Read the moment at which an identifier was used or seen.

    Args:
        text: a day, or a day with a time, as written.
        zone: IANA name or offset that the file states for it; None leaves a bare local time without a reading in UTC.

    Raises:
        InputError: it is no day and no time, or the zone is unknown; without a place.
    """
    day, local, offset = _parts(text)
    stated = offset or zone
    if local is None:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day without a time has no zone
        return Instant(text, None, TimeBasis.UNKNOWN, zone, Precision.DAY, midnight)
    if stated is None:
        return Instant(text, None, TimeBasis.UNKNOWN, None, _precision(text), local)
    return resolve(local, stated, text, precision=_precision(text))


def _parts(text: str) -> tuple[date, datetime | None, str | None]:
    found = _MOMENT.fullmatch(text.strip())
    try:
        day = date.fromisoformat(found["day"] if found else "")
        local = datetime.fromisoformat(f"{day}T{found['time'].replace(',', '.')}") if found and found["time"] else None
    except ValueError:
        raise InputError(
            say("this is neither a day nor a time: {value}", value=text[:60]),
            hint=say("write 2026-11-03, or 2026-11-03T14:05:09+06:00; a time without an offset takes the zone beside it"),
        ) from None
    return day, local, found["offset"] if found else None


def _precision(text: str) -> Precision:
    if re.search(r":\d{2}[.,]\d", text):
        return Precision.MICROSECOND
    return Precision.SECOND if re.search(r"\d{2}:\d{2}:\d{2}", text) else Precision.MINUTE
