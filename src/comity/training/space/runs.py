"""Runs: open one with its case on the desk, give out the parts, move its clock, do things in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from comity.desk.models.appointment import Appointment
from comity.desk.models.case import CaseMember
from comity.desk.models.person import Person
from comity.desk.models.training import TrainingGroup, TrainingMember, TrainingRun
from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.rights.worker import Worker
from comity.desk.steps.case_file import particulars_of
from comity.desk.steps.open_case import open_case
from comity.errors import InputError
from comity.model.time import as_rfc3339
from comity.text.messages import mark, say
from comity.training.exercise import Exercise
from comity.training.moments import utc
from comity.training.players.play import solution_of
from comity.training.space import stage
from comity.training.space.groups import group_of, needs_training_register
from comity.training.space.stage import Deed

PARTS: dict[str, str] = {
    "alone": mark("alone, in every part"),
    "investigator": mark("investigator"),
    "prosecutor": mark("prosecutor"),
    "central_authority": mark("officer of the central authority"),
    "counterpart": mark("counterpart"),
}
LENGTHS: dict[str, str] = {"short": mark("short"), "half": mark("half"), "whole": mark("whole")}
_ROLES = {
    "alone": Role.TRAINEE,
    "investigator": Role.INVESTIGATOR,
    "prosecutor": Role.PROSECUTOR,
    "central_authority": Role.CENTRAL_AUTHORITY,
}
_SENDERS = frozenset({"alone", "investigator", "central_authority"})
_HIDDEN = ("facts", "urgency")
"""What the trainee finds out and writes: the case on the desk begins without it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A person's place in a run.

    Attributes:
        run: the run.
        parts: parts that the person plays.
        plays: counterparts that the person plays.
        is_trainer: whether the person leads it.
    """

    run: TrainingRun
    parts: frozenset[str]
    plays: frozenset[str]
    is_trainer: bool

    @property
    def game(self) -> Exercise:
        """The run as it stands."""
        return stage.exercise(self.run)


@dataclass(frozen=True, slots=True)
class Player:
    """A part given to a person: `counterpart` names the one that is played."""

    person: Person
    part: str = "alone"
    counterpart: str = ""


def open_run(
    worker: Worker, group: TrainingGroup, scenario: str, players: Iterable[Player], *, length: str = "whole", seed: int = 1
) -> TrainingRun:
    """Open a run with its case on the desk.

    Raises:
        RefusedError: this register holds real cases, or somebody else leads the group and the person is not of it.
        InputError: there is no such exercise, length or part, or nobody investigates.
    """
    needs_training_register()
    players = tuple(players)
    found = stage.library().scenario(scenario)
    _check(players, length, found.id)
    solution = solution_of(stage.library(), found)
    start = utc(found.clock.t0)
    written = {key: value for key, value in solution.case.items() if key not in {*_HIDDEN, "case_number"}}
    particulars = particulars_of({"requesting_state": found.state, "date": start.date().isoformat(), "language": "en", **written})
    with transaction.atomic():
        number = f"{found.id}-{group.pk}-{group.runs.count() + 1}"
        opener = Worker(group.trainer, worker.language, clock=worker.clock)
        zone = "UTC" if found.clock.local_zone == "own" else found.clock.local_zone
        case = open_case(
            opener,
            group.unit,
            number=number,
            title=found.title.told(worker.facts_language),
            zone=zone,
            particulars=particulars,
            training=True,
        )
        run = TrainingRun.objects.create(group=group, scenario=found.id, seed=seed, length=length, case=case, opened_at=worker.clock())
        for player in players:
            _enter(run, player)
    return run


def _check(players: tuple[Player, ...], length: str, scenario: str) -> None:
    if length not in LENGTHS or (length != "whole" and length not in stage.lengths().get(scenario, {})):
        raise InputError(say("there is no such length: {name}", name=length[:20]), place="length")
    unknown = [one.part for one in players if one.part not in PARTS]
    if unknown:
        raise InputError(say("there is no such part: {name}", name=unknown[0][:20]), place="part")
    if not any(one.part in _SENDERS for one in players):
        raise InputError(say("somebody has to investigate"), place="part")


def _enter(run: TrainingRun, player: Player) -> None:
    TrainingMember.objects.create(run=run, person=player.person, part=player.part, plays=player.counterpart)
    role = _ROLES.get(player.part)
    if role is not None:
        Appointment.objects.get_or_create(person=player.person, unit=run.group.unit, role=role)
        CaseMember.objects.get_or_create(case=run.case, person=player.person, role=role)


def place_of(worker: Worker, run_id: int) -> Place:
    """Return a person's place in a run, after the clock was looked at.

    Raises:
        NotThereError: there is no such run for the person.
    """
    run = TrainingRun.objects.filter(pk=run_id).select_related("group__unit", "group__trainer", "case__unit").first()
    if run is None:
        raise NotThereError(say("there is nothing here for you"))
    rows = list(run.players.filter(person=worker.person))
    leads = _leads(worker, run)
    if not rows and not leads:
        raise NotThereError(say("there is nothing here for you"))
    run.refresh_from_db(fields=["lock", "running_since", "state"]) if run.running_since is None else stage.catch_up(run.pk, worker.clock)
    run.refresh_from_db()
    return Place(run, frozenset(one.part for one in rows), frozenset(one.plays for one in rows if one.plays), leads)


def _leads(worker: Worker, run: TrainingRun) -> bool:
    try:
        group_of(worker, run.group_id, leads=True)
    except NotThereError:
        return False
    return True


def act(worker: Worker, run_id: int, deed: Deed) -> TrainingRun:
    """Do something in a run as a player.

    Raises:
        RefusedError: the person's part does not do this.
        InputError: the exercise refuses it.
    """
    place = place_of(worker, run_id)
    if deed["do"] == "reply":
        waiting = place.game.pending
        number = int(deed["number"])
        if not place.is_trainer and not (0 <= number < len(waiting) and waiting[number].counterpart.name in place.plays):
            raise RefusedError(say("somebody else plays this counterpart"))
    elif deed["do"] in {"advance", "inject"}:
        _demand_trainer(place, alone=deed["do"] == "advance")
    elif not place.parts & (_SENDERS | {"prosecutor"}):
        raise RefusedError(say("your part does not do this"))
    return stage.do(run_id, worker.person, deed, worker.clock)


def _demand_trainer(place: Place, *, alone: bool) -> None:
    """The clock is the trainer's; who plays alone without a group of others moves it too."""
    if not place.is_trainer and not (alone and "alone" in place.parts):
        raise RefusedError(say("the trainer moves the clock"))


