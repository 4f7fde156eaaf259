"""The ledger: the one place that puts events in order and signs what it has.

Order of an append: take the sequencer - look the ids up - write the new entries, durably - only then acknowledge. A checkpoint is signed
after the entries since the last one were read again from the storage and their hashes compared with the tree: a log must not sign what it
can no longer show.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from os import urandom
from pathlib import Path

import msgspec

from comity.crypto.checkpoint import Checkpoint, LogProof
from comity.crypto.note import Note, parse_note, verified_by
from comity.crypto.signer import LogSigner
from comity.crypto.tree import ProofError, leaf_hash, verify_inclusion
from comity.custody.disk import DISK_HINT, LOCAL, Disk
from comity.custody.log.event import SALT_SIZE, CustodyEvent
from comity.custody.log.hashes import TileTree
from comity.custody.log.intake_event import IntakeEvent
from comity.custody.log.storage import EntryStore, Row, Stored, StoredCheckpoint, head_of
from comity.custody.vault.sealing import Sealer
from comity.errors import CustodyError

BEHIND = "behind the entry before"
"""What the clock source of an event says when its time lies before that of the entry before it."""
_PIECE = 4096


class Receipt(msgspec.Struct, frozen=True, gc=False):
    """The acknowledgement of one event: its place, and whether it was new."""

    seq: int
    is_new: bool


class Ledger:
    """An append-only log over a storage.

    Attributes:
        origin: the log's name.
        tree: the hashes of all entries.
    """

    def __init__(self, storage: EntryStore, origin: str, sealer: Sealer, hashes: Path | None, disk: Disk = LOCAL) -> None:
        """Open a log.

        Args:
            storage: where the entries lie.
            origin: the log's name.
            sealer: seals the private parts.
            hashes: folder for the hashes, which are made anew when it is empty; None keeps them in memory.
            disk: the disk of that folder.
        """
        self.origin, self._storage, self._sealer, self._place = origin, storage, sealer, storage.place
        self.tree = TileTree(hashes, disk)
        self._latest: tuple[int, datetime | None] = (0, None)
        self._was_mended = False
        self._mend_hashes()

    def close(self) -> None:
        """Close storage and hashes."""
        self.tree.keep()
        self.tree.close()
        self._storage.close()

    @property
    def size(self) -> int:
        """Number of entries."""
        self._grow()
        return self.tree.size

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` entries."""
        self._grow()
        return self.tree.root(size)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """Prove that the log of `second` entries begins with that of `first`."""
        self._grow()
        return self.tree.consistency(first, second)

    def known(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the places of those events that are logged already."""
        return self._storage.known(ids)

    def append(self, events: Sequence[CustodyEvent | IntakeEvent], kept: Sequence[bytes] | None = None) -> list[Receipt]:
        """Log events in their order; an id that is already logged keeps its place and is not written again.

        Args:
            events: the events.
            kept: for each event, what is sealed with its private part and never disclosed (canonical JSON).

        Returns:
            One receipt an event, given only after the entries are durable.
        """
        receipts: list[Receipt] = []
        rows: list[Row] = []
        with self._storage.sequencer():
            seq = self._storage.size
            known = self._storage.known([event.id for event in events])
            latest = self._latest_time(seq)
            salts = urandom(SALT_SIZE * len(events))
            for place, event in enumerate(events):
                if event.id in known:
                    receipts.append(Receipt(known[event.id], is_new=False))
                    continue
                if latest is not None and event.at < latest:
                    event = event.marked(BEHIND)  # noqa: PLW2901 - the same event
                latest = event.at
                salt = salts[place * SALT_SIZE : (place + 1) * SALT_SIZE]
                private = event.private()
                sealed = self._sealer.seal_event(event.id, private, salt, kept[place] if kept else None)
                rows.append(Row(event.id, event.type, event.entry(salt, private), sealed))
                receipts.append(Receipt(seq, is_new=True))
                known[event.id] = seq
                seq += 1
            self._storage.write(rows)
            self._grow(seq - len(rows), rows)
            self._latest = (seq, latest)
        return receipts

    def sign(self, signer: LogSigner, at: datetime) -> Note:
        """Audit what is new, then sign a checkpoint of everything.

        Raises:
            CustodyError: the entries in the storage are not those that were logged, or the last checkpoint does not hold.
        """
        with self._storage.sequencer():
            self._grow()
            last = self._storage.last_checkpoint()
            if last and not verified_by(parse_note(last.note.encode()), signer.keys, place=self._place):
                raise CustodyError("the last checkpoint was not signed by this log's keys", place=self._place)
            if last:
                self._check(last)
            self._audit_entries(last.size if last else 0)
            note = signer.sign(Checkpoint(self.origin, self.tree.size, self.tree.root()), at)
            self._storage.write_checkpoint(StoredCheckpoint(last.number + 1 if last else 1, self.tree.size, str(note)))
        return note

    def audit(self, destroyed: Container[str] = ()) -> int:
        """Read everything from the storage again and compare it with the tree and with every checkpoint that was signed.

        Args:
            destroyed: ids of events whose private parts were to be destroyed.

        Returns:
            The number of entries read.

        Raises:
            CustodyError: the first bad place.
        """
        if self._was_mended:
            text = "the hashes in the files led to another root than the newest checkpoint; they were made anew from the entries"
            raise CustodyError(text, place=self._place, hint="verify again: what does not hold now is the log itself")
        self._grow()
        count = self._audit_entries(0)
        for checkpoint in self._storage.checkpoints():
            self._check(checkpoint)
        self._storage.audit(destroyed)
        return count

    def cosigned(self, note: Note) -> None:
        """Keep the newest checkpoint with a witness's cosignature added to it.

        Raises:
            CustodyError: a newer checkpoint was signed meanwhile.
        """
        with self._storage.sequencer():
            last = self._storage.last_checkpoint()
            if last is None or parse_note(last.note.encode()).text != note.text:
                raise CustodyError("a newer checkpoint was signed meanwhile", place=self._place, hint="ask the witness again")
            self._storage.write_checkpoint(last._replace(note=str(note)))

    def seq_of(self, event: str) -> int | None:
        """Return the place of an event by its id; None when it was never logged."""
        return self._storage.known([event]).get(event)

    def last_note(self) -> Note | None:
        """Return the newest signed checkpoint; None before the first."""
        last = self._storage.last_checkpoint()
        return parse_note(last.note.encode()) if last else None

    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """List the checkpoints that were signed, oldest first."""
        return self._storage.checkpoints()

    def prove(self, seq: int, extra: bytes | None = None) -> LogProof:
        """Prove one entry against the newest checkpoint.

        Raises:
            CustodyError: no checkpoint covers the entry yet, or the entry or its hashes were changed.
        """
        note = self.last_note()
        size = Checkpoint.parse(note.text).size if note else 0
        if note is None or not 0 <= seq < size:
            raise CustodyError(f"no signed checkpoint covers entry {seq}", place=self._place, hint="sign a checkpoint first")
        self._grow()
        path = tuple(self.tree.inclusion(seq, size))
        try:
            verify_inclusion(seq, size, leaf_hash(self.entry(seq).entry), path, Checkpoint.parse(note.text).root)
        except ProofError as error:
            raise CustodyError(f"entry {seq} cannot be proved: {error}", place=self._place, hint="comity vault verify") from error
        return LogProof(seq, path, note, extra)

    def entry(self, seq: int) -> Stored:
        """Read one entry.

        Raises:
            CustodyError: there is none.
        """
        stored = self._storage.entry(seq)
        if stored is None:
            raise CustodyError(f"no entry {seq}", place=self._place)
        return stored

    def entries(self, start: int = 0) -> Iterator[Stored]:
        """Read entries in order."""
        self._storage.refresh()
        return self._storage.entries(start)

    def of_types(self, *types: str) -> Iterator[Stored]:
        """Read the entries of some types, in order."""
        self._storage.refresh()
        return self._storage.of_types(types)

    def destroy(self, seqs: Sequence[int]) -> None:
        """Destroy private parts and salts for good; the entries stay."""
        with self._storage.sequencer():
            self._storage.destroy(seqs)

    def _latest_time(self, size: int) -> datetime | None:
        """Return the time of the last entry: each is marked when it lies before the one before."""
        if self._latest[0] == size:
            return self._latest[1]
        last = self._storage.entry(size - 1) if size else None
        return datetime.fromisoformat(head_of(last.entry).at) if last else None

    def _grow(self, start: int | None = None, rows: Sequence[Row] = ()) -> None:
        """Take the entries that are in the storage but not yet in the tree: rows just written, or what another process wrote."""
        try:
            if start == self.tree.size:
                self.tree.extend([leaf_hash(row.entry) for row in rows])
                return
            self._storage.refresh()
            if self.tree.size < self._storage.size:
                for leaves in _pieces(map(leaf_hash, self._storage.plain_entries(self.tree.size))):
                    self.tree.extend(leaves)
        except OSError as error:
            raise CustodyError(f"the hashes of the log cannot be written: {error.strerror}", place=self._place, hint=DISK_HINT) from error

    def _mend_hashes(self) -> None:
        """Compute the hashes anew when those in the files lead to another root than the newest checkpoint, or reach too far."""
        self._storage.refresh()
        last = self._storage.last_checkpoint()
        point = Checkpoint.parse(parse_note(last.note.encode()).text) if last else None
        if self.tree.size > self._storage.size or (point and point.size <= self.tree.size and self.tree.root(point.size) != point.root):
            self.tree.reset()
            self._was_mended = True
        self._grow()

    def _audit_entries(self, start: int) -> int:
        seq = start
        for entries in _pieces(self._storage.plain_entries(start)):
            leaves = [leaf_hash(entry) for entry in entries]
            known = self.tree.hashes(0, seq, seq + len(leaves))
            if b"".join(leaves) != known:
                wrong = next(place for place, leaf in enumerate(leaves) if leaf != known[32 * place : 32 * place + 32])
                raise CustodyError(f"entry {seq + wrong} was changed", place=self._place)
            seq += len(leaves)
        if seq != self.tree.size:
            raise CustodyError(f"entry {seq} is missing", place=self._place)
        return seq - start

    def _check(self, checkpoint: StoredCheckpoint) -> None:
        note = Checkpoint.parse(parse_note(checkpoint.note.encode()).text)
        if note.size != checkpoint.size or note.size > self.tree.size or note.root != self.tree.root(note.size):
            raise CustodyError(f"checkpoint {checkpoint.number} does not fit the entries", place=self._place)


def _pieces(values: Iterable[bytes]) -> Iterator[list[bytes]]:
    running = iter(values)
    while piece := list(islice(running, _PIECE)):
        yield piece
