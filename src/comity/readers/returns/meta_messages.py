"""Messages from a user's own export of Facebook, Messenger or Instagram: `message_1.json`, one conversation a file.

The export writes each byte of UTF-8 as a letter of its own (U+00D0 U+009F for one Cyrillic letter); it is mended where the way there and
back is the same. Senders have names only, no ids. Times are milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comity.readers.json_scan import Element, count_elements, looks_like_json, records, repaired_all, whole
from comity.readers.moments import NOTHING, from_epoch
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_DEPTH = 3
_MESSAGES = frozenset({"messages"})


class MetaMessages(Reader):
    """One event a message; a call that stands in the conversation is a call."""

    slug = "meta_messages"
    version = 1
    provider = "facebook"
    product = "Messages"
    roles = {"actor_id": "person", "target_ids": "person"}

    def detect(self, source: Source) -> float:
        if not looks_like_json(source):
            return 0.0
        is_thread = b'"participants"' in source.head[:4000] and b'"messages"' in source.head
        return 0.95 if is_thread and (b'"sender_name"' in source.head or b'"senderName"' in source.head) else 0.0

    def count(self, source: Source) -> int:
        return count_elements(source, _DEPTH, _MESSAGES)

    def read(self, source: Source) -> Iterator[Yield]:
        document = repaired_all(whole(source) or {})
        people = [str(item.get("name", item)) if isinstance(item, dict) else str(item) for item in document.get("participants", [])]
        thread = document.get("thread_path") or document.get("threadName") or document.get("title")
        for found in records(source, _DEPTH, _MESSAGES):
            yield found if isinstance(found, Unreadable) else _message(found[0], repaired_all(found[1]), people, str(thread or source.path))
        source.unknown.pop("section: participants", None)


def _message(element: Element, message: dict[str, Any], people: list[str], thread: str) -> Record:
    sender = message.get("sender_name") or message.get("senderName")
    stamp = message.get("timestamp_ms", message.get("timestamp"))
    is_call = "call_duration" in message
    content = message.get("content", message.get("text"))
    used = {"sender_name", "senderName", "timestamp_ms", "content", "text"}
    return Record(
        kind="call" if is_call else "message",
        locator=element.locator,
        at=from_epoch(str(stamp), "ms") if stamp is not None else NOTHING,
        ts_kind="sent",
        actor_id=str(sender) if sender else None,
        target_ids=[person for person in people if person != sender] or None,
        thread_id=thread,
        text=str(content) if content is not None else None,
        attrs={key: value for key, value in message.items() if key not in used},
        defects=[f"missing: {name}" for name, value in (("sender", sender), ("time", stamp)) if value is None] or None,
    )
