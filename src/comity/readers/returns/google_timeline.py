"""Google's timeline as the telephone exports it (since 2024): Android writes an object with `semanticSegments`, iOS a bare array.

Times carry an offset. Coordinates are text: `43.2389°, 76.8897°` on Android, `geo:43.2389,76.8897` on iOS. Takeout's older
`timelineObjects` (`placeVisit`, `activitySegment`) is read as well. Every point of a path is an event of its segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from comity.readers.json_scan import Element, count_elements, looks_like_json, records
from comity.readers.moments import NOTHING, Moment, from_epoch
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_BARE = 2
_POINT = re.compile(r"(?:geo:)?\s*(-?\d{1,3}(?:\.\d+)?)\s*°?\s*,\s*(-?\d{1,3}(?:\.\d+)?)")
_SECTIONS = frozenset({"semanticSegments", "rawSignals", "timelineObjects"})


class GoogleTimeline(Reader):
    """One event a visit, a movement, a point of a path, a raw position."""

    slug = "google_timeline"
    version = 1
    provider = "google"
    product = "Timeline"

    def detect(self, source: Source) -> float:
        if not looks_like_json(source):
            return 0.0
        if any(key in source.head[:2000] for key in (b'"semanticSegments"', b'"timelineObjects"', b'"rawSignals"')):
            return 0.97
        is_ios = (
            b'"endTime"' in source.head and b'"startTime"' in source.head and (b'"geo:' in source.head or b'"timelinePath"' in source.head)
        )
        return 0.9 if is_ios else 0.0

    def count(self, source: Source) -> int:
        depth = _depth(source)
        return count_elements(source, depth, _SECTIONS if depth > _BARE else None)

    def read(self, source: Source) -> Iterator[Yield]:
        depth = _depth(source)
        for found in records(source, depth, _SECTIONS if depth > _BARE else None):
            if isinstance(found, Unreadable):
                yield found
                continue
            element, segment = found
            for number, event in enumerate(_events(element, segment, source)):
                event.further = number > 0
                yield event


def _depth(source: Source) -> int:
    return _BARE if source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"[" else _BARE + 1


def _events(element: Element, segment: dict[str, Any], source: Source) -> list[Record]:
    place = element.locator
    if "placeVisit" in segment or "activitySegment" in segment:
        return [_older(place, segment)]
    start, end = _time(segment.get("startTime"), source), _time(segment.get("endTime"), source)
    if "position" in segment and isinstance(segment["position"], dict):
        return [_raw_position(place, segment["position"], source)]
    visit, activity = segment.get("visit"), segment.get("activity")
    if isinstance(visit, dict):
        candidate = visit.get("topCandidate") or {}
        lat, lon = _point(candidate.get("placeLocation"))
        return [
            Record(
                kind="visit", locator=place, at=start, until=end, lat=lat, lon=lon, text=_text(candidate.get("semanticType")), attrs=segment
            )
        ]
    if isinstance(activity, dict):
        lat, lon = _point(activity.get("start"))
        kind = (activity.get("topCandidate") or {}).get("type")
        return [Record(kind="location", locator=place, at=start, until=end, lat=lat, lon=lon, text=_text(kind), attrs=segment)]
    path = segment.get("timelinePath")
    if isinstance(path, list) and path:
        return [_path_point(place, point, start, source) for point in path if isinstance(point, dict)] or [
            Record(kind="other", locator=place, at=start, until=end, attrs=segment)
        ]
    return [Record(kind="other", locator=place, at=start, until=end, attrs=segment)]


def _path_point(locator: str, point: dict[str, Any], start: Moment, source: Source) -> Record:
    lat, lon = _point(point.get("point"))
    at = _time(point.get("time"), source)
    minutes = point.get("durationMinutesOffsetFromStartTime")
    if at.us is None and minutes is not None and start.us is not None:
        try:
            shift = timedelta(minutes=float(minutes)) // timedelta(microseconds=1)
        except (ValueError, OverflowError):
            shift = 0
        at = start._replace(us=start.us + shift, raw=f"{start.raw} + {minutes} min", precision="minute")
    return Record(kind="location", locator=locator, at=at, lat=lat, lon=lon, attrs=point)


def _raw_position(locator: str, position: dict[str, Any], source: Source) -> Record:
    lat, lon = _point(position.get("LatLng") or position.get("latLng"))
    accuracy = position.get("accuracyMeters")
    return Record(
        kind="location",
        locator=locator,
        at=_time(position.get("timestamp"), source),
        lat=lat,
        lon=lon,
        accuracy_m=float(accuracy) if isinstance(accuracy, (int, float)) else None,
        attrs=position,
    )


def _older(locator: str, segment: dict[str, Any]) -> Record:
    is_visit = "placeVisit" in segment
    inner = segment["placeVisit" if is_visit else "activitySegment"]
    inner = inner if isinstance(inner, dict) else {}
    duration = inner.get("duration") or {}
    where = inner.get("location" if is_visit else "startLocation") or {}
    lat, lon = where.get("latitudeE7"), where.get("longitudeE7")
    return Record(
        kind="visit" if is_visit else "location",
        locator=locator,
        at=_older_time(duration, "start"),
        until=_older_time(duration, "end"),
        lat=lat / 1e7 if isinstance(lat, int) else None,
        lon=lon / 1e7 if isinstance(lon, int) else None,
        text=_text(where.get("name") or where.get("address") or inner.get("activityType")),
        attrs=inner,
    )


def _older_time(duration: dict[str, Any], which: str) -> Moment:
    from comity.readers.moments import read_moment

    if f"{which}Timestamp" in duration:
        return read_moment(str(duration[f"{which}Timestamp"]))
    return from_epoch(str(duration[f"{which}TimestampMs"]), "ms") if f"{which}TimestampMs" in duration else NOTHING


def _time(value: object, source: Source) -> Moment:
    return NOTHING if value is None else source.moment(str(value))


def _point(value: object) -> tuple[float | None, float | None]:
    text = value.get("latLng") or value.get("LatLng") if isinstance(value, dict) else value
    found = _POINT.match(str(text)) if text else None
    return (float(found[1]), float(found[2])) if found else (None, None)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
