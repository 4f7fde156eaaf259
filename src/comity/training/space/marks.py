"""The marking of a run for people: the machine's points with their evidence, hints, what trainers gave, the solution beside.

Nothing is overwritten: the machine's mark, each hint and each adjustment stand beside each other, with who and why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from comity.desk.bench import workbench
from comity.desk.models.training import TrainingMove, TrainingRun
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.worker import Worker
from comity.drafting.fields import request_fields, values_of
from comity.errors import InputError
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.messages import mark, say
from comity.training import spoken
from comity.training.marking import PASS_MARK, MarkedItem
from comity.training.marking import mark as mark_exercise
from comity.training.players.drafter import Drafter
from comity.training.players.play import solution_of
from comity.training.record import Sent
from comity.training.scenario import MarkItem
from comity.training.space import stage
from comity.training.space.runs import Place, place_of

FIRST_HINT = 1
"""What the first hint on an item costs: it says when the model solution acts, not how."""

GROUPS: dict[str, str] = {
    "clean_drafts": mark("clean drafts"),
    "right_instrument_and_order": mark("right instrument and order"),
    "nexus_and_necessity": mark("nexus and necessity"),
    "deadlines": mark("deadlines"),
    "secrecy_and_rights": mark("secrecy and rights"),
    "custody_and_reconciliation": mark("custody and reconciliation"),
    "tone_and_length": mark("tone and length"),
}
"""Groups of items in words."""

_FEWEST_LETTERS = 10
_MOST_DIFFERENCES = 24
_OWN = ("authority.", "dp.", "request.date", "request.reference", "request.sign", "request.instrument")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a trainer gave for an item, and why."""

    trainer: str
    points: float
    reason: str


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """An item as the page shows it.

    Attributes:
        item: the machine's mark.
        told: what the exercise says of the item.
        hints: price of the hints that were taken.
        adjustment: what a trainer gave instead; None where nobody did.
        earned: the points that count: None where a person has still to mark.
    """

    item: MarkedItem
    told: MarkItem
    hints: int
    adjustment: Adjustment | None

    @property
    def earned(self) -> float | None:
        """The points that count."""
        if self.adjustment is not None:
            return max(0.0, self.adjustment.points - self.hints)
        return None if self.item.by_person else float(max(0, self.item.points - self.item.lost - self.hints))


@dataclass(frozen=True, slots=True)
class RunMark:
    """The marking of a run.

    Attributes:
        lines: the items of its length.
    """

    lines: tuple[MarkedLine, ...]

    @property
    def total(self) -> float:
        """Points that count."""
        return sum(one.earned or 0.0 for one in self.lines)

    @property
    def of(self) -> int:
        """Points that could be earned; those that a person has still to give are left out."""
        return sum(one.item.points for one in self.lines if one.earned is not None)

    @property
    def percent(self) -> float:
        """The percentage."""
        return round(100 * self.total / self.of, 1) if self.of else 0.0

    @property
    def open_points(self) -> int:
        """Points that a person has still to give."""
        return sum(one.item.points for one in self.lines if one.earned is None)

    @property
    def fatal(self) -> tuple[str, ...]:
        """Items whose mistake fails the exercise."""
        return tuple(one.item.id for one in self.lines if one.item.is_fatal)

    @property
    def is_passed(self) -> bool:
        """Tell whether the exercise is passed."""
        return self.percent >= PASS_MARK and not self.fatal


def mark_run(run: TrainingRun) -> RunMark:
    """Mark a run as it stands."""
    game, terms = stage.exercise(run), stage.terms_of(run)
    told = {one.id: one for one in game.scenario.marking}
    hints, adjustments = _beside(run)
    items = [one for one in mark_exercise(game).items if terms is None or one.id in terms.items]
    return RunMark(tuple(MarkedLine(one, told[one.id], hints.get(one.id, 0), adjustments.get(one.id)) for one in items))


def _beside(run: TrainingRun) -> tuple[dict[str, int], dict[str, Adjustment]]:
    hints: dict[str, int] = {}
    adjustments: dict[str, Adjustment] = {}
    for move in _moves(run):
        deed = move.deed
        if deed["do"] == "hint":
            hints[deed["item"]] = hints.get(deed["item"], 0) + int(deed["price"])
        else:
            adjustments[deed["item"]] = Adjustment(move.person.full_name if move.person else "", float(deed["points"]), deed["reason"])
    return hints, adjustments


def _moves(run: TrainingRun) -> list[TrainingMove]:
    return [one for one in run.moves.select_related("person") if one.deed["do"] in stage.BESIDE]


