"""Viber on Android (`viber_data`): the calls that it keeps, milliseconds since 1970; type 1 incoming, 2 outgoing, 3 missed."""

from __future__ import annotations

from typing import Any

from comity.readers.moments import NOTHING, from_epoch
from comity.readers.reader import Record, Source, Unreadable
from comity.readers.sqlite import SqliteReader, TableOf, text

_OUT = 2


class AndroidViber(SqliteReader):
    """One event a call."""

    slug = "android_viber"
    version = 1
    provider = "viber"
    roles = {"actor_id": "phone", "target_ids": "phone"}
    required = ("calls",)
    tables = (
        TableOf(
            "calls",
            ("number", "date", "duration", "type", "viber_call_type"),
            "select _id, number, date, duration, type, viber_call_type from calls order by _id",
        ),
    )
    sureness = 0.5

    def event(self, table: TableOf, row: dict[str, Any], locator: str, source: Source) -> Record | Unreadable:
        outgoing = row["type"] == _OUT
        other = text(row["number"])
        return Record(
            kind="call",
            locator=locator,
            at=from_epoch(row["date"], "ms") if isinstance(row["date"], int) else NOTHING,
            ts_kind="started",
            actor_id=None if outgoing else other,
            target_ids=[other] if outgoing and other else None,
            direction="out" if outgoing else "in",
            attrs=row,
        )
