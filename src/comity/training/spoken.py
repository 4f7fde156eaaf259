"""What players read of an exercise in their own language; English where nobody has written it in theirs.

`scenarios_<tag>.yaml` holds the words of a language by exercise: the summary, what is told (instalments and injects), what counterparts
answer there and nowhere else, what earns and what loses each item, the model solution and the questions of the debrief.
`counterparts_<tag>.yaml` holds the names of the counterparts and what their own rules answer. Each sentence goes through the exercise in
all its languages at once (`Worded`), and the page says it in the reader's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import msgspec

from comity.knowledge.fact_file import read_fact_file, typed
from comity.knowledge.row import Facts
from comity.model.said import ENGLISH, Worded
from comity.training.library import HERE
from comity.training.scenario import AnswerRule, Scenario


class ScenarioWords(Facts, frozen=True, kw_only=True):
    """The words of one exercise.

    Attributes:
        told: instalment or inject to its words.
        marking: item to what earns and what loses its points.
        cast: persons and bodies that answer and have no file of their own.
        answers: rule to its answer, for rules that this exercise adds.
        parts: item to what happened, for each part of its loss.
        guides: item to what a person looks at.
        solution: the steps of the model solution.
        debrief: the questions of the debrief.
        trainer: the notes for the trainer.
    """

    summary: str
    told: dict[str, str]
    marking: dict[str, tuple[str, str]]
    solution: tuple[str, ...]
    debrief: tuple[str, ...]
    trainer: str
    cast: dict[str, str] = msgspec.field(default_factory=dict)
    answers: dict[str, str] = msgspec.field(default_factory=dict)
    parts: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    guides: dict[str, str] = msgspec.field(default_factory=dict)


class CounterpartWords(Facts, frozen=True, kw_only=True):
    """The words of one counterpart: its name, and what its rules answer."""

    name: str
    answers: dict[str, str] = msgspec.field(default_factory=dict)


@cache
def languages() -> tuple[str, ...]:
    """The languages beside English in which exercises are written."""
    return tuple(sorted(path.stem.removeprefix("scenarios_") for path in HERE.glob("scenarios_*.yaml")))


@cache
def words(language: str) -> dict[str, ScenarioWords]:
    """Return the words of a language by exercise; none where nobody has written them."""
    path = HERE / f"scenarios_{language}.yaml"
    if not path.exists():
        return {}
    file = read_fact_file(path, f"training/{path.name}")
    return {name: typed(row, ScenarioWords, file) for name, row in file.data.items()}


@cache
def counterpart_words(language: str) -> dict[str, CounterpartWords]:
    """Return the words of a language by counterpart."""
    path = HERE / f"counterparts_{language}.yaml"
    if not path.exists():
        return {}
    file = read_fact_file(path, f"training/{path.name}")
    return {name: typed(row, CounterpartWords, file) for name, row in file.data.items()}


def _worded(english: str, scenario: Scenario | None, find: Callable[[ScenarioWords, str], str | None]) -> Worded:
    """Give a sentence of an exercise all its words."""
    said = {ENGLISH: english}
    for language in languages():
        own = words(language).get(scenario.id) if scenario is not None else None
        found = find(own, language) if own is not None else None
        if found:
            said[language] = found
    return Worded(said)


def summary(scenario: Scenario) -> Worded:
    """Return the summary of an exercise."""
    return _worded(scenario.summary, scenario, lambda own, _: own.summary)


def told(scenario: Scenario, id_: str, english: str) -> Worded:
    """Return the words of an instalment or inject."""
    return _worded(english, scenario, lambda own, _: own.told.get(id_))


def item(scenario: Scenario, id_: str) -> tuple[Worded, Worded]:
    """Return what earns the points of an item, and what loses them."""
    found = next(one for one in scenario.marking if one.id == id_)
    return (
        _worded(found.earns, scenario, lambda own, _: own.marking.get(id_, ("", ""))[0]),
        _worded(found.loses, scenario, lambda own, _: own.marking.get(id_, ("", ""))[1]),
    )


def part(scenario: Scenario, id_: str, number: int, english: str) -> Worded:
    """Return what a part of the loss of an item says."""
    return _worded(english, scenario, lambda own, _: own.parts[id_][number] if number < len(own.parts.get(id_, ())) else None)


def guide(scenario: Scenario, id_: str, english: str) -> Worded:
    """Return what a person looks at who marks an item."""
    return _worded(english, scenario, lambda own, _: own.guides.get(id_))


def solution(scenario: Scenario) -> tuple[Worded, ...]:
    """Return the steps of the model solution."""
    return tuple(
        _worded(step.do, scenario, lambda own, _, number=number: own.solution[number] if number < len(own.solution) else None)  # type: ignore[misc]
        for number, step in enumerate(scenario.model_solution)
    )


def debrief(scenario: Scenario) -> tuple[Worded, ...]:
    """Return the questions of the debrief."""
    return tuple(
        _worded(asked, scenario, lambda own, _, number=number: own.debrief[number] if number < len(own.debrief) else None)  # type: ignore[misc]
        for number, asked in enumerate(scenario.debrief)
    )


def trainer_notes(scenario: Scenario) -> Worded:
    """Return the notes for the trainer."""
    return _worded(scenario.trainer_notes, scenario, lambda own, _: own.trainer)


def name(id_: str, english: str, scenario: Scenario | None = None) -> Worded:
    """Return the name of a counterpart; a person of the exercise has it there."""
    said = {language: counterpart_words(language)[id_].name for language in languages() if id_ in counterpart_words(language)}
    return Worded({**_worded(english, scenario, lambda own, _: own.cast.get(id_)).words, **said})


def spoken_rule(rule: AnswerRule, id_: str, scenario: Scenario | None = None) -> AnswerRule:
    """Return a rule of a counterpart whose answer knows its words in all languages."""
    english = rule.answer.text
    said = dict(_worded(english, scenario, lambda own, _: own.answers.get(rule.id)).words)
    for language in languages():
        own = counterpart_words(language).get(id_)
        if language not in said and own is not None and rule.id in own.answers:
            said[language] = own.answers[rule.id]
    return msgspec.structs.replace(rule, answer=msgspec.structs.replace(rule.answer, text=Worded(said)))


def numbered(text: str, number: int) -> str:
    """Put a reference number into an answer, in all its languages."""
    if isinstance(text, Worded):
        return Worded({language: said.replace("{n}", str(number)) for language, said in text.words.items()})
    return text.replace("{n}", str(number))
