"""The training space: kept as moves, played again to the same run; nothing leaves it; each part does what is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from comity.drafting.lint.check import Linter
from comity.errors import ComityError, InputError
from comity.training.library import Library
from comity.training.players.play import Played, play
from tests.desk.conftest import rows

if TYPE_CHECKING:
    from tests.training.academy import Academy

__all__ = ["rows"]

LIBRARY = Library()


@cache
def perfect(exercise: str) -> Played:
    """The perfect player's run of an exercise, played once."""
    return play(LIBRARY, Linter.open(), LIBRARY.scenario(exercise))


@pytest.fixture
def academy(rows: Path, tmp_path: Path) -> Iterator[Academy]:  # noqa: ARG001 - there for what it takes back
    """A training register with a group of two."""
    from django.conf import settings
    from django.test import override_settings

    from comity.training.space import stage
    from tests.training.academy import Academy

    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, training=True, data=tmp_path)):
        yield Academy.open()
    stage._STAGES.clear()


def test_a_run_on_the_desk_is_marked_as_the_machine_player_was(academy: Academy) -> None:
    from comity.training.space.marks import mark_run
    from tests.training.academy import played_over

    played = perfect("S1")
    run = played_over(academy.run("S1"), played)
    mark = mark_run(run)
    assert (mark.total, mark.of, mark.open_points) == (played.mark.score, played.mark.max, played.mark.for_person)


def test_a_run_played_again_from_its_moves_is_the_same_run(academy: Academy) -> None:
    from comity.training.space import stage
    from tests.training.academy import played_over

    run = played_over(academy.run("S4"), perfect("S4"))
    first = stage.exercise(run).record.log
    stage._STAGES.clear()
    assert stage.exercise(run).record.log == first
    twin = played_over(academy.run("S4"), perfect("S4"))
    assert stage.exercise(twin).record.log == first


def test_what_the_engine_refuses_leaves_no_move(academy: Academy) -> None:
    from comity.training.space import stage

    run = academy.run()
    with pytest.raises(InputError):
        stage.do(run.pk, None, {"do": "take_in", "pack": "nothing", "state": "verified"})
    assert run.moves.count() == 0
    assert stage.exercise(run).record.intakes == []


def test_a_clock_that_runs_passes_simulated_time_and_stands_when_paused(academy: Academy) -> None:
    from comity.desk.models import TrainingRun
    from comity.model.time import system_clock
    from comity.training.space import stage

    run, start = academy.run(), system_clock()
    stage.set_clock(run.pk, runs=True, rate=60, clock=lambda: start)
    run = stage.catch_up(run.pk, clock=lambda: start + timedelta(minutes=3))
    game = stage.exercise(run)
    assert game.now - game.start == timedelta(hours=3)
    stage.set_clock(run.pk, runs=False, clock=lambda: start + timedelta(minutes=3))
    stage.catch_up(run.pk, clock=lambda: start + timedelta(days=1))
    assert stage.exercise(TrainingRun.objects.get(pk=run.pk)).now == game.start + timedelta(hours=3)
    assert run.moves.count() == 1, "a clock that runs by itself is one move, however often it is looked at"


@pytest.mark.parametrize("exercise", sorted(LIBRARY.scenarios))
@pytest.mark.parametrize("length", ["short", "half"])
def test_a_shorter_length_can_be_passed_whole(exercise: str, length: str) -> None:
    from comity.training.space.stage import lengths

    terms = lengths()[exercise][length]
    played = play(LIBRARY, Linter.open(), LIBRARY.scenario(exercise), until=terms.until)
    lost = {one.id: one.lost for one in played.mark.items if one.id in terms.items}
    assert set(lost) == set(terms.items)
    assert sum(lost.values()) == 0


# ---- no way out ----------------------------------------------------------------------------------------------------


