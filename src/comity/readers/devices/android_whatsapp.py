"""WhatsApp on Android (`msgstore.db`, decrypted): messages in both layouts, and calls.

Until 2021 messages stood in `messages`, since then in `message`, `chat` and `jid`. Times are milliseconds since 1970. A file in the
middle of the change holds both layouts: `messages` then only repeats what `message` holds, so its rows are marked as the older copy. The
owner's own number stands nowhere in the file. An encrypted copy (`.crypt12` to `.crypt15`) is no database and is not read.
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_GROUP = "@g.us"
_CALL, _SYSTEM, _NEW_SYSTEM = {"8", "10"}, 6, 7
_MARK = "-1"
"""The first row of `messages` is no message: WhatsApp writes it to keep the numbering."""


def _old(row: Row, found: Database) -> Record:
    chat, mine = text(row.pop("key_remote_jid")), bool(row["key_from_me"])
    if chat == _MARK:
        return Record(kind="other", locator="", attrs={"event": "numbering_row"})
    is_group = bool(chat and chat.endswith(_GROUP))
    sender = text(row.get("remote_resource")) if is_group else chat
    kind = str(row.get("media_wa_type") or "0")
    lat, lon = row.get("latitude"), row.get("longitude")
    placed = isinstance(lat, (int, float)) and isinstance(lon, (int, float)) and (lat or lon)
    return Record(
        kind="call" if kind in _CALL else "location" if placed else "other" if row.get("status") == _SYSTEM else "message",
        locator="",
        at=clocks.unix_ms(row.pop("timestamp")),
        ts_kind="sent" if mine else "received",
        actor_id=None if mine else sender,
        target_ids=listed(chat) if mine else None,
        thread_id=chat,
        text=text(row.pop("data")) or text(row.get("media_caption")) or text(row.get("media_name")),
        lat=float(lat) if placed else None,  # type: ignore[arg-type]  # both are numbers
        lon=float(lon) if placed else None,  # type: ignore[arg-type]  # both are numbers
        direction="out" if mine else "in",
        attrs={"group": is_group},
        defects=["older_copy"] if found.count("message") else None,
    )


def _new(row: Row, found: Database) -> Record:
    chat_row = found.one("chat", row["chat_row_id"])
    chat = _jid(found, chat_row.get("jid_row_id"))
    mine = bool(row["from_me"])
    sender = _jid(found, row.get("sender_jid_row_id")) or (None if chat and chat.endswith(_GROUP) else chat)
    media = _first(found, "message_media", row["_id"])
    place = _first(found, "message_location", row["_id"])
    lat, lon = place.get("latitude"), place.get("longitude")
    placed = isinstance(lat, (int, float)) and isinstance(lon, (int, float)) and (lat or lon)
    kept = ("file_path", "mime_type", "media_name", "file_size", "file_hash", "media_duration")
    more: dict[str, object] = {name: media[name] for name in kept if media.get(name) is not None}
    if subject := text(chat_row.get("subject")):
        more["subject"] = subject
    if row.get("message_type") == _NEW_SYSTEM:
        more["event"] = "system"
    return Record(
        kind="location" if placed else "other" if row.get("message_type") == _NEW_SYSTEM else "message",
        locator="",
        at=clocks.unix_ms(row.pop("timestamp")),
        ts_kind="sent" if mine else "received",
        actor_id=None if mine else sender,
        target_ids=listed(chat) if mine else None,
        thread_id=chat,
        text=text(row.pop("text_data"))
        or text(media.get("media_caption"))
        or text(place.get("place_name"))
        or text(media.get("media_name")),
        lat=float(lat) if placed else None,  # type: ignore[arg-type]  # both are numbers
        lon=float(lon) if placed else None,  # type: ignore[arg-type]  # both are numbers
        direction="out" if mine else "in",
        attrs=more,
        defects=None if chat else ["conversation_missing"],
    )


def _call(row: Row, found: Database) -> Record:
    other, mine = _jid(found, row["jid_row_id"]), bool(row["from_me"])
    start, seconds = row.pop("timestamp"), row.get("duration")
    lasted = isinstance(start, int) and isinstance(seconds, int) and seconds > 0
    return Record(
        kind="call",
        locator="",
        at=clocks.unix_ms(start),
        until=clocks.unix_ms(start + seconds * 1000) if lasted else clocks.NOTHING,  # type: ignore[operator]  # both are numbers
        ts_kind="started",
        actor_id=None if mine else other,
        target_ids=listed(other) if mine else None,
        thread_id=_jid(found, row.get("group_jid_row_id")) or other,
        direction="out" if mine else "in",
        attrs={"video": bool(row.get("video_call"))},
    )


def _jid(found: Database, rowid: object) -> str | None:
    row = found.one("jid", rowid)
    name = text(row.get("raw_string"))
    if name or not row:
        return name
    return f"{row.get('user')}@{row.get('server')}"


def _first(found: Database, table: str, message: object) -> Row:
    rows = found.where(table, "message_row_id", message)
    return rows[0] if rows else {}


class AndroidWhatsapp(DatabaseReader):
    """One event a message, a call."""

    slug = "android_whatsapp"
    version = 1
    provider = "whatsapp"
    roles = {"actor_id": "account", "target_ids": "account"}
    tables = (
        Table(
            "messages",
            "_id key_remote_jid key_from_me key_id status needs_push data timestamp media_url media_mime_type media_wa_type "
            "media_size media_name media_caption media_hash media_duration origin latitude longitude thumb_image remote_resource "
            "received_timestamp send_timestamp receipt_server_timestamp receipt_device_timestamp read_device_timestamp "
            "played_device_timestamp raw_data recipient_count participant_hash starred quoted_row_id mentioned_jids multicast_id "
            "edit_version media_enc_hash payment_transaction_id forwarded preview_type send_count lookup_tables future_message_type "
            "message_add_on_flags",
            _old,
            "_id key_remote_jid key_from_me key_id data timestamp",
            optional=True,
        ),
        Table(
            "message",
            "_id chat_row_id from_me key_id sender_jid_row_id status broadcast recipient_count participant_hash origination_flags "
            "origin timestamp received_timestamp receipt_server_timestamp message_type text_data starred lookup_tables sort_id "
            "message_add_on_flags view_mode translated_text",
            _new,
            "_id chat_row_id from_me key_id timestamp message_type text_data",
            optional=True,
        ),
        Table(
            "call_log",
            "_id jid_row_id from_me call_id transaction_id timestamp video_call duration call_result is_dnd_mode_on bytes_transferred "
            "group_jid_row_id is_joinable_group_call call_creator_device_jid_row_id call_random_id call_link_row_id call_type "
            "offer_silence_reason scheduled_id telecom_uuid",
            _call,
            "_id jid_row_id from_me call_id timestamp",
            optional=True,
        ),
    )
    asides = "chat jid message_media message_location props android_metadata"
