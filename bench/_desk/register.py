"""Make a large register: cases, leads, requests with versions, outcomes and clocks, a journal whose chain holds, the index of search.

Everything is invented and comes from one seed. Rows go in by COPY, as nothing else is fast enough for two million.
"""

# ruff: noqa: SLF001, SIM905, RUF005 - the tables are Django's; long lists of names read best as words
from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

START = datetime(2025, 11, 20, 6, tzinfo=UTC)
USERS = 20
"""Persons that look at pages: the first is an auditor, who sees every case; the second heads five units; the others are investigators."""

PEOPLE = 400
"""Persons that work on cases, each on their share: a hundred cases of a register of two hundred thousand requests."""

UNITS = 100
_HEADED = range(2, 7)
A_CASE = 5
"""Requests a case."""

_WORDS = (
    "кошелек кошелька перевод переводы запрос запросы счет счета потерпевший мошенничество биржа карта телефон адрес сообщение договор "
    "wallet transfer request account victim exchange message contract invoice server login payment deposit domain identity preservation"
).split()
_ADDRESSEES = (
    ("Google LLC", "google"),
    ("Binance", "binance"),
    ("Meta Platforms", "meta"),
    ("Telegram FZ-LLC", "telegram"),
    ("Other Hosting", ""),
)
_STATES = ("draft", "submitted", "approved", "sent", "answered", "closed")
_CODES = ("granted", "partial", "overbroad", "wrong_identifier", "no_data")


def fill(requests: int, entries: int, seed: int = 1) -> None:
    """Fill the register that is configured, which must have its tables and nobody in it."""
    chance = random.Random(seed)
    cases = max(USERS, requests // A_CASE)
    people = [(number, f"user{number}", f"User {number} Testova") for number in range(1, PEOPLE + 1)]
    _copy(
        "desk_unit",
        ("id", "name", "state", "zone", "created_at"),
        ((n, f"Unit {n} (invented)", "KG", "Asia/Bishkek", START) for n in range(1, UNITS + 1)),
    )
    _copy(
        "desk_person",
        (
            "id",
            "password",
            "login",
            "full_name",
            "language",
            "zone",
            "is_active",
            "sealed_totp",
            "totp_counter",
            "recovery_digests",
            "created_at",
        ),
        ((key, "!", login, name, "", "Asia/Bishkek", True, "", 0, "[]", START) for key, login, name in people),
    )
    roles = [(key, (key - 1) % UNITS + 1, "auditor" if key == 1 else "investigator") for key, _, _ in people]
    roles += [(2, unit, "unit_head") for unit in _HEADED]
    _copy(
        "desk_appointment",
        ("id", "person_id", "unit_id", "role", "since"),
        ((n, *row, START) for n, row in enumerate(roles, 1)),
    )
    _copy(
        "desk_case",
        ("id", "number", "title", "unit_id", "state", "zone", "training", "particulars", "lock", "opened_by_id", "opened_at", "changed_at"),
        (_case(key, chance) for key in range(1, cases + 1)),
    )
    _copy(
        "desk_casemember",
        ("id", "case_id", "person_id", "role", "since"),
        (
            (n, *row, START)
            for n, row in enumerate(
                [(key, _owner(key), "investigator") for key in range(1, cases + 1)]
                + [(key, 2, "unit_head") for key in range(1, cases + 1) if _unit(key) in _HEADED],
                1,
            )
        ),
    )
    _requests(requests, cases, chance)
    _journal(entries, cases)
    _index()
    with connection.cursor() as cursor:
        from django.apps import apps
        from django.core.management.color import no_style

        for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_app_config("desk").get_models())):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _owner(case: int) -> int:
    return case % PEOPLE + 1


def _unit(case: int) -> int:
    return (_owner(case) - 1) % UNITS + 1


def _case(key: int, chance: random.Random) -> tuple[Any, ...]:
    facts = " ".join(chance.choices(_WORDS, k=30))
    particulars = json.dumps({"requesting_state": "KG", "facts": facts, "date": "2026-11-20"}, ensure_ascii=False)
    changed = START + timedelta(minutes=key)
    state = "closed" if key % 5 == 0 else "open"
    return (
        key,
        f"{key}/2026",
        f"Invented case {key}",
        _unit(key),
        state,
        "Asia/Bishkek",
        False,
        particulars,
        1,
        _owner(key),
        START,
        changed,
    )


