"""Social networks: X, TikTok in three forms, VKontakte, Skype."""

from __future__ import annotations

import html
import json
from random import Random

from comity.readers.generators.made import Made, address, moments, words
from comity.readers.generators.printed import pdf, workbook

_ME, _PEER = "100001", "100002"
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_PAGE = 30


def x_posts(random: Random, count: int) -> Made:
    """Make X's text of posts: objects between lines of stars, a repost within a post."""
    out = []
    events: list[dict[str, object]] = []
    for number, at in enumerate(moments(random, count)):
        ident, text = str(1_700_000_000_000 + number), words(random)
        post: dict[str, object] = {"created_at": at.strftime("%a %b %d %H:%M:%S +0000 %Y"), "id_str": ident, "full_text": text}
        if number % 4 == 1:
            post["retweeted_status"] = {"id_str": "1", "full_text": "{]", "created_at": "x"}
        out.append(f"**** id: {ident} ****\n" + json.dumps({"tweet": post}, indent=2, ensure_ascii=False) + "\n")
        row: dict[str, object] = {"kind": "message", "ts_utc": at, "actor_id": _ME, "account_id": _ME, "text": text, "txid": ident}
        events.append(row | {"ts_zone": "+00:00"})
    return Made("x_records", {f"{_ME}-tweets.txt": "\n".join(out).encode()}, events)


