"""Hold what was read against a request, and draft the letter for what has not come, in one step."""

from __future__ import annotations

from dataclasses import dataclass

from comity.analysis.reconcile import Reconciliation, reconcile
from comity.desk.evidence.production import Production, production_of
from comity.desk.models.case import Case
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.worker import Worker
from comity.desk.steps.edit_request import value_of
from comity.desk.steps.follow_up import draft_follow_up
from comity.drafting.compose.remainder import remainder
from comity.errors import InputError
from comity.text.messages import mark, say

STATES: dict[str, str] = {
    "received": mark("came"),
    "part": mark("came for part of the period"),
    "other_period": mark("came for another period"),
    "missing": mark("has not come"),
    "unread": mark("nothing was read, but files are unread"),
}
"""What became of a thing that was asked for, by the events that were read."""
_ASKED = ("sent", "answered", "closed")


@dataclass(frozen=True, slots=True)
class Held:
    """A request held against what was read.

    Attributes:
        request: the request.
        found: the comparison.
        rest: the follow-up that was drafted already; None without one.
    """

    request: EvidenceRequest
    found: Reconciliation
    rest: EvidenceRequest | None


def held_against(case: Case, production: Production) -> tuple[Held, ...]:
    """Hold every request of a case that left against what was read."""
    requests = list(case.requests.all())
    rests = {one.follows_id: one for one in requests if one.follows_as == "remainder" and one.state != "closed"}
    sent = [one for one in requests if one.state in _ASKED]
    return tuple(Held(one, reconcile(production.store, value_of(one)), rests.get(one.pk)) for one in sent)


def draft_rest(worker: Worker, case_id: int, request_id: int) -> EvidenceRequest:
    """Draft the request for what has not come, by the events that were read; one that was drafted before is returned.

    Args:
        worker: who.
        case_id: the case.
        request_id: the request whose rest is asked for.

    Raises:
        InputError: nothing was read yet, or nothing is missing.
        NotThereError: the case has no such request.
    """
    case = worker.case(case_id)
    request = worker.request(request_id, "request.follow_up")
    production = production_of(worker, case)
    if request.case_id != case.pk or production is None:
        raise InputError(say("nothing was read yet: read what came back first"))
    known = case.requests.filter(follows=request, follows_as="remainder").exclude(state="closed").first()
    if known is not None:
        return known
    value = value_of(request)
    missing = [(row.target, row.category) for row in reconcile(production.store, value).missing]
    if not missing:
        raise InputError(say("nothing is missing any more"))
    last = request.outcomes.first()
    rest = remainder(value, missing, today=worker.clock().date(), received=last.on if last else None)
    return draft_follow_up(worker, request_id, "remainder", value=rest)
