"""The matrix of rights: every role, action and state; nothing that is not written there is allowed."""

from __future__ import annotations

from itertools import product

import pytest

from comity.desk.rights.decide import Actor, Subject, decide
from comity.desk.rights.matrix import matrix
from comity.desk.rights.roles import NAMES, STATES, Role

ACTIONS = sorted(matrix().actions)
OF_THE_TRAINING = {f"register.{verb}" for verb in ("open_exercise", "see_directory", "search", "make_feed", "see_feed")}
WORKING = {Role.INVESTIGATOR, Role.UNIT_HEAD, Role.PROSECUTOR, Role.CENTRAL_AUTHORITY, Role.DUTY_OFFICER}


def allowed(role: Role, action: str, state: str, *, member: bool, training: bool, fresh: bool = True) -> bool:
    actor = Actor(frozenset({role}), frozenset({role}) if member else frozenset(), fresh)
    return decide(actor, action, Subject(state, training)).is_allowed


CELLS = [
    (role, action, state, member, training)
    for action in ACTIONS
    for role, state, member, training in product(Role, matrix().states[matrix().actions[action].subject], (True, False), (True, False))
]


def test_every_cell_is_what_the_file_says() -> None:
    """The answer is computed here a second time, from the raw rows alone."""
    for role, action_id, state, member, training in CELLS:
        action = matrix().actions[action_id]
        cell = action.cells.get(state)
        named = cell is not None and ((role in cell.members and member) or role in cell.everyone)
        barred = (action.not_training and training) or (
            role in {Role.TRAINER, Role.TRAINEE} and not training and action.subject != "register"
        )
        if action.subject == "register" and role in {Role.TRAINER, Role.TRAINEE}:
            barred = action_id not in OF_THE_TRAINING and not training
        assert allowed(role, action_id, state, member=member, training=training) == (named and not barred), (
            role,
            action_id,
            state,
            member,
            training,
        )


def test_nobody_without_a_part_in_the_case_may_do_anything_in_it_but_the_auditor_reads() -> None:
    for role, action, state, member, training in CELLS:
        if not member and not action.startswith("register.") and allowed(role, action, state, member=False, training=training):
            assert role is Role.AUDITOR, (role, action)
            assert action in {"case.see", "request.see", "incoming.see"}


def test_the_auditor_changes_nothing() -> None:
    reading = {
        "case.see",
        "request.see",
        "incoming.see",
        *(f"register.{verb}" for verb in ("search", "see_directory", "see_journal", "see_people", "see_statistics")),
    }
    found = {
        action for _, action, state, member, training in CELLS if allowed(Role.AUDITOR, action, state, member=member, training=training)
    }
    assert found == reading


def test_the_administrator_sees_no_case() -> None:
    found = {
        action
        for _, action, state, member, training in CELLS
        if allowed(Role.ADMINISTRATOR, action, state, member=member, training=training)
    }
    assert found == {f"register.{verb}" for verb in ("see_people", "manage_people", "run_jobs", "back_up")}


def test_nothing_is_ever_sent_from_an_exercise() -> None:
    for role, state in product(Role, matrix().states["request"]):
        decision = decide(Actor(frozenset(Role), frozenset(Role), is_fresh=True), "request.record_sent", Subject(state, is_training=True))
        assert not decision.is_allowed
        assert not allowed(role, "request.record_sent", state, member=True, training=True)


@pytest.mark.parametrize("action", [one.id for one in matrix().actions.values() if one.step_up])
def test_grave_actions_ask_for_a_fresh_proof(action: str) -> None:
    state = next(iter(matrix().actions[action].cells))
    everybody = Actor(frozenset(Role), frozenset(Role), is_fresh=False)
    decision = decide(everybody, action, Subject(state))
    assert (decision.is_allowed, decision.needs_proof) == (False, True)
    assert decide(Actor(frozenset(Role), frozenset(Role), is_fresh=True), action, Subject(state)).is_allowed


def test_what_must_ask_for_a_fresh_proof_does() -> None:
    grave = {
        "register.approve_directory",
        "register.make_token",
        "register.back_up",
        "request.approve",
        "request.override",
        "request.record_sent",
        "register.manage_people",
        "register.break_glass",
    }
    assert grave <= {one.id for one in matrix().actions.values() if one.step_up}


@pytest.mark.parametrize("role", sorted(WORKING))
def test_nobody_approves_their_own_emergency(role: Role) -> None:
    actor = Actor(frozenset({role}), frozenset({role}), is_fresh=True)
    assert not decide(actor, "request.approve", Subject("submitted", is_own_work=True, is_grave=True)).is_allowed
    of_another = decide(actor, "request.approve", Subject("submitted", is_own_work=False, is_grave=True))
    assert of_another.is_allowed == (role in WORKING - {Role.INVESTIGATOR})


def test_every_role_and_state_has_its_word() -> None:
    assert set(NAMES) == set(Role)
    assert {state for states in matrix().states.values() for state in states} <= set(STATES)


def test_every_action_says_what_it_is_in_english_and_russian() -> None:
    assert all(set(action.what) >= {"en", "ru"} for action in matrix().actions.values())