def _requests(count: int, cases: int, chance: random.Random) -> None:
    rows, versions, leads, clocks, outcomes = [], [], [], [], []
    for key in range(1, count + 1):
        case, number = (key - 1) % cases + 1, (key - 1) // cases + 1
        addressee, addressee_id = chance.choice(_ADDRESSEES)
        draft = (
            f"request:\n  instrument: pres_provider\ndata:\n  description: {' '.join(chance.choices(_WORDS, k=20))} id{key}@example.com\n"
        )
        state, owner, at = chance.choice(_STATES), _owner(case), START + timedelta(minutes=key)
        sent = json.dumps({"way": "portal", "on": at.date().isoformat()}) if state in {"sent", "answered", "closed"} else "{}"
        rows.append(
            (
                key,
                case,
                number,
                f"o{key}",
                "pres_provider",
                addressee,
                addressee_id,
                "preservation",
                "subscriber",
                "en",
                state,
                draft,
                "{}",
                1,
                owner,
                at,
                owner,
                at,
            )
            + (sent, at if sent != "{}" else None, "", "", "{}")
        )
        versions.append((key, key, 1, draft, True, "as composed", "[]", owner, at, at, "{}"))
        leads.append(
            (key, case, "accepted", "email", f"id{key}@example.com", "valid", "", "[]", "{}", "[]", "paste.txt", "", "", owner, at)
        )
        if key % 10 == 0:
            clocks.append((key, case, key, "preservation_expiry", (at + timedelta(days=400)).date(), "", "computed", "", "", owner, at))
        if state == "answered":
            outcomes.append((key, key, chance.choice(_CODES), at.date(), "", "", "[]", owner, at))
    known = set(_columns("desk_evidencerequest"))
    columns = (
        "id case_id number occasion instrument addressee addressee_id channel category language state draft unread lock made_by_id made_at "
        "changed_by_id changed_at sent sent_at follows_as other_language other_texts"
    ).split()
    kept = [place for place, name in enumerate(columns) if name in known]
    _copy("desk_evidencerequest", [columns[place] for place in kept], ([row[place] for place in kept] for row in rows))
    _copy_known(
        "desk_requestversion",
        ("id", "request_id", "number", "draft", "is_fixed", "note", "fields", "saved_by_id", "begun_at", "saved_at", "other_texts"),
        versions,
    )
    _copy(
        "desk_lead",
        "id case_id state kind value verdict reason notes entry wanted source source_sha256 around added_by_id added_at".split(),
        leads,
    )
    _copy_known("desk_runningclock", "id case_id request_id kind due starts_from basis source note set_by_id set_at".split(), clocks)
    _copy_known("desk_outcome", "id request_id code on reference words received filed_by_id filed_at".split(), outcomes)


def _journal(count: int, cases: int) -> None:
    from comity.desk.journal.chain import START as FIRST
    from comity.desk.journal.chain import canonical
    from comity.desk.models.journal_entry import JournalEntry

    last = FIRST

    def rows() -> Iterator[tuple[Any, ...]]:
        nonlocal last
        for number in range(1, count + 1):
            case = (number * 7919) % cases + 1
            entry = JournalEntry(
                number=number, at=START + timedelta(seconds=number), person_id=_owner(case), actor=f"User {_owner(case)}",
                action="case.read", case_id=case, subject=f"case:{case}",
                words=f"User {_owner(case)} Testova read the case", facts={}, previous=last,
            )  # fmt: skip
            last = entry.digest = hashlib.sha256(canonical(entry)).hexdigest()
            told = (entry.person_id, entry.actor, entry.action, case, entry.subject, entry.words, "{}")
            yield (number, number, entry.at, *told, entry.previous, last)

    columns = ("id", "number", "at", "person_id", "actor", "action", "case_id", "subject", "words", "facts", "previous", "digest")
    _copy("desk_journalentry", columns, rows())
    _copy("desk_journalhead", ("id", "number", "digest"), [(1, count, last)])


def _index() -> None:
    """As `index_anew` does it, by COPY."""
    from comity.desk.search.index import _document
    from comity.desk.search.sources import sources

    def rows() -> Iterator[tuple[Any, ...]]:
        key = 0
        for source in sources().values():
            for thing in source.model._default_manager.select_related(*source.related).order_by("pk").iterator(chunk_size=5000):
                if source.is_findable(thing):
                    key += 1
                    made = _document(source, thing)
                    yield (key, made.kind, made.object_id, made.case_id, made.lexemes, made.changed_at, made.normaliser)

    # the read and the COPY would share one connection: the rows are gathered first
    _copy("desk_searchdocument", ("id", "kind", "object_id", "case_id", "lexemes", "changed_at", "normaliser"), list(rows()))


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [one.name for one in connection.introspection.get_table_description(cursor, table)]


def _copy_known(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy those columns that the table has: others come and go with the versions."""
    known = set(_columns(table))
    kept = [place for place, name in enumerate(columns) if name in known]
    _copy(table, [columns[place] for place in kept], ([row[place] for place in kept] for row in rows))


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy rows; columns that have no value here take the default of their model."""
    from django.apps import apps

    model = next(one for one in apps.get_app_config("desk").get_models() if one._meta.db_table == table)
    rest = [field for field in model._meta.concrete_fields if field.column not in columns and not field.null and not field.primary_key]
    extra = [json.dumps(value) if isinstance(value := field.get_default(), dict | list) else value for field in rest]
    names = ", ".join(f'"{name}"' for name in (*columns, *(field.column for field in rest)))
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row((*row, *extra))
