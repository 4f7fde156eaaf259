"""Telegram's own export as JSON (`result.json`): one conversation, or all of an account with its contacts and sessions.

`date` is the time of the exporting machine without a zone, `date_unixtime` the moment itself; the zone of the machine follows from the
difference and is kept. Text is a string or a list of parts (https://core.telegram.org/import-export).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comity.readers.json_scan import Element, count_elements, looks_like_json, records, scalars_before, whole
from comity.readers.moments import NOTHING, Moment, from_epoch, read_moment
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_ALL, _ONE = 6, 3
_MESSAGES = frozenset({"messages"})
_KNOWN = frozenset({"chats", "left_chats", "about", "personal_information", "messages", "name", "type", "id"})


class TelegramExport(Reader):
    """One event a message; services (calls, joins, pins) by what they are."""

    slug = "telegram_export"
    version = 1
    provider = "telegram"
    roles = {"actor_id": "account", "target_ids": "account"}

    def detect(self, source: Source) -> float:
        if not looks_like_json(source) or b'"messages"' not in source.head:
            return 0.0
        return 0.95 if b'"from_id"' in source.head or b'"date_unixtime"' in source.head or b'"text_entities"' in source.head else 0.0

    def count(self, source: Source) -> int:
        return count_elements(source, _depth(source), _MESSAGES)

    def read(self, source: Source) -> Iterator[Yield]:
        data = source.utf8()
        document = whole(source)
        for key in document if isinstance(document, dict) else ():
            if key not in _KNOWN:
                source.note_unknown(f"section: {key}")
        chats: dict[int, dict[str, Any]] = {}
        for found in records(source, _depth(source), _MESSAGES):
            if isinstance(found, Unreadable):
                yield found
                continue
            element, message = found
            chat = element.around[-2].start if len(element.around) > 1 else 0
            if chat not in chats:
                chats[chat] = scalars_before(data, chat, element.around[-1].start)
            yield _message(element, message, chats[chat], source)


def _depth(source: Source) -> int:
    return _ALL if b'"chats"' in source.head or b'"left_chats"' in source.head else _ONE


def _message(element: Element, message: dict[str, Any], chat: dict[str, Any], source: Source) -> Record:
    at, machine = _time(message, source)
    is_service = message.get("type") == "service"
    action = str(message.get("action", ""))
    sender = message.get("from_id") or message.get("actor_id")
    used = {"date_unixtime", "text", "text_entities", "from_id", "actor_id"}
    attrs = {key: value for key, value in message.items() if key not in used} | {"chat": chat}
    if machine:
        attrs["export_offset"] = machine
    kind = "call" if action == "phone_call" else "other" if is_service else "message"
    media = message.get("file") or message.get("photo")
    return Record(
        kind=kind,
        locator=element.locator,
        at=at,
        ts_kind="sent",
        actor_id=None if sender is None else str(sender),
        thread_id=str(chat.get("id", chat.get("name", source.path))),
        text=_words(message.get("text")) or (str(media) if media else action or None),
        attrs=attrs,
    )


def _time(message: dict[str, Any], source: Source) -> tuple[Moment, str | None]:
    local = message.get("date")
    if "date_unixtime" not in message:
        return (source.moment(str(local)) if local else NOTHING), None
    at = from_epoch(str(message["date_unixtime"]), "s")
    wall = read_moment(str(local), "UTC") if local else NOTHING
    if at.us is None or wall.us is None:
        return at, None
    minutes = round((wall.us - at.us) / 60_000_000)
    return at, f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _words(text: object) -> str | None:
    if isinstance(text, list):
        return (
            "".join(part if isinstance(part, str) else str(part.get("text", "")) for part in text if isinstance(part, (str, dict))) or None
        )
    return str(text) if text else None
