"""Databases nobody trusts: logs beside them, views and triggers that lie, damage anywhere, files of other machines."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.readers.databases.clocks import apple, filetime, unix_ms, unix_s, unix_us, webkit_us
from comity.readers.databases.opened import database
from comity.readers.databases.pages import Pages
from comity.readers.databases.statement import columns
from comity.readers.detect import all_readers, choose
from comity.readers.generators import computers, databases, messengers
from comity.readers.generators.databases import sms
from comity.readers.reader import Reader, Record, Source, Unreadable
from comity.readers.run import Plan, read
from tests.readers.reading import read_bytes

MADE = [maker(Random(5), 12) for maker in (*databases.MAKERS, *messengers.MAKERS, *computers.MAKERS)]
IDS = [f"{made.reader}-{number}" for number, made in enumerate(MADE)]
REAL = Path(__file__).parents[4] / "shared" / "testdata" / "returns" / "plaso"
READ = {
    "chrome_History": ("chromium_history", 74),
    "safari_History.db": ("safari_history", 31),
    "android_mmssms.db": ("android_sms", 9),
    "android_contacts2.db": ("android_contacts", 3),
}
"""Real databases of an open corpus, where it lies beside the project, with the rows that they hold."""


@pytest.mark.parametrize("made", MADE, ids=IDS)
def test_only_one_reader_is_surest(made: databases.Made) -> None:
    for name, data in made.files.items():
        reader = choose(Source(name, data))
        assert reader is not None
        assert reader.slug == made.reader


@pytest.mark.parametrize("made", MADE, ids=IDS)
def test_the_name_of_a_file_tells_nothing(made: databases.Made) -> None:
    data = next(iter(made.files.values()))
    reader = choose(Source("x.bin", data))
    assert reader is not None
    assert reader.slug == made.reader


def test_unknown_columns_are_kept_and_told(tmp_path: Path) -> None:
    made = databases.chromium(Random(1), 9)
    found = read_bytes(made.files["History"], "History", tmp_path)
    assert found.entry.unknown == made.notes
    assert "from_visit" in found.events["attrs"][0]


@pytest.mark.parametrize("zone", ["Asia/Almaty", "America/New_York", "UTC"])
def test_the_zone_of_the_machine_changes_nothing(zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        made = databases.safari(Random(2), 20)
        found = read_bytes(made.files["History.db"], "History.db", tmp_path)
        assert found.events["ts_utc"].to_list()[:20] == [row["ts_utc"] for row in made.events[:20]]
    finally:
        os.environ.pop("TZ", None)
        monkeypatch.undo()
        time.tzset()


def with_log(folder: Path) -> Path:
    """Make a database whose last three messages stand in the log beside it alone."""
    path = folder / "mmssms.db"
    folder.mkdir()
    path.write_bytes(sms(Random(3), 10).files["mmssms.db"])
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma wal_autocheckpoint=0")
    for number in (901, 902, 903):
        connection.execute(
            "insert into sms(_id, address, date, type, body) values (?, '+77010000007', 1704441600000, 1, 'новое')", (number,)
        )
    kept = {name: (folder / name).read_bytes() for name in ("mmssms.db", "mmssms.db-wal")}
    connection.close()
    for name, data in kept.items():
        (folder / name).write_bytes(data)
    return path


@pytest.mark.real_clock
def test_the_log_beside_a_database_is_honoured_and_the_evidence_untouched(tmp_path: Path) -> None:
    path = with_log(tmp_path / "in")
    before = {item.name: (item.read_bytes(), item.stat().st_mtime_ns) for item in path.parent.iterdir()}
    coverage = read(Plan(paths=(path.parent,), out=tmp_path / "out", children=1))
    assert coverage["reconciled"]
    events = pl.read_parquet(tmp_path / "out" / "event.parquet")
    assert events.filter(pl.col("text") == "новое").height == 3
    assert {item.name: (item.read_bytes(), item.stat().st_mtime_ns) for item in path.parent.iterdir()} == before
    assert not list((tmp_path / "out").glob("**/copy.db*"))


@pytest.mark.real_clock
def test_the_log_beside_a_database_in_an_archive_is_honoured(tmp_path: Path) -> None:
    path = with_log(tmp_path / "in")
    archive = tmp_path / "phone.zip"
    with zipfile.ZipFile(archive, "w") as members:
        for item in sorted(path.parent.iterdir()):
            members.write(item, f"data/{item.name}")
    coverage = read(Plan(paths=(archive,), out=tmp_path / "out", children=1))
    assert coverage["reconciled"]
    assert pl.read_parquet(tmp_path / "out" / "event.parquet").filter(pl.col("text") == "новое").height == 3


def test_without_its_log_a_database_holds_what_it_holds(tmp_path: Path) -> None:
    data = with_log(tmp_path / "in").read_bytes()
    found = read_bytes(data, "mmssms.db", tmp_path / "out")
    assert found.entry.is_reconciled
    assert "новое" not in found.events["text"].to_list()
    assert any("write-ahead log" in defect for defect in found.entry.defects)


def test_a_rollback_journal_is_never_applied() -> None:
    source = Source("mmssms.db", sms(Random(3), 10).files["mmssms.db"])
    source.beside = lambda ending: b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600) if ending == "-journal" else None
    assert database(source) is not None
    assert any("rollback journal" in defect for defect in source.defects)


def test_a_view_is_no_table() -> None:
    script = "create table real(a); create view sms as select 1 as _id, 2 thread_id, 3 address, 4 date, 5 type, 'x' body"
    reader = choose(Source("x", databases.database(script, {"real": [(1,)]})))
    assert reader is not None
    assert reader.slug == "sqlite_unknown"


def test_rows_that_the_library_loses_are_seen() -> None:
    """The count does not come from the library: taking one row from its answers leaves the counts apart."""
    source = Source("x", sms(Random(3), 10).files["mmssms.db"])
    reader = choose(source)
    assert reader is not None
    rows = list(reader.read(source))
    assert len(rows) == reader.count(source)
    assert len(rows[:-1]) != reader.count(source)


def test_pages_agree_with_the_library_on_every_value() -> None:
    for made in MADE[: len(databases.MAKERS)]:
        data = next(iter(made.files.values()))
        source = Source("x", data)
        found = database(source)
        assert found is not None
        for table, entry in found.tables.items():
            names, key = columns(entry.sql)
            assert names == found.columns(table)
            by_pages = {cell.rowid: found.pages.row(cell, names, key) for cell in found.pages.cells(entry.root)}
            assert by_pages == dict(found.rows(table))
        found.close()


@pytest.mark.parametrize(
    ("read_clock", "number", "expected"),
    [
        (webkit_us, 13_348_900_800_000_000, 1_704_427_200_000_000),
        (unix_us, 1_704_427_200_000_000, 1_704_427_200_000_000),
        (unix_ms, 1_704_427_200_000, 1_704_427_200_000_000),
        (unix_s, 1_704_427_200, 1_704_427_200_000_000),
        (apple, 726_120_000, 1_704_427_200_000_000),
        (apple, 726_120_000.5, 1_704_427_200_500_000),
        (apple, 726_120_000_000_000_000, 1_704_427_200_000_000),
        (filetime, 133_489_008_000_000_000, 1_704_427_200_000_000),
        (webkit_us, 0, None),
        (apple, None, None),
        (unix_ms, "no number", None),
        (unix_s, 10**15, None),
        (apple, float("nan"), None),
    ],
)
def test_epochs(read_clock, number: object, expected: int | None) -> None:  # type: ignore[no-untyped-def]  # a table of functions
    assert read_clock(number).us == expected


def drained(reader: Reader, source: Source) -> tuple[int, int]:
    found = list(reader.read(source))
    assert all(isinstance(item, (Record, Unreadable)) for item in found)
    return sum(not (isinstance(item, Record) and item.further) for item in found), reader.count(source)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(MADE), st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=8)), max_size=12), st.floats(0.05, 1)
)
def test_damage_ends_in_records_or_quarantine(made: databases.Made, changes: list[tuple[int, bytes]], part: float) -> None:
    data = bytearray(next(iter(made.files.values())))
    for place, patch in changes:
        start = place % len(data)
        data[start : start + len(patch)] = patch
    source = Source("x", bytes(data[: max(int(len(data) * part), 1)]))
    reader = choose(source)
    if reader is not None and reader.__module__.startswith("comity.readers.devices."):
        out, counted = drained(reader, source)
        assert out == counted


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=4000),
    st.sampled_from([b"", b"SQLite format 3\0", b"ElfFile\0", b"regf", b"MAM\x04", b"\x11\0\0\0SCCA", b"<?xml", b": 1700000000:0;"]),
)
def test_any_bytes_end_in_records_or_quarantine(rest: bytes, start: bytes) -> None:
    for reader in all_readers():
        if not reader.__module__.startswith("comity.readers.devices.") or reader.slug == "apache_access":
            continue
        source = Source("x", start + rest)
        if reader.detect(source):
            out, counted = drained(reader, source)
            assert out == counted


def test_real_databases_are_read_or_told(tmp_path: Path) -> None:
    found = sorted(REAL.iterdir()) if REAL.exists() else []
    for number, path in enumerate(found):
        if path.read_bytes()[:15] != b"SQLite format 3":
            continue
        entry = read_bytes(path.read_bytes(), path.name, tmp_path / str(number)).entry
        assert entry.is_reconciled, entry
        assert entry.records_in, path.name
        if path.name in READ:
            assert (entry.reader, entry.records_out) == READ[path.name]
    assert Pages(MADE[0].files["History"]).tables()
