"""Meta: the production for authorities (both ages of its HTML) and the user's JSON with its letters written byte by byte."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from functools import partial
from random import Random

from comity.readers.generators.made import Made, address, epoch_ms, moments, words

_ME, _OTHER = "100000000000001", "100000000000002"


def pair(label: str, value: str, *, old: bool = False) -> str:
    """Write a label with its value, as the page nests them."""
    css, outer = ("inner", "outer") if old else ("div_table inner", "div_table outer")
    escaped = html.escape(value, quote=False).replace("\n", "<br>")
    return f'<div class="{outer}"><div class="{css}">{label}<div class="most_inner">{escaped}<div></div></div></div></div>\n'


def section(name: str, pairs: Iterable[str]) -> str:
    """Write a section of the page."""
    return f'<div id="property-{name}" class="content-pane">\n{"".join(pairs)}</div>'


def records_html(random: Random, count: int, *, old: bool = False) -> Made:
    """Make `records.html`: logins of which some miss their time, conversations with several messages and attachments."""
    prefix, told = "" if old else "property-", partial(pair, old=old)
    out = ["<html><head><title>Records</title></head><body>\n", f'<div id="{prefix}request_parameters" class="content-pane">\n']
    out += [told("Service", "Facebook"), told("Target", _ME), told("Generated", "2024-12-01 10:00:00 UTC"), "</div>"]
    out += [
        f'<div id="{prefix}ip_addresses" class="content-pane">',
        told("IP Addresses", ""),
        told("Definition", "Addresses that were used"),
    ]
    events: list[dict[str, object]] = [
        {"kind": "subscriber", "account_id": _ME, "ip": None, "text": None, "thread_id": None, "actor_id": None}
    ]
    for number, at in enumerate(moments(random, count)):
        ip = address(random)
        missing = number % 7 == 3
        out.append(
            told("IP Address", ip) + ("" if missing else told("Time", f"{at:%Y-%m-%d %H:%M:%S} UTC")) + told("Action", "Session Updated")
        )
        events.append(
            {
                "kind": "login",
                "ts_utc": None if missing else at,
                "ip": ip,
                "account_id": _ME,
                "text": None,
                "thread_id": None,
                "actor_id": None,
            }
        )
    out += ["</div>", f'<div id="{prefix}unified_messages" class="content-pane">']
    people = f"2024-12-01 10:00:00 UTC\nAa Bb (Facebook: {_ME})\nCc Dd (Facebook: {_OTHER})"
    for number, at in enumerate(moments(random, count)):
        thread = str(8_000_000_000 + number // 4)
        if number % 4 == 0:
            out.append(told("Thread", thread) + told("Current Participants", people))
            events.append({"kind": "other", "account_id": _ME, "ip": None, "text": None, "thread_id": thread, "actor_id": None})
        sender = random.choice(((_ME, "Aa Bb"), (_OTHER, "Cc Dd")))
        body = random.choice((words(random), "<script>alert(1)</script> & more", "line\nbreak"))
        out.append(
            told("Author", f"{sender[1]} (Facebook: {sender[0]})") + told("Sent", f"{at:%Y-%m-%d %H:%M:%S} UTC") + told("Body", body)
        )
        if number % 6 == 0:
            out.append(told("Attachments", "image-1") + told("Type", "image/jpeg") + told("Type", "image/png"))
        events.append(
            {"kind": "message", "ts_utc": at, "account_id": _ME, "ip": None, "text": body, "thread_id": thread, "actor_id": sender[0]}
        )
    out.append("</div></body></html>")
    return Made("meta_records", {"index.html" if old else "records.html": "".join(out).encode()}, events)


def older_html(random: Random, count: int) -> Made:
    """Make the older page, whose sections and classes have shorter names."""
    return records_html(random, count, old=True)


def messages_json(random: Random, count: int) -> Made:
    """Make `message_1.json`: every byte of UTF-8 as a letter, newest first, a call among the messages."""
    found, events = [], []
    for number, at in enumerate(reversed(moments(random, count))):
        sender = random.choice(("Аа Бб", "Cc Dd"))
        body = words(random)
        message: dict[str, object] = {
            "sender_name": _bytewise(sender),
            "timestamp_ms": epoch_ms(at),
            "content": _bytewise(body),
            "type": "Generic",
        }
        if number % 9 == 4:
            message["call_duration"] = 61
        found.append(message)
        other = "Cc Dd" if sender == "Аа Бб" else "Аа Бб"
        kind = "call" if number % 9 == 4 else "message"
        events.append({"kind": kind, "ts_utc": at, "actor_id": sender, "text": body, "target_ids": [other], "thread_id": "inbox/aabb_1"})
    people = [{"name": _bytewise("Аа Бб")}, {"name": "Cc Dd"}]
    document = {"participants": people, "messages": found, "title": _bytewise("Аа Бб"), "thread_path": "inbox/aabb_1"}
    return Made("meta_messages", {"message_1.json": json.dumps(document, indent=1).encode()}, events)


def _bytewise(text: str) -> str:
    return text.encode().decode("latin-1")


MAKERS = (records_html, older_html, messages_json)
