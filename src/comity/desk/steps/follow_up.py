"""What follows an answer: what to mend where it was refused, which channel comes next, and the draft of it.

advice(worker, request)            rules that prevent the outcome, and the requests of the plan that go another way
draft_follow_up(worker, …)         the mended request, the rest, the extension, or the request for legal assistance
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Max

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.evidence_request import EvidenceRequest, RequestVersion
from comity.desk.rights.worker import Worker
from comity.desk.steps.check_request import check_value
from comity.desk.steps.choose_channel import Occasion, plan_case
from comity.desk.steps.edit_request import value_of
from comity.desk.steps.file_answer import tally
from comity.desk.steps.prepare_request import prepare_request
from comity.drafting.draft_file import draft_text
from comity.errors import InputError
from comity.model.category import ChannelKind
from comity.model.request.evidence_request import EvidenceRequest as RequestValue
from comity.model.route import RouteState
from comity.text.messages import mark, say

FOLLOWS: dict[str, str] = {
    "after_refusal": mark("the same once more, mended"),
    "remainder": mark("what is still missing"),
    "extension": mark("extension of the preservation"),
    "mla_after_preservation": mark("request for legal assistance"),
    "other_channel": mark("another channel"),
}
"""Why a request goes on from another."""

_OPEN_STATES = (RouteState.OPEN, RouteState.CHECK)
_MISSING = frozenset({"", "missing", "partial"})


@dataclass(frozen=True, slots=True)
class Fix:
    """A rule that prevents the outcome.

    Attributes:
        rule: its code.
        title: what it looks for.
        fix: what to do.
        finds: whether it finds something in the request as it was sent.
    """

    rule: str
    title: str
    fix: str
    finds: bool


@dataclass(frozen=True, slots=True)
class Next:
    """A request of the plan that asks the same another way.

    Attributes:
        occasion: the request.
        made: the one that was prepared for it already; None without one.
        state: `open` or `check`.
    """

    occasion: Occasion
    made: EvidenceRequest | None
    state: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do after an answer.

    Attributes:
        fixes: rules that prevent the outcome, those that find something first.
        channels: what else the plan can send about the same identifiers.
        can_follow: what can be drafted from the request itself.
    """

    fixes: tuple[Fix, ...]
    channels: tuple[Next, ...]
    can_follow: tuple[str, ...]


def advice(worker: Worker, request: EvidenceRequest) -> Advice:
    """Say what to do after the last answer to a request."""
    last = request.outcomes.first()
    rows = tally(request)
    is_preservation = request.channel in {ChannelKind.PRESERVATION, ChannelKind.PRESERVATION_24_7, ChannelKind.EXTENSION}
    can = []
    if last is not None and last.code not in {"granted", "partial", "acknowledged"}:
        can.append("after_refusal")
    if any(row.state for row in rows) and any(row.state in _MISSING for row in rows):
        can.append("remainder")
    if is_preservation:
        can.append("extension")
    fixes = tuple(sorted(_fixes(worker, request, last.code), key=lambda fix: (not fix.finds, fix.rule))) if last is not None else ()
    return Advice(fixes, tuple(_others(worker, request)), tuple(can))


def draft_follow_up(worker: Worker, request_id: int, why: str, occasion: str = "", *, value: RequestValue | None = None) -> EvidenceRequest:
    """Draft what follows a request; it is tied to it.

    Args:
        worker: who.
        request_id: the request that it goes on from.
        why: one of `FOLLOWS`.
        occasion: key of the request of the plan, for another channel and for legal assistance.
        value: what is drafted, where it was made from the events that were read; None makes it from the request.

    Raises:
        InputError: there is no such kind, or nothing is missing any more.
        NotThereError: the plan sends no such request.
    """
    request = worker.request(request_id, "request.follow_up")
    if why not in FOLLOWS:
        raise InputError(say("say what follows"), place="as", hint=say("one of: {keys}", keys=", ".join(FOLLOWS)))
    with transaction.atomic():
        if why in {"other_channel", "mla_after_preservation"}:
            made = prepare_request(worker, request.case_id, occasion)
        else:
            made = _copied(worker, request, why, value)
        if made.follows_id is None and made.pk != request.pk:
            made.follows, made.follows_as = request, why
            made.save(update_fields=["follows", "follows_as"])
        words = worker.t(
            "{name} drafted request {number} as what follows request {earlier}",
            name=worker.person.full_name,
            number=made.number,
            earlier=request.number,
        )
        facts = {"as": why, "request": made.pk}
        subject = f"request:{request.pk}"
        write("request.followed", words, person=worker.person, case=request.case, subject=subject, facts=facts, clock=worker.clock)
    return made


