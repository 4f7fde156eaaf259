"""Open a SQLite file that nobody has reason to trust, and read its tables.

The file is copied into a private folder of the reading process and opened there, read-only and immutable. A write-ahead log that lies
beside it is brought into the copy first, so that the newest messages are seen. A rollback journal is never applied: it may name other
files, which SQLite would then touch. Views, triggers and virtual tables of the file are never used: only plain tables are read, in the
order of their keys and without indexes, with an authorizer that allows nothing but reading (https://www.sqlite.org/security.html).
"""

from __future__ import annotations

import mmap
import os
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

from comity.readers.databases.pages import DamagedError, Pages, TableEntry
from comity.readers.databases.statement import columns
from comity.readers.reader import Source

_PIECE = 4 << 20
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_OPEN: weakref.WeakKeyDictionary[Source, Database] = weakref.WeakKeyDictionary()
_LONGEST_VALUE = 64 << 20
_KEPT = 4096
_MOST_PADDING = 64
Row = dict[str, object]


class Database:
    """One database file.

    Attributes:
        pages: its pages, the write-ahead log brought in.
        tables: its plain tables.
        merged: True when a write-ahead log was brought in.
    """

    def __init__(self, source: Source) -> None:
        self._data = source.data
        self._folder: Path | None = None
        self._connection: sqlite3.Connection | None = None
        self._rows: dict[tuple[str, int], Row] = {}
        self._keys: dict[tuple[str, str], dict[object, list[int]]] = {}
        self.merged = False
        log = source.beside("-wal")
        if log:
            self._bring_in(log, source)
        elif bytes(source.data[18:20]) == b"\x02\x02":
            source.note_defect("written with a write-ahead log: rows that stand only in a -wal file are not here")
        self.pages = Pages(self._data)
        self.tables: dict[str, TableEntry] = {
            name: entry for name, entry in self.pages.tables().items() if not entry.sql.upper().startswith("CREATE VIRTUAL")
        }
        if source.beside("-journal"):
            source.note_defect("a rollback journal lies beside: not applied, the last change may be half done")
        self._counts: dict[str, int] = {}
        self._sound: dict[str, bool] = {}
        self._columns: dict[str, tuple[str, ...]] = {}

    def columns(self, table: str) -> tuple[str, ...]:
        """Return the names of the columns of a table."""
        if table not in self._columns:
            try:
                cursor = self.connection.execute(f"select * from {quoted(table)} limit 0")  # noqa: S608 - quoted
                self._columns[table] = tuple(str(found[0]) for found in cursor.description)
            except (sqlite3.Error, UnicodeDecodeError):
                self._columns[table] = columns(self.tables[table].sql)[0] if table in self.tables else ()
        return self._columns[table]

    def count(self, table: str) -> int:
        """Count the rows of a table by walking its pages; a page that is lost counts as one, since nobody knows how many it held."""
        if table not in self._counts:
            damage: list[str] = []
            last, sound, rows = None, True, 0
            for cell in self.pages.cells(self.tables[table].root, damage) if table in self.tables else ():
                sound = sound and (last is None or cell.rowid > last)
                last = cell.rowid
                rows += 1
            self._counts[table] = rows + len(damage)
            self._sound[table] = sound and not damage
        return self._counts[table]

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the connection to the private copy, made when first needed."""
        if self._connection is None:
            path = self._private() / "copy.db"
            if not path.exists():
                _write(self._data, path)
                self._make_whole(path)
            self._connection = _connect(path)
        return self._connection

    def _make_whole(self, path: Path) -> None:
        """Give a file that was cut short its missing pages back, empty: SQLite then reads what is there instead of nothing."""
        size, page = len(self._data), self.pages.page_size
        stated = int.from_bytes(self._data[28:32], "big") * page
        whole = size - size % page
        if whole != size or size < stated <= size * _MOST_PADDING:
            os.truncate(path, whole)
            os.truncate(path, stated if stated <= size * _MOST_PADDING else whole)

    def rows(self, table: str) -> Iterator[tuple[int | None, Row | str]]:
        """Yield each row of a table with its key: its columns by name, or the reason why it cannot be read.

        A table whose pages are sound is read by SQLite; of a damaged one, or where SQLite gives up, the pages are read one by one.
        """
        names = self.columns(table)
        self.count(table)
        done = 0
        if self._sound[table]:
            try:
                for values in self.connection.execute(f"select rowid, * from {quoted(table)} not indexed order by rowid"):  # noqa: S608 - quoted
                    done += 1
                    yield values[0], dict(zip(names, values[1:], strict=True))
            except (sqlite3.Error, ValueError):
                pass
            else:
                return
        yield from self._salvage(table, names, done)

    def _salvage(self, table: str, names: tuple[str, ...], done: int) -> Iterator[tuple[int | None, Row | str]]:
        entry = self.tables[table]
        key = columns(entry.sql)[1]
        damage: list[str] = []
        for number, cell in enumerate(self.pages.cells(entry.root, damage)):
            if number < done:
                continue
            try:
                yield cell.rowid, self.pages.row(cell, names, key)
            except DamagedError as problem:
                yield cell.rowid, str(problem)
        for what in damage:
            yield None, f"{what}; how many rows it held is not known"

    def one(self, table: str, rowid: object) -> Row:
        """Return the row of a table with this key; empty when there is none."""
        if not isinstance(rowid, int) or table not in self.tables:
            return {}
        key = (table, rowid)
        if key not in self._rows:
            if len(self._rows) >= _KEPT:
                self._rows.clear()
            names = self.columns(table)
            try:
                query = f"select * from {quoted(table)} not indexed where rowid=?"  # noqa: S608 - quoted
                found = self.connection.execute(query, (rowid,)).fetchone()
            except (sqlite3.Error, OverflowError, UnicodeDecodeError):
                found = None
            self._rows[key] = dict(zip(names, found, strict=True)) if found else {}
        return self._rows[key]

    def where(self, table: str, column: str, value: object) -> list[Row]:
        """Return the rows of a table whose column has this value; empty when the table is not there or cannot be read.

        The keys are gathered once for each table and column, so that a table without an index is not walked for every record.
        """
        if (table, column) not in self._keys:
            names = self.columns(table) if table in self.tables else ()
            gathered: dict[object, list[int]] = {}
            if column in names:
                try:
                    query = f"select {quoted(column)}, rowid from {quoted(table)} not indexed order by rowid"  # noqa: S608 - quoted
                    for key, rowid in self.connection.execute(query):
                        gathered.setdefault(key, []).append(rowid)
                except sqlite3.Error:
                    self.pages.damaged[f"table {table}: not wholly readable"] = None
            self._keys[table, column] = gathered
        return [self.one(table, rowid) for rowid in self._keys[table, column].get(value, [])]

    def close(self) -> None:
        """Close the connection; the private folder goes with the source."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _private(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="database-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def _bring_in(self, log: bytes, source: Source) -> None:
        path = self._private() / "copy.db"
        _write(self._data, path)
        path.with_name("copy.db-wal").write_bytes(log)
        try:
            connection = sqlite3.connect(path, isolation_level=None)
            try:
                connection.execute("pragma trusted_schema=off")
                connection.execute("pragma wal_checkpoint(truncate)").fetchall()
            finally:
                connection.close()
            self._data = path.read_bytes() if path.stat().st_size < 1 << 20 else _mapped(path)
            self.merged = True
        except sqlite3.Error as problem:
            source.note_defect(f"the write-ahead log beside could not be brought in: {problem}")
            path.unlink()
            path.with_name("copy.db-wal").unlink(missing_ok=True)


def database(source: Source) -> Database | None:
    """Open the database of a source once; None when it is none."""
    if not source.head.startswith(b"SQLite format 3\x00"):
        return None
    if source not in _OPEN:
        try:
            _OPEN[source] = Database(source)
        except DamagedError as problem:
            source.note_defect(f"the header of the database is damaged: {problem}")
            return None
    return _OPEN[source]


def row_at(data: bytes | mmap.mmap, table: str, rowid: int) -> Row:
    """Return a row of a database by the number in its place; empty when there is none."""
    found = database(Source("", data))
    if found is None:
        return {}
    try:
        return found.one(table, rowid)
    finally:
        found.close()


def quoted(name: str) -> str:
    """Write a name of a table or column so that it can be nothing else in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    connection.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
    connection.execute("pragma trusted_schema=off")
    connection.execute("pragma cell_size_check=on")
    connection.execute("pragma query_only=on")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0)
    connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
    return connection


def _write(data: bytes | mmap.mmap, path: Path) -> None:
    with path.open("xb") as file, memoryview(data) as view:
        for place in range(0, len(view), _PIECE):
            file.write(view[place : place + _PIECE])


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