def jump(worker: Worker, run_id: int, to: str) -> TrainingRun:
    """Jump to a moment, or to the next event.

    `to` is `next` for the next thing that happens by itself, `end`, or a moment as exercises write it.

    Raises:
        InputError: it is no moment, or lies in the past.
    """
    place = place_of(worker, run_id)
    _demand_trainer(place, alone=True)
    game = place.game
    if to == "next":
        coming = game.next_event()
        moment = min(coming, game.end) if coming is not None else game.end
    else:
        moment = game.end if to == "end" else stage.moment_of(game, to)
    if moment < game.now:
        raise InputError(say("the clock of an exercise is never turned back: it is {now}", now=as_rfc3339(game.now)))
    return stage.do(run_id, worker.person, {"do": "advance", "to": as_rfc3339(moment)}, worker.clock)


def set_clock(worker: Worker, run_id: int, *, runs: bool, rate: int | None = None) -> TrainingRun:
    """Let the clock run, or pause it."""
    _demand_trainer(place_of(worker, run_id), alone=True)
    return stage.set_clock(run_id, runs=runs, rate=rate, clock=worker.clock)


def finish(worker: Worker, run_id: int) -> TrainingRun:
    """End a run: the rest of its time passes, and it is marked.

    Raises:
        RefusedError: somebody else's to end.
    """
    place = place_of(worker, run_id)
    _demand_trainer(place, alone=True)
    if place.run.state == "open":
        stage.do(run_id, worker.person, {"do": "advance", "to": as_rfc3339(place.game.end)}, worker.clock)
        TrainingRun.objects.filter(pk=run_id).update(state="marked", running_since=None)
    return TrainingRun.objects.get(pk=run_id)


def may_send(place: Place) -> bool:
    """Tell whether the person's part sends requests."""
    return bool(place.parts & _SENDERS)


def told(game: Exercise) -> list[dict[str, Any]]:
    """List what the players have been told, in all its languages: instalments, injects and answers, the newest first."""
    kinds = {"instalment", "inject", "answer"}
    rows = [
        {
            "at": one.at,
            "kind": one.kind,
            "who": one.who,
            "text": one.text,
            "code": one.code,
            **one.details,
        }
        for one in game.record.log
        if one.kind in kinds
    ]
    return rows[::-1]
