"""Telephones and computers: databases of messengers, a web server's log, one mail in a file."""

from __future__ import annotations

import sqlite3
from datetime import timedelta, timezone
from random import Random

from comity.readers.generators.made import Made, address, epoch_ms, moments, words

_SINCE_2001_S = 978_307_200


def _database(script: str, rows: dict[str, list[tuple[object, ...]]]) -> bytes:
    with sqlite3.connect(":memory:") as database:
        database.executescript(script)
        for table, found in rows.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                database.executemany(f"insert into {table} values ({marks})", found)  # noqa: S608 - names are ours
        database.commit()
        data = bytes(database.serialize())
    database.close()
    return data


def viber(random: Random, count: int) -> Made:
    """Make `viber_data`."""
    script = (
        "create table calls(_id integer primary key, number text, date integer, duration integer, type integer, viber_call_type integer);"
    )
    found = moments(random, count)
    rows = [(number + 1, "+77010000001", epoch_ms(at), 12, 1, 0) for number, at in enumerate(found)]
    events = [{"kind": "call", "ts_utc": at, "actor_id": "+77010000001", "direction": "in"} for at in found]
    return Made("android_viber", {"viber_data": _database(script, {"calls": list(rows)})}, list(events))


def ios_messages(random: Random, count: int) -> Made:
    """Make `sms.db` with times in nanoseconds."""
    script = (
        "create table handle(ROWID integer primary key, id text, service text); "
        "create table message(ROWID integer primary key, text text, date integer, is_from_me integer, handle_id integer, "
        "service text, guid text, account text); create table chat_message_join(chat_id integer, message_id integer);"
    )
    rows: list[tuple[object, ...]] = []
    events: list[dict[str, object]] = [{"kind": "contact", "target_ids": ["+77010000001"]}]
    for number, at in enumerate(moments(random, count)):
        mine = number % 2
        body = words(random)
        rows.append((number + 1, body, int(at.timestamp() - _SINCE_2001_S) * 1_000_000_000, mine, 1, "iMessage", f"g{number}", "a"))
        target = ["+77010000001"] if mine else None
        events.append(
            {"kind": "message", "ts_utc": at, "target_ids": target, "text": body, "direction": "out" if mine else "in", "thread_id": "7"}
        )
    tables: dict[str, list[tuple[object, ...]]] = {
        "handle": [(1, "+77010000001", "iMessage")],
        "message": rows,
        "chat_message_join": [(7, number + 1) for number in range(len(rows))],
    }
    return Made("ios_messages", {"sms.db": _database(script, tables)}, events)


def skype(random: Random, count: int) -> Made:
    """Make `main.db` of Skype."""
    script = (
        "create table Messages(id integer primary key, author text, from_dispname text, timestamp integer, body_xml text, "
        "dialog_partner text, chatname text, type integer);"
    )
    found = [(at, words(random)) for at in moments(random, count)]
    rows = [(number + 1, "aa", "Аа", int(at.timestamp()), body, "bb", "c", 61) for number, (at, body) in enumerate(found)]
    events = [
        {"kind": "message", "ts_utc": at, "actor_id": "aa", "target_ids": ["bb"], "thread_id": "c", "text": body} for at, body in found
    ]
    return Made("skype", {"main.db": _database(script, {"Messages": list(rows)})}, list(events))


def kik(random: Random, count: int) -> Made:
    """Make `kik.sqlite`."""
    script = (
        "create table ZKIKUSER(Z_PK integer primary key, ZUSERNAME text, ZDISPLAYNAME text, ZJID text);"
        "create table ZKIKMESSAGE(Z_PK integer primary key, ZUSER integer, ZBODY text, ZTIMESTAMP real, ZTYPE integer, ZSTATE integer);"
    )
    found = [(at, words(random)) for at in moments(random, count)]
    rows = [(number + 1, 1, body, at.timestamp() - _SINCE_2001_S, 1, 0) for number, (at, body) in enumerate(found)]
    events: list[dict[str, object]] = [{"kind": "contact", "target_ids": ["bb"], "text": "Бб"}]
    events += [{"kind": "message", "ts_utc": at, "actor_id": "bb", "text": body, "direction": "in"} for at, body in found]
    return Made("ios_kik", {"kik.sqlite": _database(script, {"ZKIKUSER": [(1, "bb", "Бб", "bb@j")], "ZKIKMESSAGE": list(rows)})}, events)


def access_log(random: Random, count: int) -> Made:
    """Make the log of a web server, with one line that is none."""
    out, events = [], []
    zone = timezone(timedelta(hours=5))
    for number, at in enumerate(moments(random, count)):
        ip = address(random)
        out.append(f'{ip} - - [{at.astimezone(zone):%d/%b/%Y:%H:%M:%S %z}] "GET /{number} HTTP/1.1" 200 12 "-" "x"')
        events.append({"kind": "visit", "ts_utc": at, "ip": ip, "text": f"GET /{number} HTTP/1.1", "ts_zone": "+05:00"})
    out.append("no line of a log")
    return Made("apache_access", {"access.log": "\n".join(out).encode()}, events, quarantined=1)


def one_mail(random: Random, count: int) -> Made:
    """Make one mail in a file, headers only."""
    at = moments(random, count)[-1]
    head = f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\nX-Originating-IP: [192.0.2.9]\nFrom: <A@example.org>\nTo: b@example.org\n\n"
    events: list[dict[str, object]] = [
        {"kind": "mail", "ts_utc": at, "ip": "192.0.2.9", "actor_id": "a@example.org", "target_ids": ["b@example.org"]}
    ]
    return Made("single_mail", {"1.eml_hdr.eml": head.encode()}, events)


MAKERS = (viber, ios_messages, skype, kik, access_log, one_mail)
