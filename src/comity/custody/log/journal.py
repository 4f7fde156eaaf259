"""Entries in one append-only file, which is the truth, and an index beside it, which can be made anew.

Order of an append: lock - take notice of what others appended - write one block behind the last - fdatasync - only then acknowledge.
The file is kept a little longer than its contents, with zeros written ahead, since a disk is twice as quick where a file need not grow.
A write that fails closes the journal for this process: what the disk holds then is found out by reading it again, not by guessing.
"""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from comity.custody.disk import DISK_HINT, LOCAL, Disk
from comity.custody.log.blocks import (
    CHECKPOINT,
    ENTRIES,
    HEADER_SIZE,
    Block,
    body_digest,
    checkpoint_block,
    entries_block,
    parse_checkpoint,
    places,
    table_size,
)
from comity.custody.log.index import JournalIndex
from comity.custody.log.journal_audit import audit_index, audit_journal
from comity.custody.log.storage import EntryStore, Row, Stored, StoredCheckpoint, head_of
from comity.errors import CustodyError

_AHEAD = 1 << 20
_SMALL = 1 << 16


class Journal(EntryStore):
    """The journal in a folder: `journal`, `index.db`."""

    def __init__(self, folder: Path, disk: Disk = LOCAL) -> None:
        """Open a journal, or make one.

        Raises:
            CustodyError: what was acknowledged is missing at its end, or the disk refuses.
        """
        self._disk, self._path = disk, folder / "journal"
        self.place = str(self._path)
        self._broken = False
        self._is_read_only = False
        try:
            self._file = self._opened(folder)
        except OSError as error:
            raise CustodyError(f"the journal cannot be opened: {error.strerror}", place=self.place, hint=DISK_HINT) from error
        self._index = JournalIndex(folder / "index.db", read_only=self._is_read_only)
        self._length = disk.size(self._file)
        self._tail_is_torn = False
        if self._index.journal_end > self._length:
            text = f"{self._index.journal_end - self._length} bytes are missing from the end of the journal"
            raise CustodyError(text, place=self.place, hint="keep everything as it is, and bring the newest copy back")
        self.refresh()

    @property
    def size(self) -> int:
        """Number of entries, as of the last `refresh`."""
        return self._index.size

    def refresh(self) -> None:
        """Take notice of blocks that others appended."""
        if self._block(self._index.journal_end) is None:
            return
        self._index.catch_up()
        while (block := self._block(self._index.journal_end)) is not None:
            if not self._follows(block):
                raise CustodyError("a block does not follow the one before it", place=f"{self.place}: offset {block.offset}")
            body = self._disk.read(self._file, block.length, block.body)
            if body_digest(body) != block.digest and not self._is_followed(block):
                self._tail_is_torn = True
                break
            if block.kind == CHECKPOINT:
                self._index.note_checkpoint(block.first, block.offset, block.end)
            else:
                self._index.note_entries(block.first, self._rows(block, body), block.offset, block.end)

    @contextmanager
    def sequencer(self) -> Iterator[None]:
        """Lock the journal against other writers, and take notice of what they wrote."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            if self._is_read_only:
                raise CustodyError("the log cannot be written: its disk is read-only or forbidden", place=self.place, hint=DISK_HINT)
            if self._broken:
                raise CustodyError("an earlier write failed: the journal must be opened again", place=self.place, hint=DISK_HINT)
            self.refresh()
            self._length = self._disk.size(self._file)
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def known(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the places of those ids that are there already."""
        return self._index.known(ids)

    def write(self, rows: Sequence[Row]) -> None:
        """Keep entries behind the last one, all or none, durable before the call returns."""
        if rows:
            first, at = self.size, self._index.journal_end
            end = self._append(entries_block(first, [(row.entry, row.sealed) for row in rows]))
            with self._refused():
                self._index.note_entries(first, rows, at, end)

    def write_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a checkpoint, or another form of the newest one, durable before the call returns."""
        at = self._index.journal_end
        end = self._append(checkpoint_block(checkpoint.number, checkpoint.size, checkpoint.note))
        self._index.note_checkpoint(checkpoint.number, at, end)

    def entry(self, seq: int) -> Stored | None:
        """Read one entry; None when there is none."""
        if not 0 <= seq < self.size:
            return None
        block, start, length, sealed_start, sealed_length = self._find(seq)
        data = self._disk.read(self._file, sealed_start + sealed_length - start, block.body + start)
        return _stored(seq, data[:length], data[sealed_start - start :])

    def entries(self, start: int = 0) -> Iterator[Stored]:
        """Read entries in order, from the file."""
        for block, body in self._blocks(start):
            for seq, (begin, length, sealed, sealed_length) in enumerate(places(body[: table_size(block)], block), block.first):
                if seq >= start:
                    yield _stored(seq, body[begin : begin + length], body[sealed : sealed + sealed_length])

    def plain_entries(self, start: int = 0) -> Iterator[bytes]:
        """Read the bytes of entries alone, in order, from the file."""
        for block, body in self._blocks(start):
            all_of_it = (body[begin : begin + length] for begin, length, _, _ in places(body[: table_size(block)], block))
            yield from islice(all_of_it, max(0, start - block.first), None)

    def _blocks(self, start: int) -> Iterator[tuple[Block, bytes]]:
        """Read the blocks that hold the entries from `start` on."""
        while start < self.size:
            block = self._block_with(start)
            yield block, self._disk.read(self._file, block.length, block.body)
            start = block.first + block.count

    def of_types(self, types: Sequence[str]) -> Iterator[Stored]:
        """Read the entries of some types in order."""
        for seq in self._index.of_types(types):
            stored = self.entry(seq)
            if stored is not None:
                yield stored

    def destroy(self, seqs: Sequence[int]) -> None:
        """Overwrite sealed parts with zeros."""
        with self._refused():
            for seq in seqs:
                block, _, _, start, length = self._find(seq)
                self._disk.write(self._file, bytes(length), block.body + start)
            self._disk.sync(self._file)

    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Read all checkpoints in order."""
        for number, at in self._index.checkpoints():
            yield self._checkpoint(number, at)

    def last_checkpoint(self) -> StoredCheckpoint | None:
        """Read the newest checkpoint; None before the first."""
        last = self._index.last_checkpoint()
        return self._checkpoint(*last) if last else None

    def audit(self, destroyed: Container[str] = ()) -> None:
        """Hold blocks, padding and index against each other."""
        self.refresh()
        found = audit_journal(self._disk, self._file, self.place, self._index.journal_end, destroyed)
        audit_index(self._index, found, str(self._path.with_name("index.db")))

    def close(self) -> None:
        """Write the index, cut what was written ahead, and close."""
        if self._file < 0:
            return
        try:
            # what fails here costs nothing: the index is behind, the zeros stay
            with suppress(OSError, sqlite3.Error, CustodyError):
                if not self._broken and not self._is_read_only:
                    self._index.flush()
                    if self._disk.size(self._file) > self._index.journal_end:
                        with self.sequencer():
                            self._index.flush()
                            self._disk.cut(self._file, self._index.journal_end)
        finally:
            self._disk.close(self._file)
            self._file = -1
            with suppress(OSError):  # without its digest, the index is held against the journal alone
                self._index.close()

    def _opened(self, folder: Path) -> int:
        """Open the file, or make it; on a disk that cannot be written to, open what is there for reading."""
        try:
            self._disk.make_folder(folder)
            is_new = not self._path.exists()
            descriptor = self._disk.open(self._path, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            if error.errno not in {errno.EROFS, errno.EACCES, errno.EPERM} or not self._path.exists():
                raise
            self._is_read_only = True
            return self._disk.open(self._path, os.O_RDONLY)
        if is_new:
            self._disk.sync(descriptor)
            self._disk.sync_folder(folder)
            self._disk.sync_folder(folder.parent)
        return descriptor

    def _append(self, data: bytes) -> int:
        at = self._index.journal_end
        end = at + len(data)
        with self._refused():
            if self._tail_is_torn or self._length < at:
                self._disk.cut(self._file, at)
                self._disk.sync(self._file)
                self._length, self._tail_is_torn = at, False
            if end > self._length:
                ahead = _AHEAD if len(data) < _SMALL else 0
                self._disk.write(self._file, data + bytes(ahead), at)
                self._length = end + ahead
            else:
                self._disk.write(self._file, data, at)
            self._disk.sync(self._file)
        return end

    @contextmanager
    def _refused(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            self._broken = True
            text = error.strerror if isinstance(error, OSError) else str(error)
            raise CustodyError(f"the log cannot be written: {text}", place=self.place, hint=DISK_HINT) from error

    def _block(self, at: int) -> Block | None:
        """Read the header at an offset; None behind the last block, where what is not zero was torn off by a stop."""
        data = self._disk.read(self._file, HEADER_SIZE, at)
        block = Block.parse(data, at)
        self._tail_is_torn = block is None and any(data)
        return block

    def _follows(self, block: Block) -> bool:
        if block.kind == ENTRIES:
            return block.first == self._index.size
        last = self._index.last_checkpoint()
        return block.first in ({last[0], last[0] + 1} if last else {1})

    def _is_followed(self, block: Block) -> bool:
        """Tell whether another block follows: then this one was durable, and a part of it was erased since."""
        return Block.parse(self._disk.read(self._file, HEADER_SIZE, block.end), block.end) is not None

    def _rows(self, block: Block, body: bytes) -> list[Row]:
        rows = []
        for start, length, _, _ in places(body[: table_size(block)], block):
            entry = body[start : start + length]
            head = head_of(entry)
            rows.append(Row(head.id, head.type, entry, b""))
        return rows

    def _block_with(self, seq: int) -> Block:
        at = self._index.block_of(seq)
        block = Block.parse(self._disk.read(self._file, HEADER_SIZE, at), at)
        if block is None or not block.first <= seq < block.first + block.count:
            raise CustodyError(f"the block that holds entry {seq} was changed", place=f"{self.place}: offset {at}")
        return block

    def _find(self, seq: int) -> tuple[Block, int, int, int, int]:
        block = self._block_with(seq)
        table = self._disk.read(self._file, table_size(block), block.body)
        return block, *next(islice(places(table, block), seq - block.first, None))

    def _checkpoint(self, number: int, at: int) -> StoredCheckpoint:
        block = Block.parse(self._disk.read(self._file, HEADER_SIZE, at), at)
        body = b"" if block is None else self._disk.read(self._file, block.length, block.body)
        if block is None or block.kind != CHECKPOINT or body_digest(body) != block.digest:
            raise CustodyError(f"checkpoint {number} was changed", place=f"{self.place}: offset {at}")
        return StoredCheckpoint(number, *parse_checkpoint(body))


def _stored(seq: int, entry: bytes, sealed: bytes) -> Stored:
    return Stored(seq, head_of(entry).id, entry, sealed if any(sealed) else None)