def take_hint(worker: Worker, run_id: int, item: str) -> str:
    """Take the next hint on an item: first when the solution acts, then what earns the points; each at its price.

    Raises:
        RefusedError: the exercise is over, or the person plays no part in it.
        InputError: there is no such item, or no hint is left.
    """
    place = place_of(worker, run_id)
    if not place.parts or place.run.state != "open":
        raise RefusedError(say("this exercise is over"))
    hints = hints_of(place)
    found = next((one for one in place.game.scenario.marking if one.id == item), None)
    if found is None or len(hints.get(item, ())) > 1:
        raise InputError(say("no hint is left on this"), place="item")
    level = len(hints.get(item, ()))
    deed = {"do": "hint", "item": item, "level": level, "price": price_of(found, level)}
    stage.do(run_id, worker.person, deed, worker.clock)
    return hint_text(place, found, level)


def price_of(item: MarkItem, level: int) -> int:
    """Return the price of a hint: one point, then half of what the item is worth."""
    return FIRST_HINT if level == 0 else math.ceil(item.points / 2)


def hint_text(place: Place, item: MarkItem, level: int) -> str:
    """Return the words of a hint."""
    if level:
        return spoken.item(place.game.scenario, item.id)[0]
    now = (place.game.now - place.game.start).total_seconds() / 3600
    return say(
        "It is about {group} and worth {points} points. Now it is T0+{now}h; the model solution acts next at {next}.",
        group=say(GROUPS[place.game.scheme.items[item.id].group]),
        points=item.points,
        now=f"{now:.0f}",
        next=_next_step(place),
    )


def _next_step(place: Place) -> str:
    """When the model solution acts next, seen from the clock of the run."""
    for step in place.game.scenario.model_solution:
        try:
            at = place.game.moment(step.at)
        except InputError:
            continue
        if at >= place.game.now:
            return step.at
    return place.game.scenario.clock.end


def hints_of(place: Place) -> dict[str, tuple[str, ...]]:
    """Return the hints that were taken: item to their words."""
    items = {one.id: one for one in place.game.scenario.marking}
    found: dict[str, tuple[str, ...]] = {}
    for move in _moves(place.run):
        if move.deed["do"] == "hint":
            item = items[move.deed["item"]]
            found[item.id] = (*found.get(item.id, ()), hint_text(place, item, int(move.deed["level"])))
    return found


def adjust(worker: Worker, run_id: int, item: str, points: str, reason: str) -> None:
    """Give points for an item by hand, with a reason; the machine's mark stays beside it.

    Raises:
        RefusedError: the person does not lead the group.
        InputError: there is no such item, the points are none of it, or the reason says too little.
    """
    place = place_of(worker, run_id)
    if not place.is_trainer:
        raise RefusedError(say("only a trainer marks"))
    found = next((one for one in place.game.scenario.marking if one.id == item), None)
    try:
        given = float(points.replace(",", "."))
    except ValueError:
        given = -1.0
    if found is None or not 0 <= given <= found.points or given * 2 != int(given * 2):
        raise InputError(say("points are given in halves, from 0 to what the item is worth"), place="points")
    if len(reason.strip()) < _FEWEST_LETTERS:
        raise InputError(say("the reason says too little: {reason}", reason=reason.strip()), place="reason")
    stage.do(run_id, worker.person, {"do": "adjust", "item": item, "points": given, "reason": reason.strip()}, worker.clock)


@dataclass(frozen=True, slots=True)
class Beside:
    """A request of the trainee with that of the model solution beside it.

    Attributes:
        sent: what went out.
        planned: name of the request in the solution; None where the solution sends none like it.
        differences: facts that differ: fact, the trainee's, the solution's.
    """

    sent: Sent
    planned: str | None
    differences: tuple[tuple[str, str, str], ...]


def beside(run: TrainingRun) -> tuple[Beside, ...]:
    """Lay the requests that were sent beside those of the model solution."""
    game = stage.exercise(run)
    solution = solution_of(stage.library(), game.scenario)
    drafter = Drafter(game.scenario, solution, workbench("en").linter.knowledge)
    found = []
    for sent in game.record.sent:
        if sent.request is None:
            continue
        same = [(name, one) for name, one in solution.requests.items() if one.to == sent.to and one.instrument == sent.kind]
        name, planned = same[0] if same else (None, None)
        model = drafter.draft(planned, sent.at.date()) if planned is not None else None
        found.append(Beside(sent, name, _differences(sent.request, model) if model is not None else ()))
    return tuple(found)


def _differences(own: EvidenceRequest, model: EvidenceRequest) -> tuple[tuple[str, str, str], ...]:
    found = []
    for field in request_fields():
        if field.startswith(_OWN) or field.startswith("fact."):
            continue
        mine, theirs = _words(values_of(own, field)), _words(values_of(model, field))
        if mine != theirs:
            found.append((field, mine, theirs))
    return tuple(found[:_MOST_DIFFERENCES])


def _words(values: Any) -> str:
    return "; ".join(str(getattr(one, "value", one)) for one in values)
