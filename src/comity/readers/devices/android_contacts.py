"""Contacts of Android (`contacts2.db`): one record a line of the address book (number, mailbox, name, note ...).

Each row of `data` is one fact about one raw contact; `mimetypes` says of what kind
(https://developer.android.com/reference/android/provider/ContactsContract.Data).
"""

from __future__ import annotations

from dataclasses import replace

from comity.readers.databases import clocks
from comity.readers.databases.android_call_log import CALLS
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record


def _fact(row: Row, found: Database) -> Record:
    contact = found.one("raw_contacts", row["raw_contact_id"])
    kind = text(found.one("mimetypes", row["mimetype_id"]).get("mimetype")) or ""
    value = row.pop("data1")
    names = contact.get("display_name"), contact.get("account_name"), contact.get("account_type")
    more = {"contact": text(names[0]), "account_name": text(names[1]), "account_type": text(names[2]), "mimetype": kind}
    if isinstance(contact.get("times_contacted"), int) and contact["times_contacted"]:
        more["times_contacted"] = str(contact["times_contacted"])
    last = clocks.unix_ms(contact.get("last_time_contacted"))
    if last.us is not None:
        more["time_from"] = f"table:raw_contacts rowid:{row['raw_contact_id']}"
    if contact.get("deleted") == 1:
        more["deleted"] = "yes"
    reachable = kind.endswith("/phone_v2")
    return Record(
        kind="contact",
        locator="",
        at=last,
        ts_kind="last_seen" if last.us is not None else None,
        target_ids=listed(value) if reachable else None,
        text=text(contact.get("display_name")) if reachable else text(value),
        attrs={name: item for name, item in more.items() if item},
        defects=None if kind else ["kind_missing"],
    )


class AndroidContacts(DatabaseReader):
    """One event a fact of the address book; the calls too, where the release kept them in the same file."""

    slug = "android_contacts"
    version = 1
    roles = {"actor_id": "phone", "target_ids": "phone"}
    sure = 0.92
    tables = (
        Table(
            "data",
            "_id package_id mimetype_id raw_contact_id hash_id is_read_only is_primary is_super_primary data_version data1 data2 "
            "data3 data4 data5 data6 data7 data8 data9 data10 data11 data12 data13 data14 data15 data_sync1 data_sync2 data_sync3 "
            "data_sync4 carrier_presence preferred_phone_account_component_name preferred_phone_account_id",
            _fact,
            "_id mimetype_id raw_contact_id data1",
        ),
        replace(CALLS, optional=True),
    )
    asides = "raw_contacts mimetypes android_metadata properties phone_lookup name_lookup search_index_content"
