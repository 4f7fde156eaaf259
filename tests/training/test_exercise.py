"""The clock and the counterparts: nothing is turned back, everything happens once and in order, each answer follows from the request."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.drafting.lint.check import Linter
from comity.errors import InputError
from comity.model.request.evidence_request import EvidenceRequest
from comity.training.exercise import Exercise
from comity.training.library import Library
from comity.training.moments import moment, utc
from comity.training.offices import in_office
from comity.training.players.drafter import Drafter
from comity.training.players.play import solution_of
from comity.training.scenario import Inject


def _exercise(library: Library, linter: Linter, name: str, seed: int = 1) -> Exercise:
    scenario = library.scenario(name)
    return Exercise(scenario, library.scheme(scenario), library.counterparts, linter, seed)


def _drafted(library: Library, linter: Linter, name: str, request: str, exercise: Exercise) -> EvidenceRequest:
    scenario = library.scenario(name)
    solution = solution_of(library, scenario)
    return Drafter(scenario, solution, linter.knowledge).draft(solution.requests[request], exercise.now.date())


def _fired(exercise: Exercise) -> list[str | None]:
    return [one.code for one in exercise.record.log if one.kind in {"instalment", "inject"}]


@pytest.mark.parametrize("name", tuple(Library().scenarios))
def test_one_jump_fires_every_inject_once_and_in_order(library: Library, linter: Linter, name: str) -> None:
    jumped = _exercise(library, linter, name)
    jumped.finish()
    fired = _fired(jumped)
    assert len(fired) == len(set(fired))
    times = [one.at for one in jumped.record.log]
    assert times == sorted(times)
    certain = {one.id for one in jumped.scenario.injects if _is_certain(jumped, one)}
    assert certain
    assert certain <= set(fired)
    assert len([one for one in fired if one in {part.id for part in jumped.scenario.instalments}]) >= 1


def _is_certain(exercise: Exercise, inject: Inject) -> bool:
    return exercise.scheme.only_if.get(inject.id, inject.only_if) is None and moment(inject.at, exercise.start).fixed is not None


@settings(deadline=None, max_examples=25)
@given(hours=st.lists(st.integers(min_value=1, max_value=400), max_size=12))
def test_small_steps_and_one_jump_tell_the_same_story(library: Library, linter: Linter, hours: list[int]) -> None:
    jumped, walked = _exercise(library, linter, "S7"), _exercise(library, linter, "S7")
    jumped.finish()
    for step in hours:
        walked.advance(min(walked.now + timedelta(hours=step), walked.end))
    walked.finish()
    assert walked.record.log == jumped.record.log


def test_the_clock_is_never_turned_back(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S1")
    exercise.advance(exercise.moment("2d"))
    with pytest.raises(InputError, match="never turned back"):
        exercise.advance(exercise.moment("1d"))


@pytest.mark.parametrize(
    ("asked", "country", "opens"),
    [
        ("2026-09-16T12:00:00Z", "DE", "2026-09-16T12:00:00Z"),
        ("2026-09-16T16:00:00Z", "DE", "2026-09-17T07:00:00Z"),
        ("2026-09-18T20:00:00Z", "DE", "2026-09-21T07:00:00Z"),
        ("2026-09-20T03:00:00Z", "US", "2026-09-21T13:00:00Z"),
        ("2026-09-17T02:00:00Z", "KZ", "2026-09-17T04:00:00Z"),
    ],
)
def test_an_office_answers_when_it_is_open(asked: str, country: str, opens: str) -> None:
    assert in_office(utc(asked), country) == utc(opens)


def test_a_contact_point_answers_at_night(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S1")
    exercise.advance(exercise.moment("3h"))
    exercise.send("P247-CH", _drafted(library, linter, "S1", "drop_keep", exercise))
    exercise.advance(exercise.moment("14h"))
    answer = exercise.record.log[-1]
    assert [one.kind for one in exercise.record.log if one.who == "P247-CH"] == ["sent", "answer", "clock"]
    assert answer.at == exercise.start + timedelta(hours=13)


def test_a_provider_refuses_a_request_with_blocks_and_names_the_rules(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S1")
    request = _drafted(library, linter, "S1", "shield_keep", exercise)
    bare = replace(request, targets=tuple(replace(one, offence_link=None) for one in request.targets))
    exercise.send("SP-SHIELD", bare)
    exercise.advance(exercise.moment("3d"))
    answer = next(one for one in exercise.record.log if one.kind == "answer")
    assert (answer.code, answer.details["rule"]) == ("incomplete", "SHI-1")
    assert "ID-018" in answer.details["points"]


def test_a_state_that_is_no_party_owes_nothing_whatever_the_request_claims(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S1")
    exercise.send("P247-KZ", _drafted(library, linter, "S1", "germany_keep", exercise))
    exercise.advance(exercise.moment("2d"))
    answer = next(one for one in exercise.record.log if one.kind == "answer")
    assert (answer.who, answer.code) == ("P247-KZ", "no_obligation")


def test_an_operator_abroad_answers_nobody_directly(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S1")
    exercise.send("SP-STEPPE-KZ", _drafted(library, linter, "S1", "kazakhstan_ask", exercise))
    exercise.advance(exercise.moment("5d"))
    assert next(one.code for one in exercise.record.log if one.kind == "answer") == "wrong_channel"


def test_an_authority_answers_only_in_a_language_it_accepts(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S1")
    request = _drafted(library, linter, "S1", "kazakhstan_ask", exercise)
    untranslated = replace(request, request=replace(request.request, translation_attached=None, translation_certified=None))
    exercise.send("CA-GEN-KZ", untranslated)
    exercise.advance(exercise.moment("15d"))
    assert "language" in [one.code for one in exercise.record.log if one.kind == "answer"]


def test_a_request_sent_in_an_exercise_is_training_even_if_it_says_otherwise(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S1")
    request = replace(_drafted(library, linter, "S1", "shield_keep", exercise), training=False)
    sent = exercise.send("SP-SHIELD", request)
    assert sent.request is not None
    assert sent.request.training


def test_nobody_outside_the_exercise_can_be_written_to(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S1")
    with pytest.raises(InputError, match="nobody of this name"):
        exercise.send("google", _drafted(library, linter, "S1", "shield_keep", exercise))


def test_a_return_that_has_not_arrived_or_is_whole_cannot_be_reported_altered(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S1")
    assert not exercise.take_in("S1-steppe", "mismatch_reported").counts
    exercise.record.delivered |= {"S1-steppe": exercise.now, "S1-shield": exercise.now}
    assert exercise.take_in("S1-steppe", "mismatch_reported").counts
    assert not exercise.take_in("S1-steppe", "verified").counts
    assert not exercise.take_in("S1-shield", "mismatch_reported").counts


def test_a_decision_without_reasons_does_not_count(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S1")
    assert not exercise.decide("use_found_password", "no", "it seemed right").is_reasoned
    assert exercise.decide("use_found_password", "no", " ".join(["word"] * 15)).is_reasoned


def test_a_freeze_lapses_on_its_day_when_no_order_follows(library: Library, linter: Linter) -> None:
    exercise = _exercise(library, linter, "S2")
    exercise.advance(exercise.moment("10h"))
    exercise.send("EX-HARBOUR", _drafted(library, linter, "S2", "harbour_freeze", exercise))
    exercise.finish()
    clock = exercise.record.clocks[0]
    assert clock.is_lapsed
    assert exercise.record.flags["any_preservation_lapsed"] == clock.began + timedelta(days=7)
