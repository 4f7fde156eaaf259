"""Record that a request left, file what came back, keep the clocks."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.clock import RunningClock
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.outcome import Outcome
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.edit_request import fix_version
from comity.errors import InputError
from comity.text.messages import Messages, mark, say

WAYS: dict[str, str] = {
    "portal": mark("portal of the provider"),
    "email": mark("official e-mail"),
    "post": mark("post"),
    "contact_24_7": mark("24/7 contact point"),
    "ncb": mark("National Central Bureau of INTERPOL"),
    "central_authority": mark("central authority"),
    "diplomatic": mark("diplomatic channel"),
}
"""How a request leaves."""

_GIVEN = {"granted": mark("answered in full"), "partial": mark("answered in part")}
_LONGEST = timedelta(days=3660)


def record_sent(worker: Worker, request_id: int, *, way: str, on: date, reference: str = "", pack: int | None = None) -> EvidenceRequest:
    """Record that an approved request left.

    Args:
        worker: who.
        request_id: the request.
        way: how, one of `WAYS`.
        on: the day.
        reference: what the other side gave at once.
        pack: number of the pack that left; None where it left otherwise.

    Raises:
        NotThereError: there is no such pack.
        RefusedError: it is not approved, or it is an exercise.
        InputError: there is no such way, or the day is not possible.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.record_sent", locked=True)
        if way not in WAYS:
            raise InputError(say("say how it left"), place="way", hint=say("one of: {keys}", keys=", ".join(WAYS)))
        if not request.made_at.date() <= on <= worker.clock().date() + timedelta(days=1):
            raise InputError(say("it can have left only between its making and today: {day}", day=on.isoformat()), place="on")
        version = fix_version(request, worker.t("sent"))
        request.state, request.sent_at = "sent", worker.clock()
        request.sent = {"way": way, "on": on.isoformat(), "reference": reference.strip(), "version": version.number}
        if pack is not None:
            request.sent |= _left(worker, request, pack, on, reference)
        request.save(update_fields=["state", "sent_at", "sent"])
        words = worker.t(
            "{name} recorded that the request left on {day}: {way}",
            name=worker.person.full_name,
            day=on.isoformat(),
            way=worker.t(WAYS[way]),
        )
        write(
            "request.sent",
            words,
            person=worker.person,
            case=request.case,
            subject=f"request:{request.pk}",
            facts=request.sent,
            clock=worker.clock,
        )
    return request


def _left(worker: Worker, request: EvidenceRequest, pack: int, on: date, reference: str) -> dict[str, object]:
    """Note on a pack that it left; return what is kept of it on the request."""
    dispatch = request.dispatches.filter(number=pack).select_related("pack").first()
    if dispatch is None:
        raise NotThereError(say("there is nothing here for you"))
    dispatch.sent_by, dispatch.sent_at, dispatch.sent_on, dispatch.reference = worker.person, worker.clock(), on, reference.strip()[:200]
    dispatch.save(update_fields=["sent_by", "sent_at", "sent_on", "reference"])
    return {
        "pack": dispatch.number,
        "sha256": dispatch.pack.sha256,
        "files": dispatch.files,
        "recipient": dispatch.recipient,
        "code": dispatch.slip.get("code", ""),
    }


def file_outcome(worker: Worker, request_id: int, *, code: str, on: date, reference: str = "", words: str = "") -> Outcome:
    """File an answer with its code.

    Args:
        worker: who.
        request_id: the request.
        code: `granted`, `partial`, or a code of refusal of the law book.
        on: the day it came.
        reference: the other side's reference.
        words: what it says, in short.

    Raises:
        InputError: there is no such code, or the day lies in the future.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.file_outcome", locked=True)
        if code not in outcome_codes(worker.language):
            raise InputError(say("no outcome has this code: {code}", code=code), place="code")
        if on > worker.clock().date() + timedelta(days=1):
            raise InputError(say("this day has not come yet: {day}", day=on.isoformat()), place="on")
        outcome = Outcome.objects.create(
            request=request,
            code=code,
            on=on,
            reference=reference.strip()[:200],
            words=words.strip(),
            filed_by=worker.person,
            filed_at=worker.clock(),
        )
        request.state = "answered"
        request.save(update_fields=["state"])
        told = worker.t("{name} filed an answer: {code}", name=worker.person.full_name, code=outcome_codes(worker.language)[code])
        write(
            "request.answered",
            told,
            person=worker.person,
            case=request.case,
            subject=f"request:{request.pk}",
            facts={"code": code},
            clock=worker.clock,
        )
    return outcome


def close_request(worker: Worker, request_id: int) -> EvidenceRequest:
    """Close a request; its clocks stop."""
    with transaction.atomic():
        request = worker.request(request_id, "request.close", locked=True)
        request.state = "closed"
        request.save(update_fields=["state"])
        request.clocks.filter(stopped_at=None).update(stopped_at=worker.clock())
        words = worker.t("{name} closed the request", name=worker.person.full_name)
        write("request.closed", words, person=worker.person, case=request.case, subject=f"request:{request.pk}", clock=worker.clock)
    return request


def outcome_codes(language: str) -> dict[str, str]:
    """Every outcome code with its words; what was given comes first."""
    bench, t = workbench(language), Messages(language)
    given = {code: t(words) for code, words in _GIVEN.items()}
    return given | {code: bench.linter.knowledge.outcome(code, language) for code in bench.law.outcomes}


def bring_back(worker: Worker, case_id: int, on: date, note: str) -> RunningClock:
    """Set a day on which the case is to come back to the desk.

    Raises:
        InputError: the day lies behind, or further ahead than ten years.
    """
    case = worker.case(case_id, "case.clock")
    today = worker.clock().date()
    if not today <= on <= today + _LONGEST:
        raise InputError(say("choose a day from today on: {day}", day=on.isoformat()), place="on")
    with transaction.atomic():
        clock = RunningClock.objects.create(
            case=case, kind="bring_back", due=on, note=note.strip()[:300], set_by=worker.person, set_at=worker.clock()
        )
        words = worker.t("{name} wants the case back on {day}: {note}", name=worker.person.full_name, day=on.isoformat(), note=clock.note)
        write("clock.set", words, person=worker.person, case=case, subject=f"clock:{clock.pk}", clock=worker.clock)
    return clock


def stop_clock(worker: Worker, clock_id: int) -> RunningClock:
    """Stop a clock: what it stands for is done.

    Raises:
        NotThereError: there is none that the person may see.
    """
    with transaction.atomic():
        clock = RunningClock.objects.select_for_update().filter(pk=clock_id).first()
        if clock is None:
            raise NotThereError(say("there is nothing here for you"))
        worker.demand("case.clock", case=clock.case)
        clock.stopped_at = worker.clock()
        clock.save(update_fields=["stopped_at"])
        words = worker.t(
            "{name} stopped the clock {kind}, due {day}", name=worker.person.full_name, kind=clock.kind, day=clock.due.isoformat()
        )
        write("clock.stopped", words, person=worker.person, case=clock.case, subject=f"clock:{clock.pk}", clock=worker.clock)
    return clock