def test_a_register_of_real_cases_plays_no_exercise_with_counterparts(rows: Path) -> None:  # noqa: ARG001
    from comity.desk.models import Appointment, Person, Unit
    from comity.desk.rights.refusal import RefusedError
    from comity.desk.rights.roles import Role
    from comity.desk.rights.worker import Worker
    from comity.training.space.groups import join, open_group

    unit = Unit.objects.create(name="Unit", state="KG")
    person = Person.objects.create(login="a", full_name="A")
    Appointment.objects.create(person=person, unit=unit, role=Role.TRAINER)
    with pytest.raises(RefusedError, match="training register"):
        open_group(Worker(person), "Group")
    with pytest.raises(RefusedError, match="training register"):
        join("ABCDEF", "Name", "4711", "en")


def test_a_training_register_opens_no_real_case(academy: Academy) -> None:
    from comity.desk.models import Appointment, Case
    from comity.desk.rights.refusal import RefusedError
    from comity.desk.rights.roles import Role
    from comity.desk.rights.worker import Worker
    from comity.desk.steps.open_case import open_case

    person = academy.people[0].person
    Appointment.objects.create(person=person, unit=academy.group.unit, role=Role.INVESTIGATOR)
    with pytest.raises(RefusedError, match="exercises only"):
        open_case(Worker(person), academy.group.unit, number="1", title="Real", zone="UTC", particulars={})
    academy.run()
    assert set(Case.objects.values_list("training", flat=True)) == {True}


def prepared(academy: Academy) -> tuple[Any, Any]:
    """A run with one request, drafted on the desk from a lead of its case."""
    from comity.desk.models import Lead
    from comity.training.space.drafts import prepare
    from comity.training.space.runs import place_of

    run, worker = academy.run(), academy.people[0]
    lead = Lead.objects.create(
        case=run.case, state="accepted", kind="url", value="https://ararat-savings-login.example/enter", verdict="valid", entry={},
        wanted=[{"category": "subscriber"}], source="told", added_by=worker.person,
    )  # fmt: skip
    return run, prepare(worker, place_of(worker, run.pk), "pres_provider", "SP-SHIELD", [lead.pk])


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "sent"])
def test_nothing_that_sends_is_open_to_a_request_of_an_exercise(academy: Academy, state: str) -> None:
    from comity.desk.models import Dispatch, EvidenceRequest

    run, request = prepared(academy)
    EvidenceRequest.objects.filter(pk=request.pk).update(state=state)
    tried = 0
    for worker in (academy.people[0], academy.trainer):
        client = academy.client(worker)
        for verb in ("sent", "pack", "send", "outcome", "dispatch", "paper"):
            answer = client.post(
                f"/requests/{request.pk}/do/{verb}/", {"way": "email", "on": "2026-11-21", "reference": "x", "code": "granted"}
            )
            tried += answer.status_code in {400, 403, 404, 409}
        for path in (f"/requests/{request.pk}/pack/email/", f"/requests/{request.pk}/pack/portal/", f"/requests/{request.pk}/send/"):
            tried += client.post(path).status_code in {400, 403, 404, 405}
    assert tried == 18
    request.refresh_from_db()
    assert request.state == state
    assert not Dispatch.objects.filter(request__case=run.case).exists()


def test_every_right_that_lets_a_request_leave_is_closed_in_an_exercise() -> None:
    from comity.desk.rights.decide import Actor, Subject, decide
    from comity.desk.rights.matrix import matrix
    from comity.desk.rights.roles import Role

    everybody = Actor(frozenset(Role), frozenset(Role), is_fresh=True)
    leaving = [one for one in matrix().actions.values() if one.id in {"request.record_sent", "request.pack"}]
    assert len(leaving) == 2
    for action in leaving:
        for state in action.cells:
            decision = decide(everybody, action.id, Subject(state, is_training=True))
            assert not decision.is_allowed


