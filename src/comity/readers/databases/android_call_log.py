"""The table of calls of Android: in `calllog.db`, and in `contacts2.db` of releases before 7.

`date` counts milliseconds since 1970, `duration` seconds. Kinds: https://developer.android.com/reference/android/provider/CallLog.Calls
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import Table, listed, text
from comity.readers.reader import Record

_KINDS = {
    1: "incoming", 2: "outgoing", 3: "missed", 4: "voicemail", 5: "rejected", 6: "blocked", 7: "answered_externally",
}  # fmt: skip


def _call(row: Row, _found: Database) -> Record:
    kind = _KINDS.get(row["type"]) if isinstance(row["type"], int) else None
    number = text(row.pop("number"))
    start, seconds = row.pop("date"), row["duration"]
    answered = isinstance(start, int) and isinstance(seconds, int) and seconds > 0
    outward = kind == "outgoing"
    return Record(
        kind="call",
        locator="",
        at=clocks.unix_ms(start),
        until=clocks.unix_ms(start + seconds * 1000) if answered else clocks.NOTHING,  # type: ignore[operator]  # both are numbers
        ts_kind="started",
        actor_id=None if outward else number,
        target_ids=listed(number) if outward else None,
        direction="out" if outward else "in" if kind else None,
        text=text(row.pop("name", None)),
        sim_id=text(row.get("subscription_id")),
        attrs={"call_kind": kind},
        defects=None if kind else ["direction_unknown"],
    )


CALLS = Table(
    "calls",
    "_id number presentation post_dial_digits via_number date duration data_usage type features subscription_component_name "
    "subscription_id phone_account_address phone_account_hidden sub_id new name numbertype numberlabel countryiso voicemail_uri "
    "is_read geocoded_location lookup_uri matched_number normalized_number photo_id photo_uri formatted_number add_for_all_users "
    "last_modified call_screening_component_name call_screening_app_name block_reason missed_reason priority subject location "
    "composer_photo_uri _data has_content mime_type source_data source_package state transcription transcription_state uuid "
    "is_call_log_phone_account_migration_pending",
    _call,
    "_id number date duration type new",
)
