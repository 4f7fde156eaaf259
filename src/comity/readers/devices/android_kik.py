"""Kik on Android (`kikDatabase.db`): messages and contacts, milliseconds since 1970."""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record


def _message(row: Row, _found: Database) -> Record:
    mine, partner = bool(row["was_me"]), text(row["partner_jid"])
    system = text(row.get("sys_msg"))
    return Record(
        kind="other" if system else "message",
        locator="",
        at=clocks.unix_ms(row.pop("timestamp")),
        ts_kind="sent" if mine else "received",
        actor_id=None if mine else partner,
        target_ids=listed(partner) if mine else None,
        thread_id=text(row.get("bin_id")) or partner,
        text=text(row.pop("body")) or system,
        direction="out" if mine else "in",
        attrs={"event": "system"} if system else {},
    )


def _contact(row: Row, _found: Database) -> Record:
    return Record(
        kind="contact", locator="", target_ids=listed(row.pop("jid")), text=text(row.get("display_name")) or text(row.get("user_name"))
    )


class AndroidKik(DatabaseReader):
    """One event a message, a contact."""

    slug = "android_kik"
    version = 1
    provider = "kik"
    roles = {"actor_id": "account", "target_ids": "account"}
    tables = (
        Table(
            "messagesTable",
            "_id body partner_jid was_me read_state uid length timestamp bin_id sys_msg stat_msg stat_user_jid req_read_reciept "
            "content_id app_id message_retry_count encryption_failure encryption_key render_instructions friend_attr_id",
            _message,
            "_id body partner_jid was_me timestamp",
        ),
        Table(
            "KIKcontactsTable",
            "_id jid display_name user_name in_roster is_blocked is_ignored is_stub photo_url photo_timestamp is_group group_hashtag "
            "pending verified local_flags pending_is_in_roster public_message_key roster_operation_attempts roster_entry",
            _contact,
            "_id jid display_name user_name",
            optional=True,
        ),
    )
    asides = "android_metadata KIKContentTable KIKContentURITable conversationsTable memberTable"