@pytest.mark.parametrize("format_", ["pdf", "docx"])
def test_every_page_of_a_letter_of_an_exercise_says_so(academy: Academy, format_: str) -> None:
    from comity.desk.steps.write_letters import write_letter

    _, request = prepared(academy)
    content = write_letter(academy.people[0], request.pk, format_).content
    if format_ == "pdf":
        import pypdfium2

        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
        assert pages
        assert all("TRAINING" in page for page in pages)
    else:
        import zipfile

        with zipfile.ZipFile(BytesIO(content)) as archive:
            heads = [archive.read(name).decode() for name in archive.namelist() if re.fullmatch(r"word/(document|header\d*)\.xml", name)]
        assert any("TRAINING" in text for text in heads)


def test_a_request_sent_into_an_exercise_is_training_whatever_its_draft_says(academy: Academy) -> None:
    from comity.training.space import stage
    from comity.training.space.drafts import send
    from comity.training.space.runs import place_of

    run, request = prepared(academy)
    request.draft = request.draft.replace("training: true", "training: false")
    request.save(update_fields=["draft"])
    worker = academy.people[0]
    send(worker, place_of(worker, run.pk), request.pk)
    run.refresh_from_db()
    (sent,) = stage.exercise(run).record.sent
    assert sent.request is not None
    assert sent.request.training
    request.refresh_from_db()
    assert request.sent["way"] == "exercise"


def test_who_sends_holds_the_run_before_the_register(academy: Academy) -> None:
    """Who held the register and then waited for the run would stop who holds the run and waits for the register."""
    from threading import Thread

    from django.db import connection

    from comity.training.space import stage
    from comity.training.space.drafts import send
    from comity.training.space.runs import place_of

    run, request = prepared(academy)
    worker, was_free = academy.people[0], []
    place = place_of(worker, run.pk)

    def look() -> None:
        if is_free := stage._LOCKS[run.pk].acquire(blocking=False):
            stage._LOCKS[run.pk].release()
        was_free.append(is_free)

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("SAVEPOINT"):
            other = Thread(target=look)
            other.start()
            other.join()
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        send(worker, place, request.pk)
    assert was_free
    assert not any(was_free)


