"""Facebook's and Instagram's records for authorities as they are written since 2026 (`records.html`, `preservation-1.html`).

The older layouts are read by `meta_records`. Addresses carry their source port (`203.0.113.9:51834`, `[2001:db8::1]:443`). The header tells
service, target, ticket, when the page was made and which period it covers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING
from comity.readers.pages.business_record import VALUE, Group, Heading, Stray, continued, groups, is_business_record
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_STARTS = {
    "ip_addresses": {"IP Address": True, "Time": False},
    "logins": {"IP Address": True, "Time": False},
    "unified_messages": {"Thread": True, "Author": True, "Sent": False, "Body": False},
    "ncmec_reports": {"CyberTip ID": True},
}
_KINDS = {
    "ip_addresses": "login", "logins": "login", "unified_messages": "message", "devices": "device", "searches": "search", "photos": "media",
    "videos": "media", "profile_picture": "media", "archived_stories": "media", "phone_numbers": "contact",
    "registration_date": "registration", "registration_ip": "registration", "request_parameters": "subscriber",
    "name": "subscriber", "emails": "subscriber",
    "vanity": "subscriber", "date_of_birth": "subscriber", "followers": "contact", "following": "contact", "friends": "contact",
    "likes": "reaction", "account_end_date": "account_change", "account_status_history": "account_change", "comments": "message",
    "name_changes": "account_change", "vanity_changes": "account_change", "email_changes": "account_change", "gender": "subscriber",
    "ncmec_reports": "other", "groups": "other", "about_me": "subscriber", "website": "subscriber", "locale": "subscriber",
}  # fmt: skip
_TIMES = ("Sent", "Time", "Date Created", "Registration Date", "Generated", "Date", "Created", "Taken", "Upload Time", "Timestamp")
_PERSON = re.compile(r"\((?:Facebook|Instagram|Messenger|Threads):\s*(\d+)\)")
_ADDRESS = re.compile(r"\[?([0-9a-fA-F:.]+?)\]?(?::(\d{1,5}))?")
_NUMBER = re.compile(r"\d{6,20}")


class MetaBusinessRecord(Reader):
    """One event a message, login, device or field of the account; one for the header of each conversation."""

    slug = "meta_business_record"
    version = 1
    provider = "facebook"
    roles = {"actor_id": "account", "target_ids": "account", "account_id": "account"}

    def detect(self, source: Source) -> float:
        if not is_business_record(source.head) or b"WhatsApp Business Record" in source.head:
            return 0.0
        return 0.97

    def count(self, source: Source) -> int:
        """Count the records anew, and every value that no record and no heading took as one more."""
        records = headings = taken = 0
        for item in groups(source.data, _STARTS):
            if isinstance(item, Group):
                records += 1
                taken += sum(len(values) for values in item.fields.values())
            elif isinstance(item, Heading):
                headings += 1
        return records + bytes(source.data[:]).count(VALUE) - taken - headings - continued(source.data)

    def read(self, source: Source) -> Iterator[Yield]:
        account: str | None = None
        thread: Group | None = None
        for item in groups(source.data, _STARTS):
            if isinstance(item, Stray):
                yield Unreadable(f"@{item.start}+{item.end - item.start}", "a value without its label")
            if not isinstance(item, Group):
                continue
            if item.section not in _KINDS:
                source.note_unknown(f"section: {item.section}")
            if item.section == "request_parameters":
                stated = item.first("Target", "Account Identifier")
                found = _NUMBER.search(stated or "")
                account = found[0] if found else stated
            if item.section == "unified_messages" and item.first("Thread"):
                thread = item
            yield _record(item, account, thread if item.section == "unified_messages" else None, source)


def _record(item: Group, account: str | None, thread: Group | None, source: Source) -> Record:
    is_header = item is thread
    author = item.first("Author", "From")
    actor = _id(author) if author and not is_header else None
    raw = item.first(*_TIMES)
    address = _ADDRESS.fullmatch((item.first("IP Address", "Registration Ip", "Upload Ip") or "").strip())
    kind = "other" if is_header else _KINDS.get(item.section, "other")
    people = [person for person in _people(thread) if person != actor] if thread else []
    expected = {"login": ("IP Address", "Time"), "message": ("Author", "Sent")}.get(kind, ())
    return Record(
        kind=kind,
        locator=item.locator,
        at=source.moment(raw) if raw else NOTHING,
        ts_kind="sent" if item.first("Sent") else None,
        actor_id=actor,
        target_ids=people or None,
        account_id=account,
        thread_id=thread.first("Thread") if thread else None,
        ip=address[1].lower() if address else None,
        port=int(address[2]) if address and address[2] else None,
        text=item.first("Body", "Text", "Search", "Name"),
        direction=("out" if actor == account else "in") if kind == "message" and actor and account else None,
        attrs={"section": item.section} | {label: values if len(values) > 1 else values[0] for label, values in item.fields.items()},
        product="Messages" if thread else None,
        defects=[f"missing: {label}" for label in expected if not item.first(label)] or None,
    )


def _id(person: str) -> str:
    found = _PERSON.search(person)
    return found[1] if found else person


def _people(thread: Group) -> list[str]:
    values = thread.fields.get("Current Participants", []) + thread.fields.get("Past Participants", [])
    return list(dict.fromkeys(found for value in values for found in _PERSON.findall(value)))
