"""Google's My Activity as a page (`My Activity.html`, YouTube's `watch-history.html`): one cell an activity.

A cell holds the product, what was done, the time in the language of the account (`Mar 3, 2026, 6:25:05 AM PDT`, `3 мар. 2026 г., 06:25:05
GMT+05:00`), and a caption with products, places and details. Names of zones are letters that several zones share: a time with such a name
waits for the analyst; only UTC, GMT and offsets are taken as they stand.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING, Moment
from comity.readers.pages.markup import Block, blocks, words
from comity.readers.reader import Reader, Record, Source, Yield

_CELL = re.compile(rb'<div class="(outer-cell)\b')
_PRODUCT = re.compile(rb'<p class="mdl-typography--title">(.*?)</p>', re.DOTALL)
_BODY = re.compile(rb'mdl-typography--body-1">(.*?)</div>', re.DOTALL)
_CAPTION = re.compile(rb'mdl-typography--caption">(.*?)</div>', re.DOTALL)
_LINK = re.compile(rb'<a href="([^"]*)"')
_TIMED = re.compile(r"\d.*\b\d{1,2}:\d{2}(?::\d{2})?\b")
_ZONED = re.compile(r"(?:GMT|UTC)[+-]\d|\b(?:UTC|GMT)$")
_PLACE = re.compile(rb"center=(-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+)")
_KINDS = (
    ("searched for", "search"),
    ("искали", "search"),
    ("watched", "visit"),
    ("visited", "visit"),
    ("viewed", "visit"),
    ("used", "other"),
)


class GoogleActivityPage(Reader):
    """One event a cell."""

    slug = "google_activity_page"
    version = 1
    provider = "google"

    def detect(self, source: Source) -> float:
        head = bytes(source.data[: 1 << 20])  # the styles of the page stand first, and are long
        return 0.95 if b"outer-cell" in head and b"mdl-typography" in head else 0.0

    def count(self, source: Source) -> int:
        return bytes(source.data[:]).count(b'<div class="outer-cell')

    def read(self, source: Source) -> Iterator[Yield]:
        for block in blocks(source.data, _CELL):
            yield _activity(block, source)


def _activity(block: Block, source: Source) -> Record:
    product, body, caption = (found[1] if (found := shape.search(block.raw)) else b"" for shape in (_PRODUCT, _BODY, _CAPTION))
    lines = words(body).split("\n")
    raw = next((line for line in reversed(lines) if _TIMED.search(line)), None)
    said = " | ".join(line for line in lines if line and line != raw)
    links = [html.unescape(link.decode("utf-8", "replace")) for link in _LINK.findall(block.raw)]
    place = _PLACE.search(block.raw)
    return Record(
        kind=next((kind for word, kind in _KINDS if said.lower().startswith(word)), "other"),
        locator=block.locator,
        at=_time(raw, source),
        lat=float(place[1]) if place else None,
        lon=float(place[2]) if place else None,
        text=said or None,
        product=words(product) or None,
        attrs={"links": links, "details": words(caption)},
        defects=None if raw else ["no_time"],
    )


def _time(raw: str | None, source: Source) -> Moment:
    return NOTHING if raw is None else source.moment(raw)
