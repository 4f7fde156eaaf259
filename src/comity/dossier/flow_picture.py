"""The flow of a trace as a picture: columns are transactions from the seed, bands are payments, as wide as the amount that counts.

A picture of a few hundred payments is read by nobody. Of each column the largest places are drawn, the others as one that says how many
they are; the table beside the picture holds every payment. The drawing depends on the trace alone, and needs no colour to be read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from html import escape

from comity.chain.flow import Edge
from comity.chain.labels import DoorKind
from comity.chain.trace import Traced, as_units
from comity.text.messages import Messages, mark

COLUMNS = 5
"""Columns that can be read on the width of a page."""
PLACES = 8
"""Places drawn in a column."""
_WIDTH, _BARS = 1000, 330
"""Units of the drawing: its width, and the height that the amounts of the fullest column share."""
_BAR, _HEAD, _GAP, _LEAST = 13, 20, 40, 2.0
_LABEL = 190
"""Room right of the last column for its names."""
_NAME = 25
"""Characters of a name that fit between two columns."""
DOOR_NAMES: Mapping[DoorKind, str] = {
    DoorKind.EXCHANGE: mark("exchange"),
    DoorKind.ISSUER: mark("issuer"),
    DoorKind.BRIDGE: mark("bridge to another chain"),
    DoorKind.SWAP: mark("swap"),
    DoorKind.MIXER: mark("mixer"),
    DoorKind.GAMBLING: mark("gambling"),
    DoorKind.DARKNET: mark("darknet market"),
    DoorKind.SANCTIONED: mark("sanctioned"),
    DoorKind.REST: mark("rests here"),
    DoorKind.FROZEN: mark("frozen"),
    DoorKind.COINJOIN: mark("CoinJoin"),
    DoorKind.OTHER: mark("other"),
}
_ASKED = frozenset({DoorKind.EXCHANGE, DoorKind.ISSUER, DoorKind.SWAP})
"""Doors that a request can go to are drawn darkest."""


@dataclass(slots=True)
class _Place:
    """An address in a column, or the rest of the column; top and heights are filled while drawing."""

    column: int
    name: str
    kind: DoorKind | None = None
    coming: Fraction = Fraction(0)
    going: Fraction = Fraction(0)
    top: float = 0.0
    filled_in: float = 0.0
    filled_out: float = 0.0

    @property
    def size(self) -> Fraction:
        return max(self.coming, self.going)


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """The picture and what it says in words.

    Attributes:
        svg: the drawing.
        alt: what it shows, for who cannot see it.
        drawn: payments that have a band of their own or stand in a joint one.
        payments: payments of the trace that hold taint under the policy.
    """

    svg: str
    alt: str
    drawn: int
    payments: int


@dataclass(slots=True)
class _Bands:
    places: dict[tuple[int, str], _Place] = field(default_factory=dict)
    bands: dict[tuple[tuple[int, str], tuple[int, str]], Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    drawn: int = 0


def draw_flow(traced: Traced, policy: str, t: Messages) -> FlowPicture | None:
    """Draw the payments that hold taint under a policy; None when there is none.

    Args:
        traced: the trace.
        policy: name of the policy whose amounts the bands show.
        t: the language of the words.
    """
    edges = [edge for edge in traced.flow.edges if edge.tainted.get(policy, 0) > 0]
    if not edges:
        return None
    kinds = {arrival.door: (arrival.kind, arrival.name) for arrival in traced.flow.arrivals if arrival.amounts.get(policy, 0) > 0}
    bands = _gather(edges, policy, kinds, t)
    columns = _laid_out(bands)
    alt = t(
        "Flow of {unit} by {policy}: {count} payments over {columns} columns; doors: {doors}",
        unit=traced.symbol,
        policy=policy,
        count=len(edges),
        columns=len(columns),
        doors="; ".join(f"{t(DOOR_NAMES[place.kind])} {place.name}" for place in bands.places.values() if place.kind) or "–",
    )
    return FlowPicture(_drawing(bands, columns, traced, t), alt, bands.drawn, len(edges))


def shortened(address: str | None) -> str:
    """Shorten an address for a picture: its ends, by which people compare; the table holds it whole."""
    if address is None:
        return "–"
    return address if len(address) <= 13 else f"{address[:6]}…{address[-5:]}"


def _gather(edges: list[Edge], policy: str, kinds: Mapping[str | None, tuple[DoorKind, str]], t: Messages) -> _Bands:
    amounts: dict[tuple[int, str], Fraction] = defaultdict(Fraction)
    last = COLUMNS - 1
    ends = [
        ((min(edge.hop, last), _sender(edge)), (min(edge.hop + 1, last), edge.recipient or "–"), edge.tainted[policy]) for edge in edges
    ]
    for source, target, amount in ends:
        amounts[source] += amount
        amounts[target] += amount
    kept = _largest(amounts)
    found = _Bands()
    for source, target, amount in ends:
        if source[0] == target[0]:  # beyond the last column: the table has it
            continue
        found.drawn += 1
        left, right = (place if place in kept else (place[0], "") for place in (source, target))
        found.bands[left, right] += amount
        for place in (left, right):
            kind, name = kinds.get(place[1], (None, ""))
            shown = name if kind not in {None, DoorKind.REST} else shortened(place[1]) if place[1] else ""
            found.places.setdefault(place, _Place(place[0], shown, kind))
        found.places[left].going += amount
        found.places[right].coming += amount
    hidden = Counter(column for column, name in amounts if (column, name) not in kept)
    for (column, name), joint in found.places.items():
        if not name:
            joint.name = t("others ({count})", count=hidden[column])
    return found


def _sender(edge: Edge) -> str:
    if len(edge.senders) == 1:
        return edge.senders[0]
    return f"{shortened(edge.senders[0])} +{len(edge.senders) - 1}" if edge.senders else "–"


def _largest(amounts: Mapping[tuple[int, str], Fraction]) -> frozenset[tuple[int, str]]:
    columns: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for place in sorted(amounts, key=lambda one: (-amounts[one], one)):
        columns[place[0]].append(place)
    return frozenset(place for places in columns.values() for place in places[:PLACES])


def _laid_out(bands: _Bands) -> dict[int, list[_Place]]:
    columns: dict[int, list[_Place]] = defaultdict(list)
    for place in sorted(bands.places.values(), key=lambda one: (one.column, -one.size, one.name)):
        columns[place.column].append(place)
    return dict(columns)


def _drawing(bands: _Bands, columns: Mapping[int, list[_Place]], traced: Traced, t: Messages) -> str:
    most = max(sum((place.size for place in places), Fraction(0)) for places in columns.values())
    scale = _BARS / float(most)
    bottom = 0.0
    for places in columns.values():
        top = float(_HEAD)
        for place in places:
            place.top = place.filled_in = place.filled_out = top
            top += max(float(place.size) * scale, _LEAST) + _GAP
        bottom = max(bottom, top)
    step = (_WIDTH - _BAR - _LABEL) / max(*columns, 1)
    parts = [*_bands_drawn(bands, scale, step), *_places_drawn(bands.places.values(), scale, step, traced, t)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {bottom:.0f}" font-family="Noto Sans" font-size="14">'
        f"{''.join(parts)}</svg>"
    )


def _bands_drawn(bands: _Bands, scale: float, step: float) -> Iterable[str]:
    order = sorted(bands.bands.items(), key=lambda row: (bands.places[row[0][0]].top, bands.places[row[0][1]].top))
    for (left, right), amount in order:
        source, target = bands.places[left], bands.places[right]
        width = max(float(amount) * scale, _LEAST / 2)
        x1, x2 = source.column * step + _BAR, target.column * step
        y1, y2 = source.filled_out + width / 2, target.filled_in + width / 2
        source.filled_out += width
        target.filled_in += width
        middle = (x1 + x2) / 2
        path = f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        yield f'<path d="{path}" fill="none" stroke="#4a6fa5" stroke-opacity="0.35" stroke-width="{width:.2f}"/>'


def _places_drawn(places: Iterable[_Place], scale: float, step: float, traced: Traced, t: Messages) -> Iterable[str]:
    for place in places:
        x, height = place.column * step, max(float(place.size) * scale, _LEAST)
        colour = "#5b6470" if place.kind is None else "#8b1a1a" if place.kind in _ASKED else "#b07d2b"
        yield f'<rect x="{x:.1f}" y="{place.top:.1f}" width="{_BAR}" height="{height:.1f}" fill="{colour}"/>'
        is_door = place.kind not in {None, DoorKind.REST}
        words = f"{t(DOOR_NAMES[place.kind])}: {place.name}" if is_door and place.kind else place.name
        weight = ' font-weight="bold"' if place.kind in _ASKED else ""
        halo = 'stroke="#fff" stroke-width="3" paint-order="stroke"'
        yield f'<text x="{x:.1f}" y="{place.top - 5:.1f}"{weight} {halo}>{escape(_fitting(words))}</text>'
        amount = plain_units(place.size, traced.decimals)
        yield f'<text x="{x + _BAR + 4:.1f}" y="{place.top + 13:.1f}" fill="#333" {halo}>{amount}</text>'


def plain_units(amount: Fraction, decimals: int | None) -> str:
    """Write an amount in the unit that people use, without the noughts that say nothing."""
    text = as_units(amount, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fitting(words: str) -> str:
    return words if len(words) <= _NAME else f"{words[: _NAME - 1]}…"
