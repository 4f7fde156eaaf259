"""The exercises in Russian: every word that players read is there, and nothing that can be looked up differs."""

from __future__ import annotations

import re

import pytest

from comity.training import spoken
from comity.training.library import Library

LIBRARY = Library()
NUMBERED = re.compile(r"[A-Za-z+]*\d[\w.,:@+/-]*")


def numbers(text: str) -> list[str]:
    """Everything that holds a digit: identifiers, times, amounts, articles."""
    return sorted(found.rstrip(".,:;") for found in NUMBERED.findall(text))


@pytest.mark.parametrize("exercise", sorted(LIBRARY.scenarios))
def test_every_word_that_players_read_is_there_in_russian(exercise: str) -> None:
    scenario = LIBRARY.scenario(exercise)
    own = spoken.words("ru")[exercise]
    assert set(own.told) == {one.id for one in (*scenario.instalments, *scenario.injects)}
    assert set(own.marking) == {one.id for one in scenario.marking}
    assert re.search("[а-я]", own.summary)


@pytest.mark.parametrize("exercise", sorted(LIBRARY.scenarios))
def test_what_can_be_looked_up_is_the_same_in_both_languages(exercise: str) -> None:
    scenario = LIBRARY.scenario(exercise)
    for one in (*scenario.instalments, *scenario.injects):
        assert set(numbers(one.text)) <= set(numbers(spoken.told(scenario, one.id, one.text, "ru"))), one.id
    for item in scenario.marking:
        earns, loses = spoken.item(scenario, item.id, "ru")
        assert set(numbers(f"{item.earns} {item.loses}")) <= set(numbers(f"{earns} {loses}")), item.id


def test_a_language_that_nobody_has_written_falls_back_to_english() -> None:
    scenario = LIBRARY.scenario("S1")
    assert spoken.words("kk") == {}
    assert spoken.summary(scenario, "kk") == scenario.summary
    assert spoken.item(scenario, "m1", "kk") == (scenario.marking[0].earns, scenario.marking[0].loses)
