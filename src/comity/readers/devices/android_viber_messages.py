"""Viber's messages on Android (`viber_messages`): milliseconds since 1970.

`send_type` is 1 for what was sent from here, 0 for what came in; in releases before 5 the columns were called `type`, `date` and `address`.
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record


def _message(row: Row, found: Database) -> Record:
    stamp = row.pop("msg_date", None) or row.pop("date", None)
    sent = row.get("send_type") if "send_type" in row else row.get("type")
    mine = sent == 1
    person = _person(found, row.get("participant_id"))
    others = [member for member in _members(found, row.get("conversation_id")) if member != person]
    name = text(found.one("conversations", row.get("conversation_id")).get("name"))
    return Record(
        kind="message",
        locator="",
        at=clocks.unix_ms(stamp),
        ts_kind="sent" if mine else "received",
        actor_id=person or (None if mine else text(row.get("address")) or text(row.get("user_id"))),
        target_ids=(others or listed(row.get("address"))) if mine else None,
        thread_id=text(row.get("conversation_id")),
        text=text(row.pop("body")) or text(row.get("description")),
        direction="out" if mine else "in",
        attrs={"conversation": name} if name else {},
        defects=None if sent in (0, 1) else ["direction_unknown"],
    )


def _person(found: Database, participant: object) -> str | None:
    info = found.one("participants_info", found.one("participants", participant).get("participant_info_id"))
    return text(info.get("number")) or text(info.get("member_id"))


def _members(found: Database, conversation: object) -> list[str]:
    rows = found.where("participants", "conversation_id", conversation)
    people = (found.one("participants_info", row.get("participant_info_id")) for row in rows)
    return [number for person in people if (number := text(person.get("number")) or text(person.get("member_id")))]


def _contact(row: Row, _found: Database) -> Record:
    return Record(
        kind="contact",
        locator="",
        target_ids=listed(row.get("number") or row.get("member_id")),
        text=text(row.get("contact_name")) or text(row.get("viber_name")) or text(row.get("display_name")),
    )


class AndroidViberMessages(DatabaseReader):
    """One event a message, one a person known."""

    slug = "android_viber_messages"
    version = 1
    provider = "viber"
    roles = {"actor_id": "phone", "target_ids": "phone"}
    tables = (
        Table(
            "messages",
            "_id address user_id date msg_date read unread status type send_type body opened description location_lat location_lng "
            "deleted count event_count thumbnail_x thumbnail_y extra_uri extra_mime extra_duration extra_status fb_status "
            "twitter_status token order_key seq conversation_type extra_upload_id extra_download_id extra_bucket_name conversation_id "
            "participant_id flag extra_flags group_id message_global_id msg_info likes_count spans scroll_pos quoted_message_data "
            "timebomb read_message_time broadcast_msg_id destination_uri my_reaction comment_thread_id",
            _message,
            "_id body status conversation_id participant_id extra_mime",
        ),
        Table(
            "participants_info",
            "_id contact_name viber_name display_name number member_id encrypted_number encrypted_member_id viber_id viber_image "
            "participant_type contact_id native_contact_id native_photo_id participant_info_flags location_lat location_lng "
            "location_date up_date date_of_birth has_extra_info",
            _contact,
            "_id number contact_name",
        ),
    )
    asides = "conversations participants android_metadata public_accounts stickers stickers_packages"
