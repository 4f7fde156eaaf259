"""The habits of the machine players: each changes the model solution in its own way, in every exercise alike.

`perfect` changes nothing. `careless` does everything late, copies identifiers as they come, traps too, without zone, port or
link, writes no reasons, and uses what comes back as it came. `rights-blind` works well and looks away where rights are at stake: it
takes the other decision, asks about those who must be left out, gives what is asked for, and reads what it should seal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import msgspec

from comity.model.request.evidence_request import EvidenceRequest
from comity.training.evidence import calls_of
from comity.training.players.mistakes import SHORT, later
from comity.training.players.solution import Solution, Step
from comity.training.production import PlantedLead, Production
from comity.training.scenario import Scenario
from comity.training.scheme import Scheme

_LATE = timedelta(days=5)
_RIGHTS = "secrecy_and_rights"
_OTHER = {"yes": "no", "no": "yes", "refuse": "execute", "convert": "execute"}


class Habit:
    """How a player deviates from the solution; this one does not."""

    def __init__(self, scenario: Scenario, scheme: Scheme) -> None:
        self.scenario = scenario
        self.scheme = scheme

    def changed(self, solution: Solution) -> Solution:
        """Return the solution as this player plays it."""
        return solution

    def seen(self, planted: Production) -> tuple[PlantedLead, ...]:
        """Return what this player takes from a return."""
        return planted.leads

    def written(self, request: EvidenceRequest) -> EvidenceRequest:
        """Return a request as this player writes it."""
        return request

    def excluded(self, *, rights_only: bool) -> tuple[str, ...]:
        """List the identifiers that the marking wants left out."""
        items = [one for one in self.scenario.marking if not rights_only or self.scheme.items[one.id].group == _RIGHTS]
        found = [arguments[0] for one in items for name, arguments in calls_of(one.check) if name == "excluded"]
        kinds = {one.id: one.kind for one in self.scenario.identifiers}
        return tuple(dict.fromkeys(one for one in found if kinds.get(one) not in {None, "text"}))

    def wrong_readings(self) -> tuple[str, ...]:
        """List the wall clocks without a zone that were planted to mislead."""
        return tuple(one.id for one in self.scenario.identifiers if one.time is not None and not one.time.endswith("Z"))


class Careless(Habit):
    """Does everything late and as it comes."""

    def seen(self, planted: Production) -> tuple[PlantedLead, ...]:
        """Take identifiers without their moment, those of strangers too."""
        plain = (PlantedLead(kind=one.kind, value=one.value) for one in planted.leads)
        return (*plain, *(PlantedLead(kind="other", value=trap) for trap in planted.traps))

    def changed(self, solution: Solution) -> Solution:
        """Return the solution late, with traps asked, decisions unreasoned, returns used as they came."""
        wanted = (*self.excluded(rights_only=False), *self.wrong_readings())
        requests = {
            name: msgspec.structs.replace(planned, leads=(*planned.leads, *(one for one in wanted if one not in planned.leads)))
            for name, planned in solution.requests.items()
        }
        return msgspec.structs.replace(solution, requests=requests, steps=tuple(self._step(step) for step in solution.steps))

    def _step(self, step: Step) -> Step:
        step = later(step, _LATE)
        if step.decide is not None:
            return msgspec.structs.replace(step, reason=SHORT)
        return msgspec.structs.replace(step, states=("verified",)) if step.take_in is not None else step

    def written(self, request: EvidenceRequest) -> EvidenceRequest:
        """Return the request without zones, ports and links, with its reasons left out."""
        targets = tuple(replace(one, ip_source_port=None, ip_time_zone=None, offence_link=None) for one in request.targets)
        data = replace(request.data, necessity=None, proportionality=None, relevance=None, date_from=None, date_to=None)
        return replace(request, targets=targets, data=data, preservation=replace(request.preservation, necessity=None))


class RightsBlind(Habit):
    """Works well and looks away where rights are at stake."""

    def changed(self, solution: Solution) -> Solution:
        """Return the solution with the other decision, the protected asked about, the data given, nothing sealed."""
        wanted = self.excluded(rights_only=True)
        requests = dict(solution.requests)
        if wanted:
            name, planned = next(iter(requests.items()))
            requests[name] = msgspec.structs.replace(planned, leads=(*planned.leads, *wanted))
        steps = [self._step(step) for step in solution.steps if not (step.act or "").startswith(("sent_notice", "warn"))]
        return msgspec.structs.replace(solution, requests=requests, steps=(*steps, *self._gifts()))

    def written(self, request: EvidenceRequest) -> EvidenceRequest:
        """Return the request without the judge: nobody independent has looked at it, and no order keeps it secret."""
        facts = replace(request.request, non_disclosure_order=None, non_disclosure_until=None)
        return replace(request, request=facts, authority=replace(request.authority, independent_authorisation=None))

    def _step(self, step: Step) -> Step:
        if step.decide in self._rights_decisions():
            return msgspec.structs.replace(step, value=_OTHER.get(step.value, "no limit"))
        if step.take_in is not None and "sealed" in step.states:
            return msgspec.structs.replace(step, states=tuple(state for state in step.states if state != "sealed"))
        return step

    def _rights_calls(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        items = [one for one in self.scenario.marking if self.scheme.items[one.id].group == _RIGHTS]
        return tuple(call for one in items for call in calls_of(one.check))

    def _rights_decisions(self) -> frozenset[str]:
        return frozenset(arguments[0] for name, arguments in self._rights_calls() if name == "decided")

    def _gifts(self) -> tuple[Step, ...]:
        flags = [arguments[0] for name, arguments in self._rights_calls() if name == "flag"]
        given = [flag.removeprefix("data_given_to_") for flag in flags if flag.startswith("data_given_to_")]
        awaited = [arguments[1] for name, arguments in self._rights_calls() if name == "before"]
        given += [event.removeprefix("sent_to_") for event in awaited if event.startswith("sent_to_")]
        return tuple(Step(at="6h", give=name if name.isupper() else name.upper(), text="gave what was asked for") for name in given)


PLAYERS: Mapping[str, Callable[[Scenario, Scheme], Habit]] = {"perfect": Habit, "careless": Careless, "rights-blind": RightsBlind}
"""The machine players by name."""
