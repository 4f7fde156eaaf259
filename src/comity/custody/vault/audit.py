"""Hold everything a vault stores against its log: each private part, each signature, the index, the holds. Names the first bad place."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from comity.crypto.note import parse_note, verified_by
from comity.custody.log.event import commitment
from comity.errors import ComityError, CustodyError

if TYPE_CHECKING:
    from comity.custody.vault.vault import Vault


def audit(vault: Vault) -> None:
    """Check entries, checkpoints, private parts, index and holds, in this order.

    Raises:
        CustodyError: the first bad place.
    """
    with readable(vault.root):
        vault.ledger.audit()
        vault.check_memory()
        _checkpoints(vault)
        told = _private_parts(vault)
        _index(vault, told)
        _holds(vault, told.held)


@contextmanager
def readable(root: Path) -> Iterator[None]:
    """Tell a damaged database as what it is.

    Raises:
        CustodyError: the database or a row in it cannot be read.
    """
    try:
        yield
    except ComityError:
        raise
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
        raise CustodyError(f"the database cannot be read: {error}", place=str(root / "log.db")) from error
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise CustodyError(f"the database is damaged: {error}", place=str(root / "log.db")) from error


def _checkpoints(vault: Vault) -> None:
    """Check that every stored checkpoint bears both signatures of the log, and that none is missing."""
    rows = vault.index.execute("SELECT number, note FROM checkpoint ORDER BY number").fetchall()
    for place, (number, text) in enumerate(rows, 1):
        if number != place:
            raise CustodyError(f"checkpoint {place} is missing", place=str(vault.root))
        if len(verified_by(parse_note(text.encode()), vault.signer.keys, place=f"checkpoint {number}")) != len(vault.signer.keys):
            raise CustodyError(f"checkpoint {number} lacks a signature of the log", place=str(vault.root))


@dataclass(slots=True)
class _Told:
    """What the log tells: the intakes (item by event, None when the private part is gone), items on hold, items erased."""

    intakes: dict[str, str | None] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    destroyed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)


def _private_parts(vault: Vault) -> _Told:
    """Open every private part and hold it against its entry; what is gone must have been erased."""
    told = _Told()
    for seq, event, entry, sealed in vault.ledger.entries():
        header = json.loads(entry)
        if header["id"] != event:
            raise CustodyError(f"entry {seq} stands under another id than its own", place=str(vault.root))
        if sealed is None:
            told.gone.add(event)
            if header["type"] == "intake":
                told.intakes[event] = None
            continue
        private, salt = vault.sealer.open_event(event, sealed)
        if commitment(salt, private) != header["commitment"]:
            raise CustodyError(f"the private part of entry {seq} was changed", place=str(vault.root))
        _take(told, event, header["type"], private)
    lost = told.gone - told.destroyed
    if lost:
        raise CustodyError(f"the private part of event {min(lost)} is gone, and the log knows of no erasure", place=str(vault.root))
    return told


def _take(told: _Told, event: str, kind: str, private: dict[str, object]) -> None:
    item = str(private.get("item"))
    if kind == "intake":
        told.intakes[event] = item
    elif kind == "hold":
        told.held.add(item)
    elif kind == "release":
        told.held.discard(item)
    elif kind == "erased":
        told.erased.add(item)
        details = private["details"]
        if isinstance(details, dict):
            told.destroyed |= set(details["destroyed"].split())


def _index(vault: Vault, told: _Told) -> None:
    """Check that index and log know the same items."""
    rows = {row[1]: row for row in vault.index.execute("SELECT id, event, sealed, file, start, length FROM item")}
    for event, item in told.intakes.items():
        if event not in rows:
            raise CustodyError(f"item {item or '(erased)'} of intake {event} is missing from the index", place=str(vault.root))
        known, _, sealed, *place = rows.pop(event)
        if item is None:
            if known not in told.erased or sealed is not None or place != ["", 0, 0]:
                raise CustodyError(f"item {known} was erased, and its row in the index was changed since", place=str(vault.root))
        elif item != known:
            raise CustodyError(f"intake {event} is of item {item}, not {known}", place=str(vault.root))
        elif sealed is None:
            raise CustodyError(f"the key of item {item} is gone, and the log knows of no erasure", place=str(vault.root))
    if rows:
        raise CustodyError(f"the log knows nothing of the intake of item {next(iter(rows.values()))[0]}", place=str(vault.root))


def _holds(vault: Vault, held: set[str]) -> None:
    stored = {item for (item,) in vault.index.execute("SELECT item FROM hold")}
    if stored != held:
        item = min(stored ^ held)
        raise CustodyError(f"item {item} is {'not ' if item in held else ''}on hold, against the log", place=str(vault.root))
