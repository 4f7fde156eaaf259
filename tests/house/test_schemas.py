"""What `--json` prints is what the published schemas say, on the worked case from the statement to the documents."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.house.guards import sealed
from tests.house.tree import ROOT, SOURCE

SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in (ROOT / "docs" / "reference" / "schemas" / "commands").glob("*.json")
}
CASE = SOURCE / "samples" / "worked-case"

COMMANDS: list[tuple[str, list[str]]] = [
    ("leads", ["leads", str(CASE / "statement.docx"), "--country", "KG", "--zone", "Asia/Bishkek"]),
    ("leads", ["leads", str(CASE / "case-notes.md"), "--country", "KG"]),
    ("route", ["route", str(CASE / "case.yaml")]),
    ("route", ["route", str(CASE / "case.yaml"), "--lang", "ru"]),
    ("draft", ["draft", str(CASE / "case.yaml"), "--instrument", "pres_provider", "--out", "OUT"]),
    ("draft", ["draft", str(CASE / "case.yaml"), "--out", "OUT"]),
    ("knowledge-check", ["knowledge", "check"]),
    ("knowledge-stale", ["knowledge", "stale", "--on", "2027-01-01"]),
    ("knowledge-show", ["knowledge", "show", "treaty", "untoc"]),
    ("knowledge-diff", ["knowledge", "diff", "--overlay", "OVERLAY"]),
    ("lint", ["lint", "DRAFT"]),
    ("lint", ["lint", str(CASE / "statement.docx")]),
    ("render", ["render", "DRAFT", "--out", "OUT"]),
    ("pdf-check", ["pdf", "check", "LETTER.pdf"]),
    ("readback", ["readback", "LETTER.docx", "--draft", "DRAFT"]),
    ("read", ["read", "RETURNED", "--out", "OUT"]),
    ("read", ["read", "RETURNED", "--out", "OUT", "--request", "REQUEST"]),
    ("ask", ["ask", "STORE"]),
    ("ask", ["ask", "STORE", "contacts", "--limit", "1"]),
    ("export", ["export", "STORE", "--to", "kml", "--out", "OUT.kml"]),
    ("reconcile", ["reconcile", "STORE", "--request", "REQUEST"]),
    ("analyse-entities", ["analyse", "entities", "STORE"]),
    ("analyse-leads", ["analyse", "leads", "STORE", "--from", "KG"]),
    ("columns", ["columns", "RETURNED/calls.csv"]),
    ("worked-case", ["worked-case", "--out", "OUT"]),
    ("backup", ["backup", "--data", "OUT", "--out", "BACKUP"]),
    ("restore", ["restore", "BACKUP", "--data", "NEW"]),
    ("restore", ["restore", "BACKUP", "--check"]),
    ("worker", ["worker", "--data", "OUT", "--once"]),
    ("journal-check", ["journal", "check", "--data", "OUT"]),
    ("train-list", ["train", "list"]),
    ("train-play", ["train", "play", "S3", "--player", "careless"]),
    ("train-course", ["train", "course", "--out", "OUT"]),
    ("train-export", ["train", "export", "--format", "qti", "--out", "OUT"]),
    ("train-check", ["train", "check", str(SOURCE / "training" / "scenarios" / "the_tip.yaml")]),
]


SAY_NOTHING = {"worker"}
"""Commands that have nothing to say about a new register: no job waits there."""


def printed(arguments: list[str], folder: Path) -> tuple[int, str]:
    """Run the program in a folder; return its exit code and standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "comity", *arguments, "--json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=sealed(),
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode, done.stdout


