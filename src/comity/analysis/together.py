"""Who was near whom: the same mobile cell, the same address of the network, or positions close to each other, within a window of time.

Nothing here is sure by itself. A cell covers streets or valleys; an address serves a household, a café or, behind carrier-grade NAT, a
city; a position has a radius within which the telephone believes to be, with about two chances in three. Therefore:

* of positions, `near` means that even the far edges of both radii lie within the distance asked; `possible` that the near edges do; a
  point that states no accuracy is `unknown` and never counts as near; points coarser than `most_accuracy_m` are left out and counted;
* events without a moment, or with a day only, are left out and counted; meetings that rest on an assumed zone say so;
* a place where more than `most_people` are within one window says nothing about two of them: it is left out and counted, unless one
  entity is asked for by name;
* every parameter is in the answer.
"""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from comity.analysis.entities.members import Members, members
from comity.analysis.statement import statement
from comity.analysis.store import rows
from comity.errors import InputError
from comity.text.messages import say

if TYPE_CHECKING:
    import duckdb

Basis = Literal["cell", "ip", "position"]
_METRES_A_DEGREE = 111_320.0


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters, as asked and as printed.

    Attributes:
        window_s: seconds within which two events count as at one time.
        radius_m: metres within which two positions count as one place.
        most_accuracy_m: positions with a larger radius are left out.
        most_people: places with more entities within one window are left out, unless one entity is asked for.
        step_s: of one entity at one place, one event in so many seconds is taken.
    """

    window_s: int = 900
    radius_m: int = 200
    most_accuracy_m: int = 500
    most_people: int = 50
    step_s: int = 90


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """Once together, without a gap longer than the window.

    Attributes:
        basis: cell, ip or position.
        place: the cell, the address, or the middle of the positions as `lat,lon`.
        starts: first event.
        ends: last one.
        certainty: `near`, `possible` or `unknown` for positions; `same_cell`; `same_address`.
        pairs: pairs of events within the window.
        nearest_m: smallest distance of two positions; None else.
        gap_s: smallest time between two events.
        assumed_zone: whether a moment rests on the assumed zone of the case.
        without_port: whether an address stands without its source port (behind carrier-grade NAT it may be two lines).
        left_event: `event_id` of the nearest pair.
        right_event: the other.
    """

    basis: Basis
    place: str
    starts: datetime
    ends: datetime
    certainty: str
    pairs: int
    nearest_m: float | None
    gap_s: float
    assumed_zone: bool
    without_port: bool
    left_event: str
    right_event: str


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two entities that were at one place at one time.

    Attributes:
        left: id of an entity.
        right: id of the other.
        left_label: what names it.
        right_label: what names it.
        meetings: number of meetings; `near`, `possible`, `unknown`, `same_cell`, `same_address` each.
        days: days (UTC) with a meeting.
        places: number of different places.
        first: first moment.
        last: last one.
        shown: the first meetings.
    """

    left: str
    right: str
    left_label: str
    right_label: str
    meetings: dict[str, int]
    days: int
    places: int
    first: datetime
    last: datetime
    shown: tuple[Meeting, ...]


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer.

    Attributes:
        asked: the parameters.
        pairs: most days together first.
        events: events that could be used.
        without_moment: events with a place, but no moment (or a day only).
        too_coarse: positions with a radius above the largest asked.
        without_accuracy: positions that state none; used, but never as near.
        crowded: places and windows left out because too many were there.
        nobody: events with a place that name nobody.
    """

    asked: Asked
    pairs: tuple[Pair, ...]
    events: int
    without_moment: int
    too_coarse: int
    without_accuracy: int
    crowded: int
    nobody: int


def together(
    folder: Path,
    asked: Asked | None = None,
    *,
    of: str | None = None,
    basis: tuple[Basis, ...] = ("cell", "ip", "position"),
    rules: Path | None = None,
    shown: int = 20,
) -> Together:
    """Tell who was near whom.

    Args:
        folder: the store.
        asked: the parameters; the usual ones when None.
        of: id, key or value of an entity, to see who was near it.
        basis: what to look at.
        rules: an office's own rules of resolving.
        shown: meetings told for each pair; all are counted.

    Raises:
        InputError: the folder is no store, a parameter makes no sense, or nobody has that name.
    """
    asked = asked or Asked()
    if min(asked.window_s, asked.radius_m, asked.most_accuracy_m, asked.most_people, asked.step_s) < 1:
        raise InputError(say("window, distance and limits are whole numbers above zero"))
    with members(folder, rules) as found:
        wanted = None if of is None else found.number(of)
        store = found.store
        store.execute(statement("placed"))
        store.execute("delete from placed where not list_contains($basis, basis)", {"basis": list(basis)})
        counts = rows(store, statement("placed_counts"), {"coarsest": asked.most_accuracy_m})[0]
        crowded = _meet(store, asked, wanted)
        pairs = _pairs(found, rows(store, statement("meetings"), {"window": asked.window_s}), shown)
    return Together(
        asked=asked,
        pairs=pairs,
        events=counts[0],
        without_moment=counts[1],
        too_coarse=counts[2],
        without_accuracy=counts[3],
        crowded=crowded,
        nobody=counts[4],
    )


def _meet(store: duckdb.DuckDBPyConnection, asked: Asked, wanted: int | None) -> int:
    """Make the table of pairs of events; return how many crowded places and windows were left out."""
    reach = asked.radius_m + 2 * asked.most_accuracy_m
    high = reach / _METRES_A_DEGREE
    furthest = rows(store, "select max(abs(lat)) from placed where timed and entity is not null")[0][0] or 0.0
    wide = min(high / max(math.cos(math.radians(min(furthest + high, 89.0))), 0.01), 120.0)
    across = math.ceil(360 / wide)
    store.execute(
        statement("points"),
        {"window": asked.window_s, "coarsest": asked.most_accuracy_m, "high": high, "wide": 360 / across, "step": asked.step_s},
    )
    store.execute(statement("crowd"), {"people": asked.most_people})
    store.execute("create temp table steps as select t, y, x from range(-1, 2) a(t), range(-1, 2) b(y), range(-1, 2) c(x)")
    store.execute(
        statement("met"),
        {"wanted": wanted, "window": asked.window_s, "radius": asked.radius_m, "degree": _METRES_A_DEGREE, "across": across},
    )
    return 0 if wanted is not None else int(rows(store, "select count(*) from crowd")[0][0])


def _pairs(found: Members, meetings: list[tuple[Any, ...]], shown: int) -> tuple[Pair, ...]:
    by_pair: dict[tuple[int, int], list[Meeting]] = {}
    for one, other, basis, place, starts, ends, certainty, pairs, distance, gap, assumed, portless, left_event, right_event in meetings:
        meeting = Meeting(
            basis=basis,
            place=place,
            starts=starts,
            ends=ends,
            certainty=certainty,
            pairs=pairs,
            nearest_m=None if distance is None else round(distance, 1),
            gap_s=round(gap, 3),
            assumed_zone=bool(assumed),
            without_port=bool(portless),
            left_event=left_event,
            right_event=right_event,
        )
        by_pair.setdefault((one, other), []).append(meeting)
    result = [_pair(found, one, other, held, shown) for (one, other), held in by_pair.items()]
    result.sort(key=lambda pair: (-pair.days, -sum(pair.meetings.values()), pair.left_label, pair.right_label))
    return tuple(result)


def _pair(found: Members, one: int, other: int, meetings: list[Meeting], shown: int) -> Pair:
    left, right = found.entity(one), found.entity(other)
    counts: dict[str, int] = {}
    for meeting in meetings:
        counts[meeting.certainty] = counts.get(meeting.certainty, 0) + 1
    return Pair(
        left=left.id,
        right=right.id,
        left_label=left.label,
        right_label=right.label,
        meetings=counts,
        days=len({meeting.starts.date() for meeting in meetings}),
        places=len({meeting.place for meeting in meetings}),
        first=min(meeting.starts for meeting in meetings),
        last=max(meeting.ends for meeting in meetings),
        shown=tuple(meetings[:shown]),
    )