def test_every_page_of_a_training_register_is_marked(academy: Academy) -> None:
    run, request = prepared(academy)
    client = academy.client(academy.people[0])
    for path in (
        "/", "/training/", "/course/", "/course/L1.1/", "/cases/", f"/training/groups/{academy.group.pk}/", f"/training/runs/{run.pk}/",
        f"/cases/{run.case_id}/", f"/cases/{run.case_id}/leads/", f"/cases/{run.case_id}/plan/", f"/requests/{request.pk}/",
        f"/training/groups/{academy.group.pk}/tests/M1/before/",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert 'class="marking"' in answer.content.decode(), path


# ---- parts, hints, marks -------------------------------------------------------------------------------------------


def test_a_run_is_nobody_elses(academy: Academy) -> None:
    run = academy.run()
    stranger = academy.client(academy.people[1])
    assert stranger.get(f"/training/runs/{run.pk}/").status_code == 404
    assert stranger.post(f"/training/runs/{run.pk}/do/jump/", {"to": "next"}).status_code == 404
    assert stranger.get(f"/training/runs/{run.pk}/marking/").status_code == 404
    assert stranger.get(f"/cases/{run.case_id}/").status_code == 404


def test_in_a_team_each_part_does_its_own(academy: Academy) -> None:
    from comity.desk.rights.refusal import RefusedError
    from comity.training.space.runs import Player, act, jump, open_run, place_of

    first, second = academy.people
    players = [Player(first.person, "investigator"), Player(second.person, "counterpart", "SP-SHIELD")]
    run = open_run(academy.trainer, academy.group, "S1", players)
    with pytest.raises(RefusedError, match="trainer moves the clock"):
        jump(first, run.pk, "next")
    with pytest.raises(RefusedError):
        act(second, run.pk, {"do": "decide", "name": "use_found_password", "value": "no", "reason": "x"})
    jump(academy.trainer, run.pk, "next")
    assert place_of(first, run.pk).game.now > place_of(first, run.pk).game.start


def test_in_a_team_the_prosecutor_approves_before_anything_is_sent(academy: Academy) -> None:
    from comity.desk.models import EvidenceRequest, Lead
    from comity.desk.rights.refusal import RefusedError
    from comity.training.space import stage
    from comity.training.space.drafts import is_ready, prepare, send
    from comity.training.space.runs import Player, open_run, place_of

    first, second = academy.people
    run = open_run(academy.trainer, academy.group, "S1", [Player(first.person, "investigator"), Player(second.person, "prosecutor")])
    lead = Lead.objects.create(
        case=run.case, state="accepted", kind="url", value="https://ararat-savings-login.example/enter", verdict="valid", entry={},
        wanted=[{"category": "subscriber"}], source="told", added_by=first.person,
    )  # fmt: skip
    place = place_of(first, run.pk)
    request = prepare(first, place, "pres_provider", "SP-SHIELD", [lead.pk])
    assert not is_ready(place, request)
    with pytest.raises(RefusedError, match="prosecutor"):
        send(first, place, request.pk)
    with pytest.raises(RefusedError, match="your part"):
        send(second, place_of(second, run.pk), request.pk)
    EvidenceRequest.objects.filter(pk=request.pk).update(state="approved")
    send(first, place, request.pk)
    run.refresh_from_db()
    assert len(stage.exercise(run).record.sent) == 1


def test_a_person_answers_as_counterpart_and_only_the_one_who_plays_it(academy: Academy) -> None:
    from comity.desk.models import TrainingRun
    from comity.desk.rights.refusal import RefusedError
    from comity.training.space import stage
    from comity.training.space.runs import Player, act, open_run

    first, second = academy.people
    run = open_run(academy.trainer, academy.group, "S1", [Player(first.person), Player(second.person, "counterpart", "SP-SHIELD")])
    played = perfect("S1")
    from tests.training.academy import sent_deed

    stage.do(run.pk, first.person, sent_deed(played.exercise.record.sent[0]))
    game = stage.exercise(TrainingRun.objects.get(pk=run.pk))
    assert [one.counterpart.name for one in game.pending] == ["SP-SHIELD"]
    with pytest.raises(RefusedError, match="somebody else"):
        act(first, run.pk, {"do": "reply", "number": 0})
    own = {"status": "clarification", "code": "incomplete", "delay_h": 0.0, "text": "Which page?"}
    act(second, run.pk, {"do": "reply", "number": 0, "answer": own})
    game = stage.exercise(TrainingRun.objects.get(pk=run.pk))
    assert [(one.who, one.text) for one in game.record.log if one.kind == "answer"] == [("SP-SHIELD", "Which page?")]
    with pytest.raises(InputError, match="waits"):
        act(second, run.pk, {"do": "reply", "number": 0})


def test_a_hint_costs_its_price_and_an_adjustment_stands_beside_the_machine(academy: Academy) -> None:
    from comity.training.space.marks import adjust, mark_run, take_hint
    from tests.training.academy import played_over

    run, worker = academy.run("S1"), academy.people[0]
    take_hint(worker, run.pk, "m1")
    earns = take_hint(worker, run.pk, "m1")
    assert earns == next(one.earns for one in LIBRARY.scenario("S1").marking if one.id == "m1")
    with pytest.raises(InputError, match="no hint is left"):
        take_hint(worker, run.pk, "m1")
    run = played_over(run, perfect("S1"))
    lines = {one.item.id: one for one in mark_run(run).lines}
    assert lines["m1"].earned == 15 - 1 - 8
    with pytest.raises(ComityError, match="only a trainer"):
        adjust(worker, run.pk, "m6", "5", "each link has its own sentence")
    with pytest.raises(InputError, match="halves"):
        adjust(academy.trainer, run.pk, "m6", "10.5", "each link has its own sentence")
    adjust(academy.trainer, run.pk, "m6", "7.5", "each link has its own sentence")
    run.refresh_from_db()
    mark = mark_run(run)
    line = next(one for one in mark.lines if one.item.id == "m6")
    assert (line.earned, line.adjustment.trainer if line.adjustment else "") == (7.5, academy.trainer.person.full_name)
    assert mark.of == 100
    assert mark.open_points == 0


def test_the_solution_stands_beside_and_the_perfect_player_differs_in_nothing(academy: Academy) -> None:
    from comity.training.space.marks import beside
    from tests.training.academy import played_over

    run = played_over(academy.run("S1"), perfect("S1"))
    rows_ = beside(run)
    assert rows_
    assert all(one.planned is not None and one.differences == () for one in rows_)


# ---- tests, report, certificate ------------------------------------------------------------------------------------


def sat(academy: Academy, worker: Any, moment: str, *, right: bool) -> None:
    from comity.training.space.sittings import module_of, sit

    questions = module_of("M1").questions
    answers = {name: str(one.answer if right else (one.answer + 1) % len(one.options)) for name, one in questions}
    sit(worker, academy.group, "M1", moment, answers)


def test_the_same_questions_come_before_and_after_in_another_order(academy: Academy) -> None:
    from comity.training.space.sittings import module_of, questions

    module = module_of("M1")
    before, after = (questions(module, moment, academy.group) for moment in ("before", "after"))
    assert before != after
    assert sorted(before, key=lambda one: one[0]) == sorted(after, key=lambda one: one[0])


def test_a_report_names_nobody_and_is_silent_on_few(academy: Academy) -> None:
    from comity.desk.rights.worker import Worker
    from comity.training.space.groups import join
    from comity.training.space.sittings import gains

    people = academy.people + [Worker(join(academy.group.code, f"More {number}", "4711", "en")) for number in range(3)]
    for worker in people[:4]:
        sat(academy, worker, "before", right=False)
        sat(academy, worker, "after", right=True)
    (few,) = gains(academy.group)
    assert (few.people, few.before, few.after) == (4, None, None)
    sat(academy, people[4], "before", right=False)
    sat(academy, people[4], "after", right=True)
    (enough,) = gains(academy.group)
    assert (enough.before, enough.after, enough.points) == (0.0, 100.0, 100.0)


def test_a_test_is_taken_once(academy: Academy) -> None:
    from comity.desk.rights.refusal import RefusedError

    sat(academy, academy.people[0], "before", right=True)
    with pytest.raises(RefusedError, match="taken already"):
        sat(academy, academy.people[0], "before", right=False)


def test_the_right_answers_are_not_shown_before_the_course(academy: Academy) -> None:
    client, path = academy.client(academy.people[0]), f"/training/groups/{academy.group.pk}/tests/M1"
    sat(academy, academy.people[0], "before", right=True)
    assert "tag open" not in client.get(f"{path}/before/").content.decode()
    sat(academy, academy.people[0], "after", right=True)
    assert "tag open" in client.get(f"{path}/after/").content.decode()


def test_a_certificate_is_for_what_was_passed_and_anybody_can_check_it(academy: Academy, tmp_path: Path) -> None:
    from comity.custody.verify.checkpoint import read_keys
    from comity.custody.verify.proof import check_proof
    from comity.desk.rights.refusal import RefusedError
    from comity.training.space.certificate import academy_key, issue
    from comity.training.space.runs import finish
    from tests.training.academy import played_over

    worker = academy.people[0]
    with pytest.raises(RefusedError, match="no module is passed"):
        issue(academy.trainer, academy.group, worker.person)
    run = played_over(academy.run("S1"), perfect("S1"))
    finish(academy.trainer, run.pk)
    with pytest.raises(RefusedError, match="no module is passed"):
        issue(academy.trainer, academy.group, worker.person)
    sat(academy, worker, "after", right=True)
    given = issue(academy.trainer, academy.group, worker.person)
    assert given.modules == ["M1"]
    pdf, proof = tmp_path / "c.pdf", tmp_path / "c.tlog-proof"
    pdf.write_bytes(given.pdf)
    proof.write_text(given.proof, encoding="utf-8")
    keys = read_keys((academy_key(),))
    assert check_proof(proof, pdf, keys, ()).ok
    pdf.write_bytes(given.pdf + b"%")
    assert not check_proof(proof, pdf, keys, ()).ok
