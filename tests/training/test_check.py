"""A new exercise is held against its shape and against itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cli.main import program
from comity.drafting.lint.check import Linter
from comity.errors import KnowledgeError
from comity.training.check import check, read_scenario
from comity.training.library import HERE, Library, read
from comity.training.scheme import Scheme

FILES = sorted((HERE / "scenarios").glob("*.yaml"))
FIRST = HERE / "scenarios" / "open_door_a_phishing_kit_abroad.yaml"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_shipped_exercises_are_in_order(library: Library, linter: Linter, path: Path) -> None:
    scheme = read(HERE / "schemes" / path.name, Scheme)
    assert check(read_scenario(path), library, linter, scheme) == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "told"),
    [
        ("points: 15", "points: 16", "marking", "add up"),
        ('check: excluded("cgn")', 'check: excluded("cgm")', "marking.m3.check", "no identifier cgm"),
        ("check: blocks() == 0", "check: blocks() = 0", "marking.m7.check", "not an expression"),
        ("      - ID-005", "      - ID-905", "planted_traps.T2.caught_by", "no rule ID-905"),
        ("    marks: m9", "    marks: m19", "injects.J3.marks", "no item m19"),
        ("    at: 6d", "    at: six days", "injects.J3.at", "no moment"),
        ("      - hostip", "      - hostib", "instalments.I3.reveals", "no identifier hostib"),
        ("      police_i247: S1-ncb", "      police_i247: S1-ncp", "counterparts.NCB.packs", "no return S1-ncp"),
        ("      mla_stored_traffic: S1-nimbus", "      mla_stored_trafic: S1-nimbus", "counterparts.CA-GEN.packs", "no instrument"),
        ("sha256_of_text: 651a", "sha256_of_text: 751a", "returns.S1-shield.sha256_of_text", "the digest of the text is 651a"),
        ('intake("S1-steppe","reconciled")', 'intake("S1-step","reconciled")', "marking.m8.check", "no return S1-step"),
        ('sent("pres_provider","SP-SHIELD")', 'sent("pres_provider","SP-SHEILD")', "marking.m1.check", "nobody called SP-SHEILD"),
        ("    answer: 1", "    answer: 7", "quiz[0].answer", "no option 7"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_exercise_is_named(
    library: Library, linter: Linter, tmp_path: Path, old: str, new: str, place: str, told: str
) -> None:
    text = FIRST.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / FIRST.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    scheme = read(HERE / "schemes" / FIRST.name, Scheme)
    assert [place] == [one.place for one in check(read_scenario(path), library, linter, scheme) if told in one.text]


def test_an_unknown_key_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(FIRST.read_text(encoding="utf-8").replace("level: 1", "levle: 1", 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="levle"):
        read_scenario(path)


def test_the_command_names_what_is_wrong_and_leaves_with_one(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(FIRST.read_text(encoding="utf-8").replace("points: 15", "points: 5", 1), encoding="utf-8")
    result = CliRunner().invoke(program, ["train", "check", str(path)])
    assert result.exit_code == 1
    assert "the points add up to 90, not to 100" in result.stdout
    assert CliRunner().invoke(program, ["train", "check", str(FIRST)]).exit_code == 0
