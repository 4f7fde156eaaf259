"""Play an exercise to its end: the steps of a solution, as changed by a habit or by one deliberate mistake."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from datetime import datetime

from comity.drafting.lint.check import Linter
from comity.errors import InputError
from comity.text.messages import say
from comity.training.exercise import Exercise
from comity.training.library import Library, read
from comity.training.marking import Mark, mark
from comity.training.moments import Moment, moment, utc
from comity.training.players.drafter import Drafter
from comity.training.players.habits import PLAYERS, Habit
from comity.training.players.mistakes import with_mistake
from comity.training.players.solution import Mistake, Solution, Step
from comity.training.production import delivered
from comity.training.scenario import Scenario


@dataclass(frozen=True)
class Played:
    """An exercise that was played to its end.

    Attributes:
        exercise: the run, with its record.
        mark: its marking.
        player: who played.
        seed: the seed.
    """

    exercise: Exercise
    mark: Mark
    player: str
    seed: int


def solution_of(library: Library, scenario: Scenario) -> Solution:
    """Read the model solution of an exercise.

    Raises:
        InputError: nobody has written it yet.
    """
    path = library.solution_folder(scenario) / "play.yaml"
    if not path.exists():
        raise InputError(
            say("the exercise {id} has no model solution for the machine yet", id=scenario.id),
            hint=say("comity train list shows which exercises can be played"),
        )
    return read(path, Solution, f"training/solutions/{path.parent.name}/play.yaml")


def play(
    library: Library,
    linter: Linter,
    scenario: Scenario,
    player: str = "perfect",
    seed: int = 1,
    mistake: Mistake | None = None,
    until: str | None = None,
) -> Played:
    """Play an exercise.

    Args:
        library: the exercises.
        linter: the linter.
        scenario: the exercise.
        player: `perfect`, `careless` or `rights-blind`.
        seed: of what is left to chance.
        mistake: one deliberate mistake, for tests of the marking.
        until: where a shorter length ends.

    Raises:
        InputError: there is no such player, or the exercise cannot be played by the machine yet.
    """
    if player not in PLAYERS:
        raise InputError(say("there is no player of this name: {name}", name=player), hint=say("known: {keys}", keys=", ".join(PLAYERS)))
    scheme, solution = library.scheme(scenario), solution_of(library, scenario)
    if mistake is not None:
        solution = with_mistake(solution, mistake)
    exercise = Exercise(scenario, scheme, library.counterparts, linter, seed, until=until)
    habit = PLAYERS[player](scenario, scheme)
    _Player(exercise, habit.changed(solution), Drafter(scenario, solution, linter.knowledge), habit, library).play()
    return Played(exercise, mark(exercise), player, seed)


class _Player:
    """Does each step when its moment has come; a step that hangs on an event that never comes is never done."""

    def __init__(self, exercise: Exercise, solution: Solution, drafter: Drafter, habit: Habit, library: Library) -> None:
        self._exercise = exercise
        self._solution = solution
        self._drafter = drafter
        self._habit = habit
        self._library = library
        self._queue: list[tuple[datetime, int, Step]] = []
        self._hung: list[tuple[Moment, int, Step]] = []

    def play(self) -> None:
        self._route()
        start = utc(self._exercise.scenario.clock.t0)
        for number, step in enumerate(self._solution.steps):
            found = moment(step.at, start)
            if found.fixed is not None:
                heapq.heappush(self._queue, (found.fixed, number, step))
            else:
                self._hung.append((found, number, step))
        self._exercise.advance(start)
        while True:
            self._wake()
            due = self._queue[0][0] if self._queue else self._exercise.end
            coming = self._exercise.next_event()
            if coming is not None and coming <= due and coming <= self._exercise.end:
                self._exercise.advance(max(coming, self._exercise.now))
                continue
            if not self._queue or due > self._exercise.end:
                break
            _, _, step = heapq.heappop(self._queue)
            self._exercise.advance(max(due, self._exercise.now))
            self._do(step)
        for pack in self._exercise.record.delivered:
            self._read(pack)
        self._exercise.finish()

    def _route(self) -> None:
        answer = self._drafter.routes()
        states = [one.state.value for one in answer.routes]
        told = ", ".join(f"{state} {states.count(state)}" for state in ("open", "check", "closed"))
        self._exercise.record.note(self._exercise.now, "route", "", told, None, flags=list(answer.flags))

    def _read(self, pack: str) -> None:
        """Take what the habit sees in a return, once it has come."""
        exercise = self._exercise
        if pack not in exercise.record.delivered or any(one.pack == pack for one in exercise.record.found):
            return
        planted = delivered(self._library, exercise.scenario, exercise.returns[pack]).production
        for lead in self._habit.seen(planted):
            exercise.find(pack, lead.kind, lead.value, lead.at, lead.port)

    def _wake(self) -> None:
        still = []
        for found, number, step in self._hung:
            base = self._exercise.record.when(found.event or "")
            if base is None:
                still.append((found, number, step))
            else:
                heapq.heappush(self._queue, (base + found.later, number, step))
        self._hung = still

    def _do(self, step: Step) -> None:
        exercise = self._exercise
        if step.send is not None:
            planned = self._solution.requests[step.send]
            request = self._drafter.draft(planned, exercise.now.date())
            exercise.send(planned.to, self._habit.written(request))
        elif step.decide is not None:
            exercise.decide(step.decide, step.value, step.reason)
        elif step.take_in is not None:
            for state in step.states:
                exercise.take_in(step.take_in, state)
            self._read(step.take_in)
        elif step.act is not None:
            exercise.act(step.act, step.to, step.text)
        elif step.give is not None:
            exercise.give_data(step.give, step.text)
        elif step.answer is not None:
            exercise.answer_inject(step.answer, step.text)
        elif step.close is not None:
            exercise.close(step.close, step.value)
