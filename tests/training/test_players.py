"""Machine players play every exercise that can be played to its end, and are marked as the scheme says."""

from __future__ import annotations

import pytest

from comity.drafting.lint.check import Linter
from comity.training.library import Library
from comity.training.marking import Mark
from comity.training.matching import asks_about
from comity.training.players.play import play, solution_of
from comity.training.report import document

PLAYABLE = tuple(id_ for id_, scenario in Library().scenarios.items() if Library().is_playable(scenario))
MISTAKES = tuple(
    pytest.param(id_, mistake.id, id=f"{id_}-{mistake.id}")
    for id_ in PLAYABLE
    for mistake in solution_of(Library(), Library().scenario(id_)).mistakes
)


def _lost(mark: Mark) -> dict[str, int]:
    return {one.id: one.lost for one in mark.items if one.lost}


@pytest.mark.parametrize("exercise", PLAYABLE)
def test_a_perfect_player_earns_nearly_everything(library: Library, linter: Linter, exercise: str) -> None:
    mark = play(library, linter, library.scenario(exercise)).mark
    assert mark.percent >= 95, _lost(mark)
    assert mark.passed
    assert mark.max + mark.for_person == 100


@pytest.mark.parametrize("exercise", PLAYABLE)
def test_a_careless_player_earns_little(library: Library, linter: Linter, exercise: str) -> None:
    mark = play(library, linter, library.scenario(exercise), "careless").mark
    assert mark.percent <= 40
    assert not mark.passed


@pytest.mark.parametrize("exercise", PLAYABLE)
def test_a_player_blind_to_rights_fails_every_item_of_rights(library: Library, linter: Linter, exercise: str) -> None:
    mark = play(library, linter, library.scenario(exercise), "rights-blind").mark
    rights = [one for one in mark.items if one.group == "secrecy_and_rights" and not one.by_person]
    assert rights
    assert [one.id for one in rights if one.lost != one.points] == []


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES)
def test_a_deliberate_mistake_loses_exactly_its_points(library: Library, linter: Linter, exercise: str, mistake: str) -> None:
    scenario = library.scenario(exercise)
    made = next(one for one in solution_of(library, scenario).mistakes if one.id == mistake)
    mark = play(library, linter, scenario, mistake=made).mark
    assert (_lost(mark), mark.fatal) == (made.loses, made.fatal)


@pytest.mark.parametrize("exercise", PLAYABLE)
def test_every_exercise_has_ten_deliberate_mistakes(library: Library, exercise: str) -> None:
    assert len(solution_of(library, library.scenario(exercise)).mistakes) >= 10


@pytest.mark.parametrize("exercise", PLAYABLE)
def test_two_runs_from_one_seed_are_identical(library: Library, linter: Linter, exercise: str) -> None:
    first, second, other = (document(play(library, linter, library.scenario(exercise), seed=seed)) for seed in (7, 7, 8))
    assert first == second
    assert (first["score"], first["items"]) == (other["score"], other["items"])


@pytest.mark.parametrize("exercise", PLAYABLE)
def test_every_loss_names_its_evidence(library: Library, linter: Linter, exercise: str) -> None:
    mark = play(library, linter, library.scenario(exercise), "careless").mark
    assert [one.id for one in mark.items if one.lost and len(one.why) < 2] == []


@pytest.mark.parametrize("exercise", PLAYABLE)
def test_every_request_of_an_exercise_says_that_it_is_training(library: Library, linter: Linter, exercise: str) -> None:
    played = play(library, linter, library.scenario(exercise))
    sent = [one.request for one in played.exercise.record.sent if one.request is not None]
    assert all(request.training for request in sent)


@pytest.mark.parametrize("exercise", PLAYABLE)
def test_the_perfect_player_sends_nothing_that_the_lint_would_stop(library: Library, linter: Linter, exercise: str) -> None:
    played = play(library, linter, library.scenario(exercise))
    stopped = [(one.kind, one.to, found.rule) for one in played.exercise.record.sent for found in one.findings if found.severity.rank <= 1]
    assert stopped == []


@pytest.mark.parametrize("exercise", PLAYABLE)
def test_the_perfect_player_knows_nothing_before_it_is_told(library: Library, linter: Linter, exercise: str) -> None:
    played = play(library, linter, library.scenario(exercise)).exercise
    told = {name: one.at for one in played.record.log if one.kind == "instalment" for name in one.details["reveals"]}
    asked = [
        (one.at, name)
        for one in played.record.sent
        for name, identifier in played.identifiers.items()
        if one.request is not None and asks_about(one.request, identifier, played.identifiers.values())
    ]
    assert asked
    assert [name for at, name in asked if name not in told or told[name] > at] == []


@pytest.mark.parametrize("exercise", PLAYABLE)
def test_every_return_that_the_perfect_player_takes_in_has_arrived(library: Library, linter: Linter, exercise: str) -> None:
    record = play(library, linter, library.scenario(exercise)).exercise.record
    assert [(one.pack, one.note) for one in record.intakes if not one.counts] == []
