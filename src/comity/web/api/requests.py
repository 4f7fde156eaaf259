"""Requests for programs: prepare, read, change, check, submit, write the letter, file the answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router, Status

from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.worker import Worker
from comity.desk.steps.approve import submit
from comity.desk.steps.check_request import check_request
from comity.desk.steps.edit_request import save_fields, shown_texts
from comity.desk.steps.file_answer import file_outcome
from comity.desk.steps.prepare_request import prepare_request
from comity.desk.steps.send_and_track import close_request
from comity.desk.steps.together import stamp
from comity.desk.steps.write_letters import write_letter
from comity.drafting.lint.report import finding_row
from comity.web.api import shapes
from comity.web.api.cases import FAILS
from comity.web.api.keys import READ, WRITE, worker_at
from comity.web.views.case import note_reading

router = Router()
_A_PAGE = 100


@router.get("/cases/{case_id}/requests", auth=READ, response={200: shapes.RequestList, **FAILS}, summary="List the requests of a case")
def requests(request: Any, case_id: shapes.Key, after: shapes.After = None) -> dict[str, Any]:
    """The requests in the order of their numbers, a hundred at a time."""
    worker = worker_at(request)
    case = worker.case(case_id)
    note_reading(worker, case, "requests")
    rows = case.requests.order_by("number")
    found = list((rows.filter(number__gt=after) if after else rows)[: _A_PAGE + 1])
    return {"requests": [_row(one) for one in found[:_A_PAGE]], "next": found[_A_PAGE - 1].number if len(found) > _A_PAGE else None}


@router.post("/cases/{case_id}/requests", auth=WRITE, response={201: shapes.RequestAnswer, **FAILS}, summary="Prepare a request")
def prepare(request: Any, asked: shapes.Occasion, case_id: shapes.Key) -> Status[dict[str, Any]]:
    """Prepare the request of an occasion of the plan; the one that was prepared for it before is returned."""
    return Status(201, _whole(prepare_request(worker_at(request), case_id, asked.occasion)))


@router.get("/requests/{request_id}", auth=READ, response={200: shapes.RequestAnswer, **FAILS}, summary="Read a request")
def read_request(request: Any, request_id: shapes.Key) -> dict[str, Any]:
    """The request with its draft."""
    return _whole(_read(worker_at(request), request_id, ""))


@router.patch("/requests/{request_id}", auth=WRITE, response={200: shapes.RequestAnswer, **FAILS}, summary="Change fields of a draft")
def change_request(request: Any, asked: shapes.FieldChange, request_id: shapes.Key) -> dict[str, Any]:
    """Change fields; refused when somebody else changed the request since it was read. What is not of its kind is kept in `unread`."""
    worker = worker_at(request)
    held = worker.request(request_id, "request.edit")
    shapes.same_lock(held.lock, asked.lock)
    shown = shown_texts(held, worker.t)
    saved = save_fields(worker, request_id, asked.fields, {key: stamp(shown.get(key, "")) for key in asked.fields})
    if saved.merged.conflicts:
        shapes.same_lock(saved.request.lock, asked.lock)
    return _whole(saved.request)


@router.get("/requests/{request_id}/findings", auth=READ, response={200: dict[str, Any], **FAILS}, summary="Check a request")
def findings(request: Any, request_id: shapes.Key) -> dict[str, Any]:
    """As `comity lint --json`, with what could not be read in fields."""
    worker = worker_at(request)
    checked = check_request(worker, _read(worker, request_id, "findings"))
    return {
        "findings": [finding_row(remark.finding, None) for remark in checked.remarks],
        "unread": checked.unread,
        "blocks": checked.blocks,
    }


@router.get("/requests/{request_id}/letter.{format_}", auth=READ, response={200: bytes, **FAILS}, summary="Write the letter")
def letter(request: Any, request_id: shapes.Key, format_: shapes.LetterFormat) -> HttpResponse:
    """The letter as a file; who took which bytes stands in the journal."""
    file = write_letter(worker_at(request), request_id, format_)
    return HttpResponse(file.content, content_type=file.media)


@router.post("/requests/{request_id}/submit", auth=WRITE, response={200: shapes.RequestRow, **FAILS}, summary="Submit for approval")
def submit_request(request: Any, request_id: shapes.Key) -> dict[str, Any]:
    """Submit a draft; refused while a finding keeps it from leaving. Approving and sending stay with people at the desk."""
    return _row(submit(worker_at(request), request_id))


@router.post("/requests/{request_id}/outcomes", auth=WRITE, response={201: shapes.RequestRow, **FAILS}, summary="File an answer")
def outcome(request: Any, asked: shapes.Outcome, request_id: shapes.Key) -> Status[dict[str, Any]]:
    """File an answer with its outcome code."""
    filed = file_outcome(worker_at(request), request_id, code=asked.code, on=asked.on, reference=asked.reference, words=asked.words)
    return Status(201, _row(filed.request))


@router.post("/requests/{request_id}/close", auth=WRITE, response={200: shapes.RequestRow, **FAILS}, summary="Close a request")
def close(request: Any, request_id: shapes.Key) -> dict[str, Any]:
    """Close a request; its clocks stop."""
    return _row(close_request(worker_at(request), request_id))


def _read(worker: Worker, request_id: int, what: str) -> EvidenceRequest:
    found = worker.request(request_id)
    note_reading(worker, found.case, f"request {found.number} {what}".strip())
    return found


def _row(one: EvidenceRequest) -> dict[str, Any]:
    names = ("number", "instrument", "addressee", "channel", "language", "state", "changed_at")
    return {"id": one.pk, "case": one.case_id, **{name: getattr(one, name) for name in names}}


def _whole(one: EvidenceRequest) -> dict[str, Any]:
    return {**_row(one), "lock": one.lock, "draft": one.draft, "unread": one.unread}
