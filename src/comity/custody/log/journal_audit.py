"""Hold a journal's blocks against their digests, and the index against the journal: the first bad place is named."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from comity.custody.disk import Disk
from comity.custody.log.blocks import CHECKPOINT, HEADER_SIZE, Block, body_digest, places, table_size
from comity.custody.log.index import JournalIndex
from comity.custody.log.storage import head_of
from comity.errors import CustodyError


@dataclass(slots=True)
class Found:
    """What the index of a journal must hold."""

    events: dict[str, int] = field(default_factory=dict)
    rare: dict[int, str] = field(default_factory=dict)
    blocks: dict[int, int] = field(default_factory=dict)
    checkpoints: dict[int, int] = field(default_factory=dict)
    end: int = 0


def audit_journal(disk: Disk, file: int, path: str, end: int, destroyed: Container[str]) -> Found:
    """Read all blocks again up to the end.

    A sealed part that was erased changes the digest of its block; what is left of such a block is held against the tree and against the
    seals of its parts by the vault.

    Raises:
        CustodyError: the first bad place.
    """
    found = Found()
    while found.end < end:
        at = found.end
        block = Block.parse(disk.read(file, HEADER_SIZE, at), at)
        if block is None or block.end > end:
            raise CustodyError("the header of a block was changed", place=f"{path}: offset {at}")
        whole = disk.read(file, block.end - block.body, block.body)
        body, padding = whole[: block.length], whole[block.length :]
        if any(padding):
            raise CustodyError("what lies between two blocks was changed", place=f"{path}: offset {block.body + block.length}")
        _note(found, block, body, path, destroyed)
        found.end = block.end
    return found


def audit_index(index: JournalIndex, found: Found, path: str) -> None:
    """Hold an index against what the journal holds.

    Raises:
        CustodyError: the first difference.
    """
    hint = "the journal is the truth; remove index.db, and it is made anew"
    if not index.is_as_left():
        raise CustodyError("the index was changed since it was closed", place=path, hint=hint)
    kept: dict[str, dict[object, object]] = {table: {} for table in ("event", "rare", "block", "checkpoint", "reach")}
    for table, (key, value) in index.everything():
        kept[table][key] = value
    wanted: dict[str, object] = {
        "event": found.events,
        "rare": found.rare,
        "block": found.blocks,
        "checkpoint": found.checkpoints,
        "reach": {len(found.events): found.end},
    }
    for table, rows in wanted.items():
        if kept[table] != rows:
            text = f"the index does not fit the journal: {_first_difference(kept[table], rows)}"
            raise CustodyError(text, place=f"{path}: {table}", hint=hint)


def _note(found: Found, block: Block, body: bytes, path: str, destroyed: Container[str]) -> None:
    where = f"{path}: offset {block.offset}"
    fits = body_digest(body) == block.digest
    if block.kind == CHECKPOINT:
        if not fits:
            raise CustodyError(f"checkpoint {block.first} was changed", place=where)
        found.checkpoints[block.first] = block.offset
        return
    if block.first != len(found.events):
        raise CustodyError(f"entry {len(found.events)} is missing", place=where)
    found.blocks[block.first] = block.offset
    is_erased = False
    for start, length, sealed, sealed_length in places(body[: table_size(block)], block):
        seq = len(found.events)
        try:
            head = head_of(body[start : start + length])
        except ValueError as error:
            raise CustodyError(f"entry {seq} was changed", place=where) from error
        found.events[head.id] = seq
        if len(found.events) == seq:
            raise CustodyError(f"entry {seq} was changed: its id stands twice", place=where)
        if head.type != "intake":
            found.rare[seq] = head.type
        is_erased = is_erased or head.id in destroyed or not any(body[sealed : sealed + sealed_length])
    if not fits and not is_erased:
        last = block.first + block.count - 1
        raise CustodyError(f"one of the entries {block.first} to {last} was changed", place=where)


def _first_difference(kept: dict[object, object], wanted: object) -> str:
    if not isinstance(wanted, dict):
        return "another shape"
    keys = [key for key in {**wanted, **kept} if kept.get(key) != wanted.get(key)]
    return f"{keys[0]}: {kept.get(keys[0])} where the journal has {wanted.get(keys[0])}"
