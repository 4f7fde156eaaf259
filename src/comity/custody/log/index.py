"""What finds entries in a journal: ids, blocks, rare types, checkpoints, in SQLite. All of it can be made anew from the journal.

Newly logged ids wait in memory and are written in order, many at a time; what a stopped process did not write is read from the journal
again. So the index is at most behind, never ahead, and nothing waits for it.
"""

from __future__ import annotations

import errno
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

from blake3 import blake3

from comity.custody.disk import LOCAL
from comity.custody.log.storage import Row

_SCHEMA = """
CREATE TABLE event (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE rare (seq INTEGER PRIMARY KEY, type TEXT NOT NULL) STRICT;
CREATE TABLE block (first INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE checkpoint (number INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE reach (size INTEGER NOT NULL, journal_end INTEGER NOT NULL) STRICT;
INSERT INTO reach VALUES (0, 0);
"""
_VERSION = 2
_WAITING = 65536
_COMMON = "intake"
"""The type of most entries, which is not listed one by one."""


class JournalIndex:
    """The index of one journal; `size` and `journal_end` tell how far it reaches, with what still waits in memory."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the index, or make one; where nothing can be written, read what is there, or make one in memory."""
        self._is_read_only, self._path, self._digest = read_only, path, path.with_name(path.name + ".b3")
        if not read_only and not path.exists():
            LOCAL.remove(self._digest)  # of an index that is there no more
        try:
            self._base = _opened(path) if not read_only else _opened_for_reading(path)
        except sqlite3.OperationalError as error:
            if not _is_full(error):
                raise
            self._is_read_only, self._base = True, _with_tables(sqlite3.connect(":memory:", isolation_level=None))
        self._is_changed = False
        self._forget()
        self.size: int
        self.journal_end: int
        self.size, self.journal_end = self._base.execute("SELECT size, journal_end FROM reach").fetchone()
        self.written_end = self.journal_end

    def catch_up(self) -> None:
        """Take notice of how far others have written the index: what the tables answer is then never ahead of where this one stands."""
        size, journal_end = self._base.execute("SELECT size, journal_end FROM reach").fetchone()
        if journal_end > self.journal_end:
            self._forget()
            self.size, self.journal_end = size, journal_end
            self.written_end = journal_end

    def note_entries(self, first: int, rows: Sequence[Row], at: int, end: int) -> None:
        """Take notice of a block of entries."""
        self._blocks.append((first, at))
        for seq, row in enumerate(rows, first):
            self._ids[row.id] = seq
            if row.type != _COMMON:
                self._rare.append((seq, row.type))
        self.size, self.journal_end = first + len(rows), end
        if len(self._ids) >= _WAITING and not self._is_read_only:
            self.flush()

    def note_checkpoint(self, number: int, at: int, end: int) -> None:
        """Take notice of a checkpoint."""
        self._checkpoints[number] = at
        self.journal_end = end

    def known(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the places of ids that are there."""
        found = {one: self._ids[one] for one in ids if one in self._ids} if self._ids else {}
        if self.size > len(self._ids):
            for start in range(0, len(ids), 512):
                some = ids[start : start + 512]
                marks = ",".join("?" * len(some))
                found.update(self._base.execute(f"SELECT id, seq FROM event WHERE id IN ({marks})", some))  # noqa: S608 - only marks
        return found

    def block_of(self, seq: int) -> int:
        """Return where the block begins that holds an entry."""
        if self._blocks and seq >= self._blocks[0][0]:
            return self._blocks[bisect_right(self._blocks, seq, key=lambda block: block[0]) - 1][1]
        at: int = self._base.execute("SELECT at FROM block WHERE first <= ? ORDER BY first DESC LIMIT 1", (seq,)).fetchone()[0]
        return at

    def of_types(self, types: Sequence[str]) -> list[int]:
        """Return the places of the entries of rare types."""
        marks = ",".join("?" * len(types))
        rows = self._base.execute(f"SELECT seq FROM rare WHERE type IN ({marks}) ORDER BY seq", types).fetchall()  # noqa: S608 - only marks
        return [seq for (seq,) in rows] + [seq for seq, kind in self._rare if kind in types]

    def checkpoints(self) -> list[tuple[int, int]]:
        """Return number and place of each checkpoint, in order."""
        return sorted({**dict(self._base.execute("SELECT number, at FROM checkpoint")), **self._checkpoints}.items())

    def last_checkpoint(self) -> tuple[int, int] | None:
        """Return number and place of the newest checkpoint."""
        if self._checkpoints:
            return max(self._checkpoints.items())
        row: tuple[int, int] | None = self._base.execute("SELECT number, at FROM checkpoint ORDER BY number DESC LIMIT 1").fetchone()
        return row

    def everything(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        """List all rows of all tables, with what still waits, to be held against the journal."""
        self.flush()
        waiting = {"event": self._ids.items(), "rare": self._rare, "block": self._blocks, "checkpoint": self._checkpoints.items()}
        for table, rows in waiting.items():
            for row in self._base.execute(f"SELECT * FROM {table}"):  # noqa: S608 - own names
                yield table, row
            for row in rows:
                yield table, row
        reach = self._base.execute("SELECT * FROM reach").fetchone()
        yield "reach", (self.size, self.journal_end) if self.journal_end != self.written_end else reach

    def flush(self) -> None:
        """Write what waits; on a full disk it goes on waiting, since the journal is the truth and can be read without it."""
        if self.journal_end == self.written_end or self._is_read_only:
            return
        try:
            self._write()
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        except sqlite3.OperationalError as error:
            if not _is_full(error):
                raise

    def _write(self) -> None:
        base = self._base
        self._is_changed = True
        if self._digest.exists():
            LOCAL.remove(self._digest)
            LOCAL.sync_folder(self._digest.parent)
        base.execute("BEGIN IMMEDIATE")
        try:
            # another process may have noted the same part of the journal: it noted the same
            base.executemany("INSERT OR REPLACE INTO event VALUES (?, ?)", sorted(self._ids.items()))
            base.executemany("INSERT OR REPLACE INTO rare VALUES (?, ?)", self._rare)
            base.executemany("INSERT OR REPLACE INTO block VALUES (?, ?)", self._blocks)
            base.executemany("INSERT OR REPLACE INTO checkpoint VALUES (?, ?)", self._checkpoints.items())
            reach = (self.size, self.journal_end, self.journal_end)
            base.execute("UPDATE reach SET size = ?, journal_end = ? WHERE journal_end < ?", reach)
            base.execute("COMMIT")
        except BaseException:
            if base.in_transaction:
                base.execute("ROLLBACK")
            raise
        self.written_end = self.journal_end
        self._forget()

    def is_as_left(self) -> bool:
        """Tell whether the file is, to the bit, what was left when it was closed last; also True when that is not known."""
        if not self._path.exists() or not self._digest.exists():
            return True
        return self._digest.read_bytes() == self._digested()

    def close(self) -> None:
        """Close the file, and keep its digest when nobody else has it open."""
        self._base.close()
        if self._is_changed and not self._path.with_name(self._path.name + "-wal").exists():
            try:
                LOCAL.replace(self._digest, self._digested())
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                LOCAL.remove(self._digest)  # none is better than a part of one

    def _digested(self) -> bytes:
        return blake3(self._path.read_bytes()).hexdigest().encode()

    def _forget(self) -> None:
        self._ids: dict[str, int] = {}
        self._rare: list[tuple[int, str]] = []
        self._blocks: list[tuple[int, int]] = []
        self._checkpoints: dict[int, int] = {}


def _is_full(error: sqlite3.OperationalError) -> bool:
    return "disk is full" in str(error)


def _opened_for_reading(path: Path) -> sqlite3.Connection:
    if not path.exists():
        return _with_tables(sqlite3.connect(":memory:", isolation_level=None))
    base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    if base.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
        return base
    base.close()
    return _with_tables(sqlite3.connect(":memory:", isolation_level=None))


def _opened(path: Path) -> sqlite3.Connection:
    # One at a time uses a journal, not always the thread that opened it.
    base = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=NORMAL")
    return _with_tables(base)


def _with_tables(base: sqlite3.Connection) -> sqlite3.Connection:
    if base.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
        base.execute("BEGIN IMMEDIATE")
        if base.execute("PRAGMA user_version").fetchone()[0] != _VERSION:  # nobody else made it meanwhile
            for statement in _SCHEMA.split(";"):
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {_VERSION}")
        base.execute("COMMIT")
    return base
