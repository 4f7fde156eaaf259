"""Join the parts of a run into the three tables; link what was preserved to what was produced later.

Events and links are joined by copying their row groups; only parts that hold something preserved which the production repeats are
written anew. Memory is that of what was preserved (some bytes a record), never that of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from comity.readers.columns import ENTITY_SCHEMA, EVENT_SCHEMA, EVENT_TABLE, LINK_SCHEMA
from comity.readers.row_groups import join_files
from comity.readers.store import open_table

_MEMORY = "400MB"
_PRESERVED, _PRODUCED = "preservation", "production"
_SAME = (
    *("provider", "product", "kind", "ts_raw", "actor_id", "account_id", "thread_id", "ip", "lat", "lon", "amount", "txid", "text"),
    "attrs",
)
"""Columns by which a record of a preservation is known again in the production."""


def join_tables(parts: list[Path], out: Path) -> int:
    """Write `event.parquet`, `link.parquet` and `entity.parquet`.

    Args:
        parts: folders of the parts, in the order of the files.
        out: folder of the store.

    Returns:
        The number of events of a preservation that the production repeats.
    """
    events = [path for part in parts if (path := part / "event.parquet").exists()]
    doubled = _link_snapshots(events)
    _concatenate(events, out / "event.parquet", pl.Schema(EVENT_SCHEMA))
    links = [path for part in parts if (path := part / "link.parquet").exists()]
    _concatenate(links, out / "link.parquet", pl.Schema(LINK_SCHEMA))
    _entities([path for part in parts if (path := part / "entity.parquet").exists()], out / "entity.parquet")
    return doubled


def _concatenate(files: list[Path], target: Path, schema: pl.Schema) -> None:
    making = target.with_name(target.name + ".making")
    if files:
        join_files(files, making)
    else:
        pl.DataFrame(schema=schema).write_parquet(making)
    making.rename(target)


def _entities(files: list[Path], target: Path) -> None:
    if not files:
        pl.DataFrame(schema=ENTITY_SCHEMA).write_parquet(target)
        return
    import duckdb

    making = target.with_name(target.name + ".making")
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit='{_MEMORY}'; set threads=2; set TimeZone='UTC'")
        connection.execute("set temp_directory=?", [str(target.parent / ".parts")])
        rows = connection.read_parquet([str(path) for path in files])
        rows.aggregate(
            "entity_id, any_value(kind) kind, any_value(value_norm) value_norm, min(value_raw) value_raw, min(provider) provider, "
            "min(first_seen) first_seen, max(last_seen) last_seen, sum(events)::bigint events",
            "entity_id",
        ).order("kind, events desc, entity_id").write_parquet(str(making), compression="zstd")
    making.rename(target)


def _link_snapshots(files: Sequence[Path]) -> int:
    """Mark each event of a preservation that the production repeats; the mark is the event of the production."""
    if {kind for path in files for _, kinds in _groups(path) for kind in kinds} < {_PRESERVED, _PRODUCED}:
        return 0
    preserved = pl.concat([_keyed(frame) for _, frame in _rows(files, _PRESERVED)])
    wanted = preserved["same"].unique()
    produced = pl.concat([_keyed(frame).filter(pl.col("same").is_in(wanted.implode())) for _, frame in _rows(files, _PRODUCED)])
    twins = _numbered(preserved).join(
        _numbered(produced).rename({"event_id": "twin"}), on=["same", "turn"], how="left", maintain_order="left"
    )
    mark = dict(twins.filter(pl.col("twin").is_not_null()).select("event_id", "twin").iter_rows())
    for path in files:
        if any(_PRESERVED in kinds for _, kinds in _groups(path)):
            _mark(path, mark)
    return len(mark)


def _groups(path: Path) -> list[tuple[int, set[str]]]:
    """Tell for each row group which kinds of snapshots it holds, by its statistics."""
    place = EVENT_TABLE.get_field_index("snapshot")
    with pq.ParquetFile(path) as file:
        found = []
        for number in range(file.metadata.num_row_groups):
            told = next(
                chunk.statistics
                for column in range(place, file.metadata.num_columns)
                if (chunk := file.metadata.row_group(number).column(column)).path_in_schema == "snapshot"
            )
            found.append((number, {told.min, told.max} if told is not None and told.has_min_max else {_PRESERVED, _PRODUCED}))
    return found


def _rows(files: Sequence[Path], kind: str) -> Iterator[tuple[Path, pl.DataFrame]]:
    """Yield what is needed to know an event of a kind of snapshot again, row group by row group."""
    for path in files:
        groups = _groups(path)
        with pq.ParquetFile(path) as file:
            for number, kinds in groups:
                if kind in kinds:
                    table = pl.from_arrow(file.read_row_group(number, columns=["event_id", "snapshot", *_SAME]))
                    yield path, pl.DataFrame(table).filter(pl.col("snapshot") == kind)


def _keyed(frame: pl.DataFrame) -> pl.DataFrame:
    key = pl.concat_str([pl.col(name).cast(pl.String).fill_null("\x00") for name in _SAME], separator="\x1f").hash()
    return frame.select("event_id", key.alias("same"))


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Number the events that are alike: the second of two equal lines has the second of two as its twin."""
    return frame.with_columns(pl.int_range(pl.len()).over("same").alias("turn"))


def _mark(path: Path, twins: dict[str, str]) -> None:
    making = path.with_name(path.name + ".marking")
    place = EVENT_TABLE.get_field_index("duplicate_of")
    with pq.ParquetFile(path) as file, open_table("event", making) as writer:
        for number in range(file.metadata.num_row_groups):
            table = file.read_row_group(number).cast(EVENT_TABLE)
            found = [twins.get(name) for name in table["event_id"].to_pylist()]
            writer.write_table(table.set_column(place, EVENT_TABLE.field(place), pa.array(found, pa.large_string())))
    making.rename(path)
