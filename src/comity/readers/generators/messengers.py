"""Databases of messengers, of the telephone's own lists, and of its backup."""

from __future__ import annotations

import plistlib
import struct
from datetime import timedelta
from random import Random

from comity.readers.generators.databases import Events, Rows, apple, database
from comity.readers.generators.made import Made, epoch_ms, moments, words

_CHAT, _GROUP = "77010000001@s.whatsapp.net", "77010000009-1700000000@g.us"


def _who(mine: int, sender: str | None, receiver: str) -> dict[str, object]:
    """Tell who speaks to whom, as a telephone that does not name its owner has it."""
    return {"actor_id": None, "target_ids": [receiver]} if mine else {"actor_id": sender, "target_ids": None}


def whatsapp_old(random: Random, count: int) -> Made:
    """Make `msgstore.db` as it was until 2021: the numbering row, a group, a position, the system's own lines."""
    script = """create table messages(_id integer primary key, key_remote_jid text, key_from_me integer,
        key_id text, status integer, data text,
        timestamp integer, media_wa_type text, media_caption text, media_name text, latitude real, longitude real, remote_resource text);"""
    rows: list[tuple[object, ...]] = [(1, "-1", 0, "-1", -1, None, 0, "0", None, None, 0.0, 0.0, None)]
    events: Events = [
        {"kind": "other", "ts_utc": None, "text": None, "thread_id": None, "direction": None, "actor_id": None, "target_ids": None}
    ]
    for number, at in enumerate(moments(random, count), start=2):
        body, mine = words(random), int(number % 3 == 0)
        chat, sender = (_GROUP, "77010000002@s.whatsapp.net") if number % 2 else (_CHAT, None)
        place = (43.25, 76.9) if number == 5 else (0.0, 0.0)
        system = number == 8
        rows.append(
            (
                number,
                chat,
                mine,
                f"K{number}",
                6 if system else 0,
                body,
                epoch_ms(at),
                "5" if number == 5 else "0",
                None,
                None,
                *place,
                sender,
            )
        )
        kind = "location" if number == 5 else "other" if system else "message"
        who = _who(mine, sender or chat, chat)
        events.append({"kind": kind, "ts_utc": at, "text": body, "thread_id": chat, "direction": "out" if mine else "in", **who})
    return Made("android_whatsapp", {"msgstore.db": database(script, {"messages": rows})}, events)


def whatsapp_new(random: Random, count: int) -> Made:
    """Make `msgstore.db` as it is since 2021: names in `jid`, media and positions beside, calls."""
    script = """
        create table jid(_id integer primary key, user text, server text, raw_string text);
        create table chat(_id integer primary key, jid_row_id integer, subject text);
        create table message(_id integer primary key, chat_row_id integer, from_me integer, key_id text,
            sender_jid_row_id integer, status integer,
                             timestamp integer, received_timestamp integer, message_type integer, text_data text, sort_id integer);
        create table message_media(message_row_id integer primary key, file_path text, mime_type text, media_caption text);
        create table message_location(message_row_id integer primary key, latitude real, longitude real, place_name text);
        create table call_log(_id integer primary key, jid_row_id integer, from_me integer, call_id text,
            timestamp integer, video_call integer,
                              duration integer, call_result integer);
    """
    people = [
        (1, "77010000001", "s.whatsapp.net", _CHAT),
        (2, "g", "g.us", _GROUP),
        (3, "77010000002", "s.whatsapp.net", "77010000002@s.whatsapp.net"),
    ]
    texts: list[tuple[object, ...]] = []
    calls: list[tuple[object, ...]] = []
    media = [(4, "Media/1.jpg", "image/jpeg", "подпись")]
    places = [(6, 43.25, 76.9, "Алматы")]
    events = Events()
    for number, at in enumerate(moments(random, max(count, 8)), start=1):
        body, mine, in_group = words(random), int(number % 3 == 0), number % 2 == 1
        chat = _GROUP if in_group else _CHAT
        bare = number in {4, 6}
        kind, code = ("location", 5) if number == 6 else ("other", 7) if number == 8 else ("message", 0)
        texts.append(
            (
                number,
                2 if in_group else 1,
                mine,
                f"K{number}",
                3 if in_group else 0,
                0,
                epoch_ms(at),
                0,
                code,
                None if bare else body,
                number,
            )
        )
        sender = "77010000002@s.whatsapp.net" if in_group else _CHAT
        who = _who(mine, sender, chat)
        shown = "подпись" if number == 4 else "Алматы" if number == 6 else body
        events.append({"kind": kind, "ts_utc": at, "text": shown, "thread_id": chat, **who})
        calls.append((number, 1, mine, f"C{number}", epoch_ms(at), 0, 30, 5))
        caller = _who(mine, _CHAT, _CHAT)
        events.append({"kind": "call", "ts_utc": at, "ts_end_utc": at + timedelta(seconds=30), "thread_id": _CHAT, **caller})
    rows: Rows = {"jid": people, "chat": [(1, 1, None), (2, 2, "Группа")], "message": texts,
        "message_media": media, "message_location": places,
                  "call_log": calls}  # fmt: skip
    return Made("android_whatsapp", {"msgstore.db": database(script, rows)}, events)


