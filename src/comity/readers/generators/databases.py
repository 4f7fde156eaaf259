"""Databases of telephones and browsers, with the tables and columns of their published layouts and with what is odd about each."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from comity.readers.generators.made import Made, epoch_ms, moments, words

_APPLE = 978_307_200
_WEBKIT = 11_644_473_600
Rows = Mapping[str, Sequence[tuple[object, ...]]]
Events = list[dict[str, object]]


def database(script: str, rows: Rows, *, page: int = 1024, encoding: str = "UTF-8") -> bytes:
    """Make a database file: small pages, so that even short tables fill several.

    Args:
        script: the statements that make its tables.
        rows: rows by table.
        page: bytes of a page.
        encoding: of its text.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.db"
        connection = sqlite3.connect(path)
        connection.execute(f"pragma page_size={page}")
        connection.execute(f"pragma encoding='{encoding}'")
        connection.executescript(script)
        for table, found in rows.items():
            if found:
                connection.executemany(f'insert into "{table}" values ({", ".join("?" * len(found[0]))})', found)  # noqa: S608 - ours
        connection.commit()
        connection.close()
        return path.read_bytes()


def webkit(at: datetime) -> int:
    """Return microseconds since 1601."""
    return (int(at.timestamp()) + _WEBKIT) * 1_000_000


def apple(at: datetime) -> int:
    """Return seconds since 2001."""
    return int(at.timestamp()) - _APPLE