def x_messages(random: Random, count: int) -> Made:
    """Make X's text of direct messages: conversations of some messages."""
    out = []
    events: list[dict[str, object]] = []
    for start, at in enumerate(moments(random, max(count // 3, 1))):
        thread = f"{_ME}-{_PEER}{start}"
        messages = []
        for number in range(3):
            ident, text = f"{start}{number:03d}", words(random)
            sender, other = ((_ME, _PEER), (_PEER, _ME))[number % 2]
            message = {"recipientId": other, "senderId": sender, "id": ident, "text": text, "reactions": [], "urls": [], "mediaUrls": []}
            messages.append({"messageCreate": message | {"createdAt": at.strftime("%Y-%m-%dT%H:%M:%S.000Z")}})
            row: dict[str, object] = {
                "kind": "message",
                "ts_utc": at,
                "actor_id": sender,
                "target_ids": [other],
                "thread_id": thread,
                "text": text,
            }
            events.append(row | {"direction": "out" if sender == _ME else "in", "txid": ident})
        document = {"dmConversation": {"conversationId": thread, "messages": messages}}
        out.append(f"**** conversationId: {thread} ****\n" + json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return Made("x_records", {f"{_ME}-direct-messages.txt": "\n".join(out).encode()}, events)


def x_logins(random: Random, count: int) -> Made:
    """Make X's audit of addresses."""
    out = []
    events: list[dict[str, object]] = []
    for at in moments(random, count):
        ip = address(random)
        out.append(json.dumps({"ipAudit": {"accountId": _ME, "createdAt": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "loginIp": ip}}, indent=2))
        events.append({"kind": "login", "ts_utc": at, "ip": ip, "account_id": _ME})
    return Made("x_records", {f"{_ME}-ip-audit.txt": "\n".join(out).encode()}, events)


def tiktok_export(random: Random, count: int) -> Made:
    """Make a user's export from TikTok: lists at several depths, UTC stated only for messages."""
    logins, searches, chat = [], [], []
    events: list[dict[str, object]] = []
    for at in moments(random, count):
        ip, text = address(random), words(random)
        logins.append({"Date": f"{at:%Y-%m-%d %H:%M:%S} UTC", "IP": ip, "DeviceModel": "x"})
        searches.append({"Date": f"{at:%Y-%m-%d %H:%M:%S}", "SearchTerm": text})
        sender = random.choice(("peer", "me"))
        chat.append({"Date": f"{at:%Y-%m-%d %H:%M:%S} UTC", "From": sender, "Content": text})
        events.append({"kind": "login", "ts_utc": at, "ip": ip, "text": None, "thread_id": None})
        events.append({"kind": "search", "ts_utc": None, "ip": None, "text": text, "thread_id": None})
        events.append({"kind": "message", "ts_utc": at, "ip": None, "text": text, "thread_id": "peer"})
    document = {
        "Activity": {"Login History": {"LoginHistoryList": logins}, "Search History": {"SearchList": searches}},
        "Direct Messages": {"Chat History": {"ChatHistory": {"Chat History with peer:": chat}}},
        "App Settings": {"Settings": {"SettingsMap": {"a": "b"}}},
    }
    return Made("tiktok_export", {"user_data_tiktok.json": json.dumps(document, ensure_ascii=False).encode()}, events)


ADDRESS_COLUMNS = ("Time", "Active Start Time", "IP", "Country")
"""Columns of TikTok's workbook of addresses."""


def tiktok_sheet(random: Random, count: int) -> Made:
    """Make TikTok's workbook of addresses, whose times wait for a zone."""
    rows: list[list[object]] = [list(ADDRESS_COLUMNS)]
    events: list[dict[str, object]] = []
    for at in moments(random, count):
        ip = address(random)
        rows.append([f"{at:%Y-%m-%d %H:%M:%S}", f"{at:%Y-%m-%d %H:%M:%S}", ip, "KG"])
        events.append({"kind": "login", "ts_utc": None, "ts_basis": "unknown", "ts_raw": f"{at:%Y-%m-%d %H:%M:%S}", "ip": ip})
    return Made("tiktok_tables", {"target - IP Data.xlsx": workbook({"IP Data": rows})}, events)


def tiktok_pages(random: Random, count: int) -> Made:
    """Make TikTok's printed pages: a footer that falls within records."""
    lines = []
    events: list[dict[str, object]] = []
    for at in moments(random, count):
        ip, port = address(random), random.randint(1024, 65535)
        lines += [f"Date: {at:%m/%d/%Y %I:%M:%S%p} (UTC +00)", f"IP: {ip}", f"IP Port: {port}", "Country: KG"]
        events.append({"kind": "login", "ts_utc": at, "ip": ip, "port": port})
    pages: list[list[str]] = []
    for start in range(0, len(lines), _PAGE):
        head = ["IP Session History"] if not start else []
        pages.append([*head, *lines[start : start + _PAGE], str(len(pages) + 1), "TikTok Pte. Ltd.", "Confidential & Proprietary"])
    return Made("tiktok_pages", {"App/IPSessionHistory_1.pdf": pdf(pages)}, events)


def vk_messages(random: Random, count: int) -> Made:
    """Make a conversation of VKontakte's archive: windows-1251, the owner as `Вы`, times without a zone."""
    out = []
    events: list[dict[str, object]] = []
    for number, at in enumerate(reversed(moments(random, count))):
        text = random.choice(("встреча завтра", "да & нет", "перевод <готов>"))
        mine = number % 2 == 0
        author = "Вы" if mine else '<a href="https://vk.com/id100002">Аа Бб</a>'
        stamp = f"{at.day} {_MONTHS[at.month - 1]} {at.year} в {at.hour}:{at:%M:%S}"
        edited = '<span class="message-edited" title="x"> (ред.)</span>' if number % 5 == 3 else ""
        attached = (
            '<div class="kludges"><div class="attachment"><div class="attachment__description">Фотография</div>'
            "<a class='attachment__link' href='https://media.example/x.jpg'>x</a></div></div>"
        )
        out.append(
            f'<div class="item"><div class="item__main"><div class="message" data-id="{number}">\n'
            f'<div class="message__header">{author}, {stamp}{edited}</div>\n'
            f"<div>{html.escape(text)}{attached if number % 3 == 1 else ''}</div>"
            "</div></div></div>\n"
        )
        row: dict[str, object] = {
            "kind": "message",
            "ts_utc": None,
            "ts_raw": stamp,
            "text": text,
            "actor_id": None if mine else "id100002",
        }
        events.append(row | {"direction": "out" if mine else "in", "thread_id": "100002", "txid": str(number)})
    page = f'<html><head><meta charset="windows-1251"><title>ВКонтакте</title></head><body>{"".join(out)}</body></html>'
    return Made("vk_messages", {"Archive/messages/100002/messages0.html": page.encode("cp1251")}, events)


def skype_export(random: Random, count: int) -> Made:
    """Make a user's export from Skype: a conversation with a person and one of a group, a call among the messages."""
    events: list[dict[str, object]] = []
    conversations = []
    for ident, name in (("8:live:peer", "Аа"), ("19:group@thread.skype", None)):
        messages = []
        for number, at in enumerate(reversed(moments(random, max(count // 2, 1)))):
            mine, call = number % 2 == 0, number % 7 == 5
            text = words(random).replace("<", "")
            message: dict[str, object] = {"id": f"{name}{number}", "originalarrivaltime": at.strftime("%Y-%m-%dT%H:%M:%S.000Z")}
            message |= {
                "messagetype": "Event/Call" if call else "RichText",
                "content": f"<b>{html.escape(text)}</b>",
                "conversationid": ident,
            }
            messages.append(message | {"from": "8:live:me" if mine else "8:live:peer", "properties": None, "displayName": None})
            row: dict[str, object] = {
                "kind": "call" if call else "message",
                "ts_utc": at,
                "actor_id": "live:me" if mine else "live:peer",
                "thread_id": ident,
            }
            events.append(row | {"text": text, "direction": "out" if mine else "in", "account_id": "live:me"})
        conversations.append({"id": ident, "displayName": name, "version": 1, "properties": {"a": [1]}, "MessageList": messages})
        events.append({"kind": "other", "thread_id": ident, "text": name, "account_id": "live:me"})
    document = {"userId": "8:live:me", "exportDate": "2024-12-01T00:00", "conversations": conversations}
    return Made("skype_export", {"messages.json": json.dumps(document, ensure_ascii=False).encode()}, events)


def discord_account(random: Random, count: int) -> Made:
    """Make Discord's answer about an account: fields of which some are not held, sessions newest first."""
    created, *times = moments(random, count + 1)
    ident = str((int(created.timestamp() * 1000) - 1_420_070_400_000) << 22)
    stamp = f"{created:%Y-%m-%d %H:%M:%S}"
    fields = {
        "User ID": ident,
        "Username": "target#0",
        "Email": "target@example.org",
        "Phone number": "Not found",
        "Registration IP": "192.0.2.9",
    }
    fields |= {"Registration Time (UTC)": stamp}
    kinds = {"Registration IP": "registration", "Registration Time (UTC)": "registration"}
    out = [f"{label}:".ljust(29) + value for label, value in fields.items()]
    events: list[dict[str, object]] = []
    for label, value in fields.items():
        if value != "Not found":
            is_address = label.endswith("IP")
            row: dict[str, object] = {"kind": kinds.get(label, "subscriber"), "text": None if is_address else value, "account_id": ident}
            events.append(row | {"ip": value if is_address else None, "ts_utc": created if "Time" in label else None, "defects": []})
    out += ["", "Session Start (UTC)    IP Address"]
    for number, at in enumerate(reversed(times)):
        ip = "2001:db8::1f" if number % 4 == 2 else address(random)
        out.append(f"{at:%Y-%m-%d %H:%M:%S}    {ip}")
        events.append({"kind": "login", "text": None, "account_id": ident, "ip": ip, "ts_utc": at, "defects": []})
    return Made("discord_account", {"user_info.txt": "\r\n".join(out).encode()}, events)


MAKERS = (x_posts, x_messages, x_logins, tiktok_export, tiktok_sheet, tiktok_pages, vk_messages, skype_export, discord_account)
