"""Meta and WhatsApp as they write records for authorities since 2026: fields within fields, cut into printed pages anywhere."""

from __future__ import annotations

import html
from random import Random

from comity.readers.generators.made import Made, address, moments, words

_ME, _OTHER = "100000000000001", "100000000000002"
_PHONE, _PEER = "77010000001", "77020000002"
_PAGE_EVERY = 11


class _Pages:
    """Writes fields, and ends the printed page within every eleventh value."""

    def __init__(self, maker: str) -> None:
        self.maker = maker
        self.pages = 1
        self.fields = 0

    def field(self, label: str, value: str) -> str:
        escaped = html.escape(value, quote=False).replace("\n", '<div class="p"></div>')
        self.fields += 1
        if self.fields % _PAGE_EVERY or not value:
            return _one(label, escaped + '<div class="p"></div>')
        self.pages += 1
        mark = f'<div class="pageBreak">{self.maker} Business Record Page {self.pages}</div>'
        return _one(label, "") + mark + _one("", escaped + '<div class="p"></div>')

    def within(self, label: str, inner: str) -> str:
        return f'<div class="t o"><div class="t i">{label}<div class="m"><div>{inner}</div></div></div></div>\n'


def _one(label: str, value: str) -> str:
    return f'<div class="t o"><div class="t i">{label}<div class="m"><div>{value}</div></div></div></div>\n'


def _section(name: str, inner: str) -> str:
    title = name.replace("_", " ").title()
    head = _one(f"{title} Definition", f"{title}: what the provider means by it")
    return f'<div id="property-{name}" class="content-pane">{head}{inner}</div>\n'