def chromium(random: Random, count: int) -> Made:
    """Make `History`: visits, one of a page that is gone; downloads with a chain of addresses; searches; a trigger and a view that lie."""
    script = """
        create table meta(key text primary key, value text);
        create table urls(id integer primary key, url text, title text, visit_count integer, typed_count integer, last_visit_time integer,
                          hidden integer);
        create table visits(id integer primary key, url integer, visit_time integer, from_visit integer, transition integer,
                            segment_id integer, visit_duration integer, new_column_of_next_year integer);
        create table downloads(id integer primary key, guid text, current_path text, target_path text, start_time integer,
                               received_bytes integer, total_bytes integer, state integer, end_time integer, mime_type text);
        create table downloads_url_chains(id integer, chain_index integer, url text);
        create table keyword_search_terms(keyword_id integer, url_id integer, term text, normalized_term text);
        create view visits_of_nobody as select * from visits;
        create trigger lies after insert on meta begin delete from visits; end;
    """
    found = moments(random, count)
    urls, visits, events = [], [], Events()
    for number, at in enumerate(found, start=1):
        title = words(random)
        gone = number == 3
        url = f"https://example.org/{number}"
        if not gone:
            urls.append((number, url, title, 1, 0, webkit(at), 0))
        visits.append((number, number, webkit(at), 0, 0x30000001, 0, 5_000_000, None))
        events.append(
            {
                "kind": "visit",
                "ts_utc": at,
                "ts_end_utc": at + timedelta(seconds=5),
                "target_ids": None if gone else [url],
                "text": None if gone else title,
            }
        )
    downloads, chains, terms = [], [], []
    for number, at in enumerate(found[: count // 3], start=1):
        downloads.append(
            (number, "g", "/x.part", f"/srv/a/файл{number}.zip", webkit(at), 9, 9, 1, webkit(at) + 7_000_000, "application/zip")
        )
        chain = [f"https://example.net/{number}", f"https://example.com/{number}"]
        chains += [(number, place, url) for place, url in enumerate(chain)]
        events.append(
            {
                "kind": "file",
                "ts_utc": at,
                "ts_end_utc": at + timedelta(seconds=7),
                "target_ids": chain,
                "text": f"/srv/a/файл{number}.zip",
            }
        )
    terms.append((2, 1, "Как перевести", "как перевести"))
    events.append({"kind": "search", "ts_utc": found[0], "text": "Как перевести", "target_ids": ["https://example.org/1"]})
    rows: Rows = {"urls": urls, "visits": visits, "downloads": downloads, "downloads_url_chains": chains, "keyword_search_terms": terms}
    return Made("chromium_history", {"History": database(script, rows)}, events, notes=["column: visits.new_column_of_next_year"])


def firefox(random: Random, count: int) -> Made:
    """Make `places.sqlite`: microseconds, a download among the visits, bookmarks and a folder."""
    script = """
        create table moz_places(id integer primary key, url text, title text, visit_count integer, hidden integer);
        create table moz_historyvisits(id integer primary key, from_visit integer, place_id integer, visit_date integer, visit_type integer,
                                       session integer);
        create table moz_bookmarks(id integer primary key, type integer, fk integer, parent integer, position integer, title text,
                                   dateAdded integer, lastModified integer, guid text);
    """
    found = [at + timedelta(microseconds=random.randrange(1_000_000)) for at in moments(random, count)]
    places, visits, events = [], [], Events()
    for number, at in enumerate(found, start=1):
        title, kind = words(random), 7 if number == 2 else 1
        places.append((number, f"https://example.org/{number}", title, 1, 0))
        visits.append((number, 0, number, epoch_us(at), kind, 0))
        what = "file" if kind == 7 else "visit"
        events.append({"kind": what, "ts_utc": at, "target_ids": [f"https://example.org/{number}"], "text": title})
    marks = [(1, 2, None, 0, 0, "Папка", epoch_us(found[0]), 0, "a"), (2, 1, 1, 1, 0, "Mark", epoch_us(found[0]), 0, "b")]
    events += [
        {"kind": "other", "ts_utc": found[0], "text": "Папка", "target_ids": None},
        {"kind": "other", "ts_utc": found[0], "text": "Mark", "target_ids": ["https://example.org/1"]},
    ]
    rows: Rows = {"moz_places": places, "moz_historyvisits": visits, "moz_bookmarks": list(marks)}
    return Made("firefox_places", {"places.sqlite": database(script, rows, encoding="UTF-16le")}, events)


def epoch_us(at: datetime) -> int:
    """Return microseconds since 1970."""
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def safari(random: Random, count: int) -> Made:
    """Make `History.db`: fractions of a second since 2001, a deletion of all that came before."""
    script = """
        create table history_items(id integer primary key, url text, domain_expansion text, visit_count integer);
        create table history_visits(id integer primary key, history_item integer, visit_time real, title text, load_successful boolean,
                                    redirect_source integer, redirect_destination integer, origin integer);
        create table history_tombstones(id integer primary key, start_time real, end_time real, url text, generation integer);
    """
    items, visits, events = [], [], Events()
    found = moments(random, count)
    for number, at in enumerate(found, start=1):
        title = words(random)
        items.append((number, f"https://example.org/{number}", "example", 1))
        visits.append((number + 35, number, apple(at) + 0.5, title, 1, None, None, 0))
        events.append(
            {"kind": "visit", "ts_utc": at + timedelta(milliseconds=500), "text": title, "target_ids": [f"https://example.org/{number}"]}
        )
    gone = [(1, -63114076800.0, apple(found[0]) + 0.0, None, 1)]
    events.append({"kind": "other", "ts_utc": None, "ts_end_utc": found[0]})
    return Made(
        "safari_history",
        {"History.db": database(script, {"history_items": items, "history_visits": visits, "history_tombstones": list(gone)})},
        events,
    )


def sms(random: Random, count: int) -> Made:
    """Make `mmssms.db`: milliseconds for texts, seconds for multimedia messages; a long text over several pages; a draft."""
    script = """
        create table sms(_id integer primary key, thread_id integer, address text, person integer, date integer, date_sent integer,
                         read integer, status integer, type integer, body text, service_center text);
        create table pdu(_id integer primary key, thread_id integer, date integer, msg_box integer, m_type integer, sub text);
        create table addr(_id integer primary key, msg_id integer, contact_id integer, address text, type integer, charset integer);
        create table part(_id integer primary key, mid integer, seq integer, ct text, name text, cl text, _data text, text text);
    """
    texts, pdus, addresses, parts, events = [], [], [], [], Events()
    for number, at in enumerate(moments(random, count), start=1):
        body = "длинное " * 900 if number == 4 else words(random)
        mine = number % 3 == 0
        texts.append((number, 7, "+77010000001", None, epoch_ms(at), epoch_ms(at) - 900, 1, -1, 2 if mine else 1, body, "+77010000099"))
        who: dict[str, object] = (
            {"actor_id": None, "target_ids": ["+77010000001"]} if mine else {"actor_id": "+77010000001", "target_ids": None}
        )
        events.append({"kind": "sms", "ts_utc": at, "text": body, "thread_id": "7", "direction": "out" if mine else "in", **who})
    for number, at in enumerate(moments(random, max(count // 4, 1)), start=1):
        body = words(random)
        pdus.append((number, 8, int(at.timestamp()), 1, 132, None))
        addresses += [(2 * number, number, 0, "+77010000002", 137, 106), (2 * number + 1, number, 0, "+77010000003", 151, 106)]
        parts += [
            (2 * number, number, 0, "text/plain", None, None, None, body),
            (2 * number + 1, number, 1, "image/jpeg", "a.jpg", None, "/p/1", None),
        ]
        events.append(
            {
                "kind": "sms",
                "ts_utc": at,
                "text": body,
                "thread_id": "8",
                "direction": "in",
                "actor_id": "+77010000002",
                "target_ids": ["+77010000003"],
            }
        )
    return Made("android_sms", {"mmssms.db": database(script, {"sms": texts, "pdu": pdus, "addr": addresses, "part": parts})}, events)


_CALLS = """create table calls(_id integer primary key, number text, date integer, duration integer, type integer, new integer, name text,
            countryiso text, subscription_id text);"""


def _calls(random: Random, count: int) -> tuple[list[tuple[object, ...]], Events]:
    rows: list[tuple[object, ...]] = []
    events = Events()
    for number, at in enumerate(moments(random, count), start=1):
        kind, seconds = random.choice(((1, 61), (2, 5), (3, 0)))
        rows.append((number, "+77010000004", epoch_ms(at), seconds, kind, 0, "Бб", "KZ", "8997000000000000001"))
        mine = kind == 2
        end = at + timedelta(seconds=seconds) if seconds else None
        who: dict[str, object] = (
            {"actor_id": None, "target_ids": ["+77010000004"]} if mine else {"actor_id": "+77010000004", "target_ids": None}
        )
        events.append({"kind": "call", "ts_utc": at, "ts_end_utc": end, "direction": "out" if mine else "in", "text": "Бб", **who})
    return rows, events


def calls(random: Random, count: int) -> Made:
    """Make `calllog.db`."""
    rows, events = _calls(random, count)
    return Made("android_calls", {"calllog.db": database(_CALLS, {"calls": rows})}, events)


def contacts(random: Random, count: int) -> Made:
    """Make `contacts2.db` of an older release: calls stand in it too."""
    script = (
        _CALLS
        + """
        create table mimetypes(_id integer primary key, mimetype text);
        create table raw_contacts(_id integer primary key, account_name text, account_type text, display_name text, deleted integer,
                                  times_contacted integer, last_time_contacted integer);
        create table data(_id integer primary key, mimetype_id integer, raw_contact_id integer, data1 text, data2 text);
    """
    )
    rows, events = _calls(random, count)
    kinds = [(1, "vnd.android.cursor.item/phone_v2"), (2, "vnd.android.cursor.item/email_v2"), (3, "vnd.android.cursor.item/name")]
    people: list[tuple[object, ...]] = []
    facts: list[tuple[object, ...]] = []
    for number, at in enumerate(moments(random, count), start=1):
        name = f"Имя {number}"
        people.append((number, "a@example.org", "com.example", name, 0, 1, epoch_ms(at)))
        facts += [
            (3 * number, 1, number, f"+7701000{number:04d}", "2"),
            (3 * number + 1, 2, number, "b@example.org", None),
            (3 * number + 2, 3, number, name, None),
        ]
        events += [
            {"kind": "contact", "ts_utc": at, "target_ids": [f"+7701000{number:04d}"], "text": name},
            {"kind": "contact", "ts_utc": at, "target_ids": None, "text": "b@example.org"},
            {"kind": "contact", "ts_utc": at, "target_ids": None, "text": name},
        ]
    tables: Rows = {"calls": rows, "mimetypes": list(kinds), "raw_contacts": people, "data": facts}
    return Made("android_contacts", {"contacts2.db": database(script, tables)}, events)


def kik(random: Random, count: int) -> Made:
    """Make Kik's database of Android: a row of the program itself among the messages."""
    script = """
        create table messagesTable(_id integer primary key, body text, partner_jid text, was_me integer, read_state integer, uid text,
                                   timestamp integer, bin_id text, sys_msg text);
        create table KIKcontactsTable(_id integer primary key, jid text, display_name text, user_name text, is_blocked integer);
    """
    rows: list[tuple[object, ...]] = []
    events: Events = [{"kind": "contact", "target_ids": ["bb@talk"], "text": "Бб"}]
    for number, at in enumerate(moments(random, count), start=1):
        body, mine, system = words(random), number % 2, number == 5
        rows.append(
            (number, None if system else body, "bb@talk", mine, 500, "u", epoch_ms(at), "group@talk", "bb joined" if system else None)
        )
        who: dict[str, object] = {"actor_id": None, "target_ids": ["bb@talk"]} if mine else {"actor_id": "bb@talk", "target_ids": None}
        kind, shown = ("other", "bb joined") if system else ("message", body)
        events.append({"kind": kind, "ts_utc": at, "text": shown, "thread_id": "group@talk", **who})
    return Made(
        "android_kik",
        {"kikDatabase.db": database(script, {"messagesTable": rows, "KIKcontactsTable": [(1, "bb@talk", "Бб", "bb", 0)]})},
        events,
    )


MAKERS = (chromium, firefox, safari, sms, calls, contacts, kik)
