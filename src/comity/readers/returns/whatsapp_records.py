"""WhatsApp's records for authorities ("WhatsApp Business Record"): account, connections, contacts, groups; the log of messages and calls.

What was asked as a pen register comes in batches: who wrote to whom, from which address and port, what kind and size; calls as their
steps (offer, accept, terminate). No words of messages are held by the provider. All times are UTC and say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.moments import NOTHING
from comity.readers.pages.business_record import VALUE, Group, Heading, Stray, continued, groups, is_business_record
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_STARTS = {
    "message_log": {"Message": True, "Message Id": False},
    "call_logs": {"Call": True, "Type": False},
    "ip_addresses": {"Time": True, "IP Address": False},
    "prospective_login_ips": {"Timestamp": True, "IP Address": False},
    "groups_info": {"ID": True},
}
_KINDS = {
    "message_log": "message", "call_logs": "call", "ip_addresses": "login", "prospective_login_ips": "login", "connection_info": "device",
    "device_info": "device", "web_info": "device", "address_book_info": "contact", "groups_info": "other",
    "request_parameters": "subscriber",
    "emails": "subscriber", "registration_date": "registration", "account_info": "subscriber", "profile_picture": "media",
    "small_medium_business": "subscriber", "ncmec_reports": "other", "about": "subscriber",
}  # fmt: skip
_TIMES = ("Timestamp", "Time", "Last seen", "Online Since", "Service start", "Generated", "Creation", "Registration Date")
_IPS = ("Sender Ip", "From Ip", "IP Address", "Last IP", "Connected from")
_PORTS = ("Sender Port", "From Port", "Port")
_ADDRESS = re.compile(r"\[?([0-9a-fA-F:.]+?)\]?(?::(\d{1,5}))?")
_PHONE = re.compile(r"\+?\d[\d -]{5,18}\d")


class WhatsappRecords(Reader):
    """One event a message, step of a call, login, device, list of contacts or field of the account."""

    slug = "whatsapp_records"
    version = 1
    provider = "whatsapp"
    roles = {"actor_id": "phone", "target_ids": "phone", "account_id": "phone"}

    def detect(self, source: Source) -> float:
        return 0.98 if is_business_record(source.head) and b"WhatsApp Business Record" in source.head else 0.0

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
        call: Group | None = None
        for item in groups(source.data, _STARTS):
            if isinstance(item, Stray):
                yield Unreadable(f"@{item.start}+{item.end - item.start}", "a value without its label")
            if not isinstance(item, Group):
                continue
            if item.section not in _KINDS:
                source.note_unknown(f"section: {item.section}")
            if item.section == "request_parameters":
                account = _digits(item.first("Account Identifier", "Target"))
            call = item if item.section == "call_logs" and item.first("Call Id") else call
            yield _record(item, account, call if item.section == "call_logs" else None, source)


def _record(item: Group, account: str | None, call: Group | None, source: Source) -> Record:
    kind = _KINDS.get(item.section, "other")
    actor = _digits(item.first("Sender", "From"))
    raw = item.first(*_TIMES)
    address = _ADDRESS.fullmatch((item.first(*_IPS) or "").strip())
    port = (address[2] if address else None) or item.first(*_PORTS)
    expected = {"login": _IPS[2:3], "message": ("Timestamp", "Sender"), "call": ("Timestamp",)}.get(kind, ())
    return Record(
        kind=kind,
        locator=item.locator,
        at=source.moment(raw) if raw else NOTHING,
        ts_kind="sent" if kind == "message" else None,
        actor_id=actor,
        target_ids=_targets(item, kind) or None,
        account_id=account,
        thread_id=call.first("Call Id") if call else item.first("Group Id"),
        ip=address[1].lower() if address else None,
        port=int(port) if port and port.isdigit() and int(port) < 1 << 16 else None,
        direction=("out" if actor == account else "in") if actor and account else None,
        attrs={"section": item.section} | {label: values if len(values) > 1 else values[0] for label, values in item.fields.items()},
        defects=[f"missing: {label}" for label in expected if not item.first(label)] or None,
    )


def _targets(item: Group, kind: str) -> list[str]:
    if kind == "contact":
        lines = [line for values in item.fields.values() for value in values for line in value.split("\n")]
        return [found for line in lines if _PHONE.fullmatch(line.strip()) and (found := _digits(line))]
    stated = item.first("Recipients", "To")
    return [found for part in re.split(r"[,\n]", stated) if (found := _digits(part))] if stated else []


def _digits(text: str | None) -> str | None:
    """Write a number as `+` and digits; what is no number stays as it stands."""
    if not text:
        return None
    found = _PHONE.fullmatch(text.strip())
    return "+" + re.sub(r"\D", "", found[0]) if found else text.strip()
