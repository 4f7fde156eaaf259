"""Who and what is linked: the links with the most events, laid out once, so that the picture is the same whenever it is looked at.

A link joins two identifiers that take part in one event: who wrote to whom, which account came from which address or device. The layout
is that of Fruchterman and Reingold (Software: Practice and Experience 21 (11), 1991), begun from fixed places and in fixed steps, each
connected part by itself; the parts stand beside one another, the largest first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from comity.analysis.views.asking import asked
from comity.analysis.views.choice import Choice

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

MOST_NODES = 1500
METHOD = "fruchterman-reingold/2"
_STEPS = 90
_MOST_LINKS = 6000
_GAP = 1.4
_TIES = (
    ("actor", "target"), ("account", "target"), ("account", "actor"), ("actor", "ip"), ("account", "ip"), ("actor", "device"),
    ("account", "device"), ("actor", "sim"), ("account", "sim"), ("device", "sim"), ("actor", "cell"),
)  # fmt: skip


class Node(msgspec.Struct, frozen=True):
    """An identifier.

    Attributes:
        id: `kind:value`.
        events: events of its links that are drawn.
        x: from 0 to 1.
        y: from 0 to 1.
    """

    id: str
    events: int
    x: float
    y: float

    @property
    def kind(self) -> str:
        """What it is: account, phone, email …."""
        return self.id.partition(":")[0]

    @property
    def value(self) -> str:
        """Its normal form."""
        return self.id.partition(":")[2]


class Link(msgspec.Struct, frozen=True):
    """Two identifiers that take part in the same events.

    Attributes:
        one: the one, `kind:value`.
        other: the other.
        roles: in which roles, `actor target`.
        events: in how many events.
        first: first moment known.
        last: last moment known.
    """

    one: str
    other: str
    roles: str
    events: int
    first: datetime | None
    last: datetime | None


class Graph(msgspec.Struct, frozen=True):
    """What is drawn, and how much there is.

    Attributes:
        nodes: identifiers with their places.
        links: links among them, the fullest first.
        all_nodes: identifiers that have a link.
        all_links: links there are.
        method: how the places were found.
    """

    nodes: list[Node]
    links: list[Link]
    all_nodes: int
    all_links: int
    method: str = METHOD


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The links that fit, in order."""

    links: list[Link]
    nodes: dict[str, int]


def graph(store: duckdb.DuckDBPyConnection, choice: Choice, most: int) -> Graph:
    """Lay out the links of a choice.

    Args:
        store: the store.
        choice: which events; with `who` the links around somebody.
        most: how many identifiers at most; held between 2 and `MOST_NODES`.
    """
    most = min(max(most, 2), MOST_NODES)
    where, values = choice.where()
    ties = " or ".join(f"(a.role = '{one}' and b.role = '{other}')" for one, other in _TIES)
    with_links = f"""with tied as (
            select least(a.entity_id, b.entity_id) as one, greatest(a.entity_id, b.entity_id) as other,
                   min(a.role || ' ' || b.role) as roles, count(distinct a.event_id) as events, min(ts_utc) as first, max(ts_utc) as last
            from link a join link b on a.event_id = b.event_id and a.entity_id <> b.entity_id and ({ties})
            join (select event_id, ts_utc from event where {where}) taken on taken.event_id = a.event_id
            group by 1, 2)"""  # noqa: S608 - our own words and marks
    found = asked(
        store,
        f"""{with_links} select one, other, roles, events, first, last,
            (select count(*) from tied), (select count(*) from (select one from tied union select other from tied))
        from tied order by events desc, one, other limit {_MOST_LINKS}""",  # noqa: S608
        values,
    )
    all_links, all_nodes = (found[0][6], found[0][7]) if found else (0, 0)
    drawn = _fitting([Link(*row[:6]) for row in found], most)
    return Graph(_placed(drawn), drawn.links, all_nodes, all_links)


