"""The base of readers of SQLite databases: tables known by name and columns, each row an event with the number of its row as place.

The database is opened from a copy in memory, so that nothing is written beside the evidence; only reading of tables is allowed (no
functions of files, no attaching), and a query that runs wild is stopped. A write-ahead log that belongs to the file is told when missing.

    class ExampleMessages(SqliteReader):
        '''Messages of Example.'''

        slug = "example_messages"
        tables = (TableOf("message", ("sender", "body", "time"), "select rowid, sender, body, time from message"),)

        def event(self, table, row, locator, source):
            return Record(kind="message", locator=locator, at=from_epoch(row["time"], "ms"), actor_id=row["sender"], text=row["body"])
"""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

MAGIC = b"SQLite format 3\0"
LARGEST = 2 << 30
_STEPS = 50_000
_PATIENCE = 40_000
"""Pauses of `_STEPS` instructions that one query may take."""
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_PRAGMA})
_WAL_PLACES = slice(18, 20)
_OF_THE_ENGINE = ("sqlite_", "android_metadata")


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table that a reader knows.

    Attributes:
        name: the table whose rows are the records.
        columns: columns that it must have.
        query: the rows; the first column is the number of the row in the table `name`.
    """

    name: str
    columns: tuple[str, ...]
    query: str


class SqliteReader(Reader):
    """Reads tables that it knows.

    Attributes:
        tables: all tables that may be there.
        required: tables that tell the format; all must be there.
        aside: tables that are understood and hold no events.
    """

    tables: ClassVar[tuple[TableOf, ...]]
    required: ClassVar[tuple[str, ...]]
    aside: ClassVar[frozenset[str]] = frozenset()
    sureness: ClassVar[float] = 0.9

    @abstractmethod
    def event(self, table: TableOf, row: dict[str, Any], locator: str, source: Source) -> Record | Unreadable:
        """Turn a row into an event."""

    def detect(self, source: Source) -> float:
        """Look for the tables and their columns."""
        if not source.head.startswith(MAGIC) or source.size > LARGEST:
            return 0.0
        try:
            with opened(source) as database:
                shape = _shape(database)
        except (sqlite3.Error, UnicodeDecodeError):
            return 0.0
        known = {table.name: table for table in self.tables}
        fits = all(name in shape and (name not in known or set(known[name].columns) <= shape[name]) for name in self.required)
        return self.sureness if fits else 0.0

    def count(self, source: Source) -> int:
        """Count the rows of the known tables."""
        with opened(source) as database:
            shape = _shape(database)
            return sum(
                _rows(database, table.name) for table in self.tables if table.name in shape and set(table.columns) <= shape[table.name]
            )

    def read(self, source: Source) -> Iterator[Yield]:
        """Yield the rows of the known tables; tell the others."""
        if bytes(source.data[_WAL_PLACES]) == b"\x02\x02":
            source.note_defect("written with a write-ahead log: rows that stand only in the -wal file are not here")
        with opened(source) as database:
            shape = _shape(database)
            for name in sorted(shape.keys() - {table.name for table in self.tables} - self.aside):
                if not name.startswith(_OF_THE_ENGINE):
                    source.note_unknown(f"table: {name}")
            for table in self.tables:
                if table.name not in shape:
                    continue
                if missing := set(table.columns) - shape[table.name]:
                    source.note_unknown(f"table: {table.name} (no column {', '.join(sorted(missing))})")
                    continue
                yield from self._table(database, table, source)

    def _table(self, database: sqlite3.Connection, table: TableOf, source: Source) -> Iterator[Yield]:
        done = 0
        try:
            cursor = database.execute(table.query)
            names = [column[0] for column in cursor.description]
            for values in cursor:
                done += 1
                row = {name: _plain(value) for name, value in zip(names[1:], values[1:], strict=True)}
                yield self.event(table, row, f"table:{table.name} rowid:{values[0]}", source)
        except sqlite3.Error as problem:
            rest = max(_rows(database, table.name) - done, 1)
            for number in range(rest):
                yield Unreadable(f"table:{table.name} rowid:?{number + 1}", f"the database is damaged: {problem}")


@contextmanager
def opened(source: Source) -> Iterator[sqlite3.Connection]:
    """Open a database from memory, for reading only."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        data = bytearray(source.data[:])
        data[_WAL_PLACES] = b"\x01\x01"  # a log of its own cannot be opened for a copy in memory
        database.deserialize(bytes(data))
        database.execute("pragma trusted_schema=off")
        database.execute("pragma cell_size_check=on")
        database.execute("pragma query_only=on")
        database.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
        pauses = [0]

        def impatient() -> int:
            pauses[0] += 1
            return int(pauses[0] > _PATIENCE)

        database.set_progress_handler(impatient, _STEPS)
        database.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
        yield database
    finally:
        database.close()


def _shape(database: sqlite3.Connection) -> dict[str, set[str]]:
    names = [row[0] for row in database.execute("select name from sqlite_master where type = 'table'")]
    return {name: _columns(database, name) for name in names}


def _columns(database: sqlite3.Connection, name: str) -> set[str]:
    try:
        return {row[1] for row in database.execute(f'pragma table_info("{_quoted(name)}")')}
    except sqlite3.Error:
        return set()  # a table of an extension that is not there: named, but not opened


def _rows(database: sqlite3.Connection, name: str) -> int:
    return int(database.execute(f'select count(*) from "{_quoted(name)}"').fetchone()[0])  # noqa: S608 - the name is quoted


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def _plain(value: object) -> object:
    return f"<{len(value)} bytes>" if isinstance(value, bytes) else value


def text(value: object) -> str | None:
    """Write a cell as text; null stays null."""
    return None if value is None or value == "" else str(value)