def whatsapp_contacts(random: Random, count: int) -> Made:
    """Make `wa.db`."""
    script = """create table wa_contacts(_id integer primary key, jid text, is_whatsapp_user boolean, status text, status_timestamp integer,
        number text, display_name text, wa_name text);"""
    rows: list[tuple[object, ...]] = []
    events = Events()
    for number, at in enumerate(moments(random, count), start=1):
        name = f"Имя {number}" if number % 2 else None
        rows.append((number, f"7701{number}@s.whatsapp.net", 1, words(random), epoch_ms(at), f"+7701{number}", name, "сам"))
        events.append({"kind": "contact", "ts_utc": at, "text": name or "сам", "target_ids": [f"7701{number}@s.whatsapp.net"]})
    return Made("android_whatsapp_contacts", {"wa.db": database(script, {"wa_contacts": rows})}, events)


def telegram(random: Random, count: int) -> Made:
    """Make `cache4.db`: serialized messages, one of a layout where no text follows the date; a group has a negative number."""
    script = """
        create table messages_v2(mid integer, uid integer, read_state integer, send_state integer, date integer, data blob, out integer,
                                 ttl integer, primary key(mid, uid));
        create table users(uid integer primary key, name text, status integer, data blob);
        create table chats(uid integer primary key, name text, data blob);
    """
    rows: list[tuple[object, ...]] = []
    events: Events = [{"kind": "contact", "text": "Аа Бб", "target_ids": ["77"]}]
    for number, at in enumerate(moments(random, count), start=1):
        body = "длинный " * 60 if number == 2 else words(random)
        mine, stamp = int(number % 3 == 0), int(at.timestamp())
        blob = struct.pack("<IIIi", 0x94345242, 0x100, number, 77) + struct.pack("<I", stamp)
        blob += b"\xff\xff\xff\xff" if number == 4 else _tl(body)
        peer = -900 if number == 5 else 77
        rows.append((number, peer, 1, 0, stamp, blob, mine, 0))
        who = _who(mine, "77" if peer > 0 else None, str(peer))
        events.append({"kind": "message", "ts_utc": at, "text": None if number == 4 else body, "thread_id": str(peer), **who})
    tables: Rows = {"messages_v2": rows, "users": [(77, "Аа Бб;;;aabb", 0, b"\0")], "chats": [(900, "Группа", b"\0")]}
    return Made("android_telegram", {"cache4.db": database(script, tables)}, events)


def _tl(text: str) -> bytes:
    """Write a string as TL does (https://core.telegram.org/mtproto/serialize)."""
    raw = text.encode()
    out = (bytes([len(raw)]) if len(raw) < 254 else b"\xfe" + len(raw).to_bytes(3, "little")) + raw
    return out + bytes(-len(out) % 4)


