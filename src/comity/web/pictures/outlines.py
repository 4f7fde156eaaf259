"""Outlines of countries, from a file of the package: lines that cross a view, as coarse as its pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FINE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A line and the box around it, in degrees."""

    points: tuple[tuple[float, float], ...]
    west: float
    south: float
    east: float
    north: float


@cache
def outlines() -> tuple[tuple[Line, ...], tuple[tuple[str, float, float], ...]]:
    """Read the lines, and ISO code, longitude and latitude of each country's name."""
    lines, labels = [], []
    for row in files("comity.web.pictures").joinpath("outlines.txt").read_text(encoding="ascii").splitlines():
        if row.startswith("A "):
            points = tuple(_decoded(row[2:]))
            xs, ys = [x for x, _ in points], [y for _, y in points]
            lines.append(Line(points, min(xs), min(ys), max(xs), max(ys)))
        elif row.startswith("L "):
            _, code, x, y = row.split()
            labels.append((code, float(x), float(y)))
    return tuple(lines), tuple(labels)


def _decoded(text: str) -> Iterator[tuple[float, float]]:
    place, now = 0, [0, 0]
    while place < len(text):
        for axis in (0, 1):
            number = shift = 0
            while True:
                piece = ord(text[place]) - 63
                place += 1
                number |= (piece & 31) << shift
                shift += 5
                if piece < 32:
                    break
            now[axis] += number // 2 if number % 2 == 0 else -(number + 1) // 2
        yield now[0] / _FINE, now[1] / _FINE
