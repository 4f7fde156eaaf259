"""Custody at the desk: take in what was delivered, its receipt, the evidence of a case, and the papers about it."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.crypto.checkpoint import Checkpoint
from comity.crypto.note import parse_note
from comity.custody.delivery.delivery import CHANNELS, KINDS, VERDICTS, Delivery, Trust, Verdict
from comity.desk.models.delivery import Delivery as DeliveryRow
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.worker import Worker
from comity.desk.steps.certify import Wish, certify
from comity.desk.steps.file_answer import ITEM_STATES, asked_items, outcome_codes
from comity.desk.steps.register_letter import has_vault
from comity.desk.steps.take_in import Answered, deliveries_of, delivery_of, states_of, take_acknowledgement, take_delivery
from comity.errors import InputError
from comity.model.said import mark, say
from comity.web.middleware.signed_in import worker_of
from comity.web.sealed_upload import spool_of
from comity.web.views.case import about, day_of, note_reading
from comity.web.views.sending import as_download

_LARGEST_KEY = 4 << 20
_KIND_OF_VERDICT = {Verdict.HOLDS: "valid", Verdict.BROKEN: "invalid", Verdict.DIFFERS: "invalid", Verdict.NOT_DELIVERED: "invalid"}


def take_in(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Show the form, or take in what was sent with it."""
    worker = worker_of(request)
    row = worker.request(request_id, "request.take_in" if request.method == "POST" else "request.see")
    if request.method != "POST":
        note_reading(worker, row.case, f"request {row.number} taking in")
        return _form(request, worker, row)
    posted = request.POST
    try:
        came = Delivery(
            posted.get("by", "").strip(),
            posted.get("channel", ""),
            f"{row.case.number}/{row.number}",
            posted.get("reference", "").strip(),
            day_of(posted.get("received", "")),
        )
        states = {place: posted[f"item.{place}"] for place in range(len(asked_items(row))) if posted.get(f"item.{place}")}
        answered = Answered(posted.get("code", ""), posted.get("words", ""), states)
        files = [*request.FILES.getlist("file"), *(lists := request.FILES.getlist("hashes"))]
        arrived = [(_name(file), spool_of(file)) for file in files]
        trust = Trust(_keys(request, "pgp_key"), _keys(request, "ca"), tuple(posted.get("passwords", "").encode().splitlines()))
        taken = take_delivery(worker, request_id, arrived, came, trust=trust, lists=frozenset(map(_name, lists)), answered=answered)
    except InputError as error:
        return _form(request, worker, row, error)
    return redirect("delivery", request_id, taken.number)


@require_safe
def delivery(request: HttpRequest, request_id: int, number: int) -> HttpResponse:
    """Show the receipt of a delivery."""
    worker = worker_of(request)
    found = delivery_of(worker, request_id, number)
    row = found.request
    note_reading(worker, row.case, f"request {row.number} delivery {number}")
    checkpoint = Checkpoint.parse(parse_note(found.checkpoint.encode(), place="checkpoint").text, place="checkpoint")
    checks = [(check, _KIND_OF_VERDICT.get(Verdict(check["verdict"]), "unsure")) for check in found.checks]
    context = {
        **about(worker, row.case),
        "request_row": row,
        "delivery": found,
        "checks": checks,
        "kinds": KINDS,
        "verdicts": VERDICTS,
        "channels": CHANNELS,
        "codes": outcome_codes(worker.language),
        "origin": checkpoint.origin,
        "entries": checkpoint.size,
        "root": checkpoint.root.hex(),
        "rights": {"download": worker.may("request.download", request=row)},
    }
    return render(request, "desk/custody/delivery.html", context)


@require_POST
def delivery_letter(request: HttpRequest, request_id: int, number: int, format_: str) -> HttpResponse:
    """Give the letter of acknowledgement away."""
    return as_download(take_acknowledgement(worker_of(request), request_id, number, format_))


@require_safe
def custody(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the evidence of a case: what the vault holds of it, from whom, and how it stands."""
    worker = worker_of(request)
    case = worker.case(case_id)
    note_reading(worker, case, "custody")
    found = deliveries_of(case)
    context = {
        **about(worker, case),
        "deliveries": [(one, sum(Verdict(check["verdict"]) in _GRAVE for check in one.checks)) for one in found],
        "exhibits": _exhibits(found) if found and has_vault() else [],
        "channels": CHANNELS,
        "states_of_items": _STATES,
        "has_vault": has_vault(),
        "certifying": worker.may("case.certify", case=case),
    }
    return render(request, "desk/custody/case.html", context)


@require_POST
def custody_certificate(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the papers about chosen items away."""
    posted = request.POST
    wish = Wish(
        posted.get("form", "certificate"),
        tuple(posted.getlist("item")),
        posted.get("office", "").strip()[:300],
        posted.get("place", "").strip()[:300],
        tuple(line.strip()[:200] for line in posted.get("present", "").splitlines() if line.strip()),
        posted.get("provision", "").strip()[:300],
    )
    name, content = certify(worker_of(request), case_id, wish)
    response = HttpResponse(content, content_type="application/zip")
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "-" for one in name)
    response["Content-Disposition"] = f'attachment; filename="{plain}"'
    return response


_GRAVE = frozenset({Verdict.BROKEN, Verdict.DIFFERS, Verdict.NOT_DELIVERED})
_KIND_OF_STATE = {"held": "valid", "on_hold": "check", "erased": "invalid", "missing": "invalid"}
_STATES: dict[str, str] = {
    "held": mark("held"),
    "on_hold": mark("on hold: not to be erased"),
    "erased": mark("erased"),
    "missing": mark("not in the log"),
}
_MOST = 500
"""Exhibits on one page."""


def _exhibits(found: list[DeliveryRow]) -> list[dict[str, object]]:
    """List the items of deliveries as the vault holds them now, each once."""
    first = {item["id"]: (item, one) for one in found[::-1] for item in one.items}
    states = states_of(list(first)[:_MOST])
    return [
        {"item": item, "delivery": one, "state": states[key], "kind": _KIND_OF_STATE[states[key]]}
        for key, (item, one) in first.items()
        if key in states
    ]


def _form(request: HttpRequest, worker: Worker, row: EvidenceRequest, error: InputError | None = None) -> HttpResponse:
    context = {
        **about(worker, row.case),
        "request_row": row,
        "channels": CHANNELS,
        "codes": outcome_codes(worker.language),
        "asked": list(enumerate(asked_items(row))),
        "item_states": ITEM_STATES,
        "today": worker.clock().date(),
        "typed": request.POST,
        "has_vault": has_vault(),
        "right": worker.may("request.take_in", request=row),
        "message": worker.t.of(error.message) if error else None,
        "field": error.place if error else None,
        "hint": worker.t.of(error.hint or "") if error else None,
    }
    return render(request, "desk/custody/take_in.html", context, status=422 if error else 200)


def _name(file: UploadedFile[bytes]) -> str:
    return file.name or "file"


def _keys(request: HttpRequest, field: str) -> tuple[bytes, ...]:
    """Read key files that were sent along; they are small."""
    files = request.FILES.getlist(field)
    if any((file.size or 0) > _LARGEST_KEY for file in files):
        raise InputError(say("the file is too large to be a key"), place=field)
    return tuple(file.read() for file in files)
