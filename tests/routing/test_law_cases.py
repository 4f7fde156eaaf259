"""What lawyers say has to come out: every case of tests/law_cases."""

from pathlib import Path
from typing import Any

import pytest

from comity.model.category import ChannelKind
from tests.routing.law_case import answer_of, law_cases, problems

CASES = list(law_cases())


@pytest.mark.parametrize(("subject", "row"), CASES, ids=[f"{subject}: {row['name']}" for subject, row in CASES])
def test_a_law_case_comes_out_as_said(subject: str, row: dict[str, Any], tmp_path: Path):
    _, answer = answer_of(row, tmp_path)
    assert problems(row, answer) == [], subject


def test_there_are_cases_of_every_channel_and_state():
    expected = {(entry["channel"], entry["state"]) for _, row in CASES for entry in row.get("expect", []) if "state" in entry}
    assert {channel for channel, _ in expected} == {kind.value for kind in ChannelKind}
    assert len(CASES) >= 40
    assert {channel for channel, state in expected if state == "open"} >= {
        "preservation",
        "voluntary",
        "mla",
        "preservation_24_7",
        "emergency",
    }


def test_names_are_used_once_and_each_case_has_a_source():
    names = [row["name"] for _, row in CASES]
    assert len(set(names)) == len(names)
    assert all(row.get("source") for _, row in CASES)
