"""The whole way: files and archives in, children, store out; what goes wrong costs itself and is told."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import polars as pl
import pytest

from comity.errors import InputError
from comity.readers import harness
from comity.readers.generators.google import access_log, mailbox, positions
from comity.readers.generators.made import Made
from comity.readers.generators.meta import records_html
from comity.readers.generators.money import call_records
from comity.readers.isolation import child, pool
from comity.readers.isolation.job import InputFile, Job
from comity.readers.limits import Limits
from comity.readers.reader import Batch, Reader, Record, Source, Yield
from comity.readers.returns.google_records import GoogleRecords
from comity.readers.returns.meta_records import MetaRecords
from comity.readers.returns.telecom_cdr import TelecomCdr
from comity.readers.run import Plan, read
from tests.readers.reading import read_bytes

pytestmark = pytest.mark.real_clock


def write(folder: Path, *made: Made) -> Path:
    for item in made:
        for name, data in item.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return folder


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def run(folder: Path, out: Path, **more: object) -> tuple[dict[str, dict[str, object]], pl.DataFrame, dict[str, object]]:
    coverage = read(Plan(paths=(folder,), out=out, children=1, **more))  # type: ignore[arg-type]
    files = {str(entry["path"]).replace(str(folder) + "/", ""): entry for entry in coverage["files"]}  # type: ignore[attr-defined]
    return files, pl.read_parquet(out / "event.parquet"), coverage


def test_a_folder_becomes_a_store(tmp_path: Path) -> None:
    made = [access_log(Random(1), 50), positions(Random(1), 50), mailbox(Random(1), 20), records_html(Random(1), 30)]
    files, events, coverage = run(write(tmp_path / "in", *made), tmp_path / "out", request_id="R-1")
    assert coverage["reconciled"]
    assert events.height == sum(len(item.events) for item in made)
    assert set(events["request_id"].unique()) == {"R-1"}
    assert {entry["reader"] for entry in files.values()} == {item.reader for item in made}
    links = pl.read_parquet(tmp_path / "out" / "link.parquet")
    entities = pl.read_parquet(tmp_path / "out" / "entity.parquet")
    assert set(links["entity_id"]) == set(entities["entity_id"])
    assert set(links["event_id"]) <= set(events["event_id"])
    assert json.loads((tmp_path / "out" / "coverage.json").read_text("utf-8"))["totals"]["events"] == events.height


def test_the_child_has_no_network_and_starts_no_program(tmp_path: Path) -> None:
    _, _, coverage = run(write(tmp_path / "in", positions(Random(1), 3)), tmp_path / "out")
    if sys.platform.startswith("linux"):
        assert {"limits", "no_new_privileges", "seccomp"} <= set(coverage["isolation"])  # type: ignore[call-overload]
    program = (
        "import socket, subprocess\nfrom comity.readers.isolation.sandbox import confine\nprint(confine(3 << 30))\n"
        "for deed in (lambda: socket.socket(), lambda: subprocess.run(['true'])):\n"
        "    try:\n        deed()\n        print('REACHED')\n    except OSError as problem:\n        print('refused', problem.errno)\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    if "seccomp" in found.stdout:
        assert "REACHED" not in found.stdout
        assert found.stdout.count("refused") == 2


def test_archives_within_archives_are_opened_and_links_are_not(tmp_path: Path) -> None:
    log, points = access_log(Random(1), 9), positions(Random(2), 9)
    inner = zipped({"Records.json": next(iter(points.files.values()))})
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, data in (("inner.zip", inner), ("../../escape.csv", next(iter(log.files.values())))):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        link = tarfile.TarInfo("passwd.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.tar.gz").write_bytes(gzip.compress(tar.getvalue()))
    files, events, coverage = run(tmp_path / "in", tmp_path / "out")
    assert coverage["reconciled"]
    assert events.height == 18
    assert set(events["member_path"]) == {"gzip content!/inner.zip!/Records.json", "gzip content!/../../escape.csv"}
    refused = [entry for entry in files.values() if "never followed" in str(entry["defects"])]
    assert [entry["quarantined"] for entry in refused] == [1]
    assert not (tmp_path / "escape.csv").exists()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "coverage.json",
        "entity.parquet",
        "event.parquet",
        "link.parquet",
        "quarantine.jsonl",
    ]


def test_a_bomb_is_contained_and_its_neighbours_are_read(tmp_path: Path) -> None:
    points = next(iter(positions(Random(2), 9).files.values()))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(zipped({"bomb": b"0" * (80 << 20), "Records.json": points}))
    (tmp_path / "in" / "b.json.bz2").write_bytes(bz2.compress(b"0" * (64 << 20)))
    deep = points
    for number in range(9):
        deep = zipped({f"{number}.zip": deep})
    (tmp_path / "in" / "deep.zip").write_bytes(deep)
    files, events, coverage = run(tmp_path / "in", tmp_path / "out")
    assert coverage["reconciled"]
    assert events.height == 9
    assert "250 times" in str(files["a.zip/bomb"]["defects"])
    assert "250 times" in str(files["b.json.bz2/bzip2 content"]["defects"])
    assert any("deeper than" in str(entry["defects"]) for entry in files.values())


def test_an_archive_without_its_directory_is_rebuilt(tmp_path: Path) -> None:
    data = zipped({"Records.json": next(iter(positions(Random(2), 40).files.values())), "x.txt": b"x" * 999})
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "cut.zip").write_bytes(data[:-60])
    files, events, _ = run(tmp_path / "in", tmp_path / "out")
    assert events.height == 40
    assert "rebuilt" in str(files["cut.zip/Records.json"]["defects"])


def _rar5(flags: int) -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + b"CRC4" + bytes([10, 1, 5, 0, flags, 0, 0]) + b"\0" * 40


SPLIT = zipped({"a.csv": b"x" * 99}).replace(b"PK\x05\x06\0\0\0\0", b"PK\x05\x06\x02\0\x02\0")


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.rar", b"Rar!\x1a\x07\x00\xcf\x90\x73\x00\x00\x0d\x00" + b"\0" * 40, "a RAR archive: not opened"),
        ("a.part1.rar", b"Rar!\x1a\x07\x00\xcf\x90\x73\x01\x00\x0d\x00" + b"\0" * 40, "one volume of a RAR archive in several"),
        ("b.rar", _rar5(0), "a RAR archive: not opened"),
        ("b.part2.rar", _rar5(1), "one volume of a RAR archive in several"),
        ("c.z01", b"PK\x07\x08" + zipped({"a.csv": b"x" * 99}), "the first volume of a zip archive in several"),
        ("c.zip", SPLIT, "the last volume of a zip archive in 3"),
        ("d.7z.001", b"7z\xbc\xaf\x27\x1c\0\x04" + b"CRC4" + (10**9).to_bytes(8, "little") + b"\0" * 99, "the first of several volumes"),
    ],
)
def test_an_archive_that_is_not_opened_says_why_and_what_to_do(name: str, data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(data)
    files, _, coverage = run(tmp_path / "in", tmp_path / "out")
    assert coverage["reconciled"]
    refused = [entry for entry in files.values() if entry["quarantined"]]
    assert [entry["quarantined"] for entry in refused] == [1]
    assert told in str(refused[0]["defects"])
    assert "give the" in str(refused[0]["defects"])


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"A" * 5000, "b.txt": b"B" * 5000}))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = (0).to_bytes(4, "little")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(bytes(data))
    files, _, _ = run(tmp_path / "in", tmp_path / "out")
    assert any("shares its bytes" in str(entry["defects"]) for entry in files.values())


def test_a_locked_archive_opens_with_the_password_only(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    data = bytearray(zipped({"a.csv": b"x"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + place] |= 1
    (tmp_path / "in" / "locked.zip").write_bytes(bytes(data))
    files, _, coverage = run(tmp_path / "in", tmp_path / "out")
    assert coverage["reconciled"]
    assert "--password-file" in str(files["locked.zip/a.csv"]["defects"])


@pytest.mark.parametrize("zone", ["UTC", "Asia/Almaty", "America/New_York"])
def test_the_zone_of_the_machine_means_nothing(zone: str, tmp_path: Path) -> None:
    made = [access_log(Random(1), 60), call_records(Random(1), 60), mailbox(Random(1), 12)]
    folder = write(tmp_path / "in", *made)
    program = "import sys; from pathlib import Path; from comity.readers.run import *; read(Plan(paths=(Path(sys.argv[1]),), "
    program += "out=Path(sys.argv[2])))"
    subprocess.run([sys.executable, "-c", program, str(folder), str(tmp_path / "out")], env={**os.environ, "TZ": zone}, check=True)
    events = pl.read_parquet(tmp_path / "out" / "event.parquet").sort("event_id")
    assert events.filter(pl.col("ts_basis") == "unknown")["ts_utc"].null_count() == events.filter(pl.col("ts_basis") == "unknown").height
    known = [item for part in made[:1] for item in part.events if item["ts_utc"] is not None]
    found = events.filter((pl.col("parser") == "google_access_log") & pl.col("ts_utc").is_not_null())
    assert sorted(found["ts_utc"].to_list()) == sorted(item["ts_utc"] for item in known)
    assert events.filter(pl.col("parser") == "telecom_cdr")["ts_utc"].null_count() == 60


def test_kazakhstan_changed_its_offset_on_the_first_of_march_2024(tmp_path: Path) -> None:
    rows = ["29.02.2024 23:30:00", "01.03.2024 00:30:00", "29.02.2024 12:00:00"]
    lines = ["record_type;a_msisdn;b_msisdn;imsi;imei;start_local", *(f"MOC;77010000001;77020000002;1;2;{row}" for row in rows)]
    events = read_bytes("\n".join(lines).encode(), "cdr.csv", tmp_path, "Asia/Almaty").events
    assert [f"{at:%d %H:%M}" for at in events["ts_utc"]] == ["29 17:30", "29 19:30", "29 06:00"]
    assert events["defects"].to_list() == [["ambiguous_time"], [], []]
    assert set(events["ts_basis"]) == {"case_assumed_zone"}


class Dropping(GoogleRecords):
    """Loses every fifth record."""

    def read(self, source: Source) -> Iterator[Yield]:
        for item in super().read(source):
            yield Batch(item.frame.filter(pl.int_range(pl.len()) % 5 > 0)) if isinstance(item, Batch) else item


class DroppingMessages(MetaRecords):
    """Loses every fifth record."""

    def read(self, source: Source) -> Iterator[Yield]:
        for number, item in enumerate(super().read(source)):
            if not isinstance(item, Record) or number % 5:
                yield item


class DroppingRows(TelecomCdr):
    """Loses the first row of each batch."""

    def read(self, source: Source) -> Iterator[Yield]:
        for item in super().read(source):
            yield Batch(item.frame[1:]) if isinstance(item, Batch) else item


class Doubling(GoogleRecords):
    """Writes every record twice."""

    def read(self, source: Source) -> Iterator[Yield]:
        for item in super().read(source):
            yield item
            yield item


@pytest.mark.parametrize(
    ("reader", "maker"),
    [(Dropping, positions), (DroppingMessages, records_html), (DroppingRows, call_records), (Doubling, positions)],
)
def test_a_reader_that_loses_or_doubles_records_turns_the_run_red(
    reader: type[Reader], maker: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Made = maker(Random(1), 20)  # type: ignore[operator]
    monkeypatch.setattr(harness, "choose", lambda _: reader())
    name, data = next(iter(made.files.items()))
    assert not read_bytes(data, name, tmp_path).entry.is_reconciled


def test_a_reader_that_fails_costs_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(MetaRecords):
        def read(self, source: Source) -> Iterator[Yield]:
            for number, item in enumerate(super().read(source)):
                if number == 7:
                    raise ValueError("no more")
                yield item

    monkeypatch.setattr(harness, "choose", lambda _: Failing())
    name, data = next(iter(records_html(Random(1), 20).files.items()))
    found = read_bytes(data, name, tmp_path)
    assert (found.entry.records_out, found.entry.quarantined) == (0, 7) or found.entry.is_reconciled
    assert "no more" in str(found.entry.defects)
    assert found.quarantined


class Fragile:
    """Stands for a child: dies over the file `deadly.json`."""

    def __init__(self, limits: Limits) -> None:
        del limits

    def do(self, job: Job, seconds: float, first: object = None) -> None:
        del seconds, first
        if any(file.member_path == "deadly.json" for file in job.files):
            raise pool.DiedError("the reading process was ended by SIGSEGV")
        child.do(job, [])

    def end(self) -> None:
        pass


def test_a_child_that_dies_costs_the_file_it_was_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "in", positions(Random(1), 30), access_log(Random(1), 30))
    (folder / "deadly.json").write_bytes(b"{}")
    monkeypatch.setattr(pool, "Child", Fragile)
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)  # put back what a child in this process changes
    files, events, coverage = run(folder, tmp_path / "out")
    assert files["deadly.json"]["quarantined"] == 1
    assert "SIGSEGV" in str(files["deadly.json"]["defects"])
    assert "SIGSEGV" in (tmp_path / "out" / "quarantine.jsonl").read_text("utf-8")
    assert coverage["reconciled"]
    assert events.height == 60


def test_a_child_that_was_killed_is_noticed(tmp_path: Path) -> None:
    found = pool.Child(Limits())
    found._process.kill()
    with pytest.raises(pool.DiedError, match="SIGKILL"):
        found.do(Job((), str(tmp_path / "part")), 30)
    found.end()


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    found = pool.Child(Limits())
    large = tmp_path / "Records.json"
    large.write_bytes(b'{"locations": [' + b'{"latitudeE7": 1, "timestamp": "x"},' * 900_000)
    file = InputFile(str(large), str(large), large.name, large.stat().st_size, 0)
    with pytest.raises(pool.DiedError, match="longer than"):
        found.do(Job((file,), str(tmp_path / "part")), 0.05)
    found.end()


def test_what_was_done_is_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.readers import run as runs

    folder = write(tmp_path / "in", positions(Random(1), 30))
    monkeypatch.setattr(runs, "_finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run(folder, tmp_path / "out")
    part = next((tmp_path / "out" / ".parts").glob("*/part.json"))
    stamp = part.stat().st_mtime_ns
    assert not (tmp_path / "out" / "coverage.json").exists()
    monkeypatch.undo()
    monkeypatch.setattr(runs, "join_tables", lambda parts, out: (_assert_same(parts[0] / "part.json", stamp), joined(parts, out))[1])
    from comity.readers.join import join_tables as joined

    _, events, _ = run(folder, tmp_path / "out")
    assert events.height == 30


KILLED = """
import os, signal, sys
from pathlib import Path
from comity.readers import run
run._SMALL_JOB = 1
def after_the_first(done, size):
    os.kill(os.getpid(), signal.SIGKILL)