def viber(random: Random, count: int) -> Made:
    """Make `viber_messages`: people behind two tables, one of them the owner."""
    script = """
        create table messages(_id integer primary key, msg_date integer, send_type integer, status integer,
            body text, conversation_id integer,
                              participant_id integer, extra_mime integer, unread integer);
        create table conversations(_id integer primary key, name text);
        create table participants(_id integer primary key, conversation_id integer, participant_info_id integer);
        create table participants_info(_id integer primary key, number text, member_id text,
            contact_name text, viber_name text, display_name text);
    """
    people = [(1, "+77010000000", "m1", None, None, "me"), (2, "+77010000005", "m2", "Бб", "bb", "bb")]
    rows: list[tuple[object, ...]] = []
    events: Events = [
        {"kind": "contact", "target_ids": ["+77010000000"], "text": "me"},
        {"kind": "contact", "target_ids": ["+77010000005"], "text": "Бб"},
    ]
    for number, at in enumerate(moments(random, count), start=1):
        body, mine = words(random), number % 2
        rows.append((number, epoch_ms(at), mine, 1, body, 4, 11 if mine else 12, 0, 0))
        who: dict[str, object] = (
            {"actor_id": "+77010000000", "target_ids": ["+77010000005"]} if mine else {"actor_id": "+77010000005", "target_ids": None}
        )
        events.append({"kind": "message", "ts_utc": at, "text": body, "thread_id": "4", **who})
    tables: Rows = {"messages": rows, "conversations": [(4, None)], "participants": [(11, 4, 1), (12, 4, 2)], "participants_info": people}
    return Made("android_viber_messages", {"viber_messages": database(script, tables)}, events)


def ios_calls(random: Random, count: int) -> Made:
    """Make `CallHistory.storedata`: seconds since 2001 with a fraction, addresses as blobs."""
    script = """create table ZCALLRECORD(Z_PK integer primary key, Z_ENT integer, Z_OPT integer, ZANSWERED integer, ZCALLTYPE integer,
        ZORIGINATED integer, ZDATE timestamp, ZDURATION float, ZADDRESS blob, ZISO_COUNTRY_CODE varchar, ZNAME varchar);"""
    rows: list[tuple[object, ...]] = []
    events = Events()
    for number, at in enumerate(moments(random, count), start=1):
        mine = number % 2
        rows.append((number, 2, 1, 1, 1, mine, apple(at) + 0.25, 30.0, b"+77010000006", "kz", "Бб"))
        start = at + timedelta(milliseconds=250)
        who = _who(mine, "+77010000006", "+77010000006")
        events.append(
            {"kind": "call", "ts_utc": start, "ts_end_utc": start + timedelta(seconds=30), "direction": "out" if mine else "in", **who}
        )
    return Made("ios_calls", {"CallHistory.storedata": database(script, {"ZCALLRECORD": rows})}, events)


def ios_contacts(random: Random, count: int) -> Made:
    """Make `AddressBook.sqlitedb`: people, their numbers and mailboxes, labels."""
    script = """
        create table ABPerson(ROWID integer primary key, First text, Last text, Middle text, Organization text, CreationDate integer);
        create table ABMultiValue(UID integer primary key, record_id integer, property integer, label integer, value text);
        create table ABMultiValueLabel(value text);
    """
    people: list[tuple[object, ...]] = []
    values: list[tuple[object, ...]] = []
    events = Events()
    for number, at in enumerate(moments(random, count), start=1):
        people.append((number, "Аа", f"Бб{number}", None, None, apple(at)))
        values += [(2 * number, number, 3, 1, f"+7701{number}"), (2 * number + 1, number, 4, 1, "b@example.org")]
        events += [
            {"kind": "contact", "ts_utc": at, "text": f"Аа Бб{number}", "target_ids": None},
            {"kind": "contact", "ts_utc": None, "text": f"Аа Бб{number}", "target_ids": [f"+7701{number}"]},
            {"kind": "contact", "ts_utc": None, "text": f"Аа Бб{number}", "target_ids": None},
        ]
    tables: Rows = {"ABPerson": people, "ABMultiValue": values, "ABMultiValueLabel": [("_$!<Mobile>!$_",)]}
    return Made("ios_contacts", {"AddressBook.sqlitedb": database(script, tables)}, events)


