"""What holds for every reader, by its generator: no zone of the machine, places that lead back, damage contained, a lost record seen.

`COMITY_EVENTS=1000` looks at a thousand events of each format, as the acceptance asks; the suite looks at fewer.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.readers import harness
from comity.readers.detect import all_readers
from comity.readers.generators.all import MAKERS, Maker
from comity.readers.generators.made import Made
from comity.readers.reader import Batch, Reader, Record, Source, Yield
from comity.readers.reopen import reopen
from comity.readers.run import Plan, read
from tests.readers.reading import read_bytes
from tests.readers.test_truth import BINARY, IDS

EVENTS = int(os.environ.get("COMITY_EVENTS", "40"))
DAMAGE = int(os.environ.get("COMITY_DAMAGE", "150"))
FAULT = re.compile(r"failed while looking|the reader failed: (?!DatabaseError|OperationalError)")
"""A reader's own fault; that SQLite refuses a broken database is an answer."""
DIGEST = """
import hashlib, os, sys, tempfile, time
from pathlib import Path
from random import Random
from comity.readers.generators.all import MAKERS
from tests.readers.reading import read_bytes
for number, maker in enumerate(MAKERS):
    made = maker(Random(9), 5)
    for name, data in made.files.items():
        for given in dict.fromkeys((None, made.zone)):
            told = []
            for zone in ("UTC", "Asia/Almaty", "America/New_York"):
                os.environ["TZ"] = zone
                time.tzset()
                with tempfile.TemporaryDirectory() as folder:
                    found = read_bytes(data, name, Path(folder), given)
                rows = found.events.sort("event_id").rows()
                told.append((found.entry.records_in, hashlib.sha256(repr(rows).encode()).hexdigest()))
            print(number, name, given, told[0][0], "SAME" if told[0] == told[1] == told[2] else "DIFFERS")
"""


def test_the_zone_of_the_machine_changes_nothing_for_any_reader() -> None:
    environment = {**os.environ, "TZ": "UTC", "PYTHONPATH": str(Path(__file__).parents[2])}
    found = subprocess.run([sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True)
    lines = found.stdout.splitlines()
    assert len(lines) >= len(MAKERS)
    assert [line for line in lines if not line.endswith("SAME")] == []
    assert all(int(line.split()[-2]) > 0 for line in lines)


@pytest.mark.real_clock
def test_every_reader_works_in_the_confined_process(tmp_path: Path) -> None:
    """No library may need what the cage forbids: programs, sockets, files that it opens late."""
    wanted = {}
    for number, maker in enumerate(MAKERS):
        for name, data in maker(Random(13), 4).files.items():
            path = tmp_path / "in" / f"{number:03d}" / name
            path.parent.mkdir(parents=True)
            path.write_bytes(data)
            wanted[path.relative_to(tmp_path / "in").as_posix()] = maker(Random(13), 4)
    coverage = read(Plan(paths=(tmp_path / "in",), out=tmp_path / "out", children=1))
    assert coverage["reconciled"]
    entries: list[dict[str, object]] = coverage["files"]  # type: ignore[assignment]
    for name, made in wanted.items():
        found = [entry for entry in entries if name in str(entry["path"])]
        assert made.reader in {entry["reader"] for entry in found}, (name, found)


@pytest.mark.parametrize("maker", MAKERS, ids=IDS)
def test_each_place_reopens_what_made_the_event(maker: Maker, tmp_path: Path) -> None:
    made = maker(Random(11), EVENTS)
    for number, (name, data) in enumerate(made.files.items()):
        events = read_bytes(data, name, tmp_path / str(number), made.zone).events
        for row in events.sample(min(EVENTS, events.height), seed=2).to_dicts():
            piece = reopen(data, row["locator"])
            assert piece.strip(), row["locator"]
            if made.reader in BINARY:
                continue
            text = piece.decode("utf-8", "backslashreplace")
            for found in (row["ip"], row["txid"]):
                assert found is None or found.lower() in text.lower() or f'"{found}' in (row["attrs"] or ""), (found, text)


Edit = tuple[str, float, bytes]
EDITS = st.lists(
    st.tuples(st.sampled_from(["write", "insert", "delete", "double", "cut"]), st.floats(0, 1), st.binary(min_size=1, max_size=12)),
    min_size=1,
    max_size=4,
)


def damaged(data: bytes, edits: list[Edit]) -> bytes:
    for deed, part, piece in edits:
        place = int(part * len(data))
        if deed == "write":
            data = data[:place] + piece + data[place + len(piece) :]
        elif deed == "insert":
            data = data[:place] + piece + data[place:]
        elif deed == "delete":
            data = data[:place] + data[place + 30 :]
        elif deed == "double":
            data = data[: place + 200] + data[place:]
        else:
            data = data[: max(place, 1)]
    return data


@lru_cache(maxsize=256)
def made_once(number: int, seed: int) -> Made:
    return MAKERS[number](Random(seed), 8)


@settings(max_examples=DAMAGE, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(number=st.integers(0, len(MAKERS) - 1), edits=EDITS, seed=st.integers(0, 2))
def test_damage_gives_records_or_quarantine_and_nothing_else(number: int, edits: list[Edit], seed: int) -> None:
    made = made_once(number, seed)
    for name, data in made.files.items():
        with tempfile.TemporaryDirectory() as folder:
            found = read_bytes(damaged(data, edits), name, Path(folder), made.zone)
        assert found.entry.is_reconciled, found.entry
        assert not [defect for defect in found.entry.defects if FAULT.search(defect)], found.entry


def _without_one(reader: Reader, source: Source) -> Iterator[Yield]:
    lost = False
    for item in type(reader).read(reader, source):
        if not lost and isinstance(item, Record) and not item.further:
            lost = True
        elif not lost and isinstance(item, Batch) and item.frame.height:
            lost = True
            yield Batch(item.frame[1:])
        else:
            yield item


@pytest.mark.parametrize("maker", MAKERS, ids=IDS)
def test_a_lost_record_turns_the_run_red(maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = maker(Random(12), 9)
    reader = next(reader for reader in all_readers() if reader.slug == made.reader)

    class Losing(type(reader)):  # type: ignore[misc]  # one that loses a record, of each kind
        def read(self, source: Source) -> Iterator[Yield]:
            return _without_one(reader, source)

    monkeypatch.setattr(harness, "choose", lambda _: Losing())
    for number, (name, data) in enumerate(made.files.items()):
        found = read_bytes(data, name, tmp_path / str(number), made.zone)
        assert not found.entry.is_reconciled, found.entry
