"""Marking: every item with the points lost, and the evidence line by line.

Points of an exercise add up to one hundred. Losses are taken from the total, never below zero. Items that a person marks are told apart:
they are in neither `score` nor `max`, so the machine's percentage is of what the machine can see.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.text.messages import say
from comity.training import spoken
from comity.training.evidence import evidence_of
from comity.training.exercise import Exercise
from comity.training.scenario import MarkItem
from comity.training.scheme import ItemScheme
from comity.training.vocabulary import ExerciseFacts, exercise_language

PASS_MARK = 60


@dataclass(frozen=True, slots=True)
class MarkedItem:
    """One item, marked.

    Attributes:
        id: the item.
        group: what it is about.
        points: what it is worth.
        lost: what was lost; 0 where a person marks.
        why: what earned or lost the points, with the evidence.
        by_person: whether a person marks it.
        guide: what that person looks at.
        is_fatal: whether the mistake fails the exercise.
    """

    id: str
    group: str
    points: int
    lost: int
    why: tuple[str, ...]
    by_person: bool = False
    guide: str | None = None
    is_fatal: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """The marking of one run.

    Attributes:
        items: the items in their order.
    """

    items: tuple[MarkedItem, ...]

    @property
    def max(self) -> int:
        """Points that the machine can give."""
        return sum(one.points for one in self.items if not one.by_person)

    @property
    def score(self) -> int:
        """Points earned of these."""
        return max(0, self.max - sum(one.lost for one in self.items))

    @property
    def percent(self) -> float:
        """The machine's percentage, one digit after the point."""
        return round(100 * self.score / self.max, 1) if self.max else 0.0

    @property
    def for_person(self) -> int:
        """Points that a person gives."""
        return sum(one.points for one in self.items if one.by_person)

    @property
    def fatal(self) -> tuple[str, ...]:
        """Items whose mistake fails the exercise."""
        return tuple(one.id for one in self.items if one.is_fatal)

    @property
    def passed(self) -> bool:
        """Tell whether the machine's part is passed: sixty in a hundred, and nothing fatal."""
        return self.percent >= PASS_MARK and not self.fatal


def mark(exercise: Exercise) -> Mark:
    """Mark a run that has been finished."""
    facts = exercise.all_facts()
    items = exercise.scheme.items
    return Mark(tuple(_mark_one(item, items[item.id], facts, exercise) for item in exercise.scenario.marking))


def _mark_one(item: MarkItem, scheme: ItemScheme, facts: ExerciseFacts, exercise: Exercise) -> MarkedItem:
    place = f"{exercise.scenario.id} {item.id}"
    earns, loses = spoken.item(exercise.scenario, item.id)
    if item.by_person:
        guide = spoken.guide(exercise.scenario, item.id, scheme.guide) if scheme.guide else loses
        return MarkedItem(item.id, scheme.group, item.points, 0, (earns,), by_person=True, guide=guide)
    lost, why = _lost(item, scheme, facts, exercise)
    asked = [item.check, *(part.unless or part.each or "" for part in scheme.parts), scheme.fatal or ""]
    evidence = evidence_of(" ".join(asked), exercise)
    fatal = scheme.fatal is not None and exercise_language().condition(scheme.fatal, place).holds(facts)
    if lost and not fatal and "(fatal" in item.loses and not scheme.parts:
        why = [say("not shown: {words}", words=earns)]
    told = (earns,) if lost == 0 else tuple(why)
    return MarkedItem(item.id, scheme.group, item.points, lost, (*told, *evidence), is_fatal=fatal)


def _lost(item: MarkItem, scheme: ItemScheme, facts: ExerciseFacts, exercise: Exercise) -> tuple[int, list[str]]:
    """Return the points lost; with parts, each part loses its own, and all is lost when no part was earned."""
    place, loses = f"{exercise.scenario.id} {item.id}", spoken.item(exercise.scenario, item.id)[1]
    if not scheme.parts:
        return (0, []) if exercise_language().condition(item.check, place).holds(facts) else (item.points, [loses])
    lost, failed = 0, 0
    why: list[str] = []
    for number, part in enumerate(scheme.parts):
        count = _count(part.unless, part.each, facts, place)
        if count:
            failed += 1
            lost += part.lose * count
            words = spoken.part(exercise.scenario, item.id, number, part.why)
            why.append(say("{words} (−{points})", words=words, points=f"{part.lose} × {count}" if count > 1 else part.lose))
    if failed == len(scheme.parts) and all(part.unless is not None for part in scheme.parts):
        lost = item.points
    return min(lost, item.points), why


def _count(unless: str | None, each: str | None, facts: ExerciseFacts, place: str) -> int:
    if each is not None:
        return int(exercise_language().compile(each, place).run(facts))
    return 0 if unless is None or exercise_language().condition(unless, place).holds(facts) else 1
