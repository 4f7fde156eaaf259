"""Join the parts of a run into the three tables; link what was preserved to what was produced later."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from comity.readers.columns import ENTITY_SCHEMA, EVENT_SCHEMA, LINK_SCHEMA

_MEMORY = "400MB"


def join_tables(parts: list[Path], out: Path) -> int:
    """Write `event.parquet`, `link.parquet` and `entity.parquet`.

    Args:
        parts: folders of the parts, in the order of the files.
        out: folder of the store.

    Returns:
        The number of events of a preservation that the production repeats.
    """
    _concatenate([part / "event.parquet" for part in parts], out / "event.parquet", pl.Schema(EVENT_SCHEMA))
    _concatenate([part / "link.parquet" for part in parts], out / "link.parquet", pl.Schema(LINK_SCHEMA))
    _entities([path for part in parts if (path := part / "entity.parquet").exists()], out / "entity.parquet")
    return _link_snapshots(out / "event.parquet")


def _concatenate(files: list[Path], target: Path, schema: pl.Schema) -> None:
    present = [path for path in files if path.exists()]
    if not present:
        pl.DataFrame(schema=schema).write_parquet(target)
        return
    making = target.with_name(target.name + ".making")
    if len(present) == 1:
        shutil.copyfile(present[0], making)
    else:
        with (
            pq.ParquetFile(present[0]) as first,
            pq.ParquetWriter(making, first.schema_arrow, compression="zstd", compression_level=1) as writer,
        ):
            for path in present:
                with pq.ParquetFile(path) as file:
                    for batch in file.iter_batches(batch_size=100_000):
                        writer.write_batch(batch)
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


def _link_snapshots(events: Path) -> int:
    """Mark each event of a preservation that the production repeats; the mark is the event of the production."""
    kinds = pl.scan_parquet(events).select(pl.col("snapshot").unique()).collect()["snapshot"].to_list()
    if not {"preservation", "production"} <= set(kinds):
        return 0
    same = [
        "provider",
        "product",
        "kind",
        "ts_raw",
        "actor_id",
        "account_id",
        "thread_id",
        "ip",
        "lat",
        "lon",
        "amount",
        "txid",
        "text",
        "attrs",
    ]
    key = pl.concat_str([pl.col(name).cast(pl.String).fill_null("\x00") for name in same], separator="\x1f").hash().alias("same")
    table = pl.read_parquet(events).with_columns(key)
    turn = pl.int_range(pl.len()).over("same", "snapshot").alias("turn")
    table = table.with_columns(turn)
    later = table.filter(pl.col("snapshot") == "production").select("same", "turn", pl.col("event_id").alias("twin"))
    joined = table.join(later, on=["same", "turn"], how="left", maintain_order="left")
    mark = pl.when(pl.col("snapshot") == "preservation").then(pl.col("twin")).alias("duplicate_of")
    result = joined.with_columns(mark).select(list(EVENT_SCHEMA))
    making = events.with_name(events.name + ".making")
    result.write_parquet(making, compression="zstd")
    making.rename(events)
    return int(result["duplicate_of"].is_not_null().sum())
