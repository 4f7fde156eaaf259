"""Google's My Activity as JSON (`MyActivity.json`): one object an activity, times in ISO with `Z`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from comity.readers.json_scan import count_elements, looks_like_json, records
from comity.readers.moments import NOTHING
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_DEPTH = 2
_KNOWN = frozenset(
    {"header", "title", "titleUrl", "time", "products", "subtitles", "description", "details", "locationInfos", "activityControls",
     "imageFile", "audioFiles", "safeHtmlItem", "attachedFiles"}
)  # fmt: skip
_KINDS = (("searched for", "search"), ("watched", "visit"), ("visited", "visit"), ("viewed", "visit"), ("искали", "search"))
_PLACE = re.compile(r"center=(-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+)")


class GoogleActivityJson(Reader):
    """One event an activity."""

    slug = "google_activity_json"
    version = 1
    provider = "google"

    def detect(self, source: Source) -> float:
        head = source.head[:8000]
        if not looks_like_json(source) or b'"header"' not in head or b'"title"' not in head:
            return 0.0
        return 0.95 if b'"products"' in head or b'"activityControls"' in head else 0.6

    def count(self, source: Source) -> int:
        return count_elements(source, _DEPTH)

    def read(self, source: Source) -> Iterator[Yield]:
        for found in records(source, _DEPTH):
            yield found if isinstance(found, Unreadable) else _activity(found[0].locator, found[1], source)


def _activity(locator: str, value: dict[str, Any], source: Source) -> Record:
    for key in value.keys() - _KNOWN:
        source.note_unknown(f"field: {key}")
    title = str(value.get("title") or "")
    place = _PLACE.search(str(value.get("locationInfos") or ""))
    return Record(
        kind=next((kind for word, kind in _KINDS if title.lower().startswith(word)), "other"),
        locator=locator,
        at=source.moment(str(value["time"])) if value.get("time") else NOTHING,
        lat=float(place[1]) if place else None,
        lon=float(place[2]) if place else None,
        text=title or None,
        product=str(value["header"]) if value.get("header") else None,
        attrs={key: item for key, item in value.items() if key not in {"title", "time", "header"}},
    )
