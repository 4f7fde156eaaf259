"""What is made must be read: every record, every time, every sender, every word, and each place leads back to its bytes."""

from __future__ import annotations

import struct
from datetime import UTC
from pathlib import Path
from random import Random

import pytest

from comity.plugins.walk import slugs
from comity.readers.detect import PACKAGES
from comity.readers.generators.all import MAKERS, Maker
from comity.readers.reopen import reopen
from tests.readers.reading import projected, read_bytes

IDS = [f"{maker.__module__.rsplit('.', 1)[-1]}.{maker.__name__}" for maker in MAKERS]

BINARY = {"linux_wtmp", "windows_event_log", "windows_prefetch", "windows_registry"}
"""Formats that write times as numbers in bytes."""


def packed(raw: str) -> bytes:
    """Write a time as these formats do: seconds and microseconds, or 100 nanoseconds."""
    seconds, dot, micro = raw.partition(".")
    return struct.pack("<ii", int(seconds), int(micro)) if dot else struct.pack("<Q", int(raw))


def test_every_reader_of_productions_has_a_generator() -> None:
    made = {maker(Random(1), 3).reader for maker in MAKERS}
    assert set(slugs(PACKAGES[0])) <= made


@pytest.mark.parametrize("maker", MAKERS, ids=IDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_made_is_read(maker: Maker, seed: int, tmp_path: Path) -> None:
    made = maker(Random(seed), 40)
    for number, (name, data) in enumerate(made.files.items()):
        found = read_bytes(data, name, tmp_path / str(number), made.zone)
        assert found.entry.reader == made.reader
        assert found.entry.is_reconciled
        assert not [defect for defect in found.entry.defects if "failed" in defect]
        assert found.entry.quarantined == made.quarantined, found.quarantined
        for row in made.events:
            if row.get("ts_utc") is not None:
                row["ts_utc"] = row["ts_utc"].astimezone(UTC)  # type: ignore[attr-defined]
        wanted, read = projected(found.events, made.events)
        assert read == wanted
        assert found.events.height == len(made.events)
        assert found.events["event_id"].n_unique() == found.events.height


@pytest.mark.parametrize("maker", MAKERS, ids=IDS)
def test_the_place_of_an_event_leads_back_to_its_bytes(maker: Maker, tmp_path: Path) -> None:
    made = maker(Random(3), 30)
    for number, (name, data) in enumerate(made.files.items()):
        events = read_bytes(data, name, tmp_path / str(number), made.zone).events
        for row in events.sample(min(20, events.height), seed=1).to_dicts():
            piece = reopen(data, row["locator"]).decode("utf-8", "backslashreplace")
            assert piece.strip()
            raw = row["ts_raw"]
            borrowed = "time_from" in (row["attrs"] or "")  # the time stands in another row, which the event names
            if raw and made.reader in BINARY:
                assert packed(raw) in reopen(data, row["locator"])
            elif raw and not borrowed and made.reader not in {"mt940", "whatsapp_chat", "google_timeline"}:
                assert raw.rstrip("0").rstrip(".") in piece or raw.encode("cp1251") in reopen(data, row["locator"]), (raw, piece)


@pytest.mark.parametrize("maker", MAKERS, ids=IDS)
def test_a_file_cut_short_still_accounts_for_every_record(maker: Maker, tmp_path: Path) -> None:
    made = maker(Random(4), 20)
    name, data = next(iter(made.files.items()))
    for number, part in enumerate((0.3, 0.6, 0.9, 0.99)):
        found = read_bytes(data[: int(len(data) * part)], name, tmp_path / str(number), made.zone)
        assert found.entry.is_reconciled, found.entry
