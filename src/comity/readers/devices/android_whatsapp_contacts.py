"""Contacts of WhatsApp on Android (`wa.db`): names in the address book and names that people gave themselves."""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record


def _contact(row: Row, _found: Database) -> Record:
    since = clocks.unix_ms(row.get("status_timestamp"))
    number = text(row.get("number"))
    return Record(
        kind="contact",
        locator="",
        at=since,
        ts_kind="last_seen" if since.us is not None else None,
        target_ids=listed(row.pop("jid")),
        text=text(row.get("display_name")) or text(row.get("wa_name")) or number,
        attrs={"uses_whatsapp": bool(row.get("is_whatsapp_user"))},
    )


class AndroidWhatsappContacts(DatabaseReader):
    """One event a contact."""

    slug = "android_whatsapp_contacts"
    version = 1
    provider = "whatsapp"
    roles = {"target_ids": "account"}
    tables = (
        Table(
            "wa_contacts",
            "_id jid is_whatsapp_user status status_timestamp number raw_contact_id display_name phone_type phone_label "
            "unseen_msg_count photo_ts thumb_ts photo_id_timestamp given_name family_name wa_name sort_name callability nickname "
            "company title status_autodownload_disabled keep_timestamp is_spam_reported is_sidelist_synced is_business_synced "
            "disappearing_mode_duration disappearing_mode_timestamp history_sync_initial_phash is_starred is_wa_created_contact "
            "sync_policy",
            _contact,
            "_id jid is_whatsapp_user number display_name",
        ),
    )
    asides = "android_metadata wa_props"
