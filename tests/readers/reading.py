"""Read made-up files without a child process, as the harness does within one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from comity.readers.columns import EVENT_SCHEMA
from comity.readers.coverage import FileCoverage
from comity.readers.harness import read_source
from comity.readers.reader import Source, Unreadable
from comity.readers.store import Origin, PartWriter

SHA = "0" * 64


@dataclass
class ReadFile:
    """One file as read."""

    entry: FileCoverage
    events: pl.DataFrame
    quarantined: list[Unreadable]


def read_bytes(data: bytes, name: str, folder: Path, zone: str | None = None, settings: dict[str, object] | None = None) -> ReadFile:
    """Read one file from memory."""
    entry = FileCoverage(path=name, member_path=name, sha256=SHA, source_sha256=SHA, bytes=len(data))
    writer = PartWriter(folder)
    bad: list[Unreadable] = []
    read_source(Source(name, data, zone, settings), Origin(SHA, name, None), entry, writer, bad.append)
    writer.close()
    path = folder / "event.parquet"
    events = pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=EVENT_SCHEMA)
    return ReadFile(entry, events, bad)


def projected(events: pl.DataFrame, expected: list[dict[str, object]]) -> tuple[Counter[str], Counter[str]]:
    """Return expected and found events as bags, both seen through the columns that each expected event names."""
    keys = sorted({tuple(sorted(row)) for row in expected})
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    kinds = {key: {row["kind"] for row in expected if tuple(sorted(row)) == key} for key in keys}
    for key in keys:
        wanted.update(str([row[name] for name in key]) for row in map(plain, expected) if tuple(sorted(row)) == key)
        for row in events.select(key).to_dicts():
            if row["kind"] in kinds[key]:
                found[str([plain(row)[name] for name in key])] += 1
    return wanted, found


def plain(row: dict[str, object]) -> dict[str, object]:
    """Write moments and lists in one way."""
    return {name: value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value for name, value in row.items()}
