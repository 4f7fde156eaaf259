"""Tests before and after the course: the same questions, in another order; and what a group gained, naming nobody."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from comity.desk.models.training import QuizSitting, TrainingGroup
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.worker import Worker
from comity.text.messages import mark, say
from comity.training.space import stage
from comity.training.space.marks import mark_run
from comity.training.teaching.course import Module, course
from comity.training.teaching.lesson_file import LessonQuestion

MOMENTS: dict[str, str] = {"before": mark("before the course"), "after": mark("after the course")}
FEWEST = 5
"""A report on fewer people would name them."""


def module_of(id_: str) -> Module:
    """Return a module of the course.

    Raises:
        RefusedError: there is none.
    """
    for module in course().modules:
        if module.plan.id == id_:
            return module
    raise RefusedError(say("there is nothing here for you"))


def questions(module: Module, moment: str, group: TrainingGroup) -> list[tuple[str, LessonQuestion]]:
    """Return the questions of a test in their order: the same before and after, shuffled by group and moment."""
    rows = list(module.questions)
    random.Random(f"{group.pk} {module.plan.id} {moment}").shuffle(rows)  # noqa: S311 - the order of questions guards nothing
    return rows


def sit(worker: Worker, group: TrainingGroup, module_id: str, moment: str, answers: Mapping[str, str]) -> QuizSitting:
    """Take a test, once.

    Raises:
        RefusedError: the person is not of the group, or has taken it.
    """
    if moment not in MOMENTS or not group.members.filter(pk=worker.person.pk).exists():
        raise RefusedError(say("this test is for the members of the group"))
    module = module_of(module_id)
    if QuizSitting.objects.filter(group=group, person=worker.person, module=module_id, moment=moment).exists():
        raise RefusedError(say("this test was taken already"))
    given = {name: int(answers[name]) for name, _ in module.questions if answers.get(name, "").isdigit()}
    right = sum(given.get(name) == question.answer for name, question in module.questions)
    return QuizSitting.objects.create(
        group=group, person=worker.person, module=module_id, moment=moment, answers=given, right=right,
        asked=len(module.questions), at=worker.clock(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gain:
    """What a group gained in a module: share of right answers before and after, in percent; None where fewer than five took part."""

    module: Module
    people: int
    before: float | None
    after: float | None

    @property
    def points(self) -> float | None:
        """The gain in percentage points."""
        return None if self.before is None or self.after is None else round(self.after - self.before, 1)


def gains(group: TrainingGroup) -> tuple[Gain, ...]:
    """Report the gain of a group for each module of which both tests were taken."""
    rows = list(group.sittings.all())
    found = []
    for module in course().modules:
        both = [
            {one.moment: one for one in rows if one.person_id == person and one.module == module.plan.id}
            for person in {one.person_id for one in rows}
        ]
        pairs = [one for one in both if len(one) == len(MOMENTS)]
        if pairs:
            share = {name: round(100 * sum(p[name].right for p in pairs) / sum(p[name].asked for p in pairs), 1) for name in MOMENTS}
            enough = len(pairs) >= FEWEST
            found.append(Gain(module, len(pairs), share["before"] if enough else None, share["after"] if enough else None))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Stumbles:
    """Where the runs of a group stumble, the most frequent first.

    Attributes:
        runs: how many runs were looked at.
        first: rule to number of runs in whose first half of requests it stood.
        later: the same for the second half.
        items: (exercise, item) to number of runs that lost points on it.
    """

    runs: int
    first: tuple[tuple[str, int], ...]
    later: tuple[tuple[str, int], ...]
    items: tuple[tuple[tuple[str, str], int], ...]


def stumbles(group: TrainingGroup) -> Stumbles:
    """Count which rules and items trip the runs of a group, early and late in the course."""
    runs = sorted(group.runs.select_related("group", "case"), key=lambda run: run.opened_at)
    middle = len(runs) / 2
    first: Counter[str] = Counter()
    later: Counter[str] = Counter()
    items: Counter[tuple[str, str]] = Counter()
    for number, run in enumerate(runs):
        rules = {
            finding.rule
            for sent in stage.exercise(run).record.sent
            for finding in sent.findings
            if finding.severity.value in {"block", "error"}
        }
        (first if number < middle else later).update(rules)
        if run.state == "marked":
            items.update(
                (run.scenario, line.item.id) for line in mark_run(run).lines if line.earned is not None and line.earned < line.item.points
            )
    return Stumbles(len(runs), tuple(first.most_common(12)), tuple(later.most_common(12)), tuple(items.most_common(12)))
