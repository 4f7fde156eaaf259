"""When someone is active: by hour and weekday in the zone of the case, and a quiet window of the day as a hypothesis with its counts.

Local hours come from the IANA data that is installed with the program (`tzdata`), moment by moment: summer time and changes of law, such as
Kazakhstan's of 2024-03-01, fall where they belong; days on which the clock moved are counted. Only events with a moment finer than a day
count; the others are told. Activity is what the entity did itself: it spoke, logged in, searched, moved; what it received does not count.

A quiet window is no proof of sleep. Machines act at night, people lend their telephones, and records have gaps; with fewer than
`LEAST_EVENTS` events or `LEAST_DAYS` active days nothing is suggested at all.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from comity.analysis.entities.members import members
from comity.analysis.statement import statement
from comity.analysis.store import rows
from comity.text.times import time_zone

if TYPE_CHECKING:
    import duckdb

LEAST_EVENTS = 100
LEAST_DAYS = 14
MOST_SHARE = 0.05
"""Largest share of all activity that a quiet window may hold."""
SHORTEST, LONGEST = 4, 12
"""Hours of a quiet window, least and most."""
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Quiet(msgspec.Struct, frozen=True):
    """A window of the day with almost no activity: a hypothesis.

    Attributes:
        starts: first hour, local, 0 to 23.
        hours: length.
        events: events within it.
        share: share of all events.
        expected: events that would fall into it if activity were even over the day.
        days: active days looked at.
        days_disturbed: days with an event within it.
    """

    starts: int
    hours: int
    events: int
    share: float
    expected: float
    days: int
    days_disturbed: int


class Patterns(msgspec.Struct, frozen=True, kw_only=True):
    """Activity of an entity, or of everybody.

    Attributes:
        of: id of the entity; None for all.
        label: what names it; empty for all.
        zone: IANA zone in which hours and weekdays are counted.
        hours: 24 counts, local hours from 0.
        weekdays: 7 counts, Monday first.
        grid: 7 rows of 24 counts.
        kinds: events counted, by kind.
        counted: events counted.
        assumed_zone: how many of them have a moment only because the zone of the case was assumed.
        undated: events without a moment: not counted.
        coarse: events with a day, but without an hour: not counted.
        first: first moment counted.
        last: last one.
        days: local days with activity.
        clock_changes: local days within the span on which the clock of the zone moved, with the minutes by which it moved.
        quiet: the quiet window; None where none stands out, or there is too little to say.
        why_not: `few_events`, `few_days` or `none_stands_out` where there is no window; empty else.
        parameters: the numbers that the hypothesis rests on.
    """

    of: str | None
    label: str
    zone: str
    hours: tuple[int, ...]
    weekdays: tuple[int, ...]
    grid: tuple[tuple[int, ...], ...]
    kinds: dict[str, int]
    counted: int
    assumed_zone: int
    undated: int
    coarse: int
    first: datetime | None
    last: datetime | None
    days: int
    clock_changes: tuple[tuple[date, int], ...]
    quiet: Quiet | None
    why_not: str
    parameters: dict[str, float]


def patterns(folder: Path, zone: str, *, of: str | None = None, rules: Path | None = None) -> Patterns:
    """Count activity by hour and weekday.

    Args:
        folder: the store.
        zone: zone of the case, such as `Asia/Almaty`.
        of: id, key or value of an entity; None counts everybody.
        rules: an office's own rules of resolving.

    Raises:
        InputError: the folder is no store, the zone is unknown, or nobody has that name.
    """
    time_zone(zone)
    with members(folder, rules) as found:
        wanted = None if of is None else found.number(of)
        store = found.store
        store.execute(statement("acted"), {"wanted": wanted})
        store.execute(
            "create temp view fine as select * from acted where ts_utc is not null"
            " and coalesce(ts_precision, '') not in ('day', 'month', 'year')"
        )
        totals = rows(
            store,
            "select (select count(*) from acted where ts_utc is null), (select count(*) from acted where ts_utc is not null)"
            " - (select count(*) from fine), (select count(*) from fine where ts_basis = 'case_assumed_zone'),"
            " (select min(ts_utc) from fine), (select max(ts_utc) from fine)",
        )[0]
        undated, coarse, assumed, first, last = totals
        kinds = dict(rows(store, "select kind, count(*) from fine group by 1 order by 2 desc, 1"))
        offsets = _offsets(zone, first, last)
        _localise(store, offsets)
        counts = rows(store, "select weekday, hour, count(*) from localised group by all")
        days = rows(store, "select count(distinct day) from localised")[0][0]
        grid = [[0] * 24 for _ in range(7)]
        for weekday, hour, count in counts:
            grid[weekday - 1][hour] = count
        hours = [sum(row[hour] for row in grid) for hour in range(24)]
        quiet, why_not = _quiet(store, hours, days)
        entity = None if wanted is None else found.entity(wanted)
    return Patterns(
        of=entity.id if entity else None,
        label=entity.label if entity else "",
        zone=zone,
        hours=tuple(hours),
        weekdays=tuple(sum(row) for row in grid),
        grid=tuple(tuple(row) for row in grid),
        kinds=kinds,
        counted=sum(hours),
        assumed_zone=assumed,
        undated=undated,
        coarse=coarse,
        first=first,
        last=last,
        days=days,
        clock_changes=_changes(offsets),
        quiet=quiet,
        why_not=why_not,
        parameters={
            "least_events": LEAST_EVENTS,
            "least_days": LEAST_DAYS,
            "most_share": MOST_SHARE,
            "shortest_hours": SHORTEST,
            "longest_hours": LONGEST,
        },
    )


def _offsets(zone: str, first: datetime | None, last: datetime | None) -> list[tuple[datetime, int]]:
    """Return from when on which offset held, in seconds, over a span: found day by day, then to the second."""
    if first is None or last is None:
        return [(_EPOCH, 0)]
    found = [(first, _offset(zone, first))]
    moment = first
    while moment <= last:
        later = moment + _DAY
        if _offset(zone, later) != found[-1][1]:
            change = _change(zone, moment, later)
            found.append((change, _offset(zone, change)))
        moment = later
    return found


def _offset(zone: str, moment: datetime) -> int:
    shift = moment.astimezone(time_zone(zone)).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0


def _change(zone: str, before: datetime, after: datetime) -> datetime:
    before, after = before.replace(microsecond=0), after.replace(microsecond=0)
    was = _offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == was else (before, middle)
    return after


def _localise(store: duckdb.DuckDBPyConnection, offsets: list[tuple[datetime, int]]) -> None:
    """Make the table of local times: one branch for each offset that held."""
    branches = " ".join(
        f"when epoch_us(ts_utc) >= {(moment - _EPOCH) // timedelta(microseconds=1)} then {seconds}" for moment, seconds in reversed(offsets)
    )
    store.execute(
        f"create temp table localised as select isodow(local)::integer as weekday, hour(local)::integer as hour, local::date as day from"  # noqa: S608 - numbers of our own
        f" (select make_timestamp(epoch_us(ts_utc) + (case {branches} else {offsets[0][1]} end)::bigint * 1000000) as local from fine)"
    )


def _changes(offsets: list[tuple[datetime, int]]) -> tuple[tuple[date, int], ...]:
    return tuple(((moment + timedelta(seconds=was)).date(), (now - was) // 60) for (_, was), (moment, now) in pairwise(offsets))


def _quiet(store: duckdb.DuckDBPyConnection, hours: list[int], days: int) -> tuple[Quiet | None, str]:
    """Find the longest window of the day with at most `MOST_SHARE` of the activity; among equals the emptiest, then the earliest."""
    total = sum(hours)
    if total < LEAST_EVENTS:
        return None, "few_events"
    if days < LEAST_DAYS:
        return None, "few_days"
    windows = [(length, -_inside(hours, start, length), -start) for length in range(SHORTEST, LONGEST + 1) for start in range(24)]
    windows = [window for window in windows if -window[1] <= MOST_SHARE * total]
    if not windows:
        return None, "none_stands_out"
    length, inside, start = max(windows)
    within = [(-start + place) % 24 for place in range(length)]
    disturbed = rows(store, "select count(distinct day) from localised where list_contains($hours, hour)", {"hours": within})[0][0]
    return Quiet(-start, length, -inside, round(-inside / total, 4), round(total * length / 24, 1), days, disturbed), ""


def _inside(hours: list[int], start: int, length: int) -> int:
    return sum(hours[(start + place) % 24] for place in range(length))
