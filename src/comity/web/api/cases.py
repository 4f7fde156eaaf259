"""Cases for programs: list, open, read, change; leads, routes, clocks, money. What a person may not see is not there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Status

from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.clock import RunningClock
from comity.desk.models.lead import Lead
from comity.desk.models.money import MoneyEntry
from comity.desk.models.unit import Unit
from comity.desk.money.entries import Typed, add_entry, add_victim
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.case_file import case_bytes
from comity.desk.steps.choose_channel import plan_case
from comity.desk.steps.find_leads import decide_leads, read_leads
from comity.desk.steps.open_case import change_particulars, open_case
from comity.desk.steps.send_and_track import set_clock as begin_clock
from comity.desk.steps.send_and_track import stop_clock
from comity.desk.steps.together import stamp
from comity.routing.answer_document import answer_document
from comity.text.messages import say
from comity.web.api import shapes
from comity.web.api.keys import READ, WRITE, worker_at
from comity.web.views.case import note_reading

router = Router()
FAILS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), shapes.TroubleAnswer)
_A_PAGE = 100


@router.get("/cases", auth=READ, response={200: shapes.CaseList, **FAILS}, summary="List one's cases")
def cases(
    request: Any,
    state: shapes.CaseState = "",
    after: shapes.After = None,
) -> dict[str, Any]:
    """The cases on which the person works, the newest first, a hundred at a time."""
    rows = worker_at(request).cases().select_related("unit").order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: _A_PAGE + 1])
    return {"cases": [_row(case) for case in found[:_A_PAGE]], "next": found[_A_PAGE - 1].pk if len(found) > _A_PAGE else None}


@router.post("/cases", auth=WRITE, response={201: shapes.CaseAnswer, **FAILS}, summary="Open a case")
def new_case(request: Any, asked: shapes.NewCase) -> Status[dict[str, Any]]:
    """Open a case in a unit of the person."""
    worker = worker_at(request)
    unit = Unit.objects.filter(pk=asked.unit, appointments__person=worker.person).first()
    if unit is None:
        raise NotThereError(say("there is nothing here for you"))
    case = open_case(worker, unit, number=asked.number, title=asked.title, zone=asked.zone, particulars=asked.particulars)
    return Status(201, _whole(worker, case))


@router.get("/cases/{case_id}", auth=READ, response={200: shapes.CaseAnswer, **FAILS}, summary="Read a case")
def read_case(request: Any, case_id: shapes.Key) -> dict[str, Any]:
    """The case with its particulars."""
    worker = worker_at(request)
    case = _read(worker, case_id, "case")
    return _whole(worker, case)


@router.patch("/cases/{case_id}", auth=WRITE, response={200: shapes.CaseAnswer, **FAILS}, summary="Change a case")
def change_case(request: Any, asked: shapes.CaseChange, case_id: shapes.Key) -> dict[str, Any]:
    """Change particulars; refused when somebody else changed the case since it was read."""
    worker = worker_at(request)
    held = worker.case(case_id, "case.change")
    shapes.same_lock(held.lock, asked.lock)
    opened = {key: stamp(held.particulars.get(key, "")) for key in asked.particulars}
    case, done = change_particulars(worker, case_id, asked.particulars, opened)
    if done.conflicts:
        shapes.same_lock(case.lock, asked.lock)
    return _whole(worker, case)


@router.get("/cases/{case_id}/case.yaml", auth=READ, response={200: str, **FAILS}, summary="Take the case file away")
def case_file(request: Any, case_id: shapes.Key) -> HttpResponse:
    """The case as a CASE.yaml."""
    worker = worker_at(request)
    case = worker.case(case_id)
    words = worker.t("{name} took the case file away", name=worker.person.full_name)
    write("case.exported", words, person=worker.person, case=case, subject=f"case:{case.pk}", clock=worker.clock)
    return HttpResponse(case_bytes(case), content_type="application/yaml; charset=utf-8")


@router.get("/cases/{case_id}/leads", auth=READ, response={200: shapes.LeadList, **FAILS}, summary="List the leads of a case")
def leads(request: Any, case_id: shapes.Key, after: shapes.After = None) -> dict[str, Any]:
    """The leads in the order in which they came, a hundred at a time."""
    worker = worker_at(request)
    rows = _read(worker, case_id, "leads").leads.order_by("pk")
    found = list((rows.filter(pk__gt=after) if after else rows)[: _A_PAGE + 1])
    return {"leads": [_lead(lead) for lead in found[:_A_PAGE]], "next": found[_A_PAGE - 1].pk if len(found) > _A_PAGE else None}


@router.post("/cases/{case_id}/leads", auth=WRITE, response={201: shapes.LeadList, **FAILS}, summary="Find leads in a text")
def find_leads(request: Any, asked: shapes.TextAsked, case_id: shapes.Key) -> Status[dict[str, Any]]:
    """The leads that are new to the case; they wait for a decision."""
    reading = read_leads(worker_at(request), case_id, asked.text.encode("utf-8"), asked.name)
    return Status(201, {"leads": [_lead(lead) for lead in reading.new]})


@router.post("/cases/{case_id}/leads/decide", auth=WRITE, response={200: dict[str, int], **FAILS}, summary="Decide on leads")
def decide(request: Any, asked: shapes.Decision, case_id: shapes.Key) -> dict[str, int]:
    """Accept leads, set them aside, or undo either; tells how many changed."""
    return {"changed": decide_leads(worker_at(request), case_id, asked.leads, asked.state)}


@router.get("/cases/{case_id}/routes", auth=READ, response={200: dict[str, Any], **FAILS}, summary="Routes and plan of a case")
def routes(request: Any, case_id: shapes.Key) -> dict[str, Any]:
    """As `comity route --json`, with `occasions`: what can be prepared in each step of the plan."""
    worker = worker_at(request)
    plan = plan_case(worker, _read(worker, case_id, "plan"))
    occasions = [
        {"step": step, "occasion": one.key, "instrument": one.situation.instrument.id, "language": one.situation.language}
        for step, row in plan.occasions.items()
        for one in row
    ]
    return {**answer_document(plan.answer, plan.case), "occasions": occasions}


@router.get("/cases/{case_id}/clocks", auth=READ, response={200: shapes.ClockList, **FAILS}, summary="Clocks of a case")
def clocks(request: Any, case_id: shapes.Key) -> dict[str, Any]:
    """The clocks that run, the next first."""
    case = _read(worker_at(request), case_id, "clocks")
    return {"clocks": [_clock(clock) for clock in case.clocks.filter(stopped_at=None)[:1000]]}


@router.post("/cases/{case_id}/clocks", auth=WRITE, response={201: shapes.ClockRow, **FAILS}, summary="Bring a case back on a day")
def set_clock(request: Any, asked: shapes.BringBack, case_id: shapes.Key) -> Status[dict[str, Any]]:
    """Set a day on which the case comes back to the desk."""
    return Status(201, _clock(begin_clock(worker_at(request), case_id, asked.on, asked.note)))


@router.post("/clocks/{clock_id}/stop", auth=WRITE, response={200: shapes.ClockRow, **FAILS}, summary="Stop a clock")
def end_clock(request: Any, clock_id: shapes.Key) -> dict[str, Any]:
    """Stop a clock: what it stands for is done."""
    return _clock(stop_clock(worker_at(request), clock_id))


@router.get("/cases/{case_id}/money", auth=READ, response={200: shapes.SumList, **FAILS}, summary="Losses and money of a case")
def money(request: Any, case_id: shapes.Key) -> dict[str, Any]:
    """What was lost, traced, frozen and returned."""
    case = _read(worker_at(request), case_id, "money")
    return {"money": [_sum(entry) for entry in case.money.select_related("victim")[:1000]]}


@router.post("/cases/{case_id}/money", auth=WRITE, response={201: shapes.SumRow, **FAILS}, summary="Record a sum")
def add_money(request: Any, asked: shapes.Sum, case_id: shapes.Key) -> Status[dict[str, Any]]:
    """Record a sum; the victim is made where there is none of this name."""
    worker = worker_at(request)
    victim = str(add_victim(worker, case_id, asked.victim).pk) if asked.victim.strip() else ""
    typed = Typed(
        asked.fate,
        asked.amount,
        asked.currency,
        asked.on.isoformat(),
        victim=victim,
        rate=asked.rate,
        rate_source=asked.rate_source,
        lead=str(asked.lead or ""),
        request=str(asked.request or ""),
        reference=asked.reference,
        note=asked.note,
    )
    return Status(201, _sum(add_entry(worker, case_id, typed)))


def _read(worker: Worker, case_id: int, what: str) -> Case:
    """Return a case, and note that it was read."""
    case = worker.case(case_id)
    note_reading(worker, case, what)
    return case


def _row(case: Case) -> dict[str, Any]:
    return {
        "id": case.pk,
        "number": case.number,
        "title": case.title,
        "unit": case.unit.name,
        "state": case.state,
        "training": case.training,
        "changed_at": case.changed_at,
    }


def _whole(worker: Worker, case: Case) -> dict[str, Any]:
    return {**_row(case), "zone": case.zone, "lock": case.lock, "particulars": case.particulars, "roles": sorted(worker.roles_on(case))}


def _lead(lead: Lead) -> dict[str, Any]:
    names = ("state", "kind", "value", "verdict", "reason", "notes", "entry", "wanted", "source")
    return {"id": lead.pk, **{name: getattr(lead, name) for name in names}}


def _clock(clock: RunningClock) -> dict[str, Any]:
    return {"id": clock.pk, "kind": clock.kind, "due": clock.due, "request": clock.request_id, "note": clock.note}


def _sum(entry: MoneyEntry) -> dict[str, Any]:
    names = ("fate", "amount", "currency", "on", "rate", "rate_currency", "rate_source")
    victim = entry.victim.name if entry.victim else None
    return {"id": entry.pk, "victim": victim, "struck": entry.struck_at is not None, **{name: getattr(entry, name) for name in names}}
