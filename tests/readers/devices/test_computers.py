"""Computers: the year that a log does not state, records that a library leaves out, reports that break off, the whole way in a child."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import polars as pl
import pytest

from comity.readers.detect import choose
from comity.readers.generators.computers import cellebrite, event_log, hive, prefetch, syslog
from comity.readers.generators.databases import chromium
from comity.readers.generators.disks import disk, qcow2
from comity.readers.reader import Source
from comity.readers.run import Plan, read
from tests.readers.reading import read_bytes

LOG = b"Dec 31 23:59:58 srv cron[1]: one\nJan  1 00:00:02 srv cron[1]: two\nFeb 30 00:00:00 srv cron[1]: three\n"
IMAGES = Path(__file__).parents[4] / "shared" / "testdata" / "returns" / "plaso"


def test_without_a_year_times_wait(tmp_path: Path) -> None:
    events = read_bytes(LOG, "syslog", tmp_path, zone="Asia/Almaty").events
    assert events["ts_utc"].null_count() == 3
    assert all("no_year" in defects for defects in events["defects"])


def test_a_year_without_a_zone_still_waits(tmp_path: Path) -> None:
    events = read_bytes(LOG, "syslog", tmp_path, settings={"year": 2023}).events
    assert events["ts_utc"].null_count() == 3
    assert "no_zone" in events["defects"][0]


def test_year_and_zone_are_decisions_and_the_year_turns(tmp_path: Path) -> None:
    found = read_bytes(LOG, "syslog", tmp_path, zone="Asia/Almaty", settings={"year": 2023})
    assert found.events["ts_utc"].to_list() == [
        datetime(2023, 12, 31, 17, 59, 58, tzinfo=UTC),
        datetime(2023, 12, 31, 18, 0, 2, tzinfo=UTC),
        None,
    ]
    assert found.events["ts_raw"].to_list() == ["Dec 31 23:59:58", "Jan  1 00:00:02", "Feb 30 00:00:00"]
    assert set(found.events["ts_basis"]) == {"case_assumed_zone", "unknown"}


def test_a_record_of_the_event_log_that_cannot_be_decoded_is_quarantined(tmp_path: Path) -> None:
    data = bytearray(event_log(Random(1), 6).files["Security.evtx"])
    place = data.find(b"**\0\0", data.find(b"**\0\0") + 4)
    data[place + 24 : place + 40] = b"\xee" * 16
    found = read_bytes(bytes(data), "x", tmp_path)
    assert found.entry.is_reconciled
    assert (found.entry.records_out, found.entry.quarantined) == (5, 1)
    assert found.quarantined[0].locator.startswith(f"@{place}+")


def test_a_key_that_the_tree_does_not_reach_is_quarantined(tmp_path: Path) -> None:
    data = bytearray(hive(Random(1), 6).files["SYSTEM"])
    listing = data.rfind(b"lf")
    struct.pack_into("<H", data, listing + 2, 5)
    root = data.find(b"nk")
    struct.pack_into("<I", data, root + 20, 5)
    found = read_bytes(bytes(data), "x", tmp_path)
    assert found.entry.is_reconciled
    assert found.entry.quarantined == 1
    assert "does not reach" in found.quarantined[0].reason


def test_a_report_that_breaks_off_keeps_what_was_whole(tmp_path: Path) -> None:
    data = cellebrite(Random(1), 20).files["report.xml"]
    cut = data[: data.rfind(b'<model type="InstantMessage"') + 60]
    found = read_bytes(cut, "x", tmp_path)
    assert found.entry.is_reconciled
    assert found.entry.records_out >= 19
    assert found.quarantined


def test_a_report_with_entities_is_refused(tmp_path: Path) -> None:
    data = cellebrite(Random(1), 5).files["report.xml"].replace(b"<project", b'<!DOCTYPE a [<!ENTITY b "c">]><project', 1)
    found = read_bytes(data, "x", tmp_path)
    assert found.entry.is_reconciled
    assert found.entry.records_out == 0
    assert "entities" in found.quarantined[0].reason


def test_a_prefetch_file_that_is_broken_is_quarantined(tmp_path: Path) -> None:
    data = next(iter(prefetch(Random(1), 1).files.values()))
    found = read_bytes(data[:200], "x", tmp_path)
    assert found.entry.reader == "windows_prefetch"
    assert (found.entry.records_out, found.entry.quarantined) == (0, 1)


@pytest.mark.real_clock
def test_a_disk_and_a_report_go_the_whole_way_in_a_child(tmp_path: Path) -> None:
    made = [chromium(Random(1), 9), syslog(Random(1), 9), event_log(Random(1), 6), hive(Random(1), 5), cellebrite(Random(1), 8)]
    names = ("HISTORY", "AUTH.LOG", "SEC.EVT", "SYSTEM")
    image = qcow2(disk({name: next(iter(item.files.values())) for name, item in zip(names, made, strict=False)}))
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "disk.qcow2").write_bytes(image)
    with zipfile.ZipFile(folder / "phone.ufdr", "w") as archive:
        archive.writestr("report.xml", made[-1].files["report.xml"])
    coverage = read(Plan(paths=(folder,), out=tmp_path / "out", children=1))
    assert coverage["reconciled"]
    events = pl.read_parquet(tmp_path / "out" / "event.parquet")
    per_reader = dict(events.group_by("parser").len().iter_rows())
    assert per_reader == {item.reader: len(item.events) for item in made}
    assert "p1-fat12/HISTORY" in set(events["member_path"])


def test_real_images_are_opened(tmp_path: Path) -> None:
    from comity.readers.containers.members import Member, Unpacking, members
    from comity.readers.limits import Limits

    found = {}
    for path in (IMAGES / "image.E01", IMAGES / "image.qcow2"):
        if path.exists():
            found[path.name] = [
                item.path for item in members(path.read_bytes(), "", Unpacking(Limits(), tmp_path)) if isinstance(item, Member)
            ]
    assert all("volume-ext2/passwords.txt" in paths for paths in found.values())
    assert choose(Source("x", io.BytesIO(b"no image").read())) is None
