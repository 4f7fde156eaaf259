"""Google location history as `Records.json` (productions; Takeout until 2024): one object a position, most without `activity`.

Times are ISO in UTC, or `timestampMs` as text in older files. Coordinates are whole numbers of 1e-7 degrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from comity.readers.json_scan import Data, Run, decoded, decoded_together, elements_of, json_start, looks_like_json, runs
from comity.readers.moments import NOTHING, Moment, from_epoch
from comity.readers.reader import Batch, Reader, Record, Source, Unreadable, Yield
from comity.readers.store import attributes_of
from comity.readers.tables.frames import LENGTH, OFFSET
from comity.readers.tables.times import read_times, with_moments

_DEPTH = 3
_KNOWN = frozenset(
    ("accuracy", "source", "deviceTag", "timestamp", "timestampMs", "latitudeE7", "longitudeE7", "activity", "altitude", "verticalAccuracy",
     "formFactor", "platformType", "velocity", "heading", "serverTimestamp", "deviceTimestamp", "batteryCharging", "platform", "placeId",
     "activeWifiScan", "inferredLocation", "osLevel", "deviceDesignation", "locationMetadata")
)  # fmt: skip
_TAKEN = frozenset(("latitudeE7", "longitudeE7", "timestamp", "deviceTag"))
"""Fields that are in columns of their own; the others are kept in `attrs`."""
_NUMBERS = frozenset((int, float, type(None)))
_MILLIONTHS, _HALF = 1e7, 1_800_000_000


class GoogleRecords(Reader):
    """One event a position."""

    slug = "google_records"
    version = 1
    provider = "google"
    product = "Location History"
    roles = {"device_id": "device"}

    def detect(self, source: Source) -> float:
        if not looks_like_json(source) or b'"locations"' not in source.head[:400]:
            return 0.0
        return 0.95 if b'"latitudeE7"' in source.head or b'"timestampMs"' in source.head or b'"timestamp"' in source.head else 0.4

    def count(self, source: Source) -> int:
        return source.units

    def read(self, source: Source) -> Iterator[Yield]:
        data = source.utf8()
        for run in runs(data, _DEPTH, start=json_start(data)):
            if run.parent != "locations":
                source.note_unknown(f"section: {run.parent}")
            source.units += len(run.starts)
            points = decoded_together(data, run)
            frame = _positions(points, run, source) if points else None
            if frame is not None:
                yield Batch(frame)
            else:
                yield from _one_by_one(data, run, source)


def _one_by_one(data: Data, run: Run, source: Source) -> Iterator[Yield]:
    for element in elements_of(data, run):
        found = decoded(data, element)
        if isinstance(found, Unreadable):
            yield found
        else:
            _note_fields([found[1]], source)
            yield _position(element.locator, found[1], source)


def _note_fields(points: list[dict[str, Any]], source: Source) -> None:
    for name in set().union(*points) - _KNOWN:
        source.note_unknown(f"field: {name}")


def _positions(points: list[dict[str, Any]], run: Run, source: Source) -> pl.DataFrame | None:
    """Turn many positions into columns; None where one of them is not of the usual kind."""
    raw = [value if isinstance(value := point.get("timestamp"), str) else None for point in points]
    others = [number for number, value in enumerate(raw) if value is None]
    moments = [_time(points[number], source) for number in others]
    places = {name: [point.get(name) for point in points] for name in ("latitudeE7", "longitudeE7", "accuracy")}
    if any(not set(map(type, values)) <= _NUMBERS for values in places.values()):
        return None
    _note_fields(points, source)
    tags = [point.get("deviceTag") for point in points]
    for point in points:
        for name in _TAKEN:
            point.pop(name, None)
    lat, lon = (_degrees_of(places[name]) for name in ("latitudeE7", "longitudeE7"))
    lost = lat.is_null() | lon.is_null()
    columns = [
        pl.Series(OFFSET, run.starts),
        pl.Series(LENGTH, run.ends - run.starts),
        pl.repeat("location", len(points), dtype=pl.String, eager=True).alias("kind"),
        lat.alias("lat"),
        lon.alias("lon"),
        pl.Series("accuracy_m", places["accuracy"], pl.Float64, strict=False),
        pl.Series("device_id", [None if tag is None else str(tag) for tag in tags], pl.String),
        pl.Series("attrs", attributes_of(points), pl.String),
        *with_moments(read_times(pl.Series(raw, dtype=pl.String), source.zone), others, moments).get_columns(),
    ]
    if lost.any():
        columns.append(pl.Series("defects", [["no_position"] if item else [] for item in lost.to_list()], pl.List(pl.String)))
    return pl.DataFrame(columns)


def _degrees_of(values: list[float | int | None]) -> pl.Series:
    """Read a column of 1e-7 degrees, as `_degrees` reads one."""
    number = np.array(values, np.float64)
    number[number > _HALF] -= 4294967296
    number[np.abs(number) > _HALF] = np.nan
    return pl.Series(number / _MILLIONTHS, nan_to_null=True)


def _position(locator: str, point: dict[str, Any], source: Source) -> Record:
    lat, lon = _degrees(point.get("latitudeE7")), _degrees(point.get("longitudeE7"))
    tag = point.get("deviceTag")
    accuracy = point.get("accuracy")
    rest = {key: value for key, value in point.items() if key not in _TAKEN}
    return Record(
        kind="location",
        locator=locator,
        at=_time(point, source),
        lat=lat,
        lon=lon,
        accuracy_m=float(accuracy) if isinstance(accuracy, (int, float)) else None,
        device_id=None if tag is None else str(tag),
        attrs=rest,
        defects=None if lat is not None and lon is not None else ["no_position"],
    )


def _time(point: dict[str, Any], source: Source) -> Moment:
    if "timestamp" in point:
        return source.moment(str(point["timestamp"]))
    return from_epoch(str(point["timestampMs"]), "ms") if "timestampMs" in point else NOTHING


def _degrees(value: object) -> float | None:
    """Read 1e-7 degrees; very old files count past 180 (an overflow of 32 bits) and are brought back."""
    if not isinstance(value, (int, float)):
        return None
    number = value - 4294967296 if value > _HALF else value
    return number / _MILLIONTHS if abs(number) <= _HALF else None
