"""`comity analyse`: every question prints what its schema says and speaks two languages; its files are taken by the next command."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner

from comity.analysis.published import PUBLISHED, schema_of
from comity.cli.main import program
from comity.errors import InputError
from comity.routing.new_lead_files import Printed
from tests.analysis import address_files, productions
from tests.house.tree import ROOT

pytestmark = pytest.mark.real_clock
SCHEMAS = ROOT / "docs" / "reference" / "schemas" / "commands"
AT = datetime(2024, 3, 1, 6, 0, tzinfo=UTC)
PHONE, SIM = "phone:+77010000001", "sim:401010000000001"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analyse")
    files = {
        "a.SubscriberInfo.html": productions.subscriber_page(
            "104500000000000000001", {"Name": "Ержан Жаксылыков", "e-Mail": "target@gmail.com", "User Phone Numbers": "+77010000001"}
        ),
        "b/b.SubscriberInfo.html": productions.subscriber_page("104500000000000000002", {"Name": "Zhaksylykov Yerzhan"}),
        "cdr.csv": productions.calls(
            productions.call(
                AT + timedelta(minutes=n), one, "77030000003", imsi=f"40101000000000{one[-1]}", imei=f"35600000071414{one[-1]}", cell=7
            )
            for n in range(3)
            for one in ("77010000001", "77020000002")
        ),
        "logins.csv": productions.logins([("u1", AT, "192.31.196.7:4000"), ("u2", AT, "192.31.196.7")]),
    }
    (folder / "registry").write_bytes(address_files.delegated("20240301", ["KZ|ipv4|192.31.196.0|256|20150101|allocated|holder-a"]))
    return productions.store_of(folder, files, "Asia/Almaty")


def run(*arguments: object) -> str:
    done = CliRunner().invoke(program, ["analyse", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def questions(store: Path) -> dict[str, list[object]]:
    return {
        "entities": ["entities", store],
        "contacts": ["contacts", store],
        "hours": ["hours", store, "--zone", "Asia/Almaty"],
        "together": ["together", store],
        "holders": ["holders", store, "--registry", store.parent / "registry"],
        "shared": ["shared", f"A={store}", f"B={store}"],
        "names": ["names", store],
        "decisions": ["decisions", store],
        "compare-names": ["compare-names", "Жаксылыков Ержан", "Zhaksylykov Y."],
        "leads": ["leads", store, "--from", "KZ", "--on", "2026-11-22"],
    }


def checked(name: str, text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    schema = json.loads((SCHEMAS / f"analyse-{name}.schema.json").read_text("utf-8"))
    assert [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(document)] == []
    return document


def test_published_schemas_are_those_of_the_structures() -> None:
    for name, kind in {**PUBLISHED, "leads": Printed}.items():
        made = schema_of(kind, f"analyse-{name}", "")
        published = json.loads((SCHEMAS / f"analyse-{name}.schema.json").read_text("utf-8"))
        assert published["title"].startswith("comity analyse ")
        assert {**published, "title": ""} == made
        assert all("description" in shape for shape in made["properties"].values()), name


@pytest.mark.parametrize("name", ["entities", "contacts", "hours", "together", "holders", "shared", "names", "compare-names", "leads"])
def test_every_question_prints_its_schema_and_speaks_two_languages(name: str, store: Path) -> None:
    arguments = questions(store)[name]
    assert any(checked(name, run(*arguments, "--json")).values())
    english, russian = run(*arguments, "--lang", "en"), run(*arguments, "--lang", "ru")
    assert english.strip()
    assert any("а" <= letter <= "я" for letter in russian)
    assert english != russian


def test_what_is_said_is_what_is_true(store: Path) -> None:
    contact = json.loads(run("contacts", store, "--of", PHONE, "--json"))["contacts"]
    assert [(one["there"], one["back"], {one["left_label"], one["right_label"]}) for one in contact] == [
        (3, 0, {"+77010000001", "+77030000003"})
    ] or contact[0]["times"] == 3
    pairs = json.loads(run("together", store, "--by", "cell", "--window", "600", "--json"))
    assert [(one["meetings"], one["days"]) for one in pairs["pairs"]] == [({"same_cell": 1}, 1)]
    assert pairs["asked"]["window_s"] == 600
    holder = json.loads(run("holders", store, "--registry", store.parent / "registry", "--json"))["addresses"][0]
    assert (holder["holders"][0]["found"]["country"], holder["holders"][0]["validity"], holder["warnings"]) == (
        "KZ",
        "near",
        ["port_needed"],
    )


def test_a_merge_is_listed_rejected_and_brought_back(store: Path) -> None:
    merge = next(one for one in json.loads(run("entities", store, "--of", PHONE, "--json"))["merges"] if one["rule"] == "number_on_sim")
    rows = checked("entities-merge", run("entities", store, "--merge", merge["id"], "--json"))["rows"]
    assert [row["member_path"] for row in rows] == ["cdr.csv"] * 3
    made = checked("decide", run("decide", store, "reject", merge["id"], "--who", "А. Аналитик", "--why", "sold", "--json"))["decision"]
    assert SIM not in json.dumps(json.loads(run("entities", store, "--of", PHONE, "--json"))["entities"])
    run("decide", store, "undo", made["id"], "--who", "А. Аналитик", "--why", "not sold")
    assert SIM in json.dumps(json.loads(run("entities", store, "--of", PHONE, "--json"))["entities"])
    listed = checked("decisions", run("decisions", store, "--json"))
    assert [(one["id"], one["action"]) for one in listed["decisions"]] == [("d-1", "reject"), ("d-2", "undo")]
    assert listed["in_force"] == []
    (store / "decisions.jsonl").unlink()


def test_new_leads_become_a_case_that_the_next_command_takes(store: Path, tmp_path: Path) -> None:
    case = ROOT / "src" / "comity" / "samples" / "worked-case" / "case.yaml"
    printed = checked("leads", run("leads", store, "--case", case, "--out", tmp_path / "out", "--json"))
    assert {Path(path).name for path in printed["files"]} == {"leads.yaml", "preservation-google.yaml"}
    drafted = CliRunner().invoke(
        program,
        [
            "draft",
            str(tmp_path / "out" / "preservation-google.yaml"),
            "--instrument",
            "pres_provider",
            "--out",
            str(tmp_path / "d"),
            "--json",
        ],
        catch_exceptions=False,
    )
    assert drafted.exit_code == 0, drafted.output
    assert Path(json.loads(drafted.stdout)["draft"]).is_file()
    again = CliRunner().invoke(program, ["analyse", "leads", str(store), "--case", str(case), "--out", str(tmp_path / "out")])
    assert isinstance(again.exception, InputError)


@pytest.mark.parametrize(
    "arguments",
    [
        ["contacts", "STORE", "--of", "nobody"],
        ["hours", "STORE", "--zone", "Mars/Base"],
        ["shared", "STORE"],
        ["leads", "STORE"],
        ["entities", "STORE", "--merge", "m-0"],
        ["holders", "STORE", "--registry", "missing"],
        ["entities", "STORE", "--rules", "missing"],
        ["decide", "STORE", "undo", "d-1", "--who", "A", "--why", "x"],
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(arguments: list[str], store: Path) -> None:
    done = CliRunner().invoke(program, ["analyse", *(str(store) if word == "STORE" else word for word in arguments)])
    assert isinstance(done.exception, InputError)
    assert not (store / "decisions.jsonl").exists() or not (store / "decisions.jsonl").read_bytes()
