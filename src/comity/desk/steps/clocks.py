"""Clocks, computed from time limits of law, terms of providers and dated facts of the request; one model for all of them.

    clocks_of(request)      the clocks as they should run now, from what is known
    set_clocks(worker, …)   bring the kept ones in line with that; what a person put away stays away
    answer_came(worker, …)  an answer stops what it answers and starts what it begins

| clock | from | counted from |
| --- | --- | --- |
| answer due | the letter's own day, else the time limit of the instrument | the day it was sent |
| preservation ends | the provider's published term, else the time limit of the treaty | sent (provider), confirmed (State) |
| ask for the extension | the same, less the lead that is asked for | |
| request for legal assistance must follow | the end of the preservation that it lives on | |
| the holder deletes the data | the fact of the draft | |
| notice to the user allowed again | the fact of the draft, or the case | |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from comity.desk.bench import workbench
from comity.desk.models.clock import RunningClock
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.outcome import Outcome
from comity.desk.rights.worker import Worker
from comity.desk.steps.edit_request import value_of
from comity.law.deadlines import deadline
from comity.model.category import ChannelKind
from comity.model.request.evidence_request import EvidenceRequest as RequestValue
from comity.providers.preservation_term import preservation_term
from comity.text.messages import Messages, mark

PRESERVING = frozenset({ChannelKind.PRESERVATION.value, ChannelKind.PRESERVATION_24_7.value, ChannelKind.EXTENSION.value})
ANSWER_LIMITS: dict[str, str] = {
    "p2_art7": "ap2-7",
    "p2_art8": "ap2-8-subscriber",
    "eu_epoc": "eu-10-3",
    "eu_epoc_pr": "eu-11-1",
}
"""Instrument to the time limit within which its addressee answers."""

PRESERVATION_LIMITS: dict[str, str] = {"pres_art29": "budapest-29-7", "uncc_preservation": "uncc-42"}
"""Instrument to the time limit for which a State preserves."""

_DEFAULT_LEAD = timedelta(days=14)
FACTS = frozenset(
    {"request.response_deadline", "request.non_disclosure_until", "data.retention_expiry", "preservation.expires_on", "request.instrument"}
)
"""Facts of a draft that clocks are computed from."""

WORDS: dict[str, str] = {
    "preservation_expiry": mark("preservation ends"),
    "extension_lead": mark("ask for the extension of the preservation"),
    "mla_must_follow": mark("the request for legal assistance must be in"),
    "retention_expiry": mark("the holder deletes the data"),
    "freeze_expiry": mark("freeze ends"),
    "answer_due": mark("answer due"),
    "notice_embargo": mark("the user may be told from this day"),
    "legal_hold_end": mark("legal hold ends"),
    "incoming_acknowledge": mark("acknowledge the request from abroad"),
    "incoming_answer": mark("answer the request from abroad"),
    "incoming_preservation": mark("preservation for another State ends"),
    "fact_review": mark("look again at a fact"),
    "bring_back": mark("bring back"),
}
"""Every kind of clock in words."""

BY_HAND = ("bring_back", "legal_hold_end", "answer_due", "retention_expiry", "notice_embargo", "preservation_expiry")
"""Kinds that a person sets with a day."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock as it should run.

    Attributes:
        kind: key of `WORDS`.
        due: the day it runs out.
        starts_from: the event it counts from, in words.
        starts_on: the day of that event.
        limit: id of the time limit; empty where it comes from a fact or a provider's term.
        basis: `read`, `unverified` or `computed`.
        source: the page that was read for its length.
    """

    kind: str
    due: date
    starts_from: str = ""
    starts_on: date | None = None
    limit: str = ""
    basis: str = "computed"
    source: str = ""


def clocks_of(request: EvidenceRequest, t: Messages) -> tuple[Clock, ...]:
    """Compute the clocks of a request from its facts, its sending and its answers."""
    value = value_of(request)
    found = [*_of_facts(request, value, t)]
    if request.state in {"sent", "answered"}:
        found += _of_sending(request, value, t)
        found += _of_preservation(request, t)
    return tuple(dict.fromkeys(found))


def set_clocks(worker: Worker, request: EvidenceRequest) -> None:
    """Bring the clocks of a request in line with what is known; one that a person put away does not come back for the same day."""
    wanted = clocks_of(request, worker.t)
    kept = {(one.kind, one.due): one for one in request.clocks.all()}
    replaced = {one.kind for one in wanted}
    keys = {(one.kind, one.due) for one in wanted}
    for clock in kept.values():
        if clock.stopped_at is None and clock.kind in replaced and (clock.kind, clock.due) not in keys and not clock.note:
            stop(worker, clock, worker.t("another day is known now"))
    RunningClock.objects.bulk_create(_row(worker, request, one) for one in wanted if (one.kind, one.due) not in kept)


def answer_came(worker: Worker, request: EvidenceRequest, outcome: Outcome) -> None:
    """Stop what an answer answers, and start what it begins; a preservation is noted in the case file."""
    from comity.desk.steps.file_answer import NO_ANSWER_YET

    if outcome.code not in NO_ANSWER_YET:
        for clock in request.clocks.filter(kind="answer_due", stopped_at=None):
            stop(worker, clock, worker.t("answered"))
    if outcome.code == "granted" and request.channel in PRESERVING:
        _note_preservation(request, outcome, _preserved_until(request))
    set_clocks(worker, request)


def request_left(worker: Worker, request: EvidenceRequest) -> None:
    """Start the clocks of a request that was sent; stop those that waited for it."""
    waited = RunningClock.objects.filter(case=request.case, stopped_at=None)
    ids = {target.identifier for target in value_of(request).targets if target.identifier}
    if request.channel == ChannelKind.MLA:
        for clock in waited.filter(kind="mla_must_follow").select_related("request"):
            if clock.request is None or clock.request_id == request.follows_id or ids & _identifiers(clock.request):
                stop(worker, clock, worker.t("request {number} left", number=request.number))
    if request.channel == ChannelKind.EXTENSION and request.follows_id is not None:
        for clock in waited.filter(request=request.follows_id, kind="extension_lead"):
            stop(worker, clock, worker.t("request {number} left", number=request.number))
    set_clocks(worker, request)


def stop(worker: Worker, clock: RunningClock, why: str) -> None:
    """Stop a clock; the caller writes the journal."""
    clock.stopped_at, clock.stopped_by, clock.stopped_as = worker.clock(), worker.person, why[:200]
    clock.save(update_fields=["stopped_at", "stopped_by", "stopped_as"])


def _of_facts(request: EvidenceRequest, value: RequestValue, t: Messages) -> Iterator[Clock]:
    if day := _day(value.data.retention_expiry):
        yield Clock("retention_expiry", day, t("as the draft states"), basis="unverified")
    if day := _day(value.request.non_disclosure_until):
        yield Clock("notice_embargo", day, t("order against notice"))
    elif day := _day(request.case.particulars.get("secrecy.until")):
        yield Clock("notice_embargo", day, t("secrecy of the case"))
    if day := _day(value.preservation.expires_on):
        yield Clock("preservation_expiry", day, t("as the draft states"))


def _of_sending(request: EvidenceRequest, value: RequestValue, t: Messages) -> Iterator[Clock]:
    sent = _sent_on(request)
    if day := _day(value.request.response_deadline):
        yield Clock("answer_due", day, t("day asked for in the letter"), sent)
        return
    limit = workbench("en").law.time_limits.get(ANSWER_LIMITS.get(request.instrument, ""))
    if limit is None or sent is None:
        return
    found = deadline(limit, sent, sent).value
    if (due := _day(found.due)) is not None:
        basis = "unverified" if found.must_confirm else "read"
        yield Clock("answer_due", due, limit.starts_from, sent, limit.id, basis, limit.source or "")


def _of_preservation(request: EvidenceRequest, t: Messages) -> Iterator[Clock]:
    granted = _granted(request)
    if request.channel not in PRESERVING or granted is None:
        return
    end = _preserved_until(request)
    if end is None:
        return
    yield end
    lead = _lead(request)
    shared = (end.starts_on, end.limit, end.basis, end.source)
    yield Clock("extension_lead", max(granted.on, end.due - lead), t("{days} days before the preservation ends", days=lead.days), *shared)
    if not _has_assistance(request):
        yield Clock("mla_must_follow", end.due, t("the preservation lives on it"), *shared)


def _preserved_until(request: EvidenceRequest) -> Clock | None:
    """When the preservation ends: as the answer says, else by the provider's term, else by the limit of the treaty."""
    granted = _granted(request)
    if granted is None:
        return None
    bench, sent = workbench("en"), _sent_on(request) or granted.on
    provider = bench.catalog.get(request.addressee_id)
    if provider is not None:
        found = preservation_term(provider, request.case.unit.state, sent)
        due = found.value.ends(sent)
        row = provider.provenance("preservation")
        basis = "read" if found.is_firm else "unverified"
        return Clock("preservation_expiry", due, "", sent, "", basis, row.source or "") if due else None
    limit = bench.law.time_limits.get(PRESERVATION_LIMITS.get(request.instrument, ""))
    if limit is None:
        return None
    answer = deadline(limit, granted.on, granted.on).value
    due_day = _day(answer.due)
    basis = "unverified" if answer.must_confirm else "read"
    return Clock("preservation_expiry", due_day, limit.starts_from, granted.on, limit.id, basis, limit.source or "") if due_day else None


