"""Messages of iOS and macOS (`sms.db`, `chat.db`): seconds (until iOS 10) or nanoseconds since 2001 in UTC."""

from __future__ import annotations

from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.moments import NOTHING, Moment, from_epoch
from comity.readers.reader import Record

_SINCE_2001 = 978_307_200
_NANOSECONDS_FROM = 1_000_000_000_000
_MESSAGE = (
    "ROWID guid text replace service_center handle_id subject country attributedBody version type service account account_guid error date "
    "date_read date_delivered is_delivered is_finished is_emote is_from_me is_empty is_delayed is_auto_reply is_prepared is_read "
    "is_system_message is_sent has_dd_results is_service_message is_forward was_downgraded is_archive cache_has_attachments "
    "cache_roomnames "
    "was_data_detected was_deduplicated is_audio_message is_played date_played item_type other_handle group_title group_action_type "
    "share_status share_direction is_expirable expire_state message_action_type message_source associated_message_guid "
    "associated_message_type balloon_bundle_id payload_data expressive_send_style_id associated_message_range_location "
    "associated_message_range_length time_expressive_send_played message_summary_info ck_sync_state ck_record_id ck_record_change_tag "
    "destination_caller_id is_corrupt reply_to_guid sort_id is_spam has_unseen_mention thread_originator_guid thread_originator_part"
)


def _message(row: Row, found: Database) -> Record:
    mine = bool(row["is_from_me"])
    other = text(found.one("handle", row["handle_id"]).get("id"))
    joined = found.where("chat_message_join", "message_id", row.get("ROWID"))
    return Record(
        kind="message",
        locator="",
        at=_since_2001(row.pop("date")),
        ts_kind="sent" if mine else "received",
        actor_id=None if mine else other,
        target_ids=listed(other) if mine else None,
        thread_id=text(joined[0].get("chat_id")) if joined else None,
        text=text(row.pop("text")),
        direction="out" if mine else "in",
        attrs={"handle": other} if other else {},
    )


def _handle(row: Row, _found: Database) -> Record:
    return Record(kind="contact", locator="", target_ids=listed(row.pop("id")))


def _since_2001(value: object) -> Moment:
    if not isinstance(value, int) or not value:
        return NOTHING
    us = value // 1000 if abs(value) > _NANOSECONDS_FROM else value * 1_000_000
    precision = "nanosecond" if abs(value) > _NANOSECONDS_FROM else "second"
    return from_epoch(us + _SINCE_2001 * 1_000_000, "us")._replace(raw=str(value), precision=precision)


class IosMessages(DatabaseReader):
    """One event a message, by iMessage or as SMS."""

    slug = "ios_messages"
    version = 2
    product = "Messages"
    roles = {"actor_id": "phone", "target_ids": "phone"}
    asides = "chat chat_message_join chat_handle_join attachment message_attachment_join deleted_messages"
    tables = (
        Table("message", _MESSAGE, _message, needs="text date is_from_me handle_id"),
        Table("handle", "ROWID id country service uncanonicalized_id person_centric_id", _handle, needs="id"),
    )
