"""Change a solution by one deliberate mistake."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from comity.errors import KnowledgeError
from comity.training.moments import offset
from comity.training.players.solution import Mistake, PlannedRequest, Solution, Step

SHORT = "it seemed right"


def with_mistake(solution: Solution, mistake: Mistake) -> Solution:
    """Return the solution with the mistake in it.

    Raises:
        KnowledgeError: the mistake names a step or request that the solution does not have.
    """
    names = {step.name for step in solution.steps}
    touched = {*mistake.drop, *mistake.delay, *mistake.states, *mistake.decide, *mistake.shorten}
    requests = {*mistake.facts, *mistake.leads, *mistake.targets, *mistake.to}
    strangers = (touched - names) | (requests - solution.requests.keys())
    if strangers:
        raise KnowledgeError(f"the solution has no {', '.join(sorted(strangers))}", place=f"{solution.id}: mistake {mistake.id}")
    changed = {name: _request(name, planned, mistake) for name, planned in solution.requests.items()}
    steps = tuple(_step(step, mistake) for step in solution.steps if step.name not in mistake.drop)
    return msgspec.structs.replace(solution, requests={**changed, **mistake.requests}, steps=(*steps, *mistake.add))


def _request(name: str, planned: PlannedRequest, mistake: Mistake) -> PlannedRequest:
    targets: dict[str, dict[str, Any]] = dict(planned.targets)
    for lead, facts in mistake.targets.get(name, {}).items():
        targets[lead] = {**targets.get(lead, {}), **facts}
    return msgspec.structs.replace(
        planned,
        to=mistake.to.get(name, planned.to),
        leads=mistake.leads.get(name, planned.leads),
        facts={**planned.facts, **mistake.facts.get(name, {})},
        targets=targets,
    )


def _step(step: Step, mistake: Mistake) -> Step:
    name = step.name
    if name in mistake.delay:
        step = later(step, offset(mistake.delay[name]))
    if name in mistake.states:
        step = msgspec.structs.replace(step, states=mistake.states[name])
    if name in mistake.decide:
        step = msgspec.structs.replace(step, value=mistake.decide[name])
    return msgspec.structs.replace(step, reason=SHORT) if name in mistake.shorten else step


def later(step: Step, by: timedelta) -> Step:
    """Return the step done later than planned."""
    head, plus, tail = step.at.rpartition("+")
    hours = by / timedelta(hours=1)
    try:
        base = offset(tail) / timedelta(hours=1)
    except ValueError as error:
        raise KnowledgeError(f"the step at {step.at} cannot be delayed", place=step.name) from error
    return msgspec.structs.replace(step, at=f"{head}{plus}{base + hours:g}h")