def _lead(request: EvidenceRequest) -> timedelta:
    provider = workbench("en").catalog.get(request.addressee_id)
    days = provider.preservation.extension_lead_days if provider is not None else None
    return _DEFAULT_LEAD if days is None else timedelta(days=days)


def _granted(request: EvidenceRequest) -> Outcome | None:
    return request.outcomes.filter(code="granted").order_by("on", "id").first()


def _has_assistance(request: EvidenceRequest) -> bool:
    """Tell whether a request for legal assistance about the same identifiers has left."""
    ids = _identifiers(request)
    sent = request.case.requests.filter(channel=ChannelKind.MLA, state__in=("sent", "answered"))
    return any(one.follows_id == request.pk or ids & _identifiers(one) for one in sent)


def _identifiers(request: EvidenceRequest) -> set[str]:
    return {target.identifier for target in value_of(request).targets if target.identifier}


def _note_preservation(request: EvidenceRequest, outcome: Outcome, end: Clock | None) -> None:
    """Write a preservation in place into the case file, so that the plan knows it and can extend it."""
    if not request.addressee_id or request.addressee_id not in workbench("en").catalog:
        return
    case = request.case
    sent = _sent_on(request) or outcome.on
    line = f"{request.addressee_id} | {outcome.reference} | {sent.isoformat()} | {end.due.isoformat() if end else ''}".rstrip(" |")
    lines = [one for one in case.particulars.get("preservations", "").splitlines() if one.strip()]
    if line not in lines:
        case.particulars = {**case.particulars, "preservations": "\n".join([*lines, line])}
        case.lock += 1
        case.save(update_fields=["particulars", "lock"])


def _sent_on(request: EvidenceRequest) -> date | None:
    return _day(request.sent.get("on")) or (request.sent_at.date() if request.sent_at else None)


def _day(value: Any) -> date | None:
    """Read a day out of a fact; None for what is no day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _row(worker: Worker, request: EvidenceRequest, clock: Clock) -> RunningClock:
    return RunningClock(
        case=request.case,
        request=request,
        kind=clock.kind,
        limit=clock.limit,
        due=clock.due,
        starts_from=clock.starts_from[:200],
        starts_on=clock.starts_on,
        basis=clock.basis,
        source=clock.source[:500],
        set_by=worker.person,
        set_at=worker.clock(),
    )