def _fixes(worker: Worker, request: EvidenceRequest, code: str) -> Iterator[Fix]:
    law = workbench("en").law
    family = law.instruments[request.instrument].family if request.instrument in law.instruments else None
    found = {remark.finding.rule for remark in check_value(worker, value_of(request), {}).remarks}
    for rule in workbench(worker.language).linter.rules.values():
        if rule.outcome == code and (rule.code in found or rule.is_for(request.instrument, family)):
            yield Fix(rule.code, rule.title.of(worker.facts_language), rule.fix.of(worker.facts_language), rule.code in found)


def _others(worker: Worker, request: EvidenceRequest) -> Iterator[Next]:
    try:
        plan = plan_case(worker, request.case)
    except InputError:
        return
    asked = {target.identifier for target in value_of(request).targets}
    prepared = {one.occasion: one for one in request.case.requests.exclude(state="closed")}
    for row in plan.occasions.values():
        for one in row:
            route = one.situation.route
            about = {lead.identifier.value for lead in one.situation.case_leads} | {
                lead.identifier.raw for lead in one.situation.case_leads
            }
            if route is None or one.key == request.occasion or route.channel == request.channel or not about & asked:
                continue
            if route.state in _OPEN_STATES:
                yield Next(one, prepared.get(one.key), route.state.value)


def _copied(worker: Worker, request: EvidenceRequest, why: str, given: RequestValue | None = None) -> EvidenceRequest:
    value = given or _changed(request, value_of(request), why)
    case = worker.case(request.case_id, "case.prepare", locked=True)
    number = (case.requests.aggregate(last=Max("number"))["last"] or 0) + 1
    is_extension = why == "extension"
    made = EvidenceRequest.objects.create(
        case=case,
        number=number,
        occasion=f"{why}:{request.pk}:{number}",
        instrument="pres_extension" if is_extension else request.instrument,
        addressee=request.addressee,
        addressee_id=request.addressee_id,
        channel=ChannelKind.EXTENSION.value if is_extension else request.channel,
        category=request.category,
        language=request.language,
        draft=draft_text(value),
        other_language=request.other_language,
        other_texts=request.other_texts,
        made_by=worker.person,
        made_at=worker.clock(),
        changed_by=worker.person,
        changed_at=worker.clock(),
    )
    RequestVersion.objects.create(
        request=made, number=1, draft=made.draft, other_texts=made.other_texts, is_fixed=True, saved_by=worker.person,
        note=worker.t("as composed"), begun_at=worker.clock(), saved_at=worker.clock(),
    )  # fmt: skip
    return made


def _changed(request: EvidenceRequest, value: RequestValue, why: str) -> RequestValue:
    """Turn the earlier request into the one that follows: a date of its own, no approvals, and what the occasion changes."""
    fresh = replace(value, overrides=(), request=replace(value.request, date=None, signed=None, status_new_or_followup="follow_up"))
    if why == "remainder":
        rest = [row.asked for row in tally(request) if row.state in _MISSING]
        if not rest:
            raise InputError(say("nothing is missing any more"))
        targets = {one.target for one in rest}
        categories = tuple(dict.fromkeys(one.category for one in rest if one.category))
        kept = tuple(target for target in fresh.targets if target.identifier in targets)
        return replace(fresh, targets=kept, data=replace(fresh.data, categories=categories or fresh.data.categories))
    if why == "extension":
        last = request.outcomes.exclude(reference="").first()
        preservation = replace(
            fresh.preservation,
            reference=last.reference if last else fresh.preservation.reference,
            requested_on=request.sent_at.date() if request.sent_at else fresh.preservation.requested_on,
        )
        return replace(fresh, preservation=preservation, request=replace(fresh.request, instrument="pres_extension"))
    return fresh
