"""Prepare a request: the draft that case, route and the answers given so far make, kept in the register with its clocks."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.clock import RunningClock
from comity.desk.models.evidence_request import EvidenceRequest, RequestVersion
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.choose_channel import Occasion, plan_case
from comity.drafting.compose.answer_file import AnswerEntry
from comity.drafting.compose.composer import draft_of
from comity.drafting.draft_file import draft_text, parse_draft
from comity.drafting.fields import request_fields, values_of
from comity.model.request.evidence_request import EvidenceRequest as RequestValue
from comity.text.messages import say

REUSED = ("authority", "dp")
"""Groups of facts that are the same in every request of a case: answered once, they stand in the next draft."""

Answers = tuple[AnswerEntry, ...]


def prepare_request(worker: Worker, case_id: int, key: str, answers: Answers | None = None) -> EvidenceRequest:
    """Prepare the request of an occasion; the one that was prepared for it before is returned.

    Args:
        worker: who.
        case_id: the case.
        key: key of the occasion in the plan.
        answers: answers to fill in; None takes what earlier requests of the case say of the authority.

    Raises:
        NotThereError: the plan sends no such request.
    """
    case = worker.case(case_id, "case.prepare")
    known = case.requests.filter(occasion=key).exclude(state="closed").first()
    if known is not None:
        return known
    occasion = plan_case(worker, case).occasion(key)
    if occasion is None:
        raise NotThereError(say("the plan sends no such request any more; open the plan again"))
    given = answers if answers is not None else answers_of(case, occasion)
    draft = draft_of(occasion.situation, given, worker.facts_language).request
    with transaction.atomic():
        request = _made(worker, worker.case(case_id, "case.prepare", locked=True), occasion, draft)
        _set_clocks(worker, request, occasion)
        words = worker.t(
            "{name} prepared request {number} to {addressee}",
            name=worker.person.full_name,
            number=request.number,
            addressee=request.addressee,
        )
        subject = f"request:{request.pk}"
        write(
            "request.prepared",
            words,
            person=worker.person,
            case=case,
            subject=subject,
            facts={"instrument": request.instrument},
            clock=worker.clock,
        )
    return request


def answers_of(case: Case, occasion: Occasion) -> Answers:
    """What earlier requests of the case, in the same language, say of the facts that are the same in all of them."""
    facts: dict[str, object] = {}
    language = occasion.situation.language
    for request in case.requests.filter(language=language).order_by("changed_at"):
        earlier = parse_draft(request.draft.encode("utf-8"))
        for fact in request_fields().values():
            if fact.group in REUSED and values_of(earlier, fact.id):
                facts[fact.id] = getattr(getattr(earlier, fact.group), fact.name)
    return (AnswerEntry((language,), (), (), (), facts, {}),) if facts else ()


def _made(worker: Worker, case: Case, occasion: Occasion, draft: RequestValue) -> EvidenceRequest:
    situation, route = occasion.situation, occasion.situation.route
    last = case.requests.aggregate(last=Max("number"))["last"] or 0
    request = EvidenceRequest.objects.create(
        case=case,
        number=last + 1,
        occasion=occasion.key,
        instrument=situation.instrument.id,
        addressee=((route.legal_entity or route.addressee) if route else "")[:300],
        addressee_id=(route.addressee_id or "") if route else "",
        channel=route.channel.value if route else "",
        category=route.category.value if route else "",
        language=situation.language,
        draft=draft_text(draft),
        made_by=worker.person,
        made_at=worker.clock(),
        changed_by=worker.person,
        changed_at=worker.clock(),
    )
    RequestVersion.objects.create(
        request=request, number=1, draft=request.draft, is_fixed=True, saved_by=worker.person, note=worker.t("as composed"),
        begun_at=worker.clock(), saved_at=worker.clock(),
    )  # fmt: skip
    return request


def _set_clocks(worker: Worker, request: EvidenceRequest, occasion: Occasion) -> None:
    """Set the clocks of the routes whose end is known."""
    found = {}
    for route in occasion.situation.routes:
        for clock in route.clocks:
            if clock.due is not None:
                due = clock.due.date() if isinstance(clock.due, datetime) else clock.due
                found[clock.id, due] = RunningClock(
                    case=request.case, request=request, kind=clock.id, due=due, starts_from=clock.starts_from[:200],
                    basis=clock.basis.value, source=(clock.source or "")[:500], set_by=worker.person, set_at=worker.clock(),
                )  # fmt: skip
    RunningClock.objects.bulk_create(found.values())


def instrument_name(instrument: str) -> str:
    """Name an instrument in words."""
    known = workbench("en").law.instruments
    return known[instrument].name if instrument in known else instrument
