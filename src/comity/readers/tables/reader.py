"""The base of readers of tables: CSV in any delimiter and encoding, and the sheets of workbooks; the reader names the columns.

class ExampleLogins(TableReader):
    '''Login history of Example: time, address, browser.'''

    slug = "example_logins"
    columns = Columns({"ts": ("time utc",), "ip": ("ip address",), "text": ("browser",)}, kind="login")
    required = ("ts", "ip")
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import polars as pl

from comity.readers.reader import Batch, Reader, Source, Unreadable, Yield
from comity.readers.tables.layout import Header, find_header, normal_name, table_of
from comity.readers.tables.mapping import Columns, to_events
from comity.readers.tables.sheets import is_workbook, sheets_of


class TableReader(Reader):
    """Reads tables whose columns it knows by name.

    Attributes:
        columns: which column is which.
        required: columns of the event that a table must have to be this reader's.
        telling: names of columns (normal form) that only this format has; all must be there. They make detection sure.
        sureness: how sure a table with all required columns is.
    """

    columns: ClassVar[Columns]
    required: ClassVar[tuple[str, ...]]
    telling: ClassVar[tuple[str, ...]] = ()
    sureness: ClassVar[float] = 0.9

    def columns_for(self, source: Source) -> Columns:
        """Return the columns that hold for a source: the reader's own, unless the analyst gave others."""
        del source
        return self.columns

    def detect(self, source: Source) -> float:
        """Look for a header that holds the required columns."""
        if is_workbook(source):
            return max(
                (self._fit(header, source) for _, header, _ in sheets_of(source, lambda names: self._fit(names, source))), default=0.0
            )
        header = self._header(source)
        return header.score if header else 0.0

    def count(self, source: Source) -> int:
        """Return what splitting found, before any record was looked at."""
        return source.units

    def read(self, source: Source) -> Iterator[Yield]:
        """Yield the tables of the file."""
        if is_workbook(source):
            yield from self._read_workbook(source)
            return
        header = self._header(source)
        if header is None:
            return
        self.note_columns(source, header.names)
        table = table_of(source, header)
        if header.start > 3:
            source.note_unknown(
                f"lines before the header: {bytes(source.data[: min(header.start, 200)]).decode('utf-8', 'replace').strip()}"
            )
        for frame in table.frames():
            source.units = table.records
            yield frame if isinstance(frame, Unreadable) else Batch(self.events(frame, source))
        source.units = table.records

    def events(self, frame: pl.DataFrame, source: Source) -> pl.DataFrame:
        """Turn a frame of text columns into events."""
        return to_events(frame, self.columns_for(source), source.zone)

    def note_columns(self, source: Source, header: tuple[str, ...]) -> None:
        """Remember the columns that are not known, and those that are expected and missing."""
        columns = self.columns_for(source)
        for name in columns.unknown(header):
            source.note_unknown(f"column: {name}")
        names = {normal_name(name) for name in header}
        for missing in self.telling:
            if missing not in names:
                source.note_defect(f"column missing: {missing}")

    def _read_workbook(self, source: Source) -> Iterator[Yield]:
        for _, header, rows in sheets_of(source, lambda names: self._fit(names, source), note=source):
            self.note_columns(source, header)
            for frame in rows:
                source.units += 1 if isinstance(frame, Unreadable) else frame.height
                yield frame if isinstance(frame, Unreadable) else Batch(self.events(frame, source))

    def _header(self, source: Source) -> Header | None:
        return find_header(source, lambda names: self._fit(tuple(names), source))

    def _fit(self, names: tuple[str, ...], source: Source) -> float:
        columns = self.columns_for(source)
        found = columns.found(names)
        if any(name not in found for name in self.required):
            return 0.0
        normal = {normal_name(name) for name in names}
        if self.telling and not normal & set(self.telling):
            return 0.0
        share = sum(name in normal for name in self.telling) / len(self.telling) if self.telling else 1.0
        known = len(names) - len(columns.unknown(names))
        return self.sureness * (0.6 + 0.3 * share + 0.1 * known / len(names))
