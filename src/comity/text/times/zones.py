"""Time zones: loading them, and reading a local time in one.

The zone files come from the installed `tzdata` package, not from the machine: an old system does not know that Kazakhstan moved to
UTC+5 on 2024-03-01, and would be an hour off without a word. The rules of folds and gaps are those of PEP 495.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from comity.errors import InputError
from comity.model.time import Instant, Precision, TimeBasis
from comity.text.messages import say

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z][A-Za-z0-9_+-]*)*")
_WIDEST_OFFSET = 14 * 60


@lru_cache(maxsize=128)
def time_zone(name: str) -> tzinfo:
    """Load a time zone.

    Args:
        name: an IANA name (`Asia/Bishkek`), `UTC`, `Z`, or an offset (`+05:00`, `UTC+5`).

    Raises:
        InputError: nobody knows a zone of that name; the hint offers the nearest names.
    """
    if name.upper() in {"UTC", "Z", "GMT"}:
        return UTC
    if offset := _OFFSET.fullmatch(name):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes <= _WIDEST_OFFSET:
            return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    if _NAME.fullmatch(name):
        resource = files("tzdata").joinpath("zoneinfo", *name.split("/"))
        if resource.is_file():
            with resource.open("rb") as file:
                try:
                    return ZoneInfo.from_file(file, key=name)
                except ValueError:
                    pass  # a table beside the zone files, such as `zone.tab`
    raise InputError(say("no time zone of this name: {name}", name=name), hint=_suggestion(name))


def resolve(
    local: datetime,
    zone: str,
    raw: str,
    *,
    basis: TimeBasis | None = None,
    precision: Precision = Precision.SECOND,
) -> Instant:
    """Read a local time in a zone.

    A time that happened twice (a clock set back) keeps both readings: `utc` the first, `also_utc` the second. A time that never
    happened (a clock set forward) has no `utc` although its zone is known: `Instant.is_skipped`.

    Args:
        local: the wall clock, without zone.
        zone: an IANA name, `UTC` or an offset.
        raw: the text as found.
        basis: how the zone is known; by default told from its form.
        precision: the finest unit that the text states.

    Raises:
        InputError: the zone is unknown.
    """
    loaded = time_zone(zone)
    wall = local.replace(tzinfo=None, fold=0)
    if isinstance(loaded, timezone):
        offset = loaded.utcoffset(None)
        try:
            utc = (wall - offset).replace(tzinfo=UTC)
        except OverflowError:
            utc = None
        return Instant(raw, utc, basis or _basis_of(zone), _normal_name(zone, loaded), precision, wall)
    try:
        ahead = loaded.utcoffset(wall)
        if ahead is not None and ahead == loaded.utcoffset(wall.replace(fold=1)):
            # Neither in a fold nor in a gap, as nearly always.
            return Instant(raw, (wall - ahead).replace(tzinfo=UTC), basis or _basis_of(zone), _normal_name(zone, loaded), precision, wall)
    except OverflowError:
        pass
    instant = Instant(raw, None, basis or _basis_of(zone), _normal_name(zone, loaded), precision, wall)
    try:
        first = wall.replace(tzinfo=loaded).astimezone(UTC)
        second = wall.replace(tzinfo=loaded, fold=1).astimezone(UTC)
        happened = first.astimezone(loaded).replace(tzinfo=None, fold=0) == wall
    except OverflowError:
        return instant
    if not happened:
        return instant
    return Instant(raw, first, instant.basis, instant.zone, precision, wall, second if second != first else None)


def near_transition(local: datetime, zone: str, within: timedelta = timedelta(hours=24)) -> bool:
    """Tell whether the clocks of a zone change within a day of a local time, so that an offset should stand beside it.

    Args:
        local: the wall clock, without zone.
        zone: an IANA name, `UTC` or an offset.
        within: how near is near.

    Raises:
        InputError: the zone is unknown.
    """
    loaded = time_zone(zone)
    moment = local.replace(tzinfo=loaded, fold=0)
    try:
        around = {(moment + step).utcoffset() for step in (-within, timedelta(0), within)}
    except OverflowError:
        return False
    return len(around | {moment.replace(fold=1).utcoffset()}) > 1


@lru_cache(maxsize=128)
def _basis_of(zone: str) -> TimeBasis:
    if zone.upper() in {"UTC", "Z", "GMT"}:
        return TimeBasis.STATED_UTC
    return TimeBasis.EXPLICIT_OFFSET if _OFFSET.fullmatch(zone) else TimeBasis.STATED_ZONE


@lru_cache(maxsize=128)
def _normal_name(zone: str, loaded: tzinfo) -> str:
    if loaded is UTC:
        return "UTC"
    if not isinstance(loaded, timezone):
        return zone
    offset = loaded.utcoffset(None)
    sign = "-" if offset < timedelta(0) else "+"
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def _suggestion(name: str) -> str:
    known = (files("tzdata") / "zones").read_text(encoding="utf-8").split()
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    return f"did you mean {', '.join(near)}?" if near else "give an IANA name such as Asia/Bishkek, or an offset such as +06:00"
