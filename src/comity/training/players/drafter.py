"""Draft the requests of a player through the library: the case is read, its routes are found, each draft is composed from it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import yaml

from comity.drafting.compose.composer import compose
from comity.drafting.compose.situation import Situation
from comity.drafting.draft_values import read_value
from comity.drafting.fields import PLEADED_FACTS, TARGET_GROUP, request_fields
from comity.drafting.lint.knowledge import LintKnowledge
from comity.errors import KnowledgeError
from comity.model.case import Case
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.pleaded_fact import PleadedFact
from comity.model.request.target import Target
from comity.model.route import RouteAnswer
from comity.routing.case_file import parse_case
from comity.routing.route import route
from comity.training.library import HERE, read
from comity.training.moments import utc
from comity.training.players.solution import Office, PlannedRequest, Solution
from comity.training.scenario import PlantedIdentifier, Scenario

_KINDS = {"ip": "ipv4", "tx": "txid", "device": "imei", "bank_account": "bank_account", "domain": "domain", "url": "url", "phone": "phone"}
_CHAINS = {"bitcoin": "btc", "tron": "tron"}
_DAY = re.compile(r"\{today(?:([+-])(\d+)d)?\}")

_ROUTES: WeakKeyDictionary[LintKnowledge, dict[Case, RouteAnswer]] = WeakKeyDictionary()


class Drafter:
    """Drafts requests of one exercise.

    Args:
        scenario: the exercise.
        solution: its model solution.
        knowledge: law and providers.
    """

    def __init__(self, scenario: Scenario, solution: Solution, knowledge: LintKnowledge) -> None:
        self._scenario = scenario
        self._solution = solution
        self._knowledge = knowledge
        self._office = read(HERE / "solutions" / "office.yaml", Office)
        self._leads = [one for one in scenario.identifiers if one.kind != "text"]

    @cached_property
    def case(self) -> Case:
        """The case, read as a case file is read."""
        document = {
            "requesting_state": self._scenario.state,
            "date": utc(self._scenario.clock.t0).date().isoformat(),
            "language": "en",
            **self._solution.case,
            "leads": [_lead(one) for one in self._leads],
            "wanted": [{"lead": number, "category": "subscriber"} for number in range(len(self._leads))],
        }
        data = yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode()
        return parse_case(data, f"{self._scenario.id}/case.yaml", self._knowledge.law, self._knowledge.catalog)

    def routes(self) -> RouteAnswer:
        """Find the routes of the case, as `comity route` does; one case is routed once for each knowledge base."""
        known = _ROUTES.setdefault(self._knowledge, {})
        if self.case not in known:
            known[self.case] = route(self.case, self._knowledge.law, self._knowledge.catalog, self.case.on)
        return known[self.case]

    def draft(self, planned: PlannedRequest, today: date) -> EvidenceRequest:
        """Draft one request on a day of the exercise."""
        numbers = tuple(self._number(lead) for lead in planned.leads)
        law, catalog = self._knowledge.law, self._knowledge.catalog
        instrument = law.instruments.get(planned.instrument)
        if instrument is None:
            raise KnowledgeError(f"no instrument has the id {planned.instrument}", place=f"solution of {self._scenario.id}")
        request = compose(Situation(self.case, instrument, numbers, law, catalog, "en", training=True))
        if not planned.leads:
            request = replace(request, targets=())
        request = replace(request, request=replace(request.request, instrument=planned.instrument), today=today, training=True)
        own = self._office.instruments.get(planned.instrument, {})
        for given in (self._office.facts, self._solution.facts, own, planned.facts):
            request = with_facts(request, given, today)
        known = tuple(self._target(target, lead, planned, today) for target, lead in zip(request.targets, planned.leads, strict=False))
        return replace(request, targets=(*known, *(_new_target(facts, today) for facts in planned.besides)))

    def _target(self, target: Any, lead: str, planned: PlannedRequest, today: date) -> Any:
        known = self._scenario.identifiers[[one.id for one in self._scenario.identifiers].index(lead)]
        for given in (
            _told(known),
            self._office.targets.get(known.kind, {}),
            planned.targets.get("all", {}),
            planned.targets.get(lead, {}),
        ):
            values = {name: _value(f"{TARGET_GROUP}.{name}", value, today) for name, value in given.items()}
            target = replace(target, **values)
        return target

    def _number(self, lead: str) -> int:
        ids = [one.id for one in self._leads]
        if lead not in ids:
            raise KnowledgeError(f"no identifier `{lead}`", place=f"solution of {self._scenario.id}", hint=f"known: {', '.join(ids)}")
        return ids.index(lead)


def _new_target(facts: dict[str, Any], today: date) -> Target:
    return Target(**{name: _value(f"{TARGET_GROUP}.{name}", value, today) for name, value in facts.items()})


def _lead(identifier: PlantedIdentifier) -> dict[str, Any]:
    lead: dict[str, Any] = {"value": identifier.value}
    kind = _kind(identifier)
    if kind is not None:
        lead["kind"] = kind
    if identifier.time is not None:
        lead["at"] = identifier.time
        if not identifier.time.endswith("Z") and identifier.zone:
            lead["zone"] = identifier.zone
    if identifier.port is not None:
        lead["port"] = identifier.port
    return lead


def _kind(identifier: PlantedIdentifier) -> str | None:
    if identifier.kind == "wallet":
        return _CHAINS.get(identifier.chain or "")
    if identifier.kind == "account":
        return "account_id" if identifier.value.isdigit() else "other"
    return _KINDS.get(identifier.kind)


def _told(identifier: PlantedIdentifier) -> dict[str, Any]:
    """What the exercise says of the identifier, as facts of a target."""
    told: dict[str, Any] = {"identifier": identifier.value}
    seen = identifier.first_seen or identifier.seen
    if seen:
        told["captured_at"] = seen
    if identifier.time is not None:
        told["ip_timestamp"] = identifier.time
        told["ip_time_zone"] = "UTC" if identifier.time.endswith("Z") else identifier.zone
        told["ip_source_port"] = identifier.port
    return told


def with_facts(request: EvidenceRequest, given: dict[str, Any], today: date) -> EvidenceRequest:
    """Return a request with facts put into it: fact id to value; `{today+30d}` in a text is a day of the simulated clock."""
    groups: dict[str, dict[str, Any]] = {}
    for field_id, value in given.items():
        group, _, name = field_id.partition(".")
        groups.setdefault(group, {})[name] = _value(field_id, value, today)
    changed: dict[str, Any] = {group: replace(getattr(request, group), **values) for group, values in groups.items()}
    return replace(request, **changed)


def _value(field_id: str, value: Any, today: date) -> Any:
    field = request_fields().get(field_id)
    if field is None:
        raise KnowledgeError(f"no request fact `{field_id}`", place="training/solutions", hint="see docs/reference/request-facts")
    if field_id == PLEADED_FACTS:
        return tuple(PleadedFact(**{name: _value(f"fact.{name}", told, today) for name, told in row.items()}) for row in value or ())
    if value is None:
        return () if field.kind.value == "texts" else None
    if isinstance(value, list):
        return tuple(_dated(str(member), today) for member in value)
    if field.kind.value == "texts":
        return (_dated(str(value), today),)
    text = ("true" if value else "false") if isinstance(value, bool) else _dated(str(value), today)
    return read_value(field_id, field.kind, text, is_plain=isinstance(value, bool))


def _dated(text: str, today: date) -> str:
    def day(found: re.Match[str]) -> str:
        days = int(found[2] or 0)
        return (today + timedelta(days=-days if found[1] == "-" else days)).isoformat()

    return _DAY.sub(day, text)
