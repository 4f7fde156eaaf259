"""Chats: WhatsApp of both kinds, Telegram as JSON and HTML, Discord, Snapchat's tables."""

from __future__ import annotations

import csv
import html
import io
import json
from datetime import datetime, timedelta, timezone
from random import Random

from comity.readers.generators.made import Made, moments, words

_ALMATY = timezone(timedelta(hours=6))


def whatsapp_android(random: Random, count: int) -> Made:
    """Make an Android chat: day first, no seconds, messages over several lines, lines of the program itself."""
    out = ["05/01/2024, 07:59 - Messages and calls are end-to-end encrypted."]
    zone = timezone(timedelta(hours=6))
    events: list[dict[str, object]] = [{"kind": "other", "ts_utc": datetime(2024, 1, 5, 7, 59, tzinfo=zone), "actor_id": None}]
    for at in moments(random, max(count, 30)):
        local = at.astimezone(_offset(at))
        text = random.choice((words(random), "первая\nвторая\n\nтретья: да", "IMG-20240105-WA0001.jpg (file attached)"))
        out.append(f"{local:%d/%m/%Y, %H:%M} - Аа Бб: {text}")
        events.append(
            {"kind": "message", "ts_utc": at.replace(second=0), "actor_id": "Аа Бб", "text": text, "ts_basis": "case_assumed_zone"}
        )
    return Made("whatsapp_chat", {"WhatsApp Chat with X.txt": ("\n".join(out) + "\n").encode()}, events, zone="Asia/Almaty")


def whatsapp_ios(random: Random, count: int) -> Made:
    """Make an iOS chat in the American manner: month first, twelve hours, narrow spaces, hidden marks; no zone is given."""
    out: list[str] = []
    events: list[dict[str, object]] = []
    for at in moments(random, max(count, 30)):
        text = words(random)
        hour = at.hour % 12 or 12
        stamp = f"{at.month}/{at.day}/{at:%y}, {hour}:{at:%M:%S}\u202f{'AM' if at.hour < 12 else 'PM'}"
        out.append(f"\u200e[{stamp}] Аа: {text}")
        events.append({"kind": "message", "ts_utc": None, "ts_basis": "unknown", "actor_id": "Аа", "text": text})
    return Made("whatsapp_chat", {"_chat.txt": ("\r\n".join(out) + "\r\n").encode()}, events)


def _offset(at: datetime) -> timezone:
    """Return Almaty's offset: UTC+6 until the end of February 2024, UTC+5 from then on."""
    changed = datetime(2024, 2, 29, 18, 0, tzinfo=timezone.utc)  # noqa: UP017 - one name for both
    return timezone(timedelta(hours=6 if at < changed else 5))


def telegram_json(random: Random, count: int) -> Made:
    """Make `result.json` of a whole account: several chats, text in parts, services."""
    chats, events = [], []
    found = moments(random, count)
    for number in range(0, count, 5):
        ident = 5000 + number
        messages: list[dict[str, object]] = []
        for at in found[number : number + 5]:
            body = words(random)
            text: object = [body, {"type": "link", "text": " x{y"}] if random.random() < 0.3 else body
            plain = body if isinstance(text, str) else body + " x{y"
            stamp = {"date": at.astimezone(_ALMATY).strftime("%Y-%m-%dT%H:%M:%S"), "date_unixtime": str(int(at.timestamp()))}
            messages.append({"id": len(messages), "type": "message", **stamp, "from": "Аа", "from_id": "user77", "text": text})
            events.append(
                {"kind": "message", "ts_utc": at, "ts_basis": "epoch", "actor_id": "user77", "text": plain, "thread_id": str(ident)}
            )
        chats.append({"name": "Чат", "type": "personal_chat", "id": ident, "messages": messages})
    document = {"about": "x", "contacts": {"about": "y", "list": [{"first_name": "Z"}]}, "chats": {"about": "c", "list": chats}}
    return Made("telegram_export", {"result.json": json.dumps(document, ensure_ascii=False, indent=1).encode()}, events)


def telegram_html(random: Random, count: int) -> Made:
    """Make `messages.html`: the sender's name only where it changes, the zone in the tooltip."""
    out = ['<html><body><div class="page_header"><div class="content"><div class="text bold">\nЧат\n</div></div></div>']
    events: list[dict[str, object]] = []
    previous = None
    for number, at in enumerate(moments(random, count)):
        sender = random.choice(("Аа", "Бб"))
        body = random.choice((words(random), "a < b & c"))
        local = at.astimezone(_ALMATY)
        joined = " joined" if sender == previous else ""
        out.append(f'<div class="message default clearfix{joined}" id="message{number}">\n<div class="body">')
        out.append(f'<div class="pull_right date details" title="{local:%d.%m.%Y %H:%M:%S} UTC+06:00">{local:%H:%M}</div>')
        if not joined:
            out.append(f'<div class="from_name">\n{sender} </div>')
        out.append(f'<div class="text">\n{html.escape(body)}\n</div></div></div>')
        previous = sender
        events.append({"kind": "message", "ts_utc": at, "actor_id": sender, "text": body, "thread_id": "Чат", "ts_zone": "+06:00"})
    return Made("telegram_html", {"messages.html": "\n".join(out).encode()}, events)


def discord(random: Random, count: int) -> Made:
    """Make a conversation as CSV: line breaks in cells, some times missing, links that must not be followed."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Channel ID", "Message ID", "Author ID", "Timestamp", "Username", "Contents", "Attachments"])
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        snowflake = (int(at.timestamp() * 1000) - 1_420_070_400_000) << 22
        body = random.choice((words(random), "two\nlines, and a comma"))
        stamp = "" if number % 4 == 1 else at.isoformat()
        writer.writerow(["55", snowflake, "77", stamp, "aa", body, "https://cdn.example/a.png"])
        events.append({"kind": "message", "ts_utc": at, "actor_id": "77", "thread_id": "55", "text": body, "txid": str(snowflake)})
    return Made("discord", {"messages/dms/55.csv": out.getvalue().encode()}, events)


def snapchat(random: Random, count: int) -> Made:
    """Make two tables in one file, times of both ages."""
    out = [
        '"Legend: chats of the account,\nover two lines"',
        "=" * 40,
        "content_type,sender_username,recipient_username,conversation_id,text,timestamp",
    ]
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        body = words(random)
        stamp = at.strftime("%a %b %d %H:%M:%S UTC %Y" if number % 2 else "%Y-%m-%d %H:%M:%S UTC")
        out.append(f'TEXT,aa,bb,c-1,"{body}",{stamp}')
        events.append(
            {"kind": "message", "ts_utc": at, "actor_id": "aa", "target_ids": ["bb"], "thread_id": "c-1", "text": body, "ip": None}
        )
    out += ["", '"Legend: logins"', "=" * 40, "ip,type,status,timestamp"]
    for at in moments(random, count):
        out.append(f"198.51.100.7,LOGIN,ok,{at:%Y-%m-%d %H:%M:%S} UTC")
        events.append(
            {"kind": "login", "ts_utc": at, "actor_id": None, "target_ids": None, "thread_id": None, "text": None, "ip": "198.51.100.7"}
        )
    return Made("snapchat", {"chats.csv": "\n".join(out).encode()}, events)


MAKERS = (whatsapp_android, whatsapp_ios, telegram_json, telegram_html, discord, snapchat)
