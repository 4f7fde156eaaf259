"""Calls of iOS and macOS (`CallHistory.storedata`): telephone, FaceTime and calls of other applications.

Core Data: times are seconds since 2001 in UTC, durations seconds. `ZCALLTYPE`: 1 telephone, 8 FaceTime video, 16 FaceTime audio.
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_KINDS = {0: "application", 1: "telephone", 8: "facetime_video", 16: "facetime_audio"}


def _call(row: Row, _found: Database) -> Record:
    mine = bool(row["ZORIGINATED"])
    number = text(row.pop("ZADDRESS"))
    start, seconds = row.pop("ZDATE"), row["ZDURATION"]
    lasted = isinstance(start, (int, float)) and isinstance(seconds, (int, float)) and 0 < seconds < 10**7
    kind = row.get("ZCALLTYPE")
    return Record(
        kind="call",
        locator="",
        at=clocks.apple(start),
        until=clocks.apple(float(start) + float(seconds)) if lasted else clocks.NOTHING,  # type: ignore[arg-type]  # both are numbers
        ts_kind="started",
        actor_id=None if mine else number,
        target_ids=listed(number) if mine else None,
        text=text(row.get("ZNAME")),
        direction="out" if mine else "in",
        attrs={"call_kind": _KINDS.get(kind, "unknown") if isinstance(kind, int) else "unknown", "answered": bool(row.get("ZANSWERED"))},
    )


class IosCalls(DatabaseReader):
    """One event a call."""

    slug = "ios_calls"
    version = 1
    product = "Calls"
    roles = {"actor_id": "phone", "target_ids": "phone"}
    tables = (
        Table(
            "ZCALLRECORD",
            "Z_PK Z_ENT Z_OPT ZANSWERED ZCALL_CATEGORY ZCALLTYPE ZDISCONNECTED_CAUSE ZFACE_TIME_DATA ZFILTERED_OUT_REASON "
            "ZHANDLE_TYPE ZNUMBER_AVAILABILITY ZORIGINATED ZREAD ZVERIFICATION_STATUS ZJUNKCONFIDENCE ZJUNKIDENTIFICATIONCATEGORY "
            "ZDATE ZDURATION ZADDRESS ZDEVICE_ID ZISO_COUNTRY_CODE ZLOCATION ZLOCALPARTICIPANTUUID ZLOCAL_ADDRESS ZNAME "
            "ZOUTGOINGLOCALPARTICIPANTUUID ZPARTICIPANTGROUPUUID ZSERVICE_PROVIDER ZUNIQUE_ID ZUSESEMERGENCYVIDEO ZREMINDERUUID "
            "ZIMAGEURL ZBLOCKEDBYEXTENSION",
            _call,
            "Z_PK ZANSWERED ZORIGINATED ZDATE ZDURATION ZADDRESS",
        ),
    )
    asides = "ZCALLDBPROPERTIES ZHANDLE Z_PRIMARYKEY Z_METADATA Z_MODELCACHE Z_2REMOTEPARTICIPANTHANDLES"
