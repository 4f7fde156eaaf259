"""History of Firefox and its relatives (Tor Browser too): visits, downloads and bookmarks (`places.sqlite`).

Times are microseconds since 1970 in UTC (PRTime). Kinds of visits are those of Mozilla's `nsINavHistoryService`.
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_KINDS = ("", "link", "typed", "bookmark", "embed", "redirect_permanent", "redirect_temporary", "download", "framed_link", "reload")
_BOOKMARK = 1


def _visit(row: Row, found: Database) -> Record:
    page = found.one("moz_places", row["place_id"])
    number = row.get("visit_type")
    kind = _KINDS[number] if isinstance(number, int) and 0 < number < len(_KINDS) else None
    more = {"visit_kind": kind, "visit_count": page.get("visit_count"), "hidden": page.get("hidden") or None}
    return Record(
        kind="file" if kind == "download" else "visit",
        locator="",
        at=clocks.unix_us(row.pop("visit_date")),
        ts_kind="started",
        target_ids=listed(page.get("url")),
        text=text(page.get("title")),
        direction="in" if kind == "download" else None,
        attrs={name: value for name, value in more.items() if value is not None},
        defects=None if page else ["address_missing"],
    )


def _bookmark(row: Row, found: Database) -> Record:
    return Record(
        kind="other",
        locator="",
        at=clocks.unix_us(row.pop("dateAdded")),
        ts_kind="registered",
        target_ids=listed(found.one("moz_places", row.get("fk")).get("url")),
        text=text(row.pop("title", None)),
        attrs={"event": "bookmark" if row.get("type") == _BOOKMARK else "bookmark_folder"},
    )


class FirefoxPlaces(DatabaseReader):
    """One event a visit, a bookmark or folder of bookmarks."""

    slug = "firefox_places"
    version = 1
    product = "Firefox"
    tables = (
        Table(
            "moz_historyvisits",
            "id from_visit place_id visit_date visit_type session source triggeringPlaceId",
            _visit,
            "id from_visit place_id visit_date visit_type",
        ),
        Table(
            "moz_bookmarks",
            "id type fk parent position title keyword_id folder_type dateAdded lastModified guid syncStatus syncChangeCounter",
            _bookmark,
            "id type fk dateAdded title",
            optional=True,
        ),
    )
    asides = "moz_places moz_origins moz_meta"
