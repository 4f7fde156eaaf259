"""Whatever is done to a file: every record is read or in quarantine, nothing ends in anything else."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.readers.generators import google
from comity.readers.json_scan import elements, repaired
from comity.readers.moments import read_moment
from comity.readers.tables.times import read_times
from tests.readers.reading import ReadFile, read_bytes


def read(data: bytes, name: str) -> ReadFile:
    with tempfile.TemporaryDirectory() as folder:
        return read_bytes(data, name, Path(folder), "Asia/Almaty")


@pytest.mark.parametrize("bent", ["reversed", "extra", "renamed", "doubled", "dropped"])
def test_columns_are_told_by_name_and_what_is_new_is_told(bent: str) -> None:
    made = google.access_log(Random(5), 30)
    rows = list(csv.reader(io.StringIO(next(iter(made.files.values())).decode(), newline="")))
    change: dict[str, Callable[[list[str], int], list[str]]] = {
        "reversed": lambda row, _: row[::-1],
        "extra": lambda row, number: [*row, "Zodiac" if number == 0 else "x"],
        "renamed": lambda row, number: [*row[:4], "Routable" if number == 0 else row[4], *row[5:]],
        "doubled": lambda row, _: [*row, row[8]],
        "dropped": lambda row, _: row[:12],
    }
    out = io.StringIO()
    csv.writer(out).writerows(change[bent](row, number) for number, row in enumerate(rows))
    found = read(out.getvalue().encode(), "log.csv")
    assert found.entry.reader == "google_access_log"
    assert found.events.height == 30
    assert sorted(found.events["ip"].to_list()) == sorted(str(row["ip"]) for row in made.events)
    told = {"extra": "column: Zodiac", "renamed": "column: Routable", "doubled": "column: User Agent String (2)"}
    assert told.get(bent, "") in " ".join(found.entry.unknown)


def test_an_open_quote_does_not_swallow_the_rest() -> None:
    lines = ["Time (UTC),IP Address,User ID,Action", *(f"2024-01-05 10:00:{n:02d} UTC,192.0.2.{n},u,login" for n in range(1, 40))]
    lines[5] = '2024-01-05 10:00:05 UTC,192.0.2.5,"u,login'
    found = read("\n".join(lines).encode(), "logins.csv")
    assert found.entry.is_reconciled
    assert found.events.height + found.entry.quarantined == 39
    assert found.events.height >= 38


def test_nul_bytes_mixed_encodings_and_ragged_rows_are_each_accounted_for() -> None:
    head = b"Time (UTC),IP Address,User ID,Action\n"
    rows = [
        b"2024-01-05 10:00:00 UTC,192.0.2.1,\xef\xf0\xe8\xe2\xe5\xf2 \xea\xe0\xea \xe4\xe5\xeb\xe0 \xe2\xe5\xf7\xe5\xf0\xee\xec,login",
        b"2024-01-05 10:00:00 UTC,192.0.2.2,\xd0\xb8\xd0\xb2,lo\0gin",
        b"only,two",
    ]
    found = read(head + b"\n".join(rows), "logins.csv")
    assert (found.entry.records_in, found.entry.records_out, found.entry.quarantined) == (3, 2, 1)
    assert {defect for row in found.events["defects"].to_list() for defect in row} >= {"nul_bytes"}
    assert set(found.events["account_id"]) == {"привет как дела вечером", "ив"}


@given(
    st.recursive(
        st.none() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    )
)
def test_the_elements_of_a_text_are_found_in_blocks_of_any_size(value: object) -> None:
    import json

    data = json.dumps([[value, "}]{["], {"a": value}], ensure_ascii=False).encode()
    whole = [(found.start, found.end, found.key) for found in elements(data, 2)]
    assert [json.loads(data[start:end]) for start, end, _ in whole] == [[value, "}]{["], {"a": value}]
    for size in (1, 2, 7):
        assert [(found.start, found.end, found.key) for found in elements(data, 2, size=size)] == whole


@given(st.text(max_size=30))
def test_mending_twice_encoded_text_never_loses_any(text: str) -> None:
    assert repaired(text.encode().decode("latin-1")) in {text, text.encode().decode("latin-1")}


@given(st.text(max_size=40), st.sampled_from([None, "Asia/Almaty", "UTC"]))
def test_any_text_is_a_time_or_none_and_the_column_reads_as_one_does(text: str, zone: str | None) -> None:
    samples = [
        text,
        "2024-02-29 23:30:00",
        "01.03.2024 05:00:00",
        "2024-01-05 10:00:00 UTC",
        "2024-01-05T10:00:00+06:00",
        "1705058667",
        None,
    ]
    column = read_times(pl.Series("t", samples, pl.String), zone)
    for written, us in zip(samples, column["ts_utc"].dt.epoch("us").to_list(), strict=True):
        assert us == read_moment(written, zone).us, written


def test_a_kind_of_record_that_nobody_knows_is_told_in_files_of_many_kinds() -> None:
    known = '{"ipAudit": {"accountId": "1", "createdAt": "2024-01-05T08:00:00Z", "loginIp": "192.0.2.1"}}'
    strange = '{"grokConversation": {"prompt": "x"}}'
    for text in (f"**** 1 ****\n{known}\n**** 2 ****\n{strange}\n", f"[{known}, {strange}]"):
        found = read(text.encode(), "1-ip-audit.txt")
        assert (found.entry.reader, found.entry.records_out) == ("x_records", 1)
        assert found.entry.unknown == ["section: grokConversation"]
    logins = '{"LoginHistoryList": [{"Date": "2024-01-05 08:00:00 UTC", "IP": "192.0.2.1"}]}'
    export = f'{{"Activity": {{"Login History": {logins}, "Zodiac": {{"List": [{{"a": 1}}]}}}}}}'
    found = read(export.encode(), "user_data_tiktok.json")
    assert (found.entry.reader, found.entry.records_out) == ("tiktok_export", 2)
    assert found.entry.unknown == ["section: Activity/Zodiac/List"]


def test_an_address_that_is_none_is_kept_and_told(tmp_path: Path) -> None:
    rows = "192.0.2.1\n2001:db8::1\nbad\n999.1.1.1\n[2001:db8::2]:443\n\n"
    data = "time utc,ip address,user\n" + "".join(
        f"2024-01-05 10:00:0{number} UTC,{ip},u\n" for number, ip in enumerate(rows.split("\n")[:6])
    )
    events = read_bytes(data.encode(), "logins.csv", tmp_path).events.sort("ts_utc")
    assert events["ip"].to_list() == ["192.0.2.1", "2001:db8::1", "bad", "999.1.1.1", "2001:db8::2", None]
    assert ["no_address" in found for found in events["defects"].to_list()] == [False, False, True, True, False, False]
