"""The base of readers of productions that hold many kinds of tables: a file or sheet a kind, told by its columns.

class ExampleRecords(ManyTables):
    '''Logins and devices of Example.'''

    slug = "example_records"
    tables = (
        TableKind("logins", Columns({"ts": ("time",), "ip": ("address",)}, kind="login"), required=("ts", "ip"), telling=("address",)),
        TableKind("devices", Columns({"device_id": ("serial",)}, kind="device"), required=("device_id",), telling=("serial",)),
    )
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from comity.readers.reader import Source
from comity.readers.tables.frames import DEFECT, LENGTH, OFFSET
from comity.readers.tables.layout import normal_name
from comity.readers.tables.mapping import LOCATOR, Columns, to_events
from comity.readers.tables.reader import TableReader

_BESIDE = frozenset({OFFSET, LENGTH, DEFECT, LOCATOR})
_SURE = 0.6
_ABOVE = "lines before the header"
_STATED = (
    (re.compile(r"\b(?:UTC|GMT|Coordinated Universal Time)\b(?! ?[+-]\d)"), "UTC"),
    (re.compile(r"\bPacific\b|\bP[SD]?T\b"), "America/Los_Angeles"),
)


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of table.

    Attributes:
        name: what it holds; kept in `attrs` of nothing, told in defects.
        columns: which column is which.
        required: columns of the event that it must have.
        telling: names of columns (normal form) that tell it from others; all but a few must be there.
        utc: whether the provider says that times without a zone are UTC.
    """

    name: str
    columns: Columns
    required: tuple[str, ...]
    telling: tuple[str, ...]
    utc: bool = False


class ManyTables(TableReader):
    """Reads tables of several kinds.

    Attributes:
        tables: the kinds.
        sureness: how sure a table with all telling columns is.
    """

    tables: ClassVar[tuple[TableKind, ...]]
    columns = Columns({})
    required = ()
    sureness = 0.93

    def kind_of(self, names: tuple[str, ...]) -> tuple[float, TableKind | None]:
        """Tell which kind of table a header belongs to, and how surely."""
        normal = {normal_name(name) for name in names}
        best: tuple[float, TableKind | None] = (0.0, None)
        for kind in self.tables:
            share = sum(name in normal for name in kind.telling) / len(kind.telling)
            if share < _SURE:
                continue
            found = kind.columns.found(names)
            if any(field not in found for field in kind.required):
                continue
            score = self.sureness * (0.7 + 0.2 * share + 0.1 * (1 - len(kind.columns.unknown(names)) / max(len(names), 1)))
            if score > best[0]:
                best = (score, kind)
        return best

    def note_columns(self, source: Source, header: tuple[str, ...]) -> None:
        """Remember the columns that are not known, and those that are expected and missing."""
        kind = self.kind_of(header)[1]
        if kind is None:
            return
        for name in kind.columns.unknown(header):
            source.note_unknown(f"column: {name}")
        names = {normal_name(name) for name in header}
        for missing in set(kind.telling) - names:
            source.note_defect(f"column missing: {missing}")

    def events(self, frame: pl.DataFrame, source: Source) -> pl.DataFrame:
        """Turn a frame into events of its kind; a zone that the file states holds before that of the analyst."""
        kind = self.kind_of(tuple(name for name in frame.columns if name not in _BESIDE))[1]
        if kind is None:
            return to_events(frame, self.columns, source.zone)
        stated = self._stated_zone(kind, frame, source)
        events = to_events(frame, kind.columns, stated or source.zone)
        if stated:
            basis = "stated_utc" if stated == "UTC" else "file_stated_zone"
            assumed = pl.col("ts_basis") == "case_assumed_zone"
            events = events.with_columns(pl.when(assumed).then(pl.lit(basis)).otherwise("ts_basis").alias("ts_basis"))
        return self.refined(events, frame, kind)

    def refined(self, events: pl.DataFrame, frame: pl.DataFrame, kind: TableKind) -> pl.DataFrame:
        """Change the events of a kind where columns alone do not tell enough."""
        del frame, kind
        return events

    def _stated_zone(self, kind: TableKind, frame: pl.DataFrame, source: Source) -> str | None:
        """Tell the zone of the table: from the name of its time's column, from the lines above it, from the provider's word."""
        found = kind.columns.found(frame.columns)
        named = " ".join(found[name] for name in ("ts", "date", "clock") if name in found)
        above = " ".join(item for item in source.unknown if item.startswith(_ABOVE))
        for text in (named, above):
            for shape, zone in _STATED:
                if shape.search(text):
                    return zone
        return "UTC" if kind.utc else None

    def _fit(self, names: tuple[str, ...], source: Source) -> float:
        del source
        return self.kind_of(names)[0]
