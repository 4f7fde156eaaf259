"""Skype until version 8 (`main.db`): messages, calls and contacts, seconds since 1970 in UTC."""

from __future__ import annotations

from typing import Any

from comity.readers.moments import NOTHING, from_epoch
from comity.readers.reader import Record, Source, Unreadable
from comity.readers.sqlite import SqliteReader, TableOf, text


class Skype(SqliteReader):
    """One event a message or call."""

    slug = "skype"
    version = 1
    provider = "skype"
    roles = {"actor_id": "account", "target_ids": "account"}
    sureness = 0.5
    required = ("Messages",)
    tables = (
        TableOf(
            "Messages",
            ("author", "timestamp", "body_xml", "dialog_partner"),
            "select id, author, from_dispname, timestamp, body_xml, dialog_partner, chatname, type from Messages order by id",
        ),
        TableOf(
            "Calls",
            ("begin_timestamp", "host_identity"),
            "select id, begin_timestamp, host_identity, duration, is_incoming from Calls order by id",
        ),
        TableOf(
            "SMSes", ("timestamp", "target_numbers", "body"), "select id, timestamp, target_numbers, body, price from SMSes order by id"
        ),
    )

    def event(self, table: TableOf, row: dict[str, Any], locator: str, source: Source) -> Record | Unreadable:
        stamp = row.get("timestamp", row.get("begin_timestamp"))
        at = from_epoch(stamp, "s") if isinstance(stamp, int) and stamp else NOTHING
        if table.name == "Calls":
            return Record(kind="call", locator=locator, at=at, ts_kind="started", actor_id=text(row["host_identity"]), attrs=row)
        if table.name == "SMSes":
            numbers = [text(row["target_numbers"]) or ""]
            return Record(kind="sms", locator=locator, at=at, target_ids=numbers, text=text(row["body"]), attrs=row)
        partner = text(row["dialog_partner"])
        author = text(row["author"])
        return Record(
            kind="message",
            locator=locator,
            at=at,
            ts_kind="sent",
            actor_id=author,
            target_ids=[partner] if partner and partner != author else None,
            thread_id=text(row["chatname"]),
            text=text(row["body_xml"]),
            attrs=row,
        )
