"""What was preserved and what was produced later: each reader's events are linked, and counted once."""

from __future__ import annotations

from pathlib import Path
from random import Random

import polars as pl
import pytest

from comity.readers.coverage import FileCoverage
from comity.readers.generators.all import MAKERS, Maker
from comity.readers.harness import read_source
from comity.readers.join import join_tables
from comity.readers.reader import Source, Unreadable
from comity.readers.store import Origin, PartWriter
from tests.readers.test_truth import IDS


def read_into(part: Path, data: bytes, name: str, folder: str, sha: str, zone: str | None) -> int:
    """Read a file as it lies in a folder of a delivery; return how many events it gave."""
    bad: list[Unreadable] = []
    entry = FileCoverage(path=name, member_path=name, sha256=sha, source_sha256=sha, bytes=len(data))
    writer = PartWriter(part)
    read_source(Source(name, data, zone, whole=f"{folder}/{name}"), Origin(sha, f"{folder}/{name}", None), entry, writer, bad.append)
    writer.close()
    return entry.events


@pytest.mark.parametrize("maker", MAKERS, ids=IDS)
def test_a_preservation_is_linked_to_the_production_that_repeats_it(maker: Maker, tmp_path: Path) -> None:
    made = maker(Random(6), 8)
    parts, counts = [], []
    for number, folder in enumerate(("1.Account.Records_001.Preserved", "1.Account.Records_002")):
        for place, (name, data) in enumerate(made.files.items()):
            parts.append(tmp_path / f"{number}-{place}")
            counts.append(read_into(parts[-1], data, name, folder, str(number) * 64, made.zone))
    (tmp_path / "out").mkdir()
    doubled = join_tables(parts, tmp_path / "out")
    events = pl.read_parquet(tmp_path / "out" / "event.parquet")
    kept, twins = events.filter(pl.col("duplicate_of").is_null()), events.filter(pl.col("duplicate_of").is_not_null())
    assert events.height == sum(counts)
    assert doubled == twins.height == kept.height == events.height // 2
    assert set(twins["snapshot"]) == {"preservation"}
    assert set(twins["duplicate_of"]) == set(kept["event_id"])
    same = twins.join(kept, left_on="duplicate_of", right_on="event_id", suffix="_kept")
    for column in ("kind", "ts_raw", "ts_utc", "actor_id", "ip", "text", "attrs"):
        assert same[column].equals(same[f"{column}_kept"]), column


def test_what_only_one_of_them_holds_stands_by_itself(tmp_path: Path) -> None:
    lines = [f"u1,2024-01-05 10:00:{number:02d} UTC,192.0.2.{number},login" for number in range(1, 6)]
    head = "User ID,Time (UTC),IP Address,Action\n"
    first, later = head + "\n".join([*lines[:4], lines[0]]), head + "\n".join([*lines[2:], lines[0]])
    read_into(tmp_path / "1", first.encode(), "logins.csv", "x.Preserved", "1" * 64, None)
    read_into(tmp_path / "2", later.encode(), "logins.csv", "x", "2" * 64, None)
    (tmp_path / "out").mkdir()
    assert join_tables([tmp_path / "1", tmp_path / "2"], tmp_path / "out") == 3
    events = pl.read_parquet(tmp_path / "out" / "event.parquet")
    alone = events.filter((pl.col("snapshot") == "preservation") & pl.col("duplicate_of").is_null())
    assert sorted(alone["ip"]) == [
        "192.0.2.1",
        "192.0.2.2",
    ]  # one of two equal lines has its twin; the other was preserved and not produced
