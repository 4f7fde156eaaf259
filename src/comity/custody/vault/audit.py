"""Hold everything a vault stores against its log: each entry, each private part, each signature. Names the first bad place."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from comity.crypto.note import parse_note, verified_by
from comity.custody.log.event import commitment
from comity.errors import ComityError, CustodyError

if TYPE_CHECKING:
    from comity.custody.vault.vault import Vault


def audit(vault: Vault) -> None:
    """Check entries, checkpoints, private parts and the files of time stamps, in this order.

    Raises:
        CustodyError: the first bad place.
    """
    from comity.custody.timestamps.stamps import audit_stamps

    with readable(vault.root):
        destroyed = destroyed_events(vault)
        vault.ledger.audit(destroyed)
        vault.check_memory()
        _checkpoints(vault)
        _private_parts(vault, destroyed)
        audit_stamps(vault)


@contextmanager
def readable(root: Path) -> Iterator[None]:
    """Tell a damaged log as what it is.

    Raises:
        CustodyError: the index or an entry cannot be read.
    """
    try:
        yield
    except ComityError:
        raise
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise
        raise CustodyError(f"the index of the log cannot be read: {error}", place=str(root / "log")) from error
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise CustodyError(f"the log is damaged: {error}", place=str(root / "log")) from error


def _checkpoints(vault: Vault) -> None:
    """Check that every checkpoint bears both signatures of the log, that none is missing or stands twice, and that they only grow."""
    signed: dict[bytes, int] = {}
    size = 0
    for place, checkpoint in enumerate(vault.ledger.checkpoints(), 1):
        if checkpoint.number != place:
            raise CustodyError(f"checkpoint {place} is missing", place=str(vault.root))
        note = parse_note(checkpoint.note.encode())
        if len(verified_by(note, vault.signer.keys, place=f"checkpoint {place}")) != len(vault.signer.keys):
            raise CustodyError(f"checkpoint {place} lacks a signature of the log", place=str(vault.root))
        twin = signed.setdefault(note.signatures[1].raw, place)
        if twin != place or checkpoint.size < size:
            raise CustodyError(f"checkpoint {place} stands in a place that is not its own", place=str(vault.root))
        size = checkpoint.size


def destroyed_events(vault: Vault) -> set[str]:
    """Return the ids of the events whose private parts were to be destroyed, by what the log tells."""
    found: set[str] = set()
    for stored in vault.ledger.of_types("erased"):
        if stored.sealed is not None:
            details = vault.sealer.open_event(stored.id, stored.sealed)[0]["details"]
            found |= set(details["destroyed"].split()) if isinstance(details, dict) else set()
    return found


def _private_parts(vault: Vault, destroyed: set[str]) -> None:
    """Open every private part and hold it against its entry; what is gone must have been erased.

    What was to be erased and is still there, whole or in part, is told item by item (`Vault.verify`): it can be destroyed to the end.
    """
    for seq, event, entry, sealed in vault.ledger.entries():
        header = json.loads(entry)
        if header["id"] != event:
            raise CustodyError(f"entry {seq} stands under another id than its own", place=str(vault.root))
        if event in destroyed:
            if sealed is not None and header["type"] != "intake":
                text = f"the private part of entry {seq} was to be destroyed, and is there"
                raise CustodyError(text, place=str(vault.root), hint="comity vault erase --again destroys it to the end")
            continue
        if sealed is None:
            raise CustodyError(f"the private part of event {event} is gone, and the log knows of no erasure", place=str(vault.root))
        private, salt = vault.sealer.open_event(event, sealed)
        if commitment(salt, private) != header["commitment"]:
            raise CustodyError(f"the private part of entry {seq} was changed", place=str(vault.root))
