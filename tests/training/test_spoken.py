"""The exercises in Russian: every word that players read is there, and nothing that can be looked up differs."""

from __future__ import annotations

import re

import pytest

from comity.drafting.lint.check import Linter
from comity.model.said import Said, Worded
from comity.text.messages import Messages
from comity.training import spoken
from comity.training.library import Library
from comity.training.players.play import play

LIBRARY = Library()
NUMBERED = re.compile(r"[A-Za-z+]*\d[\w.,:@+/-]*")
RU = Messages("ru")


def numbers(text: str) -> list[str]:
    """Everything that holds a digit: identifiers, times, amounts, articles."""
    return sorted(found.rstrip(".,:;") for found in NUMBERED.findall(text))


@pytest.mark.parametrize("exercise", sorted(LIBRARY.scenarios))
def test_every_word_that_players_read_is_there_in_russian(exercise: str) -> None:
    scenario = LIBRARY.scenario(exercise)
    scheme = LIBRARY.scheme(scenario)
    own = spoken.words("ru")[exercise]
    assert set(own.told) == {one.id for one in (*scenario.instalments, *scenario.injects)}
    assert set(own.marking) == {one.id for one in scenario.marking}
    assert re.search("[а-я]", own.summary)
    assert (len(own.solution), len(own.debrief)) == (len(scenario.model_solution), len(scenario.debrief))
    assert {key: len(words) for key, words in own.parts.items()} == {key: len(one.parts) for key, one in scheme.items.items() if one.parts}
    assert set(own.guides) == {key for key, one in scheme.items.items() if one.guide}
    added = (rule for part in scenario.counterparts for rule in (*part.special_rules, *part.rules))
    assert set(own.answers) == {rule.id for rule in (*added, *(one for rules in scheme.rules.values() for one in rules))}
    nameless = {part.id for part in scenario.counterparts} - set(LIBRARY.counterparts)
    assert nameless <= set(own.cast)


def test_every_counterpart_answers_in_russian() -> None:
    own = spoken.counterpart_words("ru")
    assert set(own) == set(LIBRARY.counterparts)
    for id_, file in LIBRARY.counterparts.items():
        assert set(own[id_].answers) == {rule.id for rule in file.rules}
        for rule in file.rules:
            assert set(numbers(rule.answer.text)) <= set(numbers(own[id_].answers[rule.id])), rule.id
            assert ("{n}" in rule.answer.text) == ("{n}" in own[id_].answers[rule.id])


@pytest.mark.parametrize("exercise", sorted(LIBRARY.scenarios))
@pytest.mark.parametrize("player", ["perfect", "careless"])
def test_no_english_sentence_is_left_when_an_exercise_is_played_in_russian(exercise: str, player: str) -> None:
    played = play(LIBRARY, Linter.open(), LIBRARY.scenario(exercise), player)
    told = [one.text for one in played.exercise.record.log if one.kind in {"instalment", "inject", "answer"}]
    told += [line for item in played.mark.items for line in item.why]
    told += [item.guide for item in played.mark.items if item.guide]
    told += [one.title for one in played.exercise.counterparts.values()]
    english = [text for text in told if not (isinstance(text, Said | Worded) and is_said(text))]
    assert english == []


def is_said(text: str) -> bool:
    """Whether a sentence has Russian words, or is nothing but codes and values; what the player wrote stands as it was written."""
    words = RU.of(text)
    if isinstance(text, Said) and text.key == "{field}: {values}":
        return True
    return bool(re.search("[а-яё]", words)) or not re.search("[a-z]{3,} [a-z]{3,}", words)


@pytest.mark.parametrize("exercise", sorted(LIBRARY.scenarios))
def test_what_can_be_looked_up_is_the_same_in_both_languages(exercise: str) -> None:
    scenario = LIBRARY.scenario(exercise)
    rows = [spoken.told(scenario, one.id, one.text) for one in (*scenario.instalments, *scenario.injects)]
    rows += [words for item in scenario.marking for words in spoken.item(scenario, item.id)]
    rows += [*spoken.solution(scenario), *spoken.debrief(scenario)]
    for words in rows:
        assert set(numbers(words)) <= set(numbers(words.words["ru"])), words


def test_a_language_that_nobody_has_written_falls_back() -> None:
    scenario = LIBRARY.scenario("S1")
    assert spoken.words("fr") == {}
    summary = spoken.summary(scenario)
    assert Messages("fr").of(summary) == scenario.summary
    assert Messages("en").of(spoken.item(scenario, "m1")[0]) == scenario.marking[0].earns