def returned(folder: Path, *, with_store: bool) -> dict[str, str]:
    """Make an answer of an operator, the request that asked for it, and a store of it; return the paths that stand for their words."""
    (folder / "returned").mkdir()
    lines = [
        "record_type;a_msisdn;b_msisdn;imsi;start_local",
        "MOC;77010000001;77020000002;401010000000001;01.03.2024 12:00:00",
        "MOC;only",
    ]
    (folder / "returned" / "calls.csv").write_text("\n".join(lines), encoding="utf-8")
    targets = "targets: [{kind: phone, identifier: '77010000001'}]"
    asked = f"data: {{categories: [traffic, content], date_from: 2024-03-01, date_to: 2024-03-31}}\n{targets}\n"
    (folder / "request.yaml").write_text(asked, encoding="utf-8")
    known = {"RETURNED": str(folder / "returned"), "REQUEST": str(folder / "request.yaml"), "STORE": str(folder / "store")}
    if with_store:
        printed(["read", known["RETURNED"], "--out", known["STORE"]], folder)
    return known | {"RETURNED/calls.csv": str(folder / "returned" / "calls.csv")}


def laid_out(arguments: list[str], folder: Path) -> dict[str, str]:
    """Make what a command needs beside the worked case; return the paths that stand for its words."""
    known = {"OUT": str(folder / "out"), "OVERLAY": str(folder / "office"), "NEW": str(folder / "new"), "BACKUP": str(folder / "x.backup")}
    treaty = folder / "office" / "law" / "treaties" / "untoc.yaml"
    treaty.parent.mkdir(parents=True)
    treaty.write_text("place: Palermo, Italy\nsource: a letter\nas_of: '2026-11-10'\n", encoding="utf-8")
    if {"RETURNED", "STORE", "REQUEST", "RETURNED/calls.csv"} & set(arguments):
        known |= returned(folder, with_store="STORE" in arguments)
    if {"DRAFT", "LETTER.pdf", "LETTER.docx"} & set(arguments):
        _, made = printed(["draft", str(CASE / "case.yaml"), "--instrument", "pres_provider", "--out", str(folder / "drafts")], folder)
        known["DRAFT"] = json.loads(made)["draft"]
    if {"LETTER.pdf", "LETTER.docx"} & set(arguments):
        _, made = printed(["render", known["DRAFT"], "--out", str(folder / "letters")], folder)
        known |= {f"LETTER.{file['format']}": file["path"] for file in json.loads(made)["files"]}
    if arguments[0] == "restore":
        printed(["backup", "--data", known["OUT"], "--out", known["BACKUP"]], folder)
    return known


@cache
def validator(name: str) -> Any:
    """Return the validator of one schema."""
    return jsonschema_rs.validator_for(SCHEMAS[name])


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    jsonschema_rs.meta.validate(SCHEMAS[name])
    assert SCHEMAS[name]["$id"] == f"{name}.schema.json"
    assert SCHEMAS[name]["title"]
    assert SCHEMAS[name]["description"]


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("schema", "arguments"), COMMANDS, ids=lambda value: value if isinstance(value, str) else " ".join(word for word in value[:1])
)
def test_a_command_prints_one_document_that_its_schema_describes(schema: str, arguments: list[str], tmp_path: Path) -> None:
    known = laid_out(arguments, tmp_path)
    _, output = printed([known.get(word, word) for word in arguments], tmp_path)
    document = json.loads(output)
    assert [f"{list(error.instance_path)}: {error.message}" for error in validator(schema).iter_errors(document)] == []
    assert any(document.values()) or schema in SAY_NOTHING


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        ("leads", {"leads": [{"kind": "email"}]}),
        ("leads", {}),
        ("route", {"routes": [], "plan": [], "not_possible": [], "ask_central_authority": "no", "flags": []}),
        ("draft", {"draft": "a.yaml"}),
        ("lint", {"findings": [], "not_determined": []}),
        ("render", {"files": [{"path": "a.pdf", "format": "pdf", "lang": "en", "form": "short", "sha256": "0"}]}),
    ],
)
def test_a_schema_refuses_what_is_not_so(schema: str, document: object) -> None:
    assert not validator(schema).is_valid(document)
