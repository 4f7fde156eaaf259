"""Viber on Android (`viber_data`): the calls that it keeps, milliseconds since 1970; type 1 incoming, 2 outgoing, 3 missed."""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_OUT = 2


def _call(row: Row, _found: Database) -> Record:
    outgoing = row["type"] == _OUT
    other = row.pop("number")
    return Record(
        kind="call",
        locator="",
        at=clocks.unix_ms(row.pop("date")),
        ts_kind="started",
        actor_id=None if outgoing else text(other),
        target_ids=listed(other) if outgoing else None,
        direction="out" if outgoing else "in",
    )


class AndroidViber(DatabaseReader):
    """One event a call."""

    slug = "android_viber"
    version = 2
    provider = "viber"
    roles = {"actor_id": "phone", "target_ids": "phone"}
    sure = 0.5
    tables = (
        Table(
            "calls",
            "_id call_id aggregate_hash number canonized_number viber_call viber_call_type date duration type "
            "end_reason start_reason token",
            _call,
            needs="number date duration type viber_call_type",
        ),
    )
