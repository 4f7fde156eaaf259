"""Make the outlines of countries for maps without a network: `python -m tools.outlines countries-50m.json`.

The input is `countries-50m.json` of the npm package world-atlas 2.0.2 (ISC), which is Natural Earth (public domain) as TopoJSON. Kept are
the lines alone, in hundredths of a degree and as short text (the published polyline encoding), and a place for the name of each country by
its ISO code; the names come from CLDR in the reader's language.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel import Locale

TARGET = Path("src/comity/web/pictures/outlines.txt")
_FINE = 100
_HEAD = "# Natural Earth 1:50m (public domain) by way of world-atlas 2.0.2 (ISC). L: ISO code, longitude, latitude. A: a line, encoded."
_OTHER_NAMES = {
    "Bosnia and Herz.": "BA", "Central African Rep.": "CF", "Congo": "CG", "Côte d'Ivoire": "CI", "Czechia": "CZ", "Dem. Rep. Congo": "CD",
    "Dominican Rep.": "DO", "Eq. Guinea": "GQ", "Macedonia": "MK", "Myanmar": "MM", "S. Sudan": "SS", "Solomon Is.": "SB",
    "United States of America": "US", "eSwatini": "SZ", "Turkey": "TR", "Hong Kong": "HK", "Macao": "MO", "Palestine": "PS",
    "St. Kitts and Nevis": "KN", "São Tomé and Principe": "ST", "Antigua and Barb.": "AG", "Trinidad and Tobago": "TT",
    "St. Vin. and Gren.": "VC", "Marshall Is.": "MH", "W. Sahara": "EH", "Falkland Is.": "FK",
}  # fmt: skip


def main() -> None:
    """Write the file."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            line.append((round((x * scale_x + move_x) * _FINE), round((y * scale_y + move_y) * _FINE)))
        arcs.append([point for before, point in pairwise([(None, None), *line]) if point != before])
    names = {name: code for code, name in Locale("en").territories.items() if len(code) == 2} | _OTHER_NAMES
    labels, without = [], []
    for country in topology["objects"]["countries"]["geometries"]:
        code = names.get(country["properties"]["name"])
        if code is None:
            without.append(country["properties"]["name"])
            continue
        lon, lat = _middle(country, arcs)
        labels.append(f"L {code} {lon / _FINE:.2f} {lat / _FINE:.2f}")
    lines = [f"A {_encoded(line)}" for line in arcs if len(line) > 1]
    TARGET.write_text("\n".join([_HEAD, *sorted(labels), *lines]) + "\n", encoding="ascii")
    sys.stderr.write(f"{len(lines)} lines, {len(labels)} names, without a name: {', '.join(without)}\n")


def _middle(country: dict[str, Any], arcs: list[list[tuple[int, int]]]) -> tuple[float, float]:
    """The middle of the largest part of a country."""
    parts = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
    boxes = []
    for part in parts:
        points = [point for number in part[0] for point in arcs[number if number >= 0 else ~number]]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        boxes.append((max(xs) - min(xs)) * (max(ys) - min(ys)))
    largest = parts[boxes.index(max(boxes))]
    points = [point for number in largest[0] for point in arcs[number if number >= 0 else ~number]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _encoded(line: list[tuple[int, int]]) -> str:
    text, before = "", (0, 0)
    for point in line:
        for now, then in zip(point, before, strict=True):
            number = (now - then) * 2 if now >= then else (then - now) * 2 - 1
            while number >= 32:
                text += chr((number & 31 | 32) + 63)
                number >>= 5
            text += chr(number + 63)
        before = point
    return text


if __name__ == "__main__":
    main()
