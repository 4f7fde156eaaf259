"""Entries in PostgreSQL, for logs that several machines write to. One sequencer among all of them: an advisory lock of the log.

A database may hold several logs; each has its own lock and its own numbers. What is acknowledged was committed with `synchronous_commit`,
and a server that does not wait for its disk is refused. The password comes from the environment or the user's password file, never from the
vault.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from comity.custody.log.storage import EntryStore, Row, Stored, StoredCheckpoint
from comity.errors import CustodyError, InputError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS comity_log (number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS comity_entry (
    log integer NOT NULL, seq bigint NOT NULL, id text NOT NULL, type text NOT NULL, entry bytea NOT NULL, sealed bytea,
    PRIMARY KEY (log, seq), UNIQUE (log, id)
);
CREATE INDEX IF NOT EXISTS comity_entry_rare ON comity_entry (log, type, seq) WHERE type <> 'intake';
CREATE TABLE IF NOT EXISTS comity_checkpoint (
    log integer NOT NULL REFERENCES comity_log, number bigint NOT NULL, size bigint NOT NULL, note text NOT NULL, PRIMARY KEY (log, number)
);
"""
_PAGE = 4096
_HINT = "nothing that was acknowledged is lost; see that the database runs, then run the same command again"


class PostgresEntries(EntryStore):
    """The entries of one log in a database."""

    def __init__(self, address: str, log: str) -> None:
        """Connect, and make the tables where they are missing.

        Args:
            address: `postgresql://USER@HOST/DATABASE`, without a password.
            log: the log's name.

        Raises:
            InputError: the address holds a password, or the driver is not installed.
            CustodyError: the database cannot be reached, or does not wait for its disk.
        """
        try:
            import psycopg
        except ImportError as error:
            raise InputError("a log in PostgreSQL needs the package psycopg", hint="pip install comity[postgres]") from error
        self._errors = psycopg.Error
        self._log = self._size = 0
        self.place = _without_password(address)
        # the same number on every machine: eight bytes of a digest, since the server's own hash may change with its version
        self._lock = int.from_bytes(hashlib.sha256(b"comity log\0" + log.encode()).digest()[:8], "big", signed=True)
        with self._told():
            self._base: psycopg.Connection[Any] = psycopg.connect(address, autocommit=True, application_name="comity custody")
            self._ask("SET synchronous_commit = on")
            fsync = self._ask("SHOW fsync").fetchone()
            if not self._ask("SELECT to_regclass('comity_checkpoint')").fetchone()[0]:
                self._ask("SELECT pg_advisory_lock(%s)", self._lock)
                self._ask(_SCHEMA)
                self._ask("SELECT pg_advisory_unlock(%s)", self._lock)
            self._ask("INSERT INTO comity_log (name) VALUES (%s) ON CONFLICT DO NOTHING", log)
            self._log = self._ask("SELECT number FROM comity_log WHERE name = %s", log).fetchone()[0]
        if fsync[0] != "on":
            raise CustodyError("the database does not wait for its disk (fsync is off)", place=self.place, hint="set fsync = on")
        self.refresh()

    @property
    def size(self) -> int:
        """Number of entries, as of the last `refresh`."""
        return self._size

    def refresh(self) -> None:
        """Take notice of what others wrote."""
        with self._told():
            self._size = self._ask("SELECT coalesce(max(seq), -1) + 1 FROM comity_entry WHERE log = %s", self._log).fetchone()[0]

    @contextmanager
    def sequencer(self) -> Iterator[None]:
        """Hold the log's advisory lock; the server lets go of it when the connection is lost."""
        with self._told():
            self._ask("SELECT pg_advisory_lock(%s)", self._lock)
        try:
            self.refresh()
            yield
        finally:
            if not self._base.broken:
                with self._told():
                    self._ask("SELECT pg_advisory_unlock(%s)", self._lock)

    def known(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the places of those ids that are there already."""
        with self._told():
            return dict(self._ask("SELECT id, seq FROM comity_entry WHERE log = %s AND id = ANY(%s)", self._log, list(ids)).fetchall())

    def write(self, rows: Sequence[Row]) -> None:
        """Keep entries behind the last one, all or none; committed when the call returns."""
        if not rows:
            return
        into = "COPY comity_entry (log, seq, id, type, entry, sealed) FROM STDIN (FORMAT BINARY)"
        with self._told(), self._base.transaction(), self._base.cursor() as cursor, cursor.copy(into) as copy:
            copy.set_types(["int4", "int8", "text", "text", "bytea", "bytea"])
            for seq, row in enumerate(rows, self._size):
                copy.write_row((self._log, seq, row.id, row.type, row.entry, row.sealed))
        self._size += len(rows)

    def entry(self, seq: int) -> Stored | None:
        """Read one entry; None when there is none."""
        with self._told():
            row = self._ask("SELECT seq, id, entry, sealed FROM comity_entry WHERE log = %s AND seq = %s", self._log, seq).fetchone()
        return Stored(*row) if row else None

    def entries(self, start: int = 0) -> Iterator[Stored]:
        """Read entries in order, page by page."""
        select = "SELECT seq, id, entry, sealed FROM comity_entry WHERE log = %s AND seq >= %s ORDER BY seq LIMIT %s"
        while True:
            with self._told():
                page = self._ask(select, self._log, start, _PAGE).fetchall()
            yield from map(Stored._make, page)
            if len(page) < _PAGE:
                return
            start = page[-1][0] + 1

    def of_types(self, types: Sequence[str]) -> Iterator[Stored]:
        """Read the entries of some types in order."""
        select = "SELECT seq, id, entry, sealed FROM comity_entry WHERE log = %s AND type = ANY(%s) ORDER BY seq"
        with self._told():
            rows = self._ask(select, self._log, list(types)).fetchall()
        yield from map(Stored._make, rows)

    def destroy(self, seqs: Sequence[int]) -> None:
        """Overwrite sealed parts; the pages that held them are cleared for use by others."""
        with self._told():
            self._ask("UPDATE comity_entry SET sealed = NULL WHERE log = %s AND seq = ANY(%s)", self._log, list(seqs))
            self._ask("VACUUM comity_entry")

    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Read all checkpoints in order."""
        with self._told():
            rows = self._ask("SELECT number, size, note FROM comity_checkpoint WHERE log = %s ORDER BY number", self._log).fetchall()
        yield from map(StoredCheckpoint._make, rows)

    def last_checkpoint(self) -> StoredCheckpoint | None:
        """Read the newest checkpoint; None before the first."""
        select = "SELECT number, size, note FROM comity_checkpoint WHERE log = %s ORDER BY number DESC LIMIT 1"
        with self._told():
            row = self._ask(select, self._log).fetchone()
        return StoredCheckpoint(*row) if row else None

    def write_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a checkpoint, or another form of the newest one."""
        insert = "INSERT INTO comity_checkpoint VALUES (%s, %s, %s, %s) ON CONFLICT (log, number) DO UPDATE SET note = EXCLUDED.note"
        with self._told():
            self._ask(insert, self._log, checkpoint.number, checkpoint.size, checkpoint.note)

    def audit(self, destroyed: Container[str] = ()) -> None:  # noqa: ARG002 - a row is destroyed whole or not at all
        """Hold the columns that find an entry against the entry itself."""
        lies = "SELECT seq FROM comity_entry WHERE log = %s AND {wrong} ORDER BY seq LIMIT 1"
        wrong = "(convert_from(entry, 'UTF8')::json ->> 'id', convert_from(entry, 'UTF8')::json ->> 'type') IS DISTINCT FROM (id, type)"
        with self._told():
            row = self._ask(lies.format(wrong=wrong), self._log).fetchone()
        if row:
            raise CustodyError(f"entry {row[0]} stands under another id or type than its own", place=self.place)

    def close(self) -> None:
        """Close the connection."""
        self._base.close()

    def _ask(self, statement: str, *values: object) -> Any:
        return self._base.execute(statement, values or None)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise CustodyError(f"the database refuses: {text}", place=self.place, hint=_HINT) from error


def _without_password(address: str) -> str:
    """Return the address, which is written into the vault's description.

    Raises:
        InputError: it holds a password.
    """
    import psycopg

    try:
        told = psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.Error as error:
        raise InputError("not the address of a database", hint="postgresql://USER@HOST/DATABASE") from error
    if told.get("password"):
        raise InputError("the address holds a password", hint="put it into PGPASSWORD or ~/.pgpass; the address is kept in the vault")
    return address
