"""Positions as KML (OGC 12-007r2) and GPX 1.1: placemarks with a time, tracks (`gx:Track`), points of a route.

A placemark with a point is one record; each pair of `when` and `gx:coord` of a track is one; each `trkpt`, `wpt` and `rtept` of GPX is one.
Coordinates in KML are longitude first. Times are ISO; those without a zone wait. Read by its marks: no entity is resolved, nothing fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING
from comity.readers.pages.markup import Block, blocks, words
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_OPENING = re.compile(rb"<(?:\w+:)?(Placemark|Track|trkpt|wpt|rtept)\b")
_CLOSING = re.compile(rb"</(?:\w+:)?(?:Placemark|Track|trkpt|wpt|rtept)\s*>")
_WHEN = re.compile(rb"<(?:\w+:)?(?:when|time|begin)>\s*([^<]*?)\s*<")
_COORD = re.compile(rb"<(?:gx:)?coord>\s*([^<]*?)\s*<")
_COORDINATES = re.compile(rb"<(?:\w+:)?coordinates>\s*([^<]*?)\s*<")
_LAT, _LON = re.compile(rb"\blat=[\"']([^\"']*)"), re.compile(rb"\blon=[\"']([^\"']*)")
_NAME = re.compile(rb"<(?:\w+:)?name>(.*?)</", re.DOTALL)


class KmlTrack(Reader):
    """One event a placemark, or a point of a track or route."""

    slug = "kml_track"
    version = 1

    def detect(self, source: Source) -> float:
        head = source.head[:4000]
        return 0.95 if b"<kml" in head or (b"<gpx" in head and b"topografix" in head) else 0.0

    def count(self, source: Source) -> int:
        """Count points: those of tracks by their coordinates, the others by their openings."""
        found = 0
        for block in blocks(source.data, _OPENING, _CLOSING):
            found += 1 if block.kind != "track" else max(len(_COORD.findall(block.raw)), len(_WHEN.findall(block.raw)))
        return found

    def read(self, source: Source) -> Iterator[Yield]:
        for block in blocks(source.data, _OPENING, _CLOSING):
            if block.kind == "track":
                yield from _track(block, source)
            elif block.kind == "placemark":
                yield _placemark(block, source)
            else:
                yield _point(block, source)


def _track(block: Block, source: Source) -> Iterator[Record | Unreadable]:
    times, places = list(_WHEN.finditer(block.raw)), list(_COORD.finditer(block.raw))
    for number in range(max(len(times), len(places))):
        when = times[number] if number < len(times) else None
        where = places[number] if number < len(places) else None
        found = where or when
        if found is None:
            continue
        lon, lat = _pair(where[1].split()) if where else (None, None)
        start = block.start + found.start()
        defects = [] if when and where else ["times_and_places_differ_in_number"]
        raw = when[1].decode("utf-8", "replace") if when else None
        yield Record(
            kind="location",
            locator=f"@{start}+{len(found[0])}" if when is None or where is None else _span(block, when, where),
            at=source.moment(raw) if raw else NOTHING,
            lat=lat,
            lon=lon,
            defects=defects + ([] if lat is not None else ["no_position"]) or None,
        )


def _span(block: Block, when: re.Match[bytes], where: re.Match[bytes]) -> str:
    """Return the place from the time to its position; they stand apart where all times come first."""
    start, end = min(when.start(), where.start()), max(when.end(), where.end())
    return f"@{block.start + start}+{end - start}"


def _placemark(block: Block, source: Source) -> Record:
    when, where, name = _WHEN.search(block.raw), _COORDINATES.search(block.raw), _NAME.search(block.raw)
    points = where[1].split() if where else []
    lon, lat = _pair(points[0].split(b",")) if points else (None, None)
    return Record(
        kind="location",
        locator=block.locator,
        at=source.moment(when[1].decode("utf-8", "replace")) if when else NOTHING,
        lat=lat,
        lon=lon,
        text=words(name[1]) or None if name else None,
        attrs={"points": len(points)} if len(points) > 1 else None,
        defects=None if lat is not None else ["no_position"],
    )


def _point(block: Block, source: Source) -> Record:
    when, name = _WHEN.search(block.raw), _NAME.search(block.raw)
    head = block.raw[: block.raw.find(b">") + 1 or None]
    lat, lon = (_number(found[1]) if (found := shape.search(head)) else None for shape in (_LAT, _LON))
    return Record(
        kind="location",
        locator=block.locator,
        at=source.moment(when[1].decode("utf-8", "replace")) if when else NOTHING,
        lat=lat,
        lon=lon,
        text=words(name[1]) or None if name else None,
        defects=None if lat is not None and lon is not None else ["no_position"],
    )


def _pair(parts: list[bytes]) -> tuple[float | None, float | None]:
    return (_number(parts[0]), _number(parts[1])) if len(parts) >= 2 else (None, None)


def _number(raw: bytes) -> float | None:
    try:
        found = float(raw)
    except ValueError:
        return None
    return found if abs(found) <= 180 else None
