"""Choose the channel: routes and plan of a case as it stands, with the requests that each step of the plan sends."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from comity.desk.bench import workbench
from comity.desk.models.case import Case
from comity.desk.rights.worker import Worker
from comity.desk.steps.case_file import case_bytes
from comity.drafting.compose.occasions import situations_of_plan
from comity.drafting.compose.situation import Situation
from comity.model.case import Case as CaseValue
from comity.model.route import PlanStep, Route, RouteAnswer
from comity.routing.case_file import parse_case


@dataclass(frozen=True, slots=True)
class Occasion:
    """A request that can be prepared.

    Attributes:
        key: what it is for, stable as long as instrument, addressee and leads are the same.
        situation: what it is made from.
    """

    key: str
    situation: Situation


@dataclass(frozen=True, slots=True)
class Plan:
    """A case with its routes, its plan, and the requests of each step.

    Attributes:
        case: the case as the library reads it.
        answer: routes and plan.
        occasions: number of the step to the requests that it sends.
    """

    case: CaseValue
    answer: RouteAnswer
    occasions: dict[int, tuple[Occasion, ...]]

    def routes_of(self, step: PlanStep) -> tuple[Route, ...]:
        """The routes that a step takes."""
        by_id = {route.id: route for route in self.answer.routes}
        return tuple(by_id[route] for route in step.covers if route in by_id)

    def occasion(self, key: str) -> Occasion | None:
        """The request with a key; None when the plan sends no such request."""
        return next((one for row in self.occasions.values() for one in row if one.key == key), None)


def plan_case(worker: Worker, case: Case) -> Plan:
    """Compute the plan of a case; the same case on the same knowledge is computed once.

    Raises:
        InputError: the case file cannot be used as it is; the place names the key.
    """
    worker.demand("case.see", case=case)
    return _planned(case_bytes(case), case.number, worker.language, training=case.training)


@lru_cache(maxsize=64)
def _planned(data: bytes, number: str, language: str, *, training: bool) -> Plan:
    bench = workbench(language)
    case = parse_case(data, f"{number}.yaml", bench.law, bench.catalog)
    answer = bench.plan_case(case)
    occasions: dict[int, tuple[Occasion, ...]] = {}
    for situation in situations_of_plan(case, answer, bench.law, bench.catalog, training=training):
        step = situation.step.step if situation.step else 0
        occasions[step] = (*occasions.get(step, ()), Occasion(key_of(situation), situation))
    return Plan(case, answer, occasions)


def key_of(situation: Situation) -> str:
    """Name what a request is for: instrument, addressee and leads, as a short digest."""
    route = situation.route
    parts = [situation.instrument.id, (route.addressee_id or route.addressee) if route else "", (route.legal_entity or "") if route else ""]
    parts += sorted(lead.identifier.value for lead in situation.case_leads)
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()[:24]