run.read(run.Plan(paths=(Path(sys.argv[1]),), out=Path(sys.argv[2]), children=1), after_the_first)
"""


def test_a_run_that_was_killed_goes_on_where_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.readers import run as runs

    folder = write(tmp_path / "in", positions(Random(1), 30), access_log(Random(1), 40), records_html(Random(2), 20))
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(tmp_path / "out")], check=False)
    assert done.returncode == -9
    stamps = {part: part.stat().st_mtime_ns for part in (tmp_path / "out" / ".parts").glob("*/part.json")}
    assert len(stamps) == 1
    monkeypatch.setattr(runs, "_SMALL_JOB", 1)
    join = runs.join_tables
    monkeypatch.setattr(
        runs, "join_tables", lambda parts, out: ([_assert_same(part, stamp) for part, stamp in stamps.items()], join(parts, out))[1]
    )
    _, events, coverage = run(folder, tmp_path / "out")
    monkeypatch.undo()
    _, whole, _ = run(folder, tmp_path / "again")
    assert coverage["reconciled"]
    assert events.sort("event_id", "locator").equals(whole.sort("event_id", "locator"))


def test_the_first_events_can_be_seen_while_the_run_lasts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.readers import run as runs

    folder = write(tmp_path / "in", access_log(Random(1), 1500))
    monkeypatch.setattr(runs, "_finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run(folder, tmp_path / "out")
    first = pl.read_parquet(tmp_path / "out" / "first.parquet")
    monkeypatch.undo()
    _, events, _ = run(folder, tmp_path / "out")
    assert first.height == 1000
    assert first.equals(events.head(1000))
    assert not (tmp_path / "out" / "first.parquet").exists()


def _assert_same(path: Path, stamp: int) -> None:
    assert path.stat().st_mtime_ns == stamp


def test_a_preservation_and_its_production_are_linked_and_counted_once(tmp_path: Path) -> None:
    data = next(iter(access_log(Random(1), 20).files.values()))
    for name in ("a.GoogleAccount.AccessLog_1.Preserved/log.csv", "a.GoogleAccount.AccessLog_2/log.csv"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    _, events, coverage = run(tmp_path / "in", tmp_path / "out")
    assert coverage["duplicates"] == 20
    twins = events.filter(pl.col("duplicate_of").is_not_null())
    assert set(twins["snapshot"]) == {"preservation"}
    assert set(twins["duplicate_of"]) == set(events.filter(pl.col("snapshot") == "production")["event_id"])


def test_a_folder_that_holds_something_else_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.docx").write_bytes(b"x")
    folder = write(tmp_path / "in", positions(Random(1), 3))
    with pytest.raises(InputError, match="something else"):
        read(Plan(paths=(folder,), out=tmp_path / "out"))


def test_nothing_to_read_gives_an_empty_store(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    files, events, coverage = run(tmp_path / "in", tmp_path / "out")
    assert events.height == 0
    assert coverage["reconciled"]
    assert files["empty.txt"]["unknown"] == ["file: empty"]
