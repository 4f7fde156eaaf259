"""Tables that nobody knows: what each column may be, profiles that an office saves, numbers that a spreadsheet has cut."""

from __future__ import annotations

from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import InputError
from comity.readers.generators.money import call_records
from comity.readers.generators.printed import workbook
from comity.readers.reader import Source
from comity.readers.returns.telecom_cdr import TelecomCdr
from comity.readers.tables.profile import FIELDS, Profile, read_profile
from comity.readers.tables.proposal import as_profile, propose
from tests.readers.reading import read_bytes

STRANGE = """Art;Nr1;Nr2;Karte;Gerät;Wann;Dauer;Zelle
G;77010000001;77020000002;401010000000001;490154203237518;29.02.2024 12:00:00;61;11
G;77010000001;77020000004;401010000000001;490154203237518;29.02.2024 13:00:00;0:02:00;12
S;77010000001;77020000003;4,0101E+14;490154203237518;01.03.2024 12:00:00;0;12
""".encode()
COLUMNS = {"actor_id": "Nr1", "target": "Nr2", "sim_id": "Karte", "device_id": "Gerät", "ts": "Wann", "duration": "Dauer", "kind": "Art"}


def settings(**more: object) -> dict[str, object]:
    return {"profiles": [msgspec.to_builtins(Profile(**more))]}  # type: ignore[arg-type]


def test_columns_are_proposed_by_what_stands_in_them() -> None:
    proposal = propose(Source("calls.csv", STRANGE), TelecomCdr.columns)[0]
    assert {column.field: column.column for column in proposal.columns if column.field} == COLUMNS
    assert proposal.profile is not None
    assert proposal.profile.columns == COLUMNS
    assert proposal.words == {"kind": {"G": 2, "S": 1}}
    damaged = {column.column: column.damaged for column in proposal.columns}
    assert damaged["Karte"] == 1
    assert all(column.reasons for column in proposal.columns if column.field)


def test_known_names_are_proposed_as_they_are_known() -> None:
    data = next(iter(call_records(Random(1), 30).files.values()))
    found = {column.column: column.field for column in propose(Source("cdr.csv", data), TelecomCdr.columns)[0].columns}
    assert found["a_msisdn"] == "actor_id"
    assert found["b_msisdn"] == "target"
    assert found["imsi"] == "sim_id"
    assert found["imei"] == "device_id"
    assert found["start_local"] == "ts"


def test_the_sheets_of_a_workbook_are_looked_at_each() -> None:
    rows = [line.split(";") for line in STRANGE.decode().splitlines()]
    data = workbook({"Notes": [["nothing here"]], "Calls": [["Answer 12/2024"], [], *rows]})
    proposals = propose(Source("calls.xlsx", data), TelecomCdr.columns)
    assert [item.sheet for item in proposals] == ["Calls"]
    assert proposals[0].profile is not None
    assert proposals[0].profile.columns == COLUMNS


def test_a_profile_makes_a_strange_table_readable(tmp_path: Path) -> None:
    assert read_bytes(STRANGE, "calls.csv", tmp_path / "without").entry.reader is None
    profile = settings(columns=COLUMNS, zone="Asia/Almaty", kinds={"G": "call", "S": "sms"}, directions={"G": "out"}, operator="Example")
    found = read_bytes(STRANGE, "calls.csv", tmp_path / "with", settings=profile)
    assert (found.entry.reader, found.entry.records_out) == ("telecom_cdr", 3)
    rows = found.events.to_dicts()
    assert [row["kind"] for row in rows] == ["call", "call", "sms"]
    assert [f"{row['ts_utc']:%H:%M}" for row in rows] == ["06:00", "07:00", "07:00"]
    assert {row["ts_basis"] for row in rows} == {"case_assumed_zone"}
    assert [(row["ts_end_utc"] - row["ts_utc"]).total_seconds() for row in rows] == [61, 120, 0]
    assert [row["direction"] for row in rows] == ["out", "out", None]
    assert "column: Zelle" in found.entry.unknown


def test_the_zone_of_the_command_holds_before_that_of_the_profile(tmp_path: Path) -> None:
    profile = settings(columns=COLUMNS, zone="Asia/Almaty")
    found = read_bytes(STRANGE, "calls.csv", tmp_path, "UTC", settings=profile)
    assert [f"{at:%H:%M}" for at in found.events["ts_utc"]] == ["12:00", "13:00", "12:00"]


