"""A run as the engine plays it: the moves that the register keeps, played again; the last state is kept in memory.

    stage.exercise(run)              the run as it stands
    stage.do(run, person, deed)      do something; kept only when the engine accepts it
    stage.catch_up(run)              let simulated time pass for a clock that runs
    with stage.held(run.pk): ...     several of these as one, and nobody else's deed between them

A run has a lock of its own, and it is always taken before the register is: who held the register and then waited for the run would stop
who holds the run and waits for the register.

A deed is a mapping with `do`: advance send act give answer decide take_in find close inject reply hint adjust. Hints and adjustments are
kept beside the game: they do not change what counterparts do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Lock, RLock
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction

from comity.desk.models.person import Person
from comity.desk.models.training import TrainingMove, TrainingRun
from comity.desk.rights.refusal import RefusedError
from comity.drafting.draft_file import parse_draft
from comity.drafting.lint.check import Linter
from comity.knowledge.row import Facts
from comity.model.time import Clock, as_rfc3339, system_clock
from comity.text.messages import say
from comity.training.exercise import Exercise
from comity.training.library import HERE, Library, read
from comity.training.moments import utc
from comity.training.scenario import Answer

Deed = Mapping[str, Any]
BESIDE = frozenset({"hint", "adjust"})
_LOCK = Lock()
"""Of the two mappings below, for moments only."""
_LOCKS: dict[int, RLock] = {}
_STAGES: dict[int, tuple[Exercise, int]] = {}
_KEPT = 200
"""How many runs are kept in memory; others are played again when they are looked at."""


class LengthTerms(Facts, frozen=True, kw_only=True):
    """Where a shorter length ends, and what can be earned by then."""

    until: str
    items: tuple[str, ...]


class Lengths(Facts, frozen=True, kw_only=True):
    """The file of lengths: exercise to length to terms."""

    lengths: dict[str, dict[str, LengthTerms]]


OWN = "exercises"
"""Folder of an academy's own exercises in the data folder of its register."""


def library() -> Library:
    """The exercises, shipped and own, read once."""
    return _library(Path(settings.CONFIGURATION.data) / OWN)


@cache
def _library(own: Path) -> Library:
    return Library(own)


def exercises_changed() -> None:
    """Read the exercises anew at the next question; runs that are going on keep those that they began with."""
    _library.cache_clear()


@cache
def judging_linter() -> Linter:
    """The linter by which counterparts judge: the shipped knowledge alone, so that an exercise is marked alike in every register."""
    return Linter.open()


@cache
def lengths() -> dict[str, dict[str, LengthTerms]]:
    """The shorter lengths, read once."""
    return read(HERE / "lengths.yaml", Lengths).lengths


def terms_of(run: TrainingRun) -> LengthTerms | None:
    """Return the terms of a run's length; None for the whole."""
    return lengths().get(run.scenario, {}).get(run.length)


@contextmanager
def held(run_id: int) -> Iterator[None]:
    """Hold a run: nobody else does anything in it, or looks at it, until it is let go.

    After an error it is played again from the register when it is next looked at: what was half done is taken back there too.
    """
    with _LOCK:
        own = _LOCKS.setdefault(run_id, RLock())
    with own:
        try:
            yield
        except BaseException:
            with _LOCK:
                _STAGES.pop(run_id, None)
            raise


def exercise(run: TrainingRun) -> Exercise:
    """Return the run as it stands after its last move."""
    with held(run.pk):
        kept = _STAGES.get(run.pk)
        if kept is not None and kept[1] >= run.lock:  # later than the row: somebody has done something since it was read
            return kept[0]
        game, done = kept or (_begin(run), 0)
        for move in run.moves.filter(number__gt=done, number__lte=run.lock).order_by("number"):
            _apply(game, move.deed)
        _remember(run, game)
        return game


def _remember(run: TrainingRun, game: Exercise) -> None:
    with _LOCK:
        _STAGES[run.pk] = (game, run.lock)
        while len(_STAGES) > _KEPT:
            _STAGES.pop(next(iter(_STAGES)))


