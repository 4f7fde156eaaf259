"""A timeline in columns: for each kind how many events fall into each bin, so that a browser draws one column of pixels a bin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from comity.analysis.views.asking import asked
from comity.analysis.views.choice import Choice

if TYPE_CHECKING:
    import duckdb

MOST_BINS = 2000
_LEAST_SPAN = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts by bin.

    Attributes:
        since: where the first bin begins.
        until: where the last one ends.
        bins: how many bins there are.
        lanes: kind of events to rows of bin and count, the fullest kind first.
        events: how many events are drawn.
        all_events: how many the choice has at all times.
        undated: how many wait for a zone, or have no time; they are not drawn.
        first: first moment of the choice at all times.
        last: last moment of it.
    """

    since: datetime
    until: datetime
    bins: int
    lanes: dict[str, list[tuple[int, int]]]
    events: int
    all_events: int
    undated: int
    first: datetime | None
    last: datetime | None


def timeline(store: duckdb.DuckDBPyConnection, choice: Choice, bins: int) -> Timeline:
    """Count the events of a choice by kind and bin.

    Args:
        store: the store.
        choice: which events; without a span the whole time of its events.
        bins: how many bins; held between 1 and `MOST_BINS`.
    """
    bins = max(1, min(bins, MOST_BINS))
    where, values = replace(choice, since=None, until=None).where()
    extent = f"select min(ts_utc), max(ts_utc), count(*), count(*) filter (ts_utc is null) from event where {where}"  # noqa: S608 - marks
    first, last, every, undated = asked(store, extent, values)[0]
    since, until = _span(choice, first, last)
    where, values = replace(choice, since=since, until=until).where()
    width = max((until - since) // timedelta(microseconds=1) // bins, 1)
    counts = f"select kind, least((epoch_us(ts_utc) - ?) // ?, ?)::integer as bin, count(*)::integer from event where {where} group by all"  # noqa: S608
    found = asked(store, counts, [(since - _EPOCH) // timedelta(microseconds=1), width, bins - 1, *values])
    lanes: dict[str, list[tuple[int, int]]] = {}
    for kind, number, count in sorted(found):
        lanes.setdefault(kind, []).append((number, count))
    by_size = sorted(lanes, key=lambda kind: (-sum(count for _, count in lanes[kind]), kind))
    return Timeline(since, until, bins, {kind: lanes[kind] for kind in by_size}, sum(row[2] for row in found), every, undated, first, last)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _span(choice: Choice, first: datetime | None, last: datetime | None) -> tuple[datetime, datetime]:
    """The span to draw: the one asked for, else all of it; never empty."""
    since = choice.since or first or _EPOCH
    until = choice.until or (last + timedelta(microseconds=1) if last else since)
    return since, max(until, since + _LEAST_SPAN)
