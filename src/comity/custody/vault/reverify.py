"""A verification that goes on where it was stopped: what was judged is written down line by line, each line sealed with the vault's key.

    {"checkpoint": …, "both": …, "seal": …}      the log as it stood when the verification began
    {"id": …, "fault": null | text, "seal": …}   one item

The log itself is always read again in full, which is quick. An item that held is not read a second time; one that did not is. A line that
somebody else wrote, or that a stop cut off, counts for nothing. Whoever wants everything read anew removes the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from blake3 import blake3

from comity.crypto.checkpoint import Checkpoint
from comity.custody.vault.item import Item
from comity.custody.vault.vault import Vault
from comity.errors import InputError


def verify(vault: Vault, notes: Path, *, both: bool = False) -> Iterator[tuple[Item, str | None]]:
    """Verify a vault, going on where an earlier run stopped.

    Args:
        vault: the vault.
        notes: the file in which is written down what was judged; made when it is missing.
        both: compute SHA-256 as well; notes of a run that did not are begun anew.

    Returns:
        Every item and what is wrong with it, those that held in the earlier run without being read again.

    Raises:
        InputError: the file is of another vault, or the log no longer begins with what it was then.
        CustodyError: the log does not hold.
    """
    seal = _Seal(vault.key)
    held = _held(vault, notes, seal, both=both)
    size = vault.ledger.size
    with notes.open("a" if held is not None else "w", encoding="utf-8") as target:
        if held is None:
            point = Checkpoint(vault.signer.name, size, vault.ledger.root(size))
            target.write(seal.line({"checkpoint": point.text(), "both": both}))
        for item, fault in vault.verify(both=both, known=held or frozenset()):
            if not held or item.id not in held:
                target.write(seal.line({"id": item.id, "fault": fault}))
                target.flush()
            yield item, fault


class _Seal:
    """Seals lines, so that nobody without the vault's key can say that something held."""

    def __init__(self, key: bytes) -> None:
        self._key = blake3(key, derive_key_context="comity 2026 notes of a verification").digest()

    def line(self, told: dict[str, object]) -> str:
        return json.dumps({**told, "seal": self._of(told)}, ensure_ascii=False) + "\n"

    def read(self, line: str) -> dict[str, object] | None:
        """Return what a line tells; None when it is not ours or was cut off."""
        try:
            told = json.loads(line)
            return told if told.pop("seal") == self._of(told) else None
        except (ValueError, KeyError, AttributeError, TypeError):
            return None

    def _of(self, told: dict[str, object]) -> str:
        return blake3(json.dumps(told, sort_keys=True).encode(), key=self._key).hexdigest(length=16)


def _held(vault: Vault, notes: Path, seal: _Seal, *, both: bool) -> frozenset[str] | None:
    """Return the items that held in an earlier run; None when the verification begins anew."""
    try:
        lines = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the notes of the verification cannot be read: {error}", place=str(notes)) from error
    if not lines:
        return None
    head = seal.read(lines[0])
    if head is None or "checkpoint" not in head:
        raise InputError("these are not the notes of a verification of this vault", place=str(notes), hint="name another file")
    if both and not head["both"]:
        return None
    point = Checkpoint.parse(str(head["checkpoint"]))
    if point.size > vault.ledger.size or vault.ledger.root(point.size) != point.root:
        raise InputError("the log is not the one that was being verified", place=str(notes), hint="comity vault verify without notes")
    told = [line for line in map(seal.read, lines[1:]) if line]
    faults = {str(line["id"]): line["fault"] for line in told}
    return frozenset(item for item, fault in faults.items() if fault is None)
