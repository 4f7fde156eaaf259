"""Reading what comes back: by the readers of real productions, to the leads that can be taken from it; and how well that was done.

What the events of a return name is offered with its place: an address with its moment and port, a mailbox, a number, an account. What a
trainee takes is a line of the record (`Exercise.find`) and is held against what was planted.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from comity.leads.context import Context
from comity.leads.recognise import recognise
from comity.model.said import say
from comity.model.time import as_rfc3339
from comity.training.production import Delivered, PlantedLead, delivered, is_lead

if TYPE_CHECKING:
    from comity.training.exercise import Exercise
    from comity.training.library import Library

_COLUMNS = (
    "kind",
    "ts_utc",
    "ts_raw",
    "ts_basis",
    "account_id",
    "actor_id",
    "target_ids",
    "ip",
    "port",
    "text",
    "attrs",
    "txid",
    "locator",
)
_SHOWN = 400
_HASH = re.compile(r"(?:0x)?[0-9a-fA-F]{64}")
_OF_EVENTS = frozenset({"ipv4", "ipv6", "cidr"})
"""Kinds that events give with their moment."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something in a return that can be taken as a lead.

    Attributes:
        kind: kind of identifier.
        value: its normal form.
        at: when it was used, RFC 3339 in UTC; None where nobody knows, or where it does not matter.
        port: its source port.
        places: how many events name it.
    """

    kind: str
    value: str
    at: str | None = None
    port: int | None = None
    places: int = 1


@dataclass(frozen=True, slots=True)
class Read:
    """A return, read.

    Attributes:
        coverage: what the readers say of it.
        events: rows of the event table, the first of them.
        count: how many events there are.
        candidates: what can be taken from it.
    """

    coverage: dict[str, Any]
    events: tuple[dict[str, Any], ...]
    count: int
    candidates: tuple[Candidate, ...]


def read_delivered(found: Delivered, zone: str | None = None, country: str | None = None) -> Read:
    """Read a return in a confined process, as `comity read` does.

    Args:
        found: what arrived.
        zone: zone for times that name none; None leaves them open.
        country: where telephone numbers are dialled.

    Raises:
        InputError: the zone is unknown.
    """
    from comity.analysis.store import opened, rows
    from comity.readers.run import Plan, read

    with TemporaryDirectory() as folder:
        path = Path(folder) / found.name
        path.write_bytes(found.data)
        store = Path(folder) / "store"
        coverage = read(Plan(paths=(path,), out=store, zone=zone, children=1))
        with opened(store) as connection:
            table = rows(connection, f"select {', '.join(_COLUMNS)} from event order by source_sha256, locator")  # noqa: S608 - names of ours
    events = tuple(dict(zip(_COLUMNS, row, strict=True)) for row in table)
    message = "\n".join(_unread(found, coverage))
    return Read(coverage, events[:_SHOWN], len(events), tuple(_candidates(events, message, country)))


def _unread(found: Delivered, coverage: dict[str, Any]) -> Iterator[str]:
    """Yield the text of members that no reader took: covering letters, tables of a form of their own."""
    from comity.text.extract import extract

    unread = {str(row["path"]) for row in coverage["files"] if row.get("reader") is None}
    if unread and zipfile.is_zipfile(io.BytesIO(found.data)) and found.name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(found.data)) as archive:
            for name in archive.namelist():
                if any(path.endswith(name) for path in unread):
                    yield extract(PurePosixPath(name).name, data=archive.read(name)).text
    elif unread:
        yield extract(found.name, data=found.data).text


def _candidates(events: tuple[dict[str, Any], ...], message: str, country: str | None) -> Iterator[Candidate]:
    counted: dict[tuple[str, str, str | None, int | None], int] = {}
    for event in events:
        for key in _of_event(event, country):
            counted[key] = counted.get(key, 0) + 1
    for one in recognise(message, Context(country=country)) if message else ():
        moment = one.at.utc if one.at is not None and one.kind.value in _OF_EVENTS else None
        key = (one.kind.value, one.value, as_rfc3339(moment.astimezone(UTC)) if moment is not None else None, one.port)
        counted[key] = counted.get(key, 0) + 1
    for (kind, value, at, port), places in counted.items():
        yield Candidate(kind, value, at, port, places)


def _of_event(event: dict[str, Any], country: str | None) -> Iterator[tuple[str, str, str | None, int | None]]:
    if event["ip"]:
        moment: datetime | None = event["ts_utc"]
        at = as_rfc3339(moment.astimezone(UTC)) if moment is not None else None
        yield ("ipv6" if ":" in event["ip"] else "ipv4", event["ip"], at, event["port"])
    if event["txid"] and _HASH.fullmatch(event["txid"]):
        yield ("txid", event["txid"], None, None)
    words = "\n".join(dict.fromkeys(_words(event)))
    for one in dict.fromkeys((one.kind.value, one.value) for one in recognise(words, Context(country=country))):
        if one[0] not in _OF_EVENTS and one[1] != event["txid"]:
            yield (*one, None, None)


def _words(event: dict[str, Any]) -> Iterator[str]:
    for key in ("account_id", "actor_id", "text"):
        if event[key]:
            yield str(event[key])
    yield from (str(one) for one in event["target_ids"] or ())
    attrs = json.loads(event["attrs"]) if isinstance(event["attrs"], str) else event["attrs"] or {}
    yield from _texts(attrs)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


@dataclass(frozen=True, slots=True)
class ReadingMark:
    """How well a return was read.

    Attributes:
        pack: the return.
        found: planted leads that were taken.
        missed: planted leads that were not.
        wrong: what was taken though nobody may ask about it.
        beside: how many other things were taken.
    """

    pack: str
    found: tuple[PlantedLead, ...]
    missed: tuple[PlantedLead, ...]
    wrong: tuple[str, ...]
    beside: int

    @property
    def of(self) -> int:
        """How many leads were planted."""
        return len(self.found) + len(self.missed)

    def lines(self) -> tuple[str, ...]:
        """Tell it line by line."""
        found = [say("found: {kind} {value}", kind=one.kind, value=_told(one)) for one in self.found]
        missed = [say("missed: {kind} {value}", kind=one.kind, value=_told(one)) for one in self.missed]
        wrong = [say("taken, though nobody asked about this person: {value}", value=one) for one in self.wrong]
        return (*found, *missed, *wrong)


def _told(lead: PlantedLead) -> str:
    port = f":{lead.port}" if lead.port is not None else ""
    return f"{lead.value}{port}" + (f" {lead.at}" if lead.at else "")


def mark_reading(exercise: Exercise, library: Library) -> tuple[ReadingMark, ...]:
    """Hold what was taken from each return that came against what was planted in it."""
    marks = []
    for pack in exercise.record.delivered:
        planted = delivered(library, exercise.scenario, exercise.returns[pack]).production
        taken = [one for one in exercise.record.found if one.pack == pack]
        if not planted.leads and not taken:
            continue
        found = tuple(lead for lead in planted.leads if any(is_lead(lead, one.value, one.moment, one.port) for one in taken))
        wrong = tuple(dict.fromkeys(one.value for one in taken if one.value in planted.traps))
        known = {lead.value.casefold() for lead in planted.leads} | {trap.casefold() for trap in planted.traps}
        beside = sum(one.value.casefold() not in known for one in taken)
        marks.append(ReadingMark(pack, found, tuple(lead for lead in planted.leads if lead not in found), wrong, beside))
    return tuple(marks)