def ios_whatsapp(random: Random, count: int) -> Made:
    """Make `ChatStorage.sqlite`: a group whose members stand in a table of their own, a position."""
    script = """
        create table ZWAMESSAGE(Z_PK integer primary key, ZISFROMME integer, ZMESSAGETYPE integer,
            ZCHATSESSION integer, ZGROUPMEMBER integer,
                                ZMEDIAITEM integer, ZMESSAGEDATE timestamp, ZSENTDATE timestamp,
                                    ZFROMJID varchar, ZTOJID varchar, ZTEXT varchar);
        create table ZWACHATSESSION(Z_PK integer primary key, ZCONTACTJID varchar, ZPARTNERNAME varchar);
        create table ZWAGROUPMEMBER(Z_PK integer primary key, ZMEMBERJID varchar);
        create table ZWAMEDIAITEM(Z_PK integer primary key, ZMEDIALOCALPATH varchar, ZLATITUDE float, ZLONGITUDE float, ZTITLE varchar);
    """
    rows: list[tuple[object, ...]] = []
    events = Events()
    for number, at in enumerate(moments(random, count), start=1):
        body, mine, in_group, placed = words(random), number % 3 == 0, number % 2 == 1, number == 4
        chat = _GROUP if in_group else _CHAT
        rows.append((number, int(mine), 5 if placed else 0, 2 if in_group else 1, 7 if in_group else None, 3 if placed else None,
                     apple(at) + 0.5, apple(at), None if mine else chat, None, None if placed else body))  # fmt: skip
        sender = "77010000002@s.whatsapp.net" if in_group else _CHAT
        who = _who(mine, sender, chat)
        when = at + timedelta(milliseconds=500)
        events.append(
            {"kind": "location" if placed else "message", "ts_utc": when, "text": "Дом" if placed else body, "thread_id": chat, **who}
        )
    tables: Rows = {
        "ZWAMESSAGE": rows,
        "ZWACHATSESSION": [(1, _CHAT, "Бб"), (2, _GROUP, "Группа")],
        "ZWAGROUPMEMBER": [(7, "77010000002@s.whatsapp.net")],
        "ZWAMEDIAITEM": [(3, None, 43.25, 76.9, "Дом")],
    }
    return Made("ios_whatsapp", {"ChatStorage.sqlite": database(script, tables)}, events)


def ios_backup_files(random: Random, count: int) -> Made:
    """Make `Manifest.db`: archived objects with sizes and times, one of them unreadable."""
    script = "create table Files(fileID text primary key, domain text, relativePath text, flags integer, file blob);"
    rows: list[tuple[object, ...]] = []
    events = Events()
    for number, at in enumerate(moments(random, count), start=1):
        objects = ["$null", {"LastModified": int(at.timestamp()), "Size": 5, "Mode": 33188}]
        blob = plistlib.dumps({"$top": {"root": plistlib.UID(1)}, "$objects": objects}, fmt=plistlib.FMT_BINARY)
        rows.append((f"{number:040x}", "HomeDomain", f"Library/SMS/{number}.db", 1, b"bplist00broken" if number == 3 else blob))
        events.append(
            {
                "kind": "file",
                "ts_utc": None if number == 3 else at,
                "text": f"HomeDomain/Library/SMS/{number}.db",
                "target_ids": [f"{number:040x}"],
            }
        )
    return Made(
        "ios_backup_files", {"Manifest.db": database(script, {"Files": rows})}, events, notes=["times stand inside archived objects"]
    )


def ios_backup_info(random: Random, count: int) -> Made:
    """Make `Info.plist` of a backup."""
    at = moments(random, count)[0]
    facts = {
        "Device Name": "Телефон", "IMEI": "490154203237518", "ICCID": "8997000000000000001",
            "Phone Number": "+77010000000", "Product Type": "iPhone0,0",
        "Last Backup Date": at.replace(tzinfo=None), "Target Identifier": "00000000",
            "Unique Identifier": "0000", "Installed Applications": ["a.example"],
    }  # fmt: skip
    row: dict[str, object] = {
        "kind": "device",
        "ts_utc": at,
        "device_id": "490154203237518",
        "account_id": "+77010000000",
        "text": "Телефон",
    }
    return Made("ios_backup_info", {"Info.plist": plistlib.dumps(facts)}, [row])


MAKERS = (
    whatsapp_old, whatsapp_new, whatsapp_contacts, telegram, viber, ios_calls, ios_contacts, ios_whatsapp,
        ios_backup_files, ios_backup_info,
)  # fmt: skip
