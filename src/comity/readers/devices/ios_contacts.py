"""Address book of iOS and macOS (`AddressBook.sqlitedb`): people, and each number and mailbox they have.

Times are seconds since 2001 in UTC.
"""

from __future__ import annotations

from comity.readers.databases import clocks
from comity.readers.databases.opened import Database, Row
from comity.readers.databases.reader import DatabaseReader, Table, listed, text
from comity.readers.reader import Record

_PROPERTIES = {3: "phone", 4: "email", 5: "address", 12: "date", 13: "instant_message", 16: "note", 22: "url", 23: "related", 46: "profile"}


def _person(row: Row, _found: Database) -> Record:
    return Record(
        kind="contact",
        locator="",
        at=clocks.apple(row.pop("CreationDate")),
        ts_kind="registered",
        text=_name(row),
        attrs={"event": "person"},
    )


def _value(row: Row, found: Database) -> Record:
    person = found.one("ABPerson", row["record_id"])
    kind = _PROPERTIES.get(row["property"]) if isinstance(row["property"], int) else None
    value = row.pop("value")
    label = text(found.one("ABMultiValueLabel", row.get("label")).get("value"))
    return Record(
        kind="contact",
        locator="",
        target_ids=listed(value) if kind == "phone" else None,
        text=_name(person),
        attrs={"property_name": kind or "unknown", "value": text(value), "label_name": label.strip("_$!<>") if label else None},
        defects=None if person else ["person_missing"],
    )


def _name(row: Row) -> str | None:
    parts = [found for name in ("First", "Middle", "Last") if (found := text(row.get(name)))]
    return " ".join(parts) or text(row.get("Organization")) or text(row.get("Nickname"))


class IosContacts(DatabaseReader):
    """One event a person, one a number, mailbox or other fact."""

    slug = "ios_contacts"
    version = 1
    product = "Contacts"
    roles = {"target_ids": "phone"}
    tables = (
        Table(
            "ABPerson",
            "ROWID First Last Middle FirstPhonetic MiddlePhonetic LastPhonetic Organization Department Note Kind Birthday JobTitle "
            "Nickname Prefix Suffix FirstSort LastSort CreationDate ModificationDate CompositeNameFallback ExternalIdentifier "
            "ExternalModificationTag ExternalUUID StoreID DisplayName ExternalRepresentation FirstSortSection LastSortSection "
            "FirstSortLanguageIndex LastSortLanguageIndex PersonLink ImageURI IsPreferredName guid PhonemeData AlternateBirthday "
            "MapsData FirstPronunciation MiddlePronunciation LastPronunciation OrganizationPhonetic OrganizationPronunciation "
            "PreviousFamilyName PreferredLikenessSource PreferredPersonaIdentifier PreferredChannel DowntimeWhitelist ImageType "
            "ImageHash",
            _person,
            "ROWID First Last CreationDate",
        ),
        Table("ABMultiValue", "UID record_id property identifier label value guid", _value, "UID record_id property value"),
    )
    asides = (
        "ABMultiValueLabel ABMultiValueEntry ABMultiValueEntryKey ABStore ABGroup ABGroupMembers ABPersonFullTextSearch_content "
        "ABPersonSearchKey FirstSortSectionCount LastSortSectionCount _SqliteDatabaseProperties"
    )
