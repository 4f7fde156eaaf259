"""Write events, entities and links as Parquet, batch by batch: memory stays the same whatever the size of the input.

Records become columns here, get their `event_id` and everything that is the same for the whole file, and links to the entities that
take part. From here on the columns are Arrow's: what repeats is a dictionary, and what is the same for a whole file costs next to
nothing. Packing and writing go on in a thread of their own while the reader reads on. The parts of one job stand in a folder of their
own until the run joins them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from comity.readers.background import Background
from comity.readers.columns import ENTITY_TABLE, EVENT_SCHEMA, EVENT_TABLE, LINK_TABLE, NEVER_REPEATING, SAME_IN_A_FILE
from comity.readers.links import links_of
from comity.readers.reader import Reader, Record, Source
from comity.readers.tables.frames import LENGTH, OFFSET

ROWS = 20_000
"""Records that are gathered before they become columns, and rows that are gathered before they are written."""
FIRST_ROWS = 1000
COUNTED_TWICE = "\x00further"
TABLES = {"event": EVENT_TABLE, "link": LINK_TABLE, "entity": ENTITY_TABLE}
_PACKED = {name: [column for column in table.names if column not in NEVER_REPEATING] for name, table in TABLES.items()}
_PACKED["link"] = LINK_TABLE.names
_PACKED["event"] += ["target_ids.list.element", "defects.list.element"]
_DICTIONARY_BYTES = 256 << 20
_TEXT = pa.large_string()
_RECORD_FIELDS = tuple(name for name in Record.__struct_fields__ if name not in {"at", "until", "attrs", "further"})
_encoder = msgspec.json.Encoder(enc_hook=str, order="deterministic")
_to_json = _encoder.encode


@dataclass(frozen=True, slots=True)
class Origin:
    """What is the same for every record of a file.

    Attributes:
        source_sha256: digest of the original.
        member_path: path within it.
        request_id: the request that produced it.
    """

    source_sha256: str
    member_path: str
    request_id: str | None

    @property
    def key(self) -> str:
        """Return a short name of the member that is the same in every run."""
        return hashlib.sha256(f"{self.source_sha256}\n{self.member_path}".encode()).hexdigest()[:14]


class PartWriter:
    """Writes the three tables of one job into a folder.

    Attributes:
        folder: where the parts go.
        events: number of events taken for writing.
        on_first: called once with a small table of the first events, when it stands in the folder.
    """

    def __init__(self, folder: Path, on_first: Callable[[Path], None] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.events = 0
        self.on_first = on_first
        self._open: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        self._work = Background()

    def write(self, events: pa.Table, roles: dict[str, str], provider: str) -> None:
        """Write events with their links and what they tell about entities.

        Args:
            events: rows of the event table, as `complete` gives them.
            roles: kind of entity in each column of identifiers.
            provider: provider of the accounts; empty when nobody's.
        """
        self.events += len(events)
        if self.on_first is not None and len(events):
            path = self.folder / "first.parquet"
            pq.write_table(events[:FIRST_ROWS], path, store_schema=False)
            self.on_first(path)
            self.on_first = None
        self._work.put(lambda: self._with_links(events, roles, provider))

    def close(self) -> None:
        """Write what waits and finish the files."""
        try:
            self._work.close()
            for name in TABLES:
                self._flush(name)
        finally:
            for writer in self._open.values():
                writer.close()
            self._open.clear()

    def _with_links(self, events: pa.Table, roles: dict[str, str], provider: str) -> None:
        self._append("event", events)
        if links := links_of(events, roles, provider):
            self._append("link", links[0])
            self._append("entity", links[1])

    def _append(self, name: str, table: pa.Table) -> None:
        waiting = self._waiting[name]
        waiting.append(table)
        if sum(map(len, waiting)) >= ROWS:
            self._flush(name)

    def _flush(self, name: str) -> None:
        waiting = self._waiting[name]
        if not waiting:
            return
        table = waiting[0] if len(waiting) == 1 else pa.concat_tables(waiting).combine_chunks()
        waiting.clear()
        if name not in self._open:
            self._open[name] = open_table(name, self.folder / f"{name}.parquet")
        self._open[name].write_table(table)


def open_table(name: str, path: Path) -> pq.ParquetWriter:
    """Begin the file of a table of the store.

    Args:
        name: `event`, `link` or `entity`.
        path: the file.
    """
    return pq.ParquetWriter(
        path,
        TABLES[name],
        compression="zstd",
        compression_level=1,
        store_schema=False,  # readers see text, not how it was packed
        use_dictionary=_PACKED[name],
        dictionary_pagesize_limit=_DICTIONARY_BYTES,
        write_statistics=["ts_utc", "kind", "snapshot"] if name == "event" else False,
    )


def frame_of(records: list[Record]) -> pl.DataFrame:
    """Turn records into columns of the event table (those that records know)."""
    columns = [_series(name, [getattr(record, name) for record in records]) for name in _RECORD_FIELDS]
    frame = pl.DataFrame(columns)
    moments = [record.at for record in records]
    times = {
        name: pl.Series(name, [moment[place] for moment in moments], pl.Int64 if name == "us" else pl.String)
        for place, name in enumerate(("us", "ts_raw", "ts_basis", "ts_zone", "ts_precision", "ts_defect"))
    }
    return frame.with_columns(
        as_time(times.pop("us")).alias("ts_utc"),
        *times.values(),
        as_time(pl.Series("us", [record.until.us for record in records], pl.Int64)).alias("ts_end_utc"),
        pl.Series("attrs", attributes_of([record.attrs for record in records]), pl.String),
        pl.Series(COUNTED_TWICE, [record.further for record in records], pl.Boolean),
    )


def _series(name: str, values: list[Any]) -> pl.Series:
    """Make a column of what records hold; lists by Arrow, which is many times as quick with them."""
    kind = EVENT_SCHEMA[name]
    if isinstance(kind, pl.List):
        return pl.Series(name, cast("pl.Series", pl.from_arrow(pa.array(values, pa.large_list(_TEXT)))))
    return pl.Series(name, values, kind, strict=False)


def attributes(attrs: object) -> str | None:
    """Write fields that have no column of their own as the JSON object that `attrs` holds; None where there are none."""
    if not attrs:
        return None
    try:
        return _to_json(attrs).decode()
    except (UnicodeEncodeError, ValueError):
        return _to_json(_without_surrogates(attrs)).decode()


def attributes_of(records: Sequence[object]) -> list[str | None]:
    """Write the fields of many records, as `attributes` does."""
    try:
        lines = _encoder.encode_lines(records).decode().split("\n")
    except (UnicodeEncodeError, ValueError):
        return [attributes(record) for record in records]
    return [line if record else None for line, record in zip(lines, records, strict=False)]


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {str(_without_surrogates(key)): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_surrogates(item) for item in value]
    return value


def as_time(us: pl.Series) -> pl.Series:
    """Read microseconds since 1970 as moments."""
    return us.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def complete(frame: pl.DataFrame, reader: Reader, source: Source, origin: Origin) -> pa.Table:
    """Give a batch of events its identities and what is the same for the whole file; return rows of the event table.

    Args:
        frame: some columns of the event table; `OFFSET` and `LENGTH` in place of a locator; `ts_defect` beside `defects`.
        reader: who read them.
        source: what was read.
        origin: where it comes from.
    """
    fixed = {
        "provider": reader.provider or None,
        "product": reader.product or None,
        "parser": reader.slug,
        "parser_version": str(reader.version),
        "source_sha256": origin.source_sha256,
        "member_path": origin.member_path,
        "snapshot": source.snapshot,
        "request_id": origin.request_id,
    }
    own = [pl.coalesce(name, pl.lit(fixed[name], pl.String)).alias(name) for name in SAME_IN_A_FILE if name in frame.columns]
    if OFFSET not in frame.columns:
        own.append(_identities(origin.key).alias("event_id"))
    defects = _joined_defects(frame)
    frame = frame.with_columns(*own, *([] if defects is None else [defects]))
    given = [name for name in EVENT_SCHEMA if name in frame.columns and (name != "defects" or defects is not None)]
    arrow = frame.select(given).cast({name: EVENT_SCHEMA[name] for name in given}).to_arrow(compat_level=pl.CompatLevel.oldest())
    arrays: dict[str, Any] = {name: _one_chunk(arrow[name]) for name in given}
    if OFFSET in frame.columns:
        arrays |= _places(frame, origin.key)
    rows = frame.height
    for name, value in fixed.items():
        arrays.setdefault(name, _same(value, rows))
    arrays.setdefault("defects", _no_defects(rows))
    return pa.table([_as_column(arrays.get(field.name), field, rows) for field in EVENT_TABLE], schema=EVENT_TABLE)


def _as_column(array: Any, field: pa.Field, rows: int) -> pa.Array:
    if array is None:
        return (
            pa.DictionaryArray.from_arrays(pa.nulls(rows, pa.int32()), pa.array([], _TEXT))
            if _is_dictionary(field)
            else pa.nulls(rows, field.type)
        )
    if _is_dictionary(field) and not pa.types.is_dictionary(array.type):
        return pc.dictionary_encode(array.cast(_TEXT))
    return array if array.type == field.type else array.cast(field.type)


def _is_dictionary(field: pa.Field) -> bool:
    return bool(pa.types.is_dictionary(field.type))


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _same(value: str | None, rows: int) -> pa.Array:
    """Return one value for every row."""
    numbers = pa.nulls(rows, pa.int32()) if value is None else pa.array(np.zeros(rows, np.int32))
    return pa.DictionaryArray.from_arrays(numbers, pa.array([] if value is None else [value], _TEXT))


def _no_defects(rows: int) -> pa.Array:
    return pa.LargeListArray.from_arrays(pa.array(np.zeros(rows + 1, np.int64)), pa.array([], _TEXT))


def _places(frame: pl.DataFrame, key: str) -> dict[str, pa.Array]:
    """Name each event by the file and the place of its record, and say where the record stands."""
    start, length = (pa.array(frame[name].cast(pl.Int64).to_numpy()).cast(_TEXT) for name in (OFFSET, LENGTH))
    text = {mark: pa.scalar(mark, _TEXT) for mark in ("", "@", "+", f"{key}-")}
    return {
        "event_id": pc.binary_join_element_wise(text[f"{key}-"], start, text[""]),
        "locator": pc.binary_join_element_wise(text["@"], start, text["+"], length, text[""]),
    }


def _identities(key: str) -> pl.Expr:
    """Name each event by the file and the place of its record; further events of one record are numbered."""
    place = pl.col("locator").str.replace(r"^@(\d+)\+\d+$", "$1")
    number = pl.int_range(pl.len()).over("locator")
    name = pl.format("{}-{}", pl.lit(key), place)
    return pl.when(number > 0).then(pl.format("{}.{}", name, number)).otherwise(name)


def _joined_defects(frame: pl.DataFrame) -> pl.Expr | None:
    """Join the defects of a record with that of its time; None where no record has any."""
    parts = []
    if "defects" in frame.columns and frame["defects"].list.len().sum():
        parts.append(pl.col("defects").fill_null([]))
    if "ts_defect" in frame.columns and frame["ts_defect"].null_count() < frame.height:
        parts.append(pl.when(pl.col("ts_defect").is_not_null()).then(pl.concat_list("ts_defect")).otherwise(pl.lit([], pl.List(pl.String))))
    if not parts:
        return None
    joined = parts[0] if len(parts) == 1 else pl.concat_list(parts)
    return joined.alias("defects")
