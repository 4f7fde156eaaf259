"""`comity draft`: its JSON, and bad input that leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comity.cli.main import run
from comity.drafting.draft_file import read_draft

CASE = Path(__file__).parents[3] / "src" / "comity" / "samples" / "worked-case" / "case.yaml"


def test_one_draft_is_told_with_its_path_and_questions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draft", str(CASE), "--instrument", "pres_provider", "--lead", "1", "--lang", "ru", "--out", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    request = read_draft(told["draft"])
    assert request.targets[0].identifier == "teskey.prime_sample"
    assert request.addressee.legal_entity == "Meta Platforms, Inc."
    assert all(set(gap) == {"field", "need", "question"} for gap in told["missing"])
    assert {gap["field"] for gap in told["missing"] if gap["need"] == "must"} == {
        "authority.email_official_domain",
        "preservation.necessity",
    }


def test_without_an_instrument_every_request_of_the_plan_is_drafted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draft", str(CASE), "--out", str(tmp_path / "drafts"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["drafts"]
    assert len(told) > 20
    assert [Path(row["draft"]) for row in told] == sorted((tmp_path / "drafts").iterdir())
    assert {row["instrument"] for row in told} >= {"pres_provider", "freeze_provider", "domestic_order", "mla_stored_content"}


@pytest.mark.parametrize("instrument", ["jit", "spontaneous", "eu_epoc", "cloud_act_order", "videoconference", "transfer_proceedings"])
def test_an_instrument_that_no_route_takes_is_drafted_all_the_same(
    instrument: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["draft", str(CASE), "--instrument", instrument, "--out", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["missing"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--instrument", "nope"], "nope"),
        (["--instrument", "pres_provider", "--lead", "99"], "99"),
        (["--instrument", "pres_provider", "--lang", "klingon"], "klingon"),
        (["--instrument", "pres_provider", "--answers", "no-such-file.yaml"], "no-such-file.yaml"),
        (["--instrument", "pres_provider", "--overlay", "no-such-folder"], "no-such-folder"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["draft", str(CASE), *arguments, "--out", str(tmp_path / "drafts")]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert "hint: " in printed.err
    assert printed.out == ""
    assert not (tmp_path / "drafts").exists()


def test_a_case_file_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "case.yaml"
    broken.write_text("requesting_state: KG\ndate: 2026-13-40\n", encoding="utf-8")
    assert run(["draft", str(broken), "--instrument", "jit", "--out", str(tmp_path / "drafts")]) == 2
    assert "date (line 2)" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]
