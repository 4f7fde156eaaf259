"""The base of readers of databases: tables that hold records, each with the function that makes a record of a row.

How to write one
    tables = (Table("visits", "id url visit_time from_visit", _visit, needs="url visit_time"),)
    A file is taken when every table has the columns that it needs. The function gets the row as a dictionary, takes (`pop`) what it
    understands, and returns a `Record` without locator; what is left of the row goes to `attrs`, so nothing is lost. A ValueError
    quarantines the row.
    Columns not named in `known` are kept too, and reported as unknown: the layout may have changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from comity.readers.databases.opened import Database, Row, database
from comity.readers.reader import Reader, Record, Source, Unreadable, Yield

Make = Callable[[Row, Database], Record]
_SHOWN_BLOB = 64


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are records.

    Attributes:
        name: its name.
        known: the columns that its layouts are known to have, separated by spaces.
        make: makes a record of a row.
        needs: the columns without which it is another table.
        optional: True when the database is whole without it.
    """

    name: str
    known: str
    make: Make
    needs: str
    optional: bool = False


class DatabaseReader(Reader):
    """A reader of one kind of SQLite database.

    Attributes:
        tables: the tables that hold records.
        asides: tables that only serve others (names, joins, settings): not reported as unread.
        versions: values of `user_version` that are known; another is reported. None where the format does not use it.
        sure: sureness when the tables are there.
    """

    tables: ClassVar[tuple[Table, ...]]
    asides: ClassVar[str] = ""
    versions: ClassVar[range | None] = None
    sure: ClassVar[float] = 0.9

    def detect(self, source: Source) -> float:
        """Look for the tables and their columns in the schema of the file."""
        found = database(source)
        if found is None:
            return 0.0
        here = [table for table in self.tables if self._fits(found, table)]
        if not here or any(not table.optional and table not in here for table in self.tables):
            return 0.0
        return min(self.sure + 0.001 * sum(len(table.needs.split()) for table in here), 0.99)

    def count(self, source: Source) -> int:
        """Count the rows by walking the pages of the file."""
        found = database(source)
        return 0 if found is None else sum(found.count(table.name) for table in self.tables if self._fits(found, table))

    def read(self, source: Source) -> Iterator[Yield]:
        """Yield every row of every table of records."""
        found = database(source)
        if found is None:
            return
        try:
            for table in self.tables:
                if self._fits(found, table):
                    yield from self._table(found, table, source)
            self._report(found, source)
        finally:
            found.close()

    def _table(self, found: Database, table: Table, source: Source) -> Iterator[Yield]:
        for column in found.columns(table.name):
            if column not in table.known.split():
                source.note_unknown(f"column: {table.name}.{column}")
        for rowid, row in found.rows(table.name):
            locator = f"table:{table.name} rowid:{rowid}" if rowid is not None else f"table:{table.name}"
            if isinstance(row, str):
                yield Unreadable(locator, row)
                continue
            try:
                record = table.make(row, found)
            except (ValueError, TypeError, KeyError, OverflowError) as problem:
                yield Unreadable(locator, f"{type(problem).__name__}: {problem}"[:200])
                continue
            record.locator = locator
            left = {name: _shown(value) for name, value in row.items() if value is not None}
            record.attrs = {**left, **record.attrs} if isinstance(record.attrs, dict) else left
            yield record

    def _report(self, found: Database, source: Source) -> None:
        served = {table.name for table in self.tables} | set(self.asides.split())
        for name in sorted(found.tables.keys() - served):
            if rows := found.count(name):
                source.note_unknown(f"table: {name} ({rows} rows)")
        for table in self.tables:
            if table.optional and table.name in found.tables and not self._fits(found, table) and found.count(table.name):
                source.note_unknown(f"layout: {table.name} lacks columns it had ({found.count(table.name)} rows not read)")
        for what in found.pages.damaged:
            source.note_defect(f"damaged {what}")
        if found.merged:
            source.note_defect("the write-ahead log beside was brought in: places count in the merged copy")
        if self.versions and found.pages.user_version not in self.versions:
            source.note_unknown(f"schema version: {found.pages.user_version}")

    @staticmethod
    def _fits(found: Database, table: Table) -> bool:
        return table.name in found.tables and set(table.needs.split()) <= set(found.columns(table.name))


def _shown(value: object) -> object:
    """Keep a column as JSON can hold it; a long blob by size and digest (the locator reopens it)."""
    if not isinstance(value, bytes):
        return value
    if len(value) <= _SHOWN_BLOB:
        return {"hex": value.hex()}
    return {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}


def text(value: object) -> str | None:
    """Return a column as text; None for NULL and nothing."""
    if value is None or value == "":
        return None
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def listed(*values: object) -> list[str] | None:
    """Return what there is of some columns as a list of texts; None when there is nothing."""
    return [found for value in values if (found := text(value))] or None