def business_record(random: Random, count: int) -> Made:
    """Make Instagram's page: addresses with ports, a login whose time is missing, conversations, a page end within values."""
    pages = _Pages("Meta Platforms")
    fields = [("Service", "Instagram"), ("Internal Ticket Number", "1000001"), ("Target", _ME), ("Account Identifier", "aa.bb")]
    fields += [("Generated", "2026-08-01 10:00:00 UTC"), ("Date Range", "2024-01-01 00:00:00 UTC to 2024-12-31 23:59:59 UTC")]
    out = [_section("request_parameters", "".join(pages.field(*pair) for pair in fields))]
    events: list[dict[str, object]] = [{"kind": "subscriber", "account_id": _ME, "ip": None, "port": None, "text": None, "thread_id": None}]
    logins = []
    for number, at in enumerate(moments(random, count)):
        ip, port = (address(random), random.randint(1024, 65535)) if number % 4 else ("2001:db8::1f", random.randint(1024, 65535))
        missing = number % 7 == 3
        logins.append(pages.field("IP Address", f"[{ip}]:{port}" if ":" in ip else f"{ip}:{port}"))
        if not missing:
            logins.append(pages.field("Time", f"{at:%Y-%m-%d %H:%M:%S} UTC"))
        events.append({"kind": "login", "ts_utc": None if missing else at, "ip": ip, "port": port, "account_id": _ME, "text": None})
        events[-1]["thread_id"] = None
    out.append(_section("ip_addresses", pages.within("Ip Addresses", "".join(logins))))
    people = f"2026-08-01 10:00:00 UTC\nAa Bb (Instagram: {_ME})\nCc Dd (Instagram: {_OTHER})"
    messages = []
    for number, at in enumerate(moments(random, count)):
        thread = str(8_000_000_000 + number // 4)
        if number % 4 == 0:
            messages += [pages.field("Thread", thread), pages.field("Current Participants", people)]
            events.append({"kind": "other", "thread_id": thread, "account_id": _ME, "text": None, "ip": None, "port": None})
        sender, name = random.choice(((_ME, "Aa Bb"), (_OTHER, "Cc Dd")))
        body = random.choice((words(random), "<b>bold</b> & more", "one\ntwo"))
        messages += [pages.field("Author", f"{name} (Instagram: {sender})"), pages.field("Sent", f"{at:%Y-%m-%d %H:%M:%S} UTC")]
        messages.append(pages.field("Body", body))
        row = {"kind": "message", "ts_utc": at, "actor_id": sender, "text": body, "thread_id": thread, "account_id": _ME, "ip": None}
        events.append({**row, "port": None, "direction": "out" if sender == _ME else "in"})
    out.append(_section("unified_messages", pages.within("Unified Messages", "".join(messages))))
    text = f"<html><head><title>Meta Platforms Business Record</title></head><body>{''.join(out)}</body></html>"
    return Made("meta_business_record", {"records.html": text.encode()}, events)


def whatsapp(random: Random, count: int) -> Made:
    """Make WhatsApp's page: logins, messages without words, calls in steps, an address book."""
    pages = _Pages("WhatsApp")
    fields = [("Service", "WhatsApp"), ("Account Identifier", f"+{_PHONE}"), ("Account Type", "WhatsAppAccount")]
    out = [_section("request_parameters", "".join(pages.field(*pair) for pair in fields))]
    none: dict[str, object] = {"ip": None, "port": None, "thread_id": None, "actor_id": None, "target_ids": None}
    me, peer = f"+{_PHONE}", f"+{_PEER}"
    events: list[dict[str, object]] = [{"kind": "subscriber", "account_id": me, **none}]
    logins, log, calls = [], [], []
    for at in moments(random, count):
        ip = address(random)
        logins += [pages.field("Time", f"{at:%Y-%m-%d %H:%M:%S} UTC"), pages.field("IP Address", ip)]
        events.append({"kind": "login", "ts_utc": at, "account_id": me, **none, "ip": ip})
    out.append(_section("ip_addresses", pages.within("Ip Addresses", "".join(logins))))
    for number, at in enumerate(moments(random, count)):
        ip, port = address(random), random.randint(1024, 65535)
        sender, other = random.choice(((me, peer), (peer, me)))
        parts = [("Timestamp", f"{at:%Y-%m-%d %H:%M:%S} UTC"), ("Message Id", f"3EB0{number:012X}"), ("Sender", sender.lstrip("+"))]
        parts += [("Recipients", other), ("Sender Ip", ip), ("Sender Port", str(port)), ("Type", "text"), ("Message Style", "individual")]
        log.append(pages.within("Message", "".join(pages.field(*pair) for pair in parts)))
        row = {**none, "ip": ip, "port": port, "actor_id": sender, "target_ids": [other]}
        events.append({"kind": "message", "ts_utc": at, "account_id": me, **row})
    out.append(_section("message_log", pages.within("Message Log", "".join(log))))
    for number, at in enumerate(moments(random, max(count // 5, 1))):
        ident, ip = f"CALL{number:08X}", address(random)
        steps = pages.field("Call Id", ident) + pages.field("Call Creator", _PHONE)
        for step in ("offer", "accept", "terminate"):
            parts = [("Type", step), ("Timestamp", f"{at:%Y-%m-%d %H:%M:%S} UTC"), ("From", _PHONE), ("To", _PEER), ("From Ip", ip)]
            steps += "".join(pages.field(*pair) for pair in parts)
            row = {**none, "ip": ip, "thread_id": ident, "actor_id": me, "target_ids": [peer]}
            events.append({"kind": "call", "ts_utc": at, "account_id": me, **row})
        calls.append(pages.within("Call", steps))
    out.append(_section("call_logs", pages.within("Call Logs", "".join(calls))))
    book = pages.field("Symmetric contacts", f"2 Total\n{_PEER}\n77030000003")
    out.append(_section("address_book_info", book))
    events.append({"kind": "contact", "account_id": me, **none, "target_ids": [peer, "+77030000003"]})
    text = f"<html><head><title>WhatsApp Business Record</title></head><body>{''.join(out)}</body></html>"
    return Made("whatsapp_records", {"records.html": text.encode()}, events)


MAKERS = (business_record, whatsapp)
