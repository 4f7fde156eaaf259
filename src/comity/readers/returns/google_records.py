"""Google location history as `Records.json` (productions; Takeout until 2024): one object a position, most without `activity`.

Times are ISO in UTC, or `timestampMs` as text in older files. Coordinates are whole numbers of 1e-7 degrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comity.readers.json_scan import looks_like_json, records
from comity.readers.moments import NOTHING, Moment, from_epoch
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_DEPTH = 3
_KNOWN = frozenset(
    ("accuracy", "source", "deviceTag", "timestamp", "timestampMs", "latitudeE7", "longitudeE7", "activity", "altitude", "verticalAccuracy",
     "formFactor", "platformType", "velocity", "heading", "serverTimestamp", "deviceTimestamp", "batteryCharging", "platform", "placeId",
     "activeWifiScan", "inferredLocation", "osLevel", "deviceDesignation", "locationMetadata")
)  # fmt: skip
_MILLIONTHS = 1e7


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
        seen: set[str] = set()
        for found in records(source, _DEPTH):
            if isinstance(found, Unreadable):
                yield found
                continue
            element, point = found
            if element.parent != "locations":
                source.note_unknown(f"section: {element.parent}")
            if not seen.issuperset(point):
                seen.update(point)
                for key in point.keys() - _KNOWN:
                    source.note_unknown(f"field: {key}")
            yield _position(element.locator, point, source)


def _position(locator: str, point: dict[str, Any], source: Source) -> Record:
    lat, lon = _degrees(point.get("latitudeE7")), _degrees(point.get("longitudeE7"))
    tag = point.get("deviceTag")
    accuracy = point.get("accuracy")
    rest = {key: value for key, value in point.items() if key not in {"latitudeE7", "longitudeE7", "timestamp", "deviceTag"}}
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
    number = value - 4294967296 if value > 1_800_000_000 else value
    return number / _MILLIONTHS if abs(number) <= 1_800_000_000 else None
