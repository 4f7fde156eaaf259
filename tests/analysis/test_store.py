"""What a store answers, what it refuses, and what other programs get of it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from random import Random

import polars as pl
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from comity.analysis.ask import ask, ready_questions
from comity.analysis.exports.export import PACKAGE, export
from comity.analysis.exports.spreadsheet_safety import safe_cell
from comity.cli.main import program
from comity.errors import InputError
from comity.plugins.walk import slugs
from comity.readers.generators.google import access_log, positions
from comity.readers.generators.meta import records_html
from comity.readers.run import Plan, read

pytestmark = pytest.mark.real_clock


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    for made in (access_log(Random(1), 30), positions(Random(1), 20), records_html(Random(1), 20)):
        for name, data in made.files.items():
            path = folder / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    evil = "Time (UTC),IP Address,User ID,Action\n2024-01-05 10:00:00 UTC,192.0.2.1,=cmd|' /C calc'!A0,login\n"
    (folder / "in" / "logins.csv").write_text(evil, encoding="utf-8")
    read(Plan(paths=(folder / "in",), out=folder / "out", children=1))
    return folder / "out"


@pytest.mark.parametrize("question", [item.name for item in ready_questions()])
def test_every_ready_question_is_answered(question: str, store: Path) -> None:
    assert ask(store, question).columns


def test_contacts_count_what_was_said(store: Path) -> None:
    reply = ask(store, "contacts")
    events = pl.read_parquet(store / "event.parquet").filter(pl.col("kind") == "message")
    assert sum(int(str(row[reply.columns.index("times")])) for row in reply.rows) == events.height


@pytest.mark.parametrize(
    "question",
    [
        "select * from read_csv('/etc/passwd')",
        "copy event to '/tmp/stolen.csv'",
        "install httpfs",
        "select * from read_parquet('https://example.org/x.parquet')",
        "set enable_external_access=true",
        "attach '/tmp/x.db'",
        "select * from store",
        "no sql at all",
        "create table t(a int)",
    ],
)
def test_a_question_reads_the_store_and_nothing_else(question: str, store: Path) -> None:
    with pytest.raises(InputError):
        ask(store, question)


def test_a_limit_says_that_there_is_more(store: Path) -> None:
    reply = ask(store, "select event_id from event", limit=3)
    assert (len(reply.rows), reply.more) == (3, True)


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no whole store"):
        ask(tmp_path, "kinds")


@pytest.mark.parametrize("kind", slugs(PACKAGE))
def test_every_export_writes_all_that_fits_it(kind: str, store: Path, tmp_path: Path) -> None:
    events = pl.read_parquet(store / "event.parquet")
    expected = {
        "timesketch": events["ts_utc"].drop_nulls().len(),
        "geojson": events["lat"].drop_nulls().len(),
        "kml": events["lat"].drop_nulls().len(),
        "ftm": events.filter(pl.col("kind") == "message").height,
    }
    target = tmp_path / f"x.{kind}"
    assert export(store, kind, target) == expected.get(kind, events.height)
    assert target.stat().st_size


def test_a_spreadsheet_runs_nothing(store: Path, tmp_path: Path) -> None:
    export(store, "csv", tmp_path / "x.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "x.csv").read_text("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\t"))]
    export(store, "xlsx", tmp_path / "x.xlsx")
    sheet = CalamineWorkbook.from_path(str(tmp_path / "x.xlsx")).get_sheet_by_index(0).to_python()
    assert len(sheet) == len(rows)
    assert "=cmd|' /C calc'!A0" in [cell for row in sheet for cell in row]


@pytest.mark.parametrize(
    ("value", "shown"), [("=1+1", "'=1+1"), ("+7701", "'+7701"), ("-5", "'-5"), (-5.5, "-5.5"), ("\tx", "'\tx"), ("a=b", "a=b"), (None, "")]
)
def test_a_cell_that_would_run_gets_an_apostrophe(value: object, shown: str) -> None:
    assert safe_cell(value) == shown


def test_timesketch_has_its_three_fields(store: Path, tmp_path: Path) -> None:
    export(store, "timesketch", tmp_path / "x.jsonl")
    for line in (tmp_path / "x.jsonl").read_text("utf-8").splitlines():
        event = json.loads(line)
        assert event["message"]
        assert event["datetime"].endswith("+00:00")
        assert event["timestamp_desc"]


def test_case_and_ftm_refer_only_to_what_they_hold(store: Path, tmp_path: Path) -> None:
    export(store, "case", tmp_path / "x.json")
    graph = json.loads((tmp_path / "x.json").read_text("utf-8"))["@graph"]
    names = [thing["@id"] for thing in graph]
    assert len(names) == len(set(names))
    referred = {
        end["@id"] for thing in graph for facet in thing.get("uco-core:hasFacet", []) for end in facet.get("uco-observable:from", [])
    }
    assert referred <= set(names)
    export(store, "ftm", tmp_path / "x.ftm")
    entities = [json.loads(line) for line in (tmp_path / "x.ftm").read_text("utf-8").splitlines()]
    keys = {entity["id"] for entity in entities}
    assert {name for entity in entities for name in entity["properties"].get("sender", [])} <= keys


def test_positions_written_as_kml_are_read_back_the_same(store: Path, tmp_path: Path) -> None:
    export(store, "kml", tmp_path / "x.kml")
    read(Plan(paths=(tmp_path / "x.kml",), out=tmp_path / "again", children=1))
    places = ["ts_utc", "lat", "lon"]
    first = pl.read_parquet(store / "event.parquet").filter(pl.col("lat").is_not_null()).select(places).sort(places)
    assert pl.read_parquet(tmp_path / "again" / "event.parquet").select(places).sort(places).equals(first)


def test_the_commands_read_ask_and_export(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Records.json").write_bytes(next(iter(positions(Random(1), 5).files.values())))
    run = CliRunner()
    found = run.invoke(program, ["read", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--json"])
    assert found.exit_code == 0
    coverage = json.loads(found.stdout)
    assert coverage["reconciled"]
    assert coverage["files"][0].keys() >= {
        "path",
        "sha256",
        "bytes",
        "reader",
        "version",
        "records_in",
        "records_out",
        "quarantined",
        "unknown",
        "defects",
    }
    told = run.invoke(program, ["ask", str(tmp_path / "out"), "select count(*) as n, max(ts_utc) as last from event", "--json"])
    assert json.loads(told.stdout)["rows"][0]["n"] == 5
    wrote = run.invoke(program, ["export", str(tmp_path / "out"), "--to", "geojson", "--out", str(tmp_path / "x.geojson"), "--json"])
    assert json.loads(wrote.stdout)["events"] == 5
    assert len(json.loads((tmp_path / "x.geojson").read_text("utf-8"))["features"]) == 5
    assert run.invoke(program, ["read", str(tmp_path / "in"), "--out", str(tmp_path / "again")]).exit_code == 0
    assert run.invoke(program, ["ask", str(tmp_path / "again"), "kinds"]).exit_code == 0
