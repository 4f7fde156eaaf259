"""History of Chromium and its relatives (Chrome, Edge, Opera, Yandex Browser): visits, downloads and searches (`History`).

Times are microseconds since 1601 in UTC. The kind of a visit stands in the low byte of `transition`
(https://source.chromium.org/chromium/chromium/src/+/main:ui/base/page_transition_types.h).
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_TRANSITIONS = ("link", "typed", "auto_bookmark", "auto_subframe", "manual_subframe", "generated", "auto_toplevel", "form_submit", "reload",
                "keyword", "keyword_generated")  # fmt: skip
_STATES = {0: "in_progress", 1: "complete", 2: "cancelled", 3: "interrupted", 4: "interrupted"}


def _visit(row: Row, found: Database) -> Record:
    page = found.one("urls", row["url"])
    number = row.get("transition")
    kind = number & 0xFF if isinstance(number, int) else -1
    duration = row.get("visit_duration")
    more = {
        "visit_count": page.get("visit_count"),
        "typed_count": page.get("typed_count"),
        "transition_kind": _TRANSITIONS[kind] if 0 <= kind < len(_TRANSITIONS) else None,
    }
    start = row.pop("visit_time")
    end = clocks.webkit_us(start + duration) if isinstance(start, int) and isinstance(duration, int) and duration else clocks.NOTHING
    return Record(
        kind="visit",
        locator="",
        at=clocks.webkit_us(start),
        until=end,
        ts_kind="started",
        target_ids=listed(page.get("url")),
        text=text(page.get("title")),
        attrs={name: value for name, value in more.items() if value is not None},
        defects=None if page else ["address_missing"],
    )


def _download(row: Row, found: Database) -> Record:
    chain = [link.get("url") for link in found.where("downloads_url_chains", "id", row["id"])]
    state = row.get("state")
    place = row.get("target_path") or row.get("full_path") or row.get("current_path")
    return Record(
        kind="file",
        locator="",
        at=clocks.webkit_us(row["start_time"]) if _is_webkit(row["start_time"]) else clocks.unix_s(row["start_time"]),
        until=clocks.webkit_us(row.get("end_time")),
        ts_kind="started",
        target_ids=listed(*(chain or [row.get("url")])),
        text=text(place),
        direction="in",
        attrs={"event": "download", "state_name": _STATES.get(state, "unknown") if isinstance(state, int) else "unknown"},
    )


def _is_webkit(value: object) -> bool:
    """Tell the two ages of `downloads` apart: until 2012 `start_time` counted seconds since 1970."""
    return isinstance(value, int) and value > 10**13


def _search(row: Row, found: Database) -> Record:
    page = found.one("urls", row["url_id"])
    return Record(
        kind="search",
        locator="",
        at=clocks.webkit_us(page.get("last_visit_time")),
        ts_kind="last_seen",
        target_ids=listed(page.get("url")),
        text=text(row.pop("term")),
        attrs={"time_from": f"table:urls rowid:{row['url_id']}"},
    )


class ChromiumHistory(DatabaseReader):
    """One event a visit, a download, a search."""

    slug = "chromium_history"
    version = 1
    tables = (
        Table(
            "visits",
            "id url visit_time from_visit transition segment_id is_indexed visit_duration incremented_omnibox_typed_score "
            "publicly_routable opener_visit originator_cache_guid originator_visit_id originator_from_visit originator_opener_visit "
            "is_known_to_sync consider_for_ntp_most_visited external_referrer_url visited_link_id app_id has_url_keyed_image",
            _visit,
            "id url visit_time from_visit transition",
        ),
        Table(
            "downloads",
            "id guid current_path target_path full_path url start_time received_bytes total_bytes state danger_type interrupt_reason "
            "hash end_time opened last_access_time transient referrer site_url embedder_download_data tab_url tab_referrer_url "
            "http_method by_ext_id by_ext_name by_web_app_id etag last_modified mime_type original_mime_type",
            _download,
            "id start_time received_bytes total_bytes state",
            optional=True,
        ),
        Table(
            "keyword_search_terms", "keyword_id url_id lower_term normalized_term term", _search, "keyword_id url_id term", optional=True
        ),
    )
    asides = "urls downloads_url_chains meta segments segment_usage visit_source"
