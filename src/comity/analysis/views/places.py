"""Places of events within a view: one point for each cell of a grid, with how many events and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from comity.analysis.views.asking import asked
from comity.analysis.views.choice import Box, Choice

if TYPE_CHECKING:
    import duckdb

MOST_POINTS = 1500


@dataclass(frozen=True, slots=True)
class Point:
    """Events of one cell.

    Attributes:
        lat: latitude of their middle.
        lon: longitude of it.
        events: how many.
        box: what holds all of them.
        accuracy_m: the largest radius stated, metres; None where none is.
        first: first moment known.
        last: last moment known.
        event_id: one of them, the first.
    """

    lat: float
    lon: float
    events: int
    box: Box
    accuracy_m: float | None
    first: datetime | None
    last: datetime | None
    event_id: str


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the positions of a choice reach.

    Attributes:
        box: what holds all of them; None where there are none.
        events: how many have a position.
        impossible: how many positions are none (out of range); they are not drawn.
    """

    box: Box | None
    events: int
    impossible: int


_PLACED = "lat is not null and lon is not null"
_REAL = "lat between -90 and 90 and lon between -180 and 180"


def extent(store: duckdb.DuckDBPyConnection, choice: Choice) -> Extent:
    """Tell how far the positions of a choice reach."""
    where, values = choice.where()
    ((west, south, east, north, events, every),) = asked(
        store,
        f"select min(lon) filter ({_REAL}), min(lat) filter ({_REAL}), max(lon) filter ({_REAL}), max(lat) filter ({_REAL}),"  # noqa: S608 - marks
        f" count(*) filter ({_REAL}), count(*) from event where {_PLACED} and {where}",
        values,
    )
    return Extent((west, south, east, north) if events else None, events, every - events)


def points(store: duckdb.DuckDBPyConnection, choice: Choice, cell: float) -> list[Point]:
    """Put the positions of a choice together by cells of a grid, the fullest first; at most `MOST_POINTS`.

    Args:
        store: the store.
        choice: which events; its box is the view.
        cell: width and height of a cell, degrees.
    """
    where, values = choice.where()
    found = asked(
        store,
        f"""select avg(lat), avg(lon), count(*), min(lon), min(lat), max(lon), max(lat), max(accuracy_m), min(ts_utc), max(ts_utc),
            arg_min(event_id, coalesce(ts_utc, timestamptz '9999-12-31'))
        from event where {_PLACED} and {_REAL} and {where}
        group by floor(lat / ?), floor(lon / ?) order by 3 desc, 1, 2 limit {MOST_POINTS}""",  # noqa: S608 - marks and a number
        [*values, cell, cell],
    )
    return [
        Point(lat, lon, events, (west, south, east, north), accuracy, first, last, event_id)
        for lat, lon, events, west, south, east, north, accuracy, first, last, event_id in found
    ]
