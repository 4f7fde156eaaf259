"""What outside the vault keeps its log from being rewritten: witnesses, time stamps, and checkpoints printed for the paper file.

Each says that the log had so many entries at a time, and with which root. An entry below that size cannot be younger than the anchor, and
cannot be changed without somebody else's signature, or a sheet of paper in another cabinet, speaking against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from comity.crypto.checkpoint import Checkpoint
from comity.crypto.note import Note, parse_note
from comity.custody.verify.checkpoint import check_signatures, read_bytes
from comity.custody.verify.judgement import Because, Judgement, refused
from comity.errors import CustodyError
from comity.model.time import as_rfc3339

if TYPE_CHECKING:
    from comity.custody.vault.vault import Actor, Vault

PRINTED = "printed"
"""Type of the event that says that a checkpoint was printed."""
QR_LIMIT = 2953
_SECONDS = 8
_LATEST = 1 << 34


@dataclass(frozen=True, slots=True)
class Anchor:
    """One anchor.

    Attributes:
        kind: `witness`, `timestamp` or `printed`.
        by: who: the witness, the authority, who printed.
        at: when, RFC 3339; empty where only the token itself tells.
        size: how many entries it covers.
    """

    kind: str
    by: str
    at: str
    size: int


def anchors(vault: Vault) -> list[Anchor]:
    """List all anchors, those that cover the fewest entries first."""
    from comity.custody.timestamps.stamps import stamps

    found = [Anchor("timestamp", one.authority, one.said.get("time", ""), one.size) for one in stamps(vault) if one.is_good]
    return sorted([*found, *_witnesses(vault), *_printed(vault)], key=lambda one: (one.size, one.kind, one.by))


def oldest_covering(found: list[Anchor], seq: int) -> Anchor | None:
    """Return the first anchor that covers an entry."""
    return next((one for one in found if seq < one.size), None)


def small_note(note: Note, key_id: bytes, own: frozenset[bytes]) -> Note:
    """Keep of a checkpoint's signatures what fits on paper: the log's Ed25519 signature, and those of witnesses as long as there is room.

    Args:
        note: the checkpoint.
        key_id: id of the log's Ed25519 key.
        own: ids of all keys of the log.
    """
    kept = [line for line in note.signatures if line.key_id == key_id]
    for line in note.signatures:
        if line.key_id not in own and len(str(Note(note.text, (*kept, line))).encode()) <= QR_LIMIT:
            kept.append(line)
    return Note(note.text, tuple(kept))


def to_print(vault: Vault, actor: Actor) -> Note:
    """Log that a checkpoint is printed, sign one that covers this, and return it in the form for paper."""
    with vault.locked():
        size = vault.ledger.size
        vault.record(PRINTED, actor, {"size": str(size + 1)})
        note = vault.sign()
    return small_note(note, vault.signer.keys[0].id, frozenset(key.id for key in vault.signer.keys))


def hold_against(vault: Vault, path: Path) -> Judgement:
    """Hold the log against a checkpoint that was kept outside: printed, mailed, cosigned.

    Args:
        vault: the vault.
        path: the checkpoint, as its QR code or its text says it.
    """
    try:
        note = parse_note(read_bytes(path).replace(b"\r\n", b"\n"), place=str(path))
        kept = Checkpoint.parse(note.text, place=str(path))
    except CustodyError as error:
        return refused("form", error.message, str(path))
    if (bad := check_signatures(note, vault.signer.keys, (), str(path))) is not None:
        return bad
    if kept.size > vault.ledger.size:
        text = f"the log has {vault.ledger.size} entries, the checkpoint was signed over {kept.size}: entries are missing"
        return refused("shrank", text, str(path))
    if vault.ledger.root(kept.size) != kept.root:
        return refused("rewritten", f"the first {kept.size} entries are not those that were signed then", str(path))
    return Judgement(
        True, (Because("grown", f"the log begins with the {kept.size} entries of the checkpoint, and has {vault.ledger.size}"),)
    )


def _witnesses(vault: Vault) -> Iterator[Anchor]:
    """Read cosignatures out of the checkpoints that the log keeps (C2SP tlog-cosignature: eight bytes of time come first)."""
    own = {key.id for key in vault.signer.keys}
    for stored in vault.ledger.checkpoints():
        note = parse_note(stored.note.encode())
        for line in note.signatures:
            seconds = int.from_bytes(line.raw[:_SECONDS], "big")
            if line.key_id not in own and seconds < _LATEST:
                at = as_rfc3339(datetime.fromtimestamp(seconds, tz=UTC))
                yield Anchor("witness", line.name, at, stored.size)


def _printed(vault: Vault) -> Iterator[Anchor]:
    for stored in vault.ledger.of_types(PRINTED):
        if stored.sealed is not None:
            private, _ = vault.sealer.open_event(stored.id, stored.sealed)
            details = private["details"]
            if isinstance(details, dict):
                yield Anchor("printed", str(private["actor"]), _at(stored.entry), int(details["size"]))


def _at(entry: bytes) -> str:
    import json

    return str(json.loads(entry)["at"])
