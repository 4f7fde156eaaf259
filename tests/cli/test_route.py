"""The command `comity route`: the answer for people and for programs, and clear words for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

import comity
from comity.cli.main import run

WORKED = Path(comity.__file__).parent / "samples" / "worked-case" / "case.yaml"
SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "reference" / "schemas" / "commands" / "route.schema.json"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["route", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_plan_comes_first(capsys):
    code, out, _ = told(capsys, str(WORKED), "--lang", "en")
    assert code == 0
    assert out.index("PLAN") < out.index("DO NOT SEND") < out.index("handle teskey_prime_sample")
    assert "1. today:" in out
    assert "[r1]" in out
    assert "https://" not in out


def test_why_tells_sources_questions_and_clocks(capsys):
    code, out, _ = told(capsys, str(WORKED), "--lang", "en", "--why")
    assert code == 0
    for words in ("<https://", "signs:", "yields:", "clock preservation_expiry", "? Is each requested measure allowed"):
        assert words in out


def test_the_answer_in_russian(capsys):
    _, out, _ = told(capsys, str(WORKED), "--lang", "ru")
    assert "ПЛАН" in out
    assert "НЕ НАПРАВЛЯТЬ" in out
    assert "проверить" in out


def test_the_document_fits_its_schema(capsys):
    code, out, _ = told(capsys, str(WORKED), "--json", "--lang", "ru")
    document = json.loads(out)
    assert code == 0
    assert [
        error.message for error in jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8"))).iter_errors(document)
    ] == []


def test_the_day_can_be_given(capsys, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text(
        "requesting_state: KG\ndate: 2026-11-21\nleads: [{kind: handle, value: sample_user77, provider: x, user_location: KG}]\n"
        "wanted: [{lead: 0, category: subscriber}]\n"
    )
    states = []
    for day in ("2026-09-01", "2026-11-21"):
        _, out, _ = told(capsys, str(case), "--on", day, "--json")
        states.append(next(one["state"] for one in json.loads(out)["routes"] if one["channel"] == "preservation"))
    assert states == ["open", "check"]


def test_plain_facts_instead_of_a_case_file(capsys, tmp_path):
    facts = tmp_path / "facts.txt"
    facts.write_text("He threatens to kill her today and writes from sample.person77@gmail.com")
    code, out, _ = told(
        capsys, "--text", str(facts), "--from", "KG", "--date", "2026-11-20", "--want", "content", "--want", "subscriber", "--json"
    )
    document = json.loads(out)
    assert code == 0
    assert {one["category"] for one in document["routes"]} == {"preservation", "content", "subscriber"}
    assert any(one["channel"] == "emergency" and one["state"] == "check" for one in document["routes"])


def test_nothing_that_can_be_sent_leaves_with_one(capsys, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text(
        "requesting_state: KG\ndate: 2026-11-21\nleads: [{kind: ipv4, value: 10.1.2.3, at: 2026-11-01T10:00:00Z, port: 4000}]\n"
        "wanted: [{lead: 0, category: subscriber}]\n"
    )
    code, out, _ = told(capsys, str(case), "--json")
    assert code == 1
    assert {one["state"] for one in json.loads(out)["routes"]} == {"closed"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give either a case file or --text FILE"),
        (["a.yaml", "--text", "b.txt"], "give either a case file or --text FILE"),
        (["absent.yaml"], "no file of this name"),
        (["--text", "-", "--from", "XX"], "no State of this code"),
        (["--text", "-"], "no State of this code"),
        (["--text", "-", "--from", "KG", "--want", "everything"], "not one of the known words: everything"),
        (["--text", "-", "--from", "KG", "--zone", "Mars/Base"], "no time zone"),
        ([str(WORKED), "--from", "KG"], "go with --text"),
        ([str(WORKED), "--overlay", "nowhere"], "nowhere"),
        ([str(WORKED), "--on", "tomorrow"], "tomorrow"),
    ],
)
def test_what_is_wrong_is_said_and_leaves_with_two(arguments, words, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMITY_LANG", "en")
    code, out, err = told(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert words in err
    assert "Traceback" not in err


def test_a_broken_case_file_names_key_and_line(capsys, tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("requesting_state: KG\ndate: 2026-11-21\nurgensy: {level: routine}\n")
    code, out, err = told(capsys, str(case), "--json")
    assert (code, out) == (2, "")
    assert f"{case}: urgensy (line 3)" in err
    assert "urgency" in err
