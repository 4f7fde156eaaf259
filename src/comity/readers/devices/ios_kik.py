"""Kik on iOS (`kik.sqlite`, Core Data): messages in `ZKIKMESSAGE`, users in `ZKIKUSER`, seconds since 2001 in UTC."""

from __future__ import annotations

from typing import Any

from comity.readers.moments import NOTHING, Moment, from_epoch
from comity.readers.reader import Record, Source, Unreadable
from comity.readers.sqlite import SqliteReader, TableOf, text

_SINCE_2001 = 978_307_200


class IosKik(SqliteReader):
    """One event a message, one a user known to the telephone."""

    slug = "ios_kik"
    version = 1
    provider = "kik"
    roles = {"actor_id": "account", "target_ids": "account"}
    sureness = 0.5
    required = ("ZKIKMESSAGE", "ZKIKUSER")
    tables = (
        TableOf(
            "ZKIKMESSAGE",
            ("ZUSER", "ZBODY", "ZTIMESTAMP"),
            "select m.Z_PK, m.ZBODY as body, m.ZTIMESTAMP as at, m.ZTYPE as type, m.ZSTATE as state, u.ZUSERNAME as user, u.ZJID as jid "
            "from ZKIKMESSAGE m left join ZKIKUSER u on u.Z_PK = m.ZUSER order by m.Z_PK",
        ),
        TableOf(
            "ZKIKUSER", ("ZUSERNAME",), "select Z_PK, ZUSERNAME as user, ZDISPLAYNAME as name, ZJID as jid from ZKIKUSER order by Z_PK"
        ),
    )

    def event(self, table: TableOf, row: dict[str, Any], locator: str, source: Source) -> Record | Unreadable:
        user = text(row["user"])
        if table.name == "ZKIKUSER":
            return Record(kind="contact", locator=locator, target_ids=[user] if user else None, text=text(row["name"]), attrs=row)
        received = row["type"] == 1
        return Record(
            kind="message",
            locator=locator,
            at=_time(row["at"]),
            actor_id=user if received else None,
            target_ids=[user] if user and not received else None,
            thread_id=text(row["jid"]),
            text=text(row["body"]),
            direction="in" if received else "out",
            attrs=row,
        )


def _time(value: object) -> Moment:
    if not isinstance(value, (int, float)):
        return NOTHING
    return from_epoch(round((value + _SINCE_2001) * 1_000_000), "us")._replace(raw=repr(value))
