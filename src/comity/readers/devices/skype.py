"""Skype until version 8 (`main.db`): messages, calls and contacts, seconds since 1970 in UTC."""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_CALL = "id is_permanent begin_timestamp host_identity duration is_incoming is_active name topic mike_status is_unseen_missed is_conference"
_MESSAGE = (
    "id is_permanent convo_id chatname author from_dispname author_was_live guid dialog_partner timestamp type sending_status "
    "consumption_status edited_by edited_timestamp param_key param_value body_xml identities reason leavereason participant_count "
    "error_code "
    "chatmsg_type chatmsg_status body_is_rawxml oldoptions newoptions newrole pk_id crc remote_id call_guid"
)


def _message(row: Row, _found: Database) -> Record:
    author, partner = text(row.pop("author")), text(row.pop("dialog_partner"))
    return Record(
        kind="message",
        locator="",
        at=clocks.unix_s(row.pop("timestamp") or None),
        ts_kind="sent",
        actor_id=author,
        target_ids=listed(partner) if partner != author else None,
        thread_id=text(row.pop("chatname", None)),
        text=text(row.pop("body_xml")),
    )


def _call(row: Row, _found: Database) -> Record:
    at = clocks.unix_s(row.pop("begin_timestamp") or None)
    return Record(kind="call", locator="", at=at, ts_kind="started", actor_id=text(row.pop("host_identity")))


def _sms(row: Row, _found: Database) -> Record:
    at = clocks.unix_s(row.pop("timestamp") or None)
    return Record(kind="sms", locator="", at=at, target_ids=listed(row.pop("target_numbers")), text=text(row.pop("body")))


class Skype(DatabaseReader):
    """One event a message or call."""

    slug = "skype"
    version = 2
    provider = "skype"
    roles = {"actor_id": "account", "target_ids": "account"}
    sure = 0.5
    asides = (
        "Accounts Alerts CallHandlers CallMembers ChatMembers Chats ContactGroups Conversations DbMeta "
        "LegacyMessages MediaDocuments Participants"
    )
    tables = (
        Table("Messages", _MESSAGE, _message, needs="author timestamp body_xml dialog_partner"),
        Table("Calls", _CALL, _call, needs="begin_timestamp host_identity", optional=True),
        Table("SMSes", "id is_permanent type outgoing_reply_type status failurereason is_failed_unseen timestamp price price_precision "
              "price_currency reply_to_number target_numbers target_statuses body chatmsg_id identity", _sms,
              needs="timestamp target_numbers body", optional=True),
    )  # fmt: skip
