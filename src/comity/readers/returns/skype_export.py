"""A user's own export from Skype (`messages.json` in a tar file): conversations with messages, calls and files.

Times are ISO in UTC with `Z`. Ids bear the kind of network before a colon (`8:live:...` Skype, `4:+...` a telephone, `19:...` a group).
Words of messages are marked up; calls stand as XML in the words of a message.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from typing import Any

from comity.readers.json_scan import Element, count_elements, decoded, elements, json_start, looks_like_json, scalars_before
from comity.readers.moments import NOTHING
from comity.readers.pages.markup import words
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_CONVERSATION, _MESSAGE = 3, 5
_CONVERSATIONS, _MESSAGES = frozenset({"conversations"}), frozenset({"MessageList"})
_NETWORK = re.compile(r"^(?:8|28|4|2|1):")
_OWNER = re.compile(rb'"userId"\s*:\s*"([^"\\]+)"')


class SkypeExport(Reader):
    """One event a conversation, and one a message, call or file in it."""

    slug = "skype_export"
    version = 1
    provider = "skype"
    roles = {"actor_id": "account", "target_ids": "account", "account_id": "account"}

    def detect(self, source: Source) -> float:
        if not looks_like_json(source) or b'"conversations"' not in source.head[:600]:
            return 0.0
        return 0.95 if b'"MessageList"' in source.head or b'"threadProperties"' in source.head else 0.0

    def count(self, source: Source) -> int:
        return count_elements(source, _CONVERSATION, _CONVERSATIONS) + count_elements(source, _MESSAGE, _MESSAGES)

    def read(self, source: Source) -> Iterator[Yield]:
        data = source.utf8()
        found = _OWNER.search(source.head[:600])
        owner = _plain(found[1].decode("utf-8", "replace")) if found else None
        start = json_start(data)
        places = heapq.merge(
            (item for item in elements(data, _CONVERSATION, start=start) if item.parent in _CONVERSATIONS),
            (item for item in elements(data, _MESSAGE, start=start) if item.parent in _MESSAGES),
            key=lambda item: (item.start, len(item.around)),
        )
        thread: str | None = None
        for element in places:
            if element.parent in _CONVERSATIONS:
                conversation = _header(source, element, owner)
                thread = conversation.thread_id
                yield conversation
                continue
            item = decoded(data, element)
            yield item if isinstance(item, Unreadable) else _message(element, item[1], thread, owner, source)


def _header(source: Source, element: Element, owner: str | None) -> Record:
    """Read what stands before the messages of a conversation."""
    data = source.utf8()
    messages = data.find(b'"MessageList"', element.start, element.end)
    end = messages if messages > 0 else element.end
    plain = scalars_before(data, element.start, end)
    name = plain.get("displayName")
    return Record(
        kind="other",
        locator=f"@{element.start}+{end - element.start}",
        account_id=owner,
        thread_id=_text(plain.get("id")),
        text=_text(name),
        attrs=plain,
        defects=None if element.whole else ["cut_short"],
    )


def _message(element: Element, item: dict[str, Any], thread: str | None, owner: str | None, source: Source) -> Record:
    raw = item.get("originalarrivaltime")
    kind = str(item.get("messagetype") or "")
    conversation = _text(item.get("conversationid")) or thread
    sender = _plain(_text(item.get("from")))
    partner = _plain(conversation) if conversation and not conversation.startswith("19:") else None
    return Record(
        kind="call" if "Call" in kind else "media" if "Media" in kind or "UriObject" in kind else "message",
        locator=element.locator,
        at=NOTHING if raw is None else source.moment(str(raw)),
        ts_kind="sent",
        actor_id=sender,
        target_ids=[partner] if partner and sender == owner else None,
        account_id=owner,
        thread_id=conversation,
        txid=_text(item.get("id")),
        text=words(str(item.get("content") or "").encode("utf-8", "replace")) or None,
        direction=("out" if sender == owner else "in") if sender and owner else None,
        attrs={key: found for key, found in item.items() if key != "content"},
    )


def _plain(ident: str | None) -> str | None:
    return _NETWORK.sub("", ident) if ident else None


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
