"""The command tells what the contract says, and nothing of an exercise can be mistaken for a request."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from comity.cli.main import program
from comity.drafting.lint.check import Linter
from comity.drafting.render.render import Renderer
from comity.training.library import Library
from comity.training.players.play import play


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(program, ["train", *arguments])
    return result.exit_code, result.stdout


def test_the_list_has_the_keys_of_the_contract() -> None:
    code, printed = _run("list", "--json")
    rows = json.loads(printed)["scenarios"]
    assert code == 0
    assert [row["id"] for row in rows] == [f"S{number}" for number in range(1, 9)]
    assert all({"id", "title", "level", "minutes"} <= row.keys() and row["playable"] for row in rows)


def test_the_list_speaks_russian() -> None:
    assert "Счет на оплату" in _run("list", "--lang", "ru")[1]


def test_a_play_has_the_keys_of_the_contract() -> None:
    code, printed = _run("play", "S1", "--player", "careless", "--seed", "3", "--json")
    played = json.loads(printed)
    assert code == 0
    assert {"score", "max", "items", "log"} <= played.keys()
    assert all({"id", "group", "points", "lost", "why"} <= item.keys() for item in played["items"])
    assert played["score"] == max(0, played["max"] - sum(item["lost"] for item in played["items"]))
    assert played["training"] is True


def test_the_timeline_tells_banner_marking_and_debrief() -> None:
    code, printed = _run("play", "the-tip", "--player", "rights-blind", "--lang", "ru")
    assert code == 0
    assert printed.startswith("УЧЕБНОЕ УПРАЖНЕНИЕ")
    assert "любое приложение (роковая ошибка)" in printed
    assert "Вопросы для разбора:" in printed


@pytest.mark.parametrize(("arguments", "told"), [(("play", "S99"), "S99"), (("play", "S1", "--player", "lucky"), "lucky")])
def test_what_is_not_there_is_an_input_error(arguments: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(program, ["train", *arguments])
    assert result.exit_code != 0
    assert told in str(result.exception)


def test_a_document_of_an_exercise_carries_the_banner(library: Library, linter: Linter) -> None:
    played = play(library, linter, library.scenario("S1"))
    renderer = Renderer.open()
    request = next(one.request for one in played.exercise.record.sent if one.request is not None)
    assert "TRAINING" in renderer.write(renderer.letter(request, "en"), "html").decode()