def do(run_id: int, person: Person | None, deed: Deed, clock: Clock = system_clock) -> TrainingRun:
    """Do something in a run; nothing is kept when the engine refuses it.

    Raises:
        RefusedError: the run is over.
        InputError: the engine refuses it.
    """
    with held(run_id), transaction.atomic():
        run = TrainingRun.objects.select_for_update().get(pk=run_id)
        if run.state != "open" and deed["do"] not in BESIDE:
            raise RefusedError(say("this exercise is over"), hint=say("look at the marking"))
        _run_clock(run, clock)
        game = exercise(run)
        _apply(game, deed)
        _keep(run, person, deed, clock)
        _remember(run, game)
    return run


def catch_up(run_id: int, clock: Clock = system_clock) -> TrainingRun:
    """Let simulated time pass in a run whose clock runs."""
    with held(run_id), transaction.atomic():
        run = TrainingRun.objects.select_for_update().get(pk=run_id)
        _run_clock(run, clock)
    return run


def set_clock(run_id: int, *, runs: bool, rate: int | None = None, clock: Clock = system_clock) -> TrainingRun:
    """Let the clock of a run run or pause."""
    with held(run_id), transaction.atomic():
        run = TrainingRun.objects.select_for_update().get(pk=run_id)
        _run_clock(run, clock)
        run.running_since = clock() if runs and run.state == "open" else None
        run.rate = max(1, min(rate, 24 * 60)) if rate else run.rate
        run.save(update_fields=["running_since", "rate"])
    return run


def _run_clock(run: TrainingRun, clock: Clock) -> None:
    """Pass the time since the clock was last looked at; a move of its own only when a minute has passed."""
    if run.running_since is None or run.state != "open":
        return
    game, now = exercise(run), clock()
    passed = (now - run.running_since) * run.rate
    if passed < timedelta(minutes=1) or game.is_over:
        return
    deed = {"do": "advance", "to": as_rfc3339((game.now + passed).replace(microsecond=0)), "by_itself": True}
    _apply(game, deed)
    last = run.moves.last()
    if last is not None and last.deed.get("by_itself"):
        last.deed, last.at = deed, now
        last.save(update_fields=["deed", "at"])
    else:
        _keep(run, None, deed, clock)
    _remember(run, game)
    run.running_since = now
    run.save(update_fields=["running_since"])


def _keep(run: TrainingRun, person: Person | None, deed: Deed, clock: Clock) -> None:
    run.lock += 1
    TrainingMove.objects.create(run=run, number=run.lock, person=person, deed=dict(deed), at=clock())
    run.save(update_fields=["lock"])


def _begin(run: TrainingRun) -> Exercise:
    scenario = library().scenario(run.scenario)
    terms = terms_of(run)
    played = frozenset(run.players.exclude(plays="").values_list("plays", flat=True))
    until = terms.until if terms else None
    return Exercise(scenario, library().scheme(scenario), library().counterparts, judging_linter(), run.seed, until=until, people=played)


def moment_of(game: Exercise, text: str) -> datetime:
    """Read a moment that a trainer types: a span from T0, an event with a span, or a date with its zone."""
    return game.moment(text.strip())


def _apply(game: Exercise, deed: Deed) -> None:
    name = deed["do"]
    if name in BESIDE:
        return
    _DEEDS[name](game, deed)


def _reply(game: Exercise, deed: Deed) -> None:
    given = deed.get("answer")
    game.reply(deed["number"], msgspec.convert(given, Answer) if given else None)


_DEEDS: dict[str, Callable[[Exercise, Deed], object]] = {
    "advance": lambda game, deed: game.advance(max(utc(deed["to"]), game.now)),
    "send": lambda game, deed: game.send(deed["to"], parse_draft(deed["draft"].encode("utf-8"))),
    "act": lambda game, deed: game.act(deed["name"], deed.get("to") or None, deed.get("text", "")),
    "give": lambda game, deed: game.give_data(deed["to"], deed.get("text", "")),
    "answer": lambda game, deed: game.answer_inject(deed["inject"], deed.get("text", "")),
    "decide": lambda game, deed: game.decide(deed["name"], deed["value"], deed["reason"]),
    "take_in": lambda game, deed: game.take_in(deed["pack"], deed["state"]),
    "find": lambda game, deed: game.find(deed["pack"], deed["kind"], deed["value"], deed.get("moment"), deed.get("port")),
    "close": lambda game, deed: game.close(deed["file"], deed["code"]),
    "inject": lambda game, deed: game.bring(deed["inject"]),
    "reply": _reply,
}
