"""Telegram's cache on Android (`cache4.db`): messages with peer, direction and time, and the people and groups it knows.

`date` counts seconds since 1970. The words of a message stand in a blob whose layout changes with every layer of the protocol
(https://core.telegram.org/mtproto/TL). In all layers the text follows the date in it: it is found there, and the record says so; where it
is not found, the record says that. The peer is positive for people, negative for groups. Secret chats have peers above 32 bits. Copies
encrypted by the telephone's owner are no database and are not read.
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_LONG = 254
_COLUMNS = (
    "mid uid read_state send_state date data out ttl media replydata imp mention forwards replies_data thread_reply_id is_channel "
    "reply_to_message_id custom_params group_id reply_to_story_id"
)


def _message(row: Row, found: Database) -> Record:
    mine = bool(row["out"])
    peer, stamp, blob = text(row["uid"]), row.pop("date"), row["data"]
    words = words_after(blob, stamp) if isinstance(blob, bytes) and isinstance(stamp, int) else None
    is_group = isinstance(row["uid"], int) and row["uid"] < 0
    names = found.one("chats", -row["uid"]) if is_group and isinstance(row["uid"], int) else found.one("users", row["uid"])
    name = text(names.get("name"))
    return Record(
        kind="message",
        locator="",
        at=clocks.unix_s(stamp),
        ts_kind="sent",
        actor_id=None if mine or is_group else peer,
        target_ids=listed(peer) if mine else None,
        thread_id=peer,
        text=words,
        direction="out" if mine else "in",
        attrs={"peer_name": name.split(";;;")[0] if name else None, "group": is_group},
        defects=["text_not_found" if words is None else "text_by_position"],
    )


def _person(row: Row, _found: Database) -> Record:
    name = text(row.get("name")) or ""
    full, _, user = name.partition(";;;")
    return Record(kind="contact", locator="", target_ids=listed(row["uid"]), text=full or user or None, attrs={"user_name": user or None})


def words_after(blob: bytes, stamp: int) -> str | None:
    """Return the string that follows a date in a serialized message; None when there is none.

    Args:
        blob: the message as TL writes it.
        stamp: its date, seconds since 1970.
    """
    if not 0 < stamp < 1 << 32:
        return None
    place = -1
    needle = stamp.to_bytes(4, "little")
    while (place := blob.find(needle, place + 1)) >= 0:
        if place % 4 == 0 and (words := _string(blob, place + 4)) is not None:
            return words
    return None


def _string(blob: bytes, place: int) -> str | None:
    """Read a TL string: length, bytes, zeros up to a multiple of four."""
    if place >= len(blob):
        return None
    size, start = blob[place], place + 1
    if size == _LONG:
        size, start = int.from_bytes(blob[place + 1 : place + 4], "little"), place + 4
    elif size > _LONG:
        return None
    end = start + size
    padding = blob[end : end + -(end - place) % 4]
    if end > len(blob) or any(padding):
        return None
    try:
        words = blob[start:end].decode()
    except UnicodeDecodeError:
        return None
    return words if words.isprintable() or all(letter.isprintable() or letter in "\n\r\t\u200b\u200d" for letter in words) else None


class AndroidTelegram(DatabaseReader):
    """One event a message, one a person known."""

    slug = "android_telegram"
    version = 1
    provider = "telegram"
    roles = {"actor_id": "account", "target_ids": "account"}
    tables = (
        Table("messages", _COLUMNS, _message, "mid uid send_state date data out", optional=True),
        Table("messages_v2", _COLUMNS, _message, "mid uid send_state date data out", optional=True),
        Table("users", "uid name status data", _person, "uid name status data"),
    )
    asides = "chats dialogs enc_chats"
