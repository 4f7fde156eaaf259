"""Record that a request left, close it, keep the clocks."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from comity.desk.journal.chain import write
from comity.desk.models.clock import RunningClock
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.clocks import BY_HAND, WORDS, request_left, stop
from comity.desk.steps.edit_request import fix_version
from comity.desk.steps.together import as_typed
from comity.errors import InputError
from comity.exchange.transport import transports
from comity.text.messages import say

_LONGEST = timedelta(days=3660)


def record_sent(worker: Worker, request_id: int, *, way: str, on: date, reference: str = "", pack: int | None = None) -> EvidenceRequest:
    """Record that an approved request left.

    Args:
        worker: who.
        request_id: the request.
        way: code of the transport.
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
        if way not in transports():
            raise InputError(say("say how it left"), place="way", hint=say("one of: {keys}", keys=", ".join(transports())))
        if not request.made_at.date() <= on <= worker.clock().date() + timedelta(days=1):
            raise InputError(say("it can have left only between its making and today: {day}", day=on.isoformat()), place="on")
        version = fix_version(request, worker.t("sent"))
        request.state, request.sent_at = "sent", worker.clock()
        request.sent = {"way": way, "on": on.isoformat(), "reference": reference.strip(), "version": version.number}
        if pack is not None:
            request.sent |= _left(worker, request, pack, on, reference)
        request.save(update_fields=["state", "sent_at", "sent"])
        request_left(worker, request)
        words = worker.t(
            "{name} recorded that the request left on {day}: {way}",
            name=worker.person.full_name,
            day=on.isoformat(),
            way=worker.t(transports()[way].label),
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


def close_request(worker: Worker, request_id: int) -> EvidenceRequest:
    """Close a request; its clocks stop."""
    with transaction.atomic():
        request = worker.request(request_id, "request.close", locked=True)
        request.state = "closed"
        request.save(update_fields=["state"])
        for clock in request.clocks.filter(stopped_at=None):
            stop(worker, clock, worker.t("the request was closed"))
        words = worker.t("{name} closed the request", name=worker.person.full_name)
        write("request.closed", words, person=worker.person, case=request.case, subject=f"request:{request.pk}", clock=worker.clock)
    return request


def set_clock(worker: Worker, case_id: int, on: date, note: str, kind: str = "bring_back") -> RunningClock:
    """Set a clock by hand: a day on which the case comes back to the desk, the end of a legal hold, the day an answer was promised.

    Raises:
        InputError: the day lies behind, or further ahead than ten years; there is no such kind.
    """
    case = worker.case(case_id, "case.clock")
    today = worker.clock().date()
    if kind not in BY_HAND:
        raise InputError(say("no clock of this kind is set by hand: {kind}", kind=kind), place="kind")
    if not today <= on <= today + _LONGEST:
        raise InputError(say("choose a day from today on: {day}", day=on.isoformat()), place="on")
    with transaction.atomic():
        clock = RunningClock.objects.create(
            case=case, kind=kind, due=on, note=as_typed(note)[:300] or worker.t("set by hand"), set_by=worker.person, set_at=worker.clock()
        )
        words = worker.t(
            "{name} set a clock for {day}: {kind}, {note}",
            name=worker.person.full_name,
            day=on.isoformat(),
            kind=worker.t(WORDS[kind]),
            note=clock.note,
        )
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
        stop(worker, clock, worker.t("done"))
        kind = worker.t(WORDS.get(clock.kind, clock.kind))
        words = worker.t("{name} stopped the clock {kind}, due {day}", name=worker.person.full_name, kind=kind, day=clock.due.isoformat())
        write("clock.stopped", words, person=worker.person, case=clock.case, subject=f"clock:{clock.pk}", clock=worker.clock)
    return clock


def restart_clock(worker: Worker, clock_id: int) -> RunningClock:
    """Let a clock run again that was stopped by mistake.

    Raises:
        NotThereError: there is none that the person may see.
    """
    with transaction.atomic():
        clock = RunningClock.objects.select_for_update().filter(pk=clock_id).first()
        if clock is None:
            raise NotThereError(say("there is nothing here for you"))
        worker.demand("case.clock", case=clock.case)
        clock.stopped_at, clock.stopped_by, clock.stopped_as = None, None, ""
        clock.save(update_fields=["stopped_at", "stopped_by", "stopped_as"])
        kind = worker.t(WORDS.get(clock.kind, clock.kind))
        words = worker.t("{name} lets the clock {kind} run again", name=worker.person.full_name, kind=kind)
        write("clock.restarted", words, person=worker.person, case=clock.case, subject=f"clock:{clock.pk}", clock=worker.clock)
    return clock
