"""Mailboxes of Outlook (`.pst`, `.ost`), in which Microsoft and many companies hand mail over: one event a message, in every folder.

The time is that of the mail's own headers, with its offset; else the moment of sending that Outlook keeps, a count of 100 nanoseconds since
1601 in UTC. What no folder holds any more is read as well, and says so.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterator

from comity.readers import outlook
from comity.readers.moments import NOTHING, Moment, from_datetime
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_SINCE_1601 = 11_644_473_600_000_000
_ADDRESS = re.compile(r"\[(?:IPv6:)?(\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+)\]")


class OutlookPst(Reader):
    """One event a message."""

    slug = "outlook_pst"
    version = 1
    roles = {"actor_id": "email", "target_ids": "email"}

    def detect(self, source: Source) -> float:
        return 0.97 if source.head.startswith(outlook.MAGIC) and source.head[8:10] in {b"SM", b"SO"} else 0.0

    def count(self, source: Source) -> int:
        """Walk the folders again, without opening a message."""
        try:
            return sum(1 for _ in outlook.messages(outlook.opened(source.data)))
        except outlook.BROKEN:
            return 1

    def read(self, source: Source) -> Iterator[Yield]:
        try:
            file = outlook.opened(source.data)
        except OSError as problem:
            yield Unreadable(f"@0+{source.size}", f"the mailbox cannot be opened: {problem}")
            return
        for folder, ident, get in outlook.messages(file):
            place = f"item:{ident}"
            try:
                message = get()
                found = outlook.properties(message)
                files = outlook.attachments(message)
            except (*outlook.BROKEN, AttributeError) as problem:
                yield Unreadable(place, f"the message is broken: {str(problem)[:120]}")
                continue
            yield _record(found, files, folder, place, source)


def _record(found: dict[str, str], files: list[dict[str, object]], folder: str, place: str, source: Source) -> Record:
    heads = outlook.headers_of(found.get("headers"))
    senders = _people(heads.get("from", "")) or _people(found.get("sender_name", ""))
    receivers = _people(", ".join(heads[name] for name in ("to", "cc") if name in heads)) or _people(found.get("display_to", ""))
    origin = _ADDRESS.search(f"[{heads.get('x-originating-ip', '').strip('[]')}]") or _ADDRESS.search(heads.get("received", ""))
    attrs = {
        "folder": folder,
        "attachments": files,
        **heads,
        **{name: text for name, text in found.items() if name not in {"body", "headers"}},
    }
    return Record(
        kind="mail",
        locator=place,
        at=_time(heads.get("date"), found, source),
        ts_kind="sent",
        actor_id=senders[0] if senders else None,
        target_ids=receivers or None,
        ip=origin[1].lower() if origin else None,
        txid=heads.get("message-id"),
        text=found.get("body") or found.get("subject"),
        attrs={name: value for name, value in attrs.items() if value},
        defects=["orphan"] if folder == "(orphans)" else None,
    )


def _people(text: str) -> list[str]:
    return [address.lower() for _, address in email.utils.getaddresses([text]) if "@" in address]


def _time(date: str | None, found: dict[str, str], source: Source) -> Moment:
    if date:
        try:
            told = email.utils.parsedate_to_datetime(date)
        except (ValueError, TypeError, IndexError, OverflowError):
            return source.moment(date)
        if told.tzinfo is not None:
            offset = told.strftime("%z")
            return from_datetime(told, date, "explicit_offset", f"{offset[:3]}:{offset[3:5]}")
    raw = next((found[name] for name in ("client_submit_time", "delivery_time", "creation_time") if name in found), None)
    if raw is None:
        return NOTHING
    us = int(raw) // 10 - _SINCE_1601
    if abs(us) > 4_102_444_800_000_000:
        return Moment(None, raw, "unknown", None, None, "time_unreadable")
    return Moment(us, raw, "epoch", "UTC", "microsecond")
