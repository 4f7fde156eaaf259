"""Event logs of Windows (`.evtx`): one event a record, logons and logoffs of the security log told apart.

The records are decoded by a library and counted here by walking the chunks, so that one that the library leaves out is seen. Format:
[MS-EVEN6] section 2.2 and https://github.com/libyal/libevtx/blob/main/documentation/Windows%20XML%20Event%20Log%20(EVTX).asciidoc. Times
are 100 nanoseconds since 1601 in UTC.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from comity.readers.databases import clocks
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

_MAGIC, _CHUNK, _RECORD = b"ElfFile\0", b"ElfChnk\0", b"**\0\0"
_HEADER, _CHUNK_SIZE, _CHUNK_HEAD = 4096, 65536, 512
_LOGON, _FAILED, _LOGOFF, _CREATED = {4624, 4648, 528, 540}, {4625, 529}, {4634, 4647, 538}, {4720, 624}


class _Place(NamedTuple):
    offset: int
    size: int
    filetime: int


class WindowsEventLog(Reader):
    """One event a record."""

    slug = "windows_event_log"
    version = 1
    product = "Windows event log"
    roles = {"actor_id": "account", "device_id": "device"}

    def detect(self, source: Source) -> float:
        return 0.98 if source.head.startswith(_MAGIC) else 0.0

    def count(self, source: Source) -> int:
        return sum(1 for _ in _places(source))

    def read(self, source: Source) -> Iterator[Yield]:
        waiting: dict[int, list[_Place]] = {}
        for ident, place in _places(source):
            waiting.setdefault(ident, []).append(place)
        for ident, found in _decoded(source):
            places = waiting.get(ident)
            if not places:
                source.note_defect("a record of the library that the chunks do not show")
                continue
            place = places.pop(0)
            locator = f"@{place.offset}+{place.size}"
            yield _record(found, ident, place, locator) if isinstance(found, dict) else Unreadable(locator, found)
        for places in waiting.values():
            for place in places:
                yield Unreadable(f"@{place.offset}+{place.size}", "the record cannot be decoded")


def _places(source: Source) -> Iterator[tuple[int, _Place]]:
    """Walk the chunks and their records."""
    data = source.data
    for chunk in range(_HEADER, source.size, _CHUNK_SIZE):
        if bytes(data[chunk : chunk + 8]) != _CHUNK:
            continue
        end = min(chunk + int.from_bytes(data[chunk + 48 : chunk + 52], "little"), chunk + _CHUNK_SIZE, source.size)
        place = chunk + _CHUNK_HEAD
        while place + 24 <= end and bytes(data[place : place + 4]) == _RECORD:
            size = int.from_bytes(data[place + 4 : place + 8], "little")
            ident = int.from_bytes(data[place + 8 : place + 16], "little")
            yield ident, _Place(place, min(size, source.size - place), int.from_bytes(data[place + 16 : place + 24], "little"))
            if size < 28 or place + size > end:
                break
            place += size


def _decoded(source: Source) -> Iterator[tuple[int, dict[str, Any] | str]]:
    import evtx

    try:
        rows = iter(evtx.PyEvtxParser(io.BytesIO(bytes(source.data[:])), number_of_threads=1).records_json())
    except (RuntimeError, OSError, ValueError) as problem:
        source.note_defect(f"the log cannot be opened: {problem}"[:200])
        return
    while True:
        try:
            row = next(rows)
            found = json.loads(row["data"]) if row else None
        except StopIteration:
            return
        except (RuntimeError, OSError, ValueError, RecursionError) as problem:
            source.note_defect(f"a record was not decoded: {problem}"[:160])
            continue
        if row:
            yield int(row["event_record_id"]), found if isinstance(found, dict) else "the record has no fields"


def _record(found: dict[str, Any], ident: int, place: _Place, locator: str) -> Record:
    event = _dict(found.get("Event"))
    system, data = _dict(event.get("System")), _dict(event.get("EventData")) or _dict(event.get("UserData"))
    number = _number(system.get("EventID"))
    address = str(data.get("IpAddress") or "").removeprefix("::ffff:")
    port = _number(data.get("IpPort"))
    provider = _dict(_dict(system.get("Provider")).get("#attributes")).get("Name")
    kind = "login" if number in _LOGON | _FAILED else "logout" if number in _LOGOFF else "registration" if number in _CREATED else "other"
    return Record(
        kind=kind,
        locator=locator,
        at=clocks.filetime(place.filetime),
        ts_kind="registered",
        actor_id=_name(data.get("TargetUserName")) if kind != "other" else _name(data.get("SubjectUserName")),
        ip=address if address not in {"", "-"} else None,
        port=port if port and address not in {"", "-"} else None,
        device_id=_name(system.get("Computer")),
        text=f"{provider or ''} {number if number is not None else ''}".strip() or None,
        attrs={"event_id": number, "record_id": ident, "result": "failed" if number in _FAILED else None, "event": event},
    )


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> int | None:
    if isinstance(value, dict):
        value = value.get("#text")
    try:
        return int(str(value))
    except ValueError:
        return None


def _name(value: object) -> str | None:
    return str(value) if value not in (None, "", "-") else None