def test_each_of_several_profiles_is_used_for_its_own_tables(tmp_path: Path) -> None:
    other = msgspec.to_builtins(Profile(columns={"actor_id": "X", "target": "Y", "ts": "Z"}, kind="sms"))
    both = {"profiles": [other, *settings(columns=COLUMNS, kinds={"G": "call"})["profiles"]]}  # type: ignore[misc]
    first = read_bytes(STRANGE, "calls.csv", tmp_path / "1", settings=both)
    second = read_bytes(b"X,Y,Z\n1,2,2024-01-05 10:00:00\n", "other.csv", tmp_path / "2", settings=both)
    assert first.events["kind"].to_list() == ["call", "call", "other"]
    assert second.events["kind"].to_list() == ["sms"]


@pytest.mark.parametrize("cut", ["4.0101E+14", "4,01010E+14", "1.23E+14", "4E14"])
def test_a_number_that_a_spreadsheet_has_cut_names_nobody(cut: str, tmp_path: Path) -> None:
    data = (
        "record_type;a_msisdn;b_msisdn;imsi;imei;start_local\n"
        f"MOC;77010000001;77020000002;{cut};3.56E+14;01.03.2024 10:00:00\nMOC;7;8;401010000000001;490154203237518;01.03.2024 10:00:00"
    )
    found = read_bytes(data.encode(), "cdr.csv", tmp_path)
    row, whole = found.events.to_dicts()
    assert (row["sim_id"], row["device_id"]) == (None, None)
    assert set(row["defects"]) >= {"sim_id_digits_lost", "device_id_digits_lost"}
    assert msgspec.json.decode(row["attrs"]) == {"record_type": "MOC", "imsi": cut, "imei": "3.56E+14"}
    assert (whole["sim_id"], whole["device_id"]) == ("401010000000001", "490154203237518")
    assert msgspec.json.decode(whole["attrs"]) == {"record_type": "MOC"}
    assert sum("ask the operator" in defect for defect in found.entry.defects) == 2
    assert not (tmp_path / "link.parquet").exists() or cut not in (tmp_path / "link.parquet").read_bytes().decode("latin-1")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("40101;7;11", "401-01-7-11"),
        ("401001;7;11", "401-001-7-11"),
        ("401-01;;11", "401-01-11"),
        (";7;11", "7-11"),
        ("40101;7;", None),
    ],
)
def test_cells_are_put_together_as_far_as_they_are_stated(line: str, expected: str | None, tmp_path: Path) -> None:
    data = f"record_type;a_msisdn;b_msisdn;start_local;mcc_mnc;lac;cell_id\nMOC;1;2;01.03.2024 10:00:00;{line}\n"
    assert read_bytes(data.encode(), "cdr.csv", tmp_path).events["cell"].to_list() == [expected]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"no json", "no profile"),
        (b'{"columns": {"when": "Wann"}}', "no field"),
        (b'{"columns": {"ts": "Wann"}, "kinds": {"G": "telephone"}}', "no kind"),
        (b'{"columns": {"ts": "Wann"}, "zone": "Asia/Nowhere"}', "Nowhere"),
        (b'{"columns": {"ts": "Wann"}, "directions": {"G": "up"}}', "in or out"),
        (b'{"columns": {"ts": "Wann"}, "colour": 1}', "no profile"),
    ],
)
def test_a_profile_that_is_wrong_is_refused_with_its_place(text: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_profile(text, "operator.json")


def test_what_is_proposed_can_be_read_back() -> None:
    proposal = propose(Source("calls.csv", STRANGE), TelecomCdr.columns)[0]
    assert proposal.profile is not None
    assert read_profile(as_profile(proposal.profile), "p.json") == proposal.profile
    assert set(proposal.profile.columns) <= set(FIELDS)


@given(st.lists(st.lists(st.text(max_size=6), min_size=2, max_size=5), max_size=6))
def test_any_table_is_proposed_something_or_nothing(rows: list[list[str]]) -> None:
    data = "\n".join(";".join(row) for row in rows).encode("utf-8", "replace")
    for proposal in propose(Source("x.csv", data), TelecomCdr.columns):
        named = [column.field for column in proposal.columns if column.field]
        assert len(named) == len(set(named))
