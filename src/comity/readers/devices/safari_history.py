"""History of Safari on macOS and iOS: visits and what was deleted (`History.db`).

Times are seconds since 2001 in UTC, with a fraction. A tombstone is a deletion that other devices were told of: it holds the address and
the span deleted.
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record


def _visit(row: Row, found: Database) -> Record:
    page = found.one("history_items", row["history_item"])
    return Record(
        kind="visit",
        locator="",
        at=clocks.apple(row.pop("visit_time")),
        ts_kind="started",
        target_ids=listed(page.get("url")),
        text=text(row.pop("title", None)),
        attrs={"visit_count": page.get("visit_count")},
        defects=None if page else ["address_missing"],
    )


def _tombstone(row: Row, _found: Database) -> Record:
    return Record(
        kind="other",
        locator="",
        at=clocks.apple(row.pop("start_time")),
        until=clocks.apple(row.pop("end_time")),
        ts_kind="started",
        target_ids=listed(row.pop("url", None)),
        attrs={"event": "history_deleted"},
    )


class SafariHistory(DatabaseReader):
    """One event a visit, a deletion."""

    slug = "safari_history"
    version = 1
    versions = range(21)
    tables = (
        Table(
            "history_visits",
            "id history_item visit_time title load_successful http_non_get synthesized redirect_source redirect_destination origin "
            "generation attributes score",
            _visit,
            "id history_item visit_time",
        ),
        Table("history_tombstones", "id start_time end_time url generation", _tombstone, "id start_time end_time", optional=True),
    )
    asides = "history_items metadata history_client_versions history_event_listeners history_events history_items_to_tags history_tags"
