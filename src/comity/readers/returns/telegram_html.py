"""Telegram's own export as HTML (`messages.html`, `messages2.html`, ...): the sender's name stands only where the sender changes.

The time with its zone stands in a tooltip (`title="01.02.2024 10:11:12 UTC+06:00"`); older exports write it without a zone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_MESSAGE = re.compile(rb'<div class="message (default|service)[^"]*" id="message(-?\d+)"')
_BEGINNING = re.compile(rb'<div class="message ')
_TIME = re.compile(r'class="pull_right date details" title="([^"]+)"')
_SENDER = re.compile(r'<div class="from_name">\s*(.*?)\s*(?:<span|</div>)', re.DOTALL)
_TEXT = re.compile(r'<div class="text">\s*(.*?)\s*</div>', re.DOTALL)
_SERVICE = re.compile(r'<div class="body details">\s*(.*?)\s*</div>', re.DOTALL)
_MEDIA = re.compile(r'<a class="[^"]*\bmedia[^"]*"[^>]*href="([^"]+)"|<a class="photo_wrap[^"]*"[^>]*href="([^"]+)"')
_TITLE = re.compile(r'<div class="page_header">.*?<div class="text bold">\s*(.*?)\s*</div>', re.DOTALL)
_MARK = re.compile(r"<(br)\s*/?>|<[^>]*>")
_SHORT_ZONE = re.compile(r"UTC([+-]\d{2}):?(\d{2})$")


class TelegramHtml(Reader):
    """One event a message or service line."""

    slug = "telegram_html"
    version = 1
    provider = "telegram"
    roles = {"actor_id": "person"}

    def detect(self, source: Source) -> float:
        return 0.95 if _MESSAGE.search(source.head) and b"page_header" in source.head else 0.0

    def count(self, source: Source) -> int:
        return bytes(source.data[:]).count(b'<div class="message ')

    def read(self, source: Source) -> Iterator[Yield]:
        title = _TITLE.search(source.head.decode("utf-8", "replace"))
        thread = _plain(title[1]) if title else source.path
        starts = [found.start() for found in _BEGINNING.finditer(source.data)]
        sender: str | None = None
        for number, start in enumerate(starts):
            end = starts[number + 1] if number + 1 < len(starts) else source.size
            head = _MESSAGE.match(source.data, start, end)
            if head is None:
                yield Unreadable(f"@{start}+{end - start}", "the mark of the message is broken")
                continue
            kind, ident = head[1].decode(), head[2].decode()
            block = bytes(source.data[start:end]).decode("utf-8", "replace")
            if kind == "service":
                yield _service(block, start, end, thread, ident)
                continue
            name = _SENDER.search(block)
            sender = _plain(name[1]) if name else sender
            yield _message(block, start, end, thread, sender, ident, source)


def _service(block: str, start: int, end: int, thread: str, ident: str) -> Record:
    text = _SERVICE.search(block)
    return Record(
        kind="other", locator=f"@{start}+{end - start}", thread_id=thread, text=_plain(text[1]) if text else None, attrs={"id": ident}
    )


def _message(block: str, start: int, end: int, thread: str, sender: str | None, ident: str, source: Source) -> Record:
    time, text, media = _TIME.search(block), _TEXT.search(block), _MEDIA.search(block)
    attrs: dict[str, object] = {"id": ident}
    if media:
        attrs["file"] = html.unescape(media[1] or media[2])
    return Record(
        kind="message",
        locator=f"@{start}+{end - start}",
        at=source.moment(_SHORT_ZONE.sub(r"\1:\2", time[1]))._replace(raw=time[1]) if time else NOTHING,
        ts_kind="sent",
        actor_id=sender,
        thread_id=thread,
        text=_plain(text[1]) if text else None,
        attrs=attrs,
    )


def _plain(markup: str) -> str:
    return html.unescape(_MARK.sub(lambda found: "\n" if found[1] else "", markup)).strip()
