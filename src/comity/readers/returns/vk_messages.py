"""VKontakte's archive of an account (`messages/NUMBER/messages0.html`): messages of one conversation, newest first, in windows-1251.

A message is `<div class="message" data-id="N">` with a head (`<a href="https://vk.com/id1">Name</a>, 12 янв 2024 в 10:11:12`, `Вы` or
`You` for the owner) and its words, attachments as links below. Times bear no zone; they wait for the analyst.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING
from comity.readers.pages.markup import Block, blocks, words
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_MESSAGE = re.compile(rb'<div class=["\'](message)["\']')
_IDENT = re.compile(rb'data-id=["\'](\d+)["\']')
_HEAD = re.compile(rb'<div class=["\']message__header["\']>(.*?)</div>', re.DOTALL)
_EDITED = re.compile(rb'<span class=["\']message-edited["\'].*?</span>', re.DOTALL)
_LINK = re.compile(rb'<a\b[^>]*href=["\']([^"\']*)["\']')
_AUTHOR = re.compile(r"https?://(?:m\.)?vk\.com/(\w+)")
_ATTACHED = re.compile(rb'<div class=["\']attachment["\'].*', re.DOTALL)
_DATED = re.compile(r"^(.*?),\s*(\d{1,2} [^\W\d]{3,9} \d{4}\s+(?:в|at)\s+\d{1,2}:\d{2}(?::\d{2})?)")
_THREAD = re.compile(r"(?:^|/)(-?\d+)/messages\d*\.html$")
_MINE = frozenset({"Вы", "You", "Сіз", "Сиз"})


class VkMessages(Reader):
    """One event a message."""

    slug = "vk_messages"
    version = 1
    provider = "vk"
    roles = {"actor_id": "account"}

    def detect(self, source: Source) -> float:
        return 0.95 if b"message__header" in source.head and _MESSAGE.search(source.head) else 0.0

    def count(self, source: Source) -> int:
        data = bytes(source.data[:])
        return data.count(b'<div class="message"') + data.count(b"<div class='message'")

    def read(self, source: Source) -> Iterator[Yield]:
        found = _THREAD.search(source.path)
        for block in blocks(source.data, _MESSAGE):
            yield _message(block, found[1] if found else None, source)


def _message(block: Block, thread: str | None, source: Source) -> Record | Unreadable:
    head = _HEAD.search(block.raw)
    if head is None:
        return Unreadable(block.locator, "the message has no head")
    said = words(_EDITED.sub(b"", head[1]), source.codec)
    dated = _DATED.match(said)
    name = dated[1].strip() if dated else said
    author = _AUTHOR.search(_links(head[1])[0]) if _links(head[1]) else None
    body = block.raw[head.end() :]
    attached = _ATTACHED.search(body)
    text = words(body[: attached.start()] if attached else body, source.codec)
    ident = _IDENT.search(block.raw[:200])
    is_mine = name in _MINE
    return Record(
        kind="message",
        locator=block.locator,
        at=source.moment(dated[2]) if dated else NOTHING,
        ts_kind="sent",
        actor_id=author[1] if author else None if is_mine else name or None,
        thread_id=thread,
        txid=ident[1].decode() if ident else None,
        text=text or None,
        direction="out" if is_mine else "in",
        attrs={"name": name, "links": _links(attached[0]) if attached else [], "edited": bool(_EDITED.search(head[1]))},
        defects=None if dated else ["no_time"],
    )


def _links(raw: bytes) -> list[str]:
    return [html.unescape(link.decode("utf-8", "replace")) for link in _LINK.findall(raw)]
