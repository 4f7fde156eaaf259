"""A map of positions: outlines of countries, a point for each cluster with the circle of its accuracy, no tile from anywhere.

The projection is Mercator (spherical), cut at 85°. Borders are those of Natural Earth and say nothing about the status of a territory.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from comity.analysis.views.choice import Box
from comity.web.pictures.outlines import outlines

WIDE, HIGH = 960, 540
_CELL = 26
"""Pixels of a cell in which positions are put together."""
_EDGE = 85.0
_LEAST_SPAN = 0.002
_EARTH = 6_378_137.0
_NAMES_FROM, _NAMES_MOST = 24, 40
_LEAST_CIRCLE = 7.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the map.

    Attributes:
        lat: latitude.
        lon: longitude.
        count: how many events stand for it.
        accuracy_m: radius of its accuracy, metres; None without.
        href: where it leads.
        words: what it is, for those who hear the page and for the pointer.
    """

    lat: float
    lon: float
    count: int
    accuracy_m: float | None
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class View:
    """What the map shows: its middle and the degrees of longitude from edge to edge."""

    lon: float
    lat: float
    span: float

    @classmethod
    def around(cls, box: Box) -> View:
        """A view that shows a box with some room around it."""
        west, south, east, north = box
        tall = (_y(north) - _y(south)) * WIDE / HIGH
        span = max((east - west) * 1.2, tall * 1.2, 0.05)
        return cls((west + east) / 2, _lat((_y(north) + _y(south)) / 2), min(span, 360.0)).held()

    def held(self) -> View:
        """The same within the world."""
        span = min(max(self.span, _LEAST_SPAN), 360.0)
        half = span * HIGH / WIDE / 2
        y = min(max(_y(self.lat), _y(-_EDGE) + half), _y(_EDGE) - half) if half < _y(_EDGE) else 0.0
        return View(min(max(self.lon, -180.0), 180.0), _lat(y), span)

    def moved(self, right: float, up: float, zoom: float = 1.0) -> View:
        """The view moved by shares of itself, or zoomed."""
        y = _y(self.lat) + up * self.span * HIGH / WIDE
        return View(self.lon + right * self.span, _lat(y), self.span * zoom).held()

    @property
    def box(self) -> Box:
        """What it shows, degrees."""
        half = self.span * HIGH / WIDE / 2
        return self.lon - self.span / 2, _lat(_y(self.lat) - half), self.lon + self.span / 2, _lat(_y(self.lat) + half)

    @property
    def cell(self) -> float:
        """Degrees of a cell of the grid."""
        return self.span / WIDE * _CELL

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place stands, pixels."""
        scale = WIDE / self.span
        return (lon - self.lon) * scale + WIDE / 2, (_y(self.lat) - _y(lat)) * scale + HIGH / 2

    def pixels(self, metres: float, lat: float) -> float:
        """How many pixels so many metres are at a latitude."""
        return metres / (math.radians(1) * _EARTH * math.cos(math.radians(lat))) * WIDE / self.span


def draw_map(view: View, dots: Sequence[Dot], title: str, language: str) -> SafeString:
    """Draw the map.

    Args:
        view: what is shown.
        dots: the points; each is a link, in their order.
        title: what the picture shows, for those who hear the page.
        language: BCP 47 tag of the names of countries.
    """
    return format_html(
        '<svg class="map" viewBox="0 0 {} {}" role="group" aria-label="{}"><rect class="sea" width="{}" height="{}"/>'
        '<path class="land" d="{}"/>{}{}{}</svg>',
        WIDE, HIGH, title, WIDE, HIGH, _land(view), _names(view, language), _scale(view),
        format_html_join("", "{}", ((_dot(view, dot),) for dot in reversed(dots))),
    )  # fmt: skip


def _dot(view: View, dot: Dot) -> SafeString:
    x, y = view.at(dot.lon, dot.lat)
    circle = view.pixels(dot.accuracy_m, dot.lat) if dot.accuracy_m else 0.0
    around = format_html('<circle class="accuracy" cx="{}" cy="{}" r="{}"/>', *_ones(x, y, min(circle, 4.0 * WIDE))) if circle > 3 else ""
    radius = 4 + 2.2 * math.log10(dot.count) * 2
    label = format_html('<text x="{}" y="{}">{}</text>', *_ones(x, y + 3.5), _short(dot.count)) if dot.count > 1 else ""
    return format_html(
        '{}<a href="{}" aria-label="{}"><title>{}</title><circle class="point" cx="{}" cy="{}" r="{}"/>{}</a>',
        around, dot.href, dot.words, dot.words, *_ones(x, y, max(radius, _LEAST_CIRCLE)), label,
    )  # fmt: skip


def _short(count: int) -> str:
    return str(count) if count < 1000 else f"{count // 1000}k"


def _ones(*numbers: float) -> tuple[str, ...]:
    return tuple(f"{number:.1f}" for number in numbers)


@lru_cache(maxsize=64)
def _land(view: View) -> str:
    """The lines of a view as one path, as coarse as its pixels."""
    west, south, east, north = view.box
    parts = []
    for line in outlines()[0]:
        if line.east < west or line.west > east or line.north < south or line.south > north:
            continue
        parts.append(_path(view, line.points))
    return "".join(parts)


def _path(view: View, points: tuple[tuple[float, float], ...]) -> str:
    """One line; pieces that lie far outside the view are left out."""
    text, last, pen_is_down = [], (math.inf, math.inf), False
    places = [view.at(lon, max(-_EDGE, min(_EDGE, lat))) for lon, lat in points]
    for number, (x, y) in enumerate(places):
        near = any(
            -WIDE < places[other][0] < 2 * WIDE and -HIGH < places[other][1] < 2 * HIGH
            for other in (max(number - 1, 0), number, min(number + 1, len(places) - 1))
        )
        if not near:
            pen_is_down = False
            continue
        if pen_is_down and abs(x - last[0]) + abs(y - last[1]) < 1.2 and number + 1 < len(places):
            continue
        text.append(f"{'L' if pen_is_down else 'M'}{x:.1f} {y:.1f}")
        last, pen_is_down = (x, y), True
    return "".join(text)


def _names(view: View, language: str) -> SafeString:
    """Names of countries, where there is room for them."""
    west, south, east, north = view.box
    inside = [(code, lon, lat) for code, lon, lat in outlines()[1] if west < lon < east and south < lat < north]
    if not inside or len(inside) > _NAMES_FROM + _NAMES_MOST:
        return SafeString("")
    try:
        names = Locale.parse(language, sep="-").territories
    except (ValueError, LookupError):
        names = Locale("en").territories
    return format_html_join(
        "",
        '<text class="country" x="{}" y="{}">{}</text>',
        ((*_ones(*view.at(lon, lat)), names.get(code, code)) for code, lon, lat in inside[:_NAMES_MOST]),
    )


def _scale(view: View) -> SafeString:
    """A bar of so many kilometres in the middle of the view."""
    metres, room = 1.0, view.pixels(1.0, view.lat)
    for step in (10.0**power * times for power in range(7) for times in (1, 2, 5)):
        if step * room > WIDE / 5:
            break
        metres = step
    text = f"{metres:g} m" if metres < 1000 else f"{metres / 1000:g} km"
    x, y = 14.0, HIGH - 14.0
    return format_html(
        '<path class="bar" d="M{} {}v-5m0 5h{}v-5"/><text class="scale" x="{}" y="{}">{}</text>',
        *_ones(x, y, metres * room, x + 4, y - 7),
        text,
    )


def _y(lat: float) -> float:
    """Mercator's ordinate, degrees."""
    return math.degrees(math.asinh(math.tan(math.radians(max(-_EDGE, min(_EDGE, lat))))))


def _lat(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.radians(y))))


def spread(box: Box) -> Iterator[float]:
    """The width and height of a box, degrees."""
    west, south, east, north = box
    yield east - west
    yield north - south
