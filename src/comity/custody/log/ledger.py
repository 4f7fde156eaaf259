"""The ledger: the one place that puts events in order and signs what it has.

Order of an append: begin (immediate) - look the ids up - number and write the new entries - commit (synchronous: FULL) - only then
acknowledge. A checkpoint is signed after the entries since the last one were read again from disk and their hashes compared with the
tree in memory: a log must not sign what it can no longer show.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from comity.crypto.canonical import canonical
from comity.crypto.checkpoint import Checkpoint, LogProof
from comity.crypto.note import Note, parse_note, verified_by
from comity.crypto.signer import LogSigner
from comity.crypto.tree import MerkleTree, ProofError, leaf_hash
from comity.custody.log.event import SALT_SIZE, CustodyEvent
from comity.custody.vault.sealing import Sealer
from comity.errors import CustodyError
from comity.model.time import as_rfc3339

BEHIND = "behind the entry before"
"""What the clock source of an event says when its time lies before that of the entry before it."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, leaf BLOB NOT NULL, entry BLOB NOT NULL, sealed BLOB
) STRICT;
CREATE TABLE IF NOT EXISTS checkpoint (number INTEGER PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The acknowledgement of one event: its place, and whether it was new."""

    seq: int
    is_new: bool


class Ledger:
    """An append-only log in one SQLite file (WAL, synchronous FULL).

    Attributes:
        origin: the log's name.
    """

    def __init__(self, path: Path, origin: str, sealer: Sealer) -> None:
        self.origin = origin
        self._path = path
        self._sealer = sealer
        self._base = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.executescript(_SCHEMA)
        self._tree = MerkleTree()
        self._grow()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    @property
    def size(self) -> int:
        """Number of entries on disk."""
        self._grow()
        return self._tree.size

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` entries."""
        self._grow()
        return self._tree.root(size)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """Prove that the log of `second` entries begins with that of `first`."""
        self._grow()
        return self._tree.consistency(first, second)

    def append(self, events: Sequence[CustodyEvent], also: Callable[[sqlite3.Connection], None] | None = None) -> list[Receipt]:
        """Log events in their order; an id that is already logged keeps its place and is not written again.

        Args:
            events: the events.
            also: writes further rows in the same transaction: all of it becomes durable, or nothing.

        Returns:
            One receipt an event, given only after the entries are durable.
        """
        receipts: list[Receipt] = []
        rows: list[tuple[int, str, bytes, bytes, bytes]] = []
        with self._writing():
            seq = self._base.execute("SELECT coalesce(max(seq), -1) + 1 FROM entry").fetchone()[0]
            latest, known = self._latest(seq), self._known([event.id for event in events])
            for event in events:
                if event.id in known:
                    receipts.append(Receipt(known[event.id], is_new=False))
                    continue
                marked, latest = _after(event, latest)
                salt, private = secrets.token_bytes(SALT_SIZE), canonical(event.private())
                entry = marked.entry(salt, private)
                rows.append((seq, event.id, leaf_hash(entry), entry, self._sealer.seal_event(event.id, private, salt)))
                receipts.append(Receipt(seq, is_new=True))
                known[event.id] = seq
                seq += 1
            self._base.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", rows)
            if also:
                also(self._base)
        self._grow()
        return receipts

    def sign(self, signer: LogSigner, at: datetime) -> Note:
        """Audit what is new, then sign a checkpoint of everything.

        Raises:
            CustodyError: the entries on disk are not those that were logged, or the last checkpoint does not hold.
        """
        self._grow()
        last = self.last_note()
        start = Checkpoint.parse(last.text).size if last else 0
        if last and not verified_by(last, signer.keys, place=str(self._path)):
            raise CustodyError("the last checkpoint was not signed by this log's keys", place=str(self._path))
        self.audit(start)
        note = signer.sign(Checkpoint(self.origin, self._tree.size, self._tree.root()), at)
        with self._writing():
            self._base.execute("INSERT INTO checkpoint (size, note) VALUES (?, ?)", (self._tree.size, str(note)))
        return note

    def audit(self, start: int = 0) -> int:
        """Read the entries from disk again and compare them with the tree and with every checkpoint that was signed.

        Returns:
            The number of entries read.

        Raises:
            CustodyError: the first bad place.
        """
        count = 0
        for seq, leaf, entry in self._base.execute("SELECT seq, leaf, entry FROM entry WHERE seq >= ? ORDER BY seq", (start,)):
            if seq != start + count:
                raise CustodyError(f"entry {start + count} is missing", place=str(self._path))
            if leaf_hash(entry) != leaf or leaf != self._tree.leaf(seq):
                raise CustodyError(f"entry {seq} was changed", place=str(self._path))
            count += 1
        for number, size, text in self._base.execute("SELECT number, size, note FROM checkpoint WHERE size >= ?", (start,)):
            note = Checkpoint.parse(parse_note(text.encode()).text)
            if note.size != size or size > self._tree.size or note.root != self._tree.root(size):
                raise CustodyError(f"checkpoint {number} does not fit the entries", place=str(self._path))
        return count

    def cosigned(self, note: Note) -> None:
        """Keep the newest checkpoint with a witness's cosignature added to it.

        Raises:
            CustodyError: a newer checkpoint was signed meanwhile.
        """
        last = self.last_note()
        if last is None or last.text != note.text:
            raise CustodyError("a newer checkpoint was signed meanwhile", place=str(self._path), hint="ask the witness again")
        with self._writing():
            self._base.execute("UPDATE checkpoint SET note = ? WHERE number = (SELECT max(number) FROM checkpoint)", (str(note),))

    def seq_of(self, event: str) -> int | None:
        """Return the place of an event by its id; None when it was never logged."""
        row = self._base.execute("SELECT seq FROM entry WHERE id = ?", (event,)).fetchone()
        return row[0] if row else None

    def last_note(self) -> Note | None:
        """Return the newest signed checkpoint; None before the first."""
        row = self._base.execute("SELECT note FROM checkpoint ORDER BY number DESC LIMIT 1").fetchone()
        return parse_note(row[0].encode()) if row else None

    def prove(self, seq: int, extra: bytes | None = None) -> LogProof:
        """Prove one entry against the newest checkpoint.

        Raises:
            CustodyError: no checkpoint covers the entry yet.
        """
        note = self.last_note()
        size = Checkpoint.parse(note.text).size if note else 0
        if note is None or not 0 <= seq < size:
            raise CustodyError(f"no signed checkpoint covers entry {seq}", place=str(self._path), hint="sign a checkpoint first")
        try:
            return LogProof(seq, tuple(self._tree.inclusion(seq, size)), note, extra)
        except ProofError as error:
            raise CustodyError(str(error), place=str(self._path)) from error

    def entry(self, seq: int) -> tuple[bytes, bytes | None]:
        """Return the entry's bytes and its sealed private part (None when erased)."""
        row = self._base.execute("SELECT entry, sealed FROM entry WHERE seq = ?", (seq,)).fetchone()
        if row is None:
            raise CustodyError(f"no entry {seq}", place=str(self._path))
        return row[0], row[1]

    def entries(self) -> Iterable[tuple[int, str, bytes, bytes | None]]:
        """List (seq, id, entry, sealed private part) in order."""
        yield from self._base.execute("SELECT seq, id, entry, sealed FROM entry ORDER BY seq")

    def _known(self, ids: list[str]) -> dict[str, int]:
        """Return the places of those events that are logged already."""
        found = "SELECT id, seq FROM entry WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._base.execute(found, (json.dumps(ids),)).fetchall())

    def _latest(self, size: int) -> str:
        """Return the latest time that an entry states, by the last entry: each is marked when it lies before the one before."""
        row = self._base.execute("SELECT entry FROM entry WHERE seq = ?", (size - 1,)).fetchone()
        return str(json.loads(row[0])["at"]) if row else ""

    def _grow(self) -> None:
        """Take the entries that are on disk but not yet in the tree, which another process may have written."""
        for (leaf,) in self._base.execute("SELECT leaf FROM entry WHERE seq >= ? ORDER BY seq", (self._tree.size,)):
            self._tree.append(leaf)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


def _after(event: CustodyEvent, latest: str) -> tuple[CustodyEvent, str]:
    """Mark an event whose clock went back; returns it with its own time, to hold the next one against."""
    at = as_rfc3339(event.at)
    if latest and at != latest and event.at < datetime.fromisoformat(latest):
        event = replace(event, clock=f"{event.clock}, {BEHIND}")
    return event, at