def _fitting(links: list[Link], most: int) -> _Drawn:
    """Take links in their order as long as their ends fit; a link among identifiers that are there already always fits."""
    taken: list[Link] = []
    nodes: dict[str, int] = {}
    for link in links:
        new = [end for end in (link.one, link.other) if end not in nodes]
        if len(nodes) + len(new) > most:
            continue
        for end in (link.one, link.other):
            nodes[end] = nodes.get(end, 0) + link.events
        taken.append(link)
    return _Drawn(taken, nodes)


def _placed(drawn: _Drawn) -> list[Node]:
    names = sorted(drawn.nodes, key=lambda name: (-drawn.nodes[name], name))
    number = {name: place for place, name in enumerate(names)}
    ends = np.array([(number[link.one], number[link.other]) for link in drawn.links], dtype=np.int64).reshape(-1, 2)
    weights = np.array([math.log1p(link.events) for link in drawn.links])
    parts = _parts(len(names), ends)
    places = np.zeros((len(names), 2))
    corner, row_height, room = np.zeros(2), 0.0, math.sqrt(sum(_side(len(part)) ** 2 for part in parts)) * 1.3 or 1.0
    for part in parts:
        side = _side(len(part))
        if corner[0] and corner[0] + side > room:
            corner, row_height = np.array([0.0, corner[1] + row_height]), 0.0
        places[part] = _laid(part, ends, weights) * (side - _GAP) + corner + _GAP / 2
        corner = corner + np.array([side, 0.0])
        row_height = max(row_height, side)
    if names:
        least, most = places.min(axis=0), places.max(axis=0)
        places = (places - least) / np.maximum(most - least, 1e-9)
    return [Node(name, drawn.nodes[name], round(float(x), 4), round(float(y), 4)) for name, (x, y) in zip(names, places, strict=True)]


def _side(count: int) -> float:
    return math.sqrt(count) * 1.6 + _GAP


def _parts(count: int, ends: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The connected parts, the largest first."""
    root = list(range(count))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for one, other in ends.tolist():
        root[max(find(one), find(other))] = min(find(one), find(other))
    groups: dict[int, list[int]] = {}
    for one in range(count):
        groups.setdefault(find(one), []).append(one)
    return [np.array(group) for group in sorted(groups.values(), key=lambda group: (-len(group), group[0]))]


def _laid(part: NDArray[np.int64], ends: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lay a connected part out within the unit square."""
    count = len(part)
    if count == 1:
        return np.full((1, 2), 0.5)
    inside = {int(one): place for place, one in enumerate(part)}
    own = [place for place, (one, _) in enumerate(ends.tolist()) if one in inside]
    one = np.array([inside[int(ends[place, 0])] for place in own])
    other = np.array([inside[int(ends[place, 1])] for place in own])
    pull = weights[own][:, None] / max(float(weights[own].max()), 1e-9)
    turn = np.arange(count) * (math.pi * (3 - math.sqrt(5)))  # a sunflower: every node its own place, none by chance
    at = 0.5 + 0.5 * np.sqrt((np.arange(count) + 0.5) / count)[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    ideal = math.sqrt(1.0 / count)
    for step in range(_STEPS):
        apart = at[:, None, :] - at[None, :, :]
        far = np.maximum((apart**2).sum(axis=2), 1e-6)
        push = (apart * (ideal**2 / far)[:, :, None]).sum(axis=1)
        between = at[one] - at[other]
        drawn = between * np.sqrt((between**2).sum(axis=1))[:, None] / ideal * (0.4 + 0.6 * pull)
        np.add.at(push, one, -drawn)
        np.add.at(push, other, drawn)
        push -= (at - 0.5) * ideal
        length = np.maximum(np.sqrt((push**2).sum(axis=1)), 1e-9)[:, None]
        at = at + push / length * np.minimum(length, 0.1 * (1 - step / _STEPS) + 0.002)
    at = at - at.min(axis=0)
    return np.asarray(at / np.maximum(at.max(), 1e-9))
