"""Messages of iOS and macOS (`sms.db`, `chat.db`): seconds (until iOS 10) or nanoseconds since 2001 in UTC."""

from __future__ import annotations

from typing import Any

from comity.readers.moments import NOTHING, Moment, from_epoch
from comity.readers.reader import Record, Source, Unreadable
from comity.readers.sqlite import SqliteReader, TableOf, text

_SINCE_2001 = 978_307_200
_NANOSECONDS_FROM = 1_000_000_000_000


class IosMessages(SqliteReader):
    """One event a message, by iMessage or as SMS."""

    slug = "ios_messages"
    version = 1
    product = "Messages"
    roles = {"actor_id": "phone", "target_ids": "phone"}
    required = ("message", "handle")
    tables = (
        TableOf(
            "message",
            ("text", "date", "is_from_me", "handle_id"),
            "select m.rowid, m.text as text, m.date as date, m.is_from_me as is_from_me, h.id as handle, "
            "m.service as service, m.guid as guid, m.account as account, "
            "(select j.chat_id from chat_message_join j where j.message_id = m.rowid) as chat "
            "from message m left join handle h on h.rowid = m.handle_id order by m.rowid",
        ),
        TableOf("handle", ("id",), "select rowid, id, service from handle order by rowid"),
    )
    aside = frozenset({"chat", "chat_message_join", "chat_handle_join", "attachment", "message_attachment_join", "deleted_messages"})

    def event(self, table: TableOf, row: dict[str, Any], locator: str, source: Source) -> Record | Unreadable:
        if table.name == "handle":
            return Record(kind="contact", locator=locator, target_ids=[str(row["id"])] if row["id"] else None, attrs=row)
        mine = bool(row["is_from_me"])
        other = text(row["handle"])
        return Record(
            kind="message",
            locator=locator,
            at=_since_2001(row["date"]),
            ts_kind="sent" if mine else "received",
            actor_id=None if mine else other,
            target_ids=[other] if mine and other else None,
            thread_id=text(row["chat"]),
            text=text(row["text"]),
            direction="out" if mine else "in",
            attrs=row,
        )


def _since_2001(value: object) -> Moment:
    if not isinstance(value, int) or not value:
        return NOTHING
    us = value // 1000 if abs(value) > _NANOSECONDS_FROM else value * 1_000_000
    precision = "nanosecond" if abs(value) > _NANOSECONDS_FROM else "second"
    return from_epoch(us + _SINCE_2001 * 1_000_000, "us")._replace(raw=str(value), precision=precision)
