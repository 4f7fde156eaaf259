"""Leads of a case: paste a text or drop a file, see what was found, accept or set aside."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from comity.desk.bench import workbench
from comity.desk.rights.worker import Worker
from comity.desk.steps.find_leads import PASTED, Reading, change_lead, decide_leads, read_leads
from comity.errors import InputError
from comity.model.category import DataCategory
from comity.routing.words import CATEGORIES
from comity.text.extract import MAX_BYTES
from comity.text.messages import mark, say
from comity.web.middleware.signed_in import worker_of
from comity.web.views.case import about, note_reading

VERDICTS = {"valid": mark("valid"), "invalid": mark("invalid"), "unsure": mark("unsure")}
_ENTRY = ("provider", "at", "zone", "port", "user_location", "holder_state", "captured_at", "offence_link", "note", "numeric_id", "asset")
_WANTABLE = tuple(one.value for one in DataCategory if one not in {DataCategory.PRESERVATION, DataCategory.INTELLIGENCE})


def leads(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the leads; a POST reads a text or a file."""
    worker = worker_of(request)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            context["reading"] = _read(worker, case_id, request)
        except InputError as error:
            context |= {"message": worker.t.of(error.message), "hint": worker.t.of(error.hint or ""), "text": request.POST.get("text", "")}
            status = 400
    case = worker.case(case_id)
    note_reading(worker, case, "leads")
    rows = list(case.leads.order_by("id"))
    context |= {
        **about(worker, case),
        "found": [lead for lead in rows if lead.state == "found"],
        "accepted": [lead for lead in rows if lead.state == "accepted"],
        "set_aside": [lead for lead in rows if lead.state == "set_aside"],
        "verdicts": VERDICTS,
        "categories": {category.value: words for category, words in CATEGORIES.items()},
        "wantable": _WANTABLE,
        "entry_fields": _ENTRY_WORDS,
        "providers": workbench(worker.language).catalog,
        "undo": _decided(request, rows),
        "may_decide": worker.may("case.leads", case=case),
    }
    return render(request, "desk/leads.html", context, status=status)


def _decided(request: HttpRequest, rows: list[Any]) -> list[int]:
    """The leads that were just decided, so that one key takes it back; only those of this case."""
    asked = {int(pk) for pk in request.GET.get("decided", "").split(",") if pk.isascii() and pk.isdigit()}
    return [lead.pk for lead in rows if lead.pk in asked and lead.state != "found"]


_ENTRY_WORDS = {
    "provider": mark("Provider (id)"),
    "at": mark("Time of use, as known"),
    "zone": mark("Zone of that time"),
    "port": mark("Source port"),
    "user_location": mark("State where the user is believed to be"),
    "holder_state": mark("State where the holder of the data is"),
    "captured_at": mark("When it was seen"),
    "offence_link": mark("How it is tied to the offence"),
    "note": mark("Note"),
    "numeric_id": mark("Stable number of the account"),
    "asset": mark("Asset on the wallet"),
}


def _read(worker: Worker, case_id: int, request: HttpRequest) -> Reading:
    file = request.FILES.get("file")
    if file is not None:
        if (file.size or 0) > MAX_BYTES:
            raise InputError(say("the file is too large: {size} MB", size=(file.size or 0) // 1_000_000))
        return read_leads(worker, case_id, file.read(), file.name or "upload")
    text = request.POST.get("text", "")
    if not text.strip():
        raise InputError(say("paste a text, or choose a file"))
    return read_leads(worker, case_id, text.encode("utf-8"), PASTED)


@require_POST
def leads_decide(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Accept leads, set them aside, or undo."""
    worker = worker_of(request)
    verb, _, one = request.POST.get("do", "").partition(":")
    ids = [one] if one else request.POST.getlist("lead")
    if verb == "accept_valid":
        ids = [str(pk) for pk in worker.case(case_id).leads.filter(state="found", verdict="valid").values_list("pk", flat=True)]
    state = {"accept": "accepted", "accept_valid": "accepted", "set_aside": "set_aside", "undo": "found"}.get(verb, "")
    numbers = [int(pk) for pk in ids if pk.isascii() and pk.isdigit()]
    decided = decide_leads(worker, case_id, numbers, state)
    response = redirect("leads", case_id)
    if decided and state != "found":
        response["Location"] += "?" + urlencode({"decided": ",".join(str(pk) for pk in numbers)})
    return response


@require_POST
def lead_change(request: HttpRequest, case_id: int, lead_id: int) -> HttpResponseBase:
    """Say more about a lead."""
    entry = {key: request.POST.get(key, "") for key in _ENTRY}
    period = {
        "from": request.POST.get("from", "").strip(),
        "to": request.POST.get("to", "").strip(),
        "zone": request.POST.get("period_zone", "").strip(),
    }
    wanted = [{"category": category, **period} for category in request.POST.getlist("want") if category in _WANTABLE]
    change_lead(worker_of(request), case_id, lead_id, entry, wanted)
    response = redirect("leads", case_id)
    response["Location"] += f"#lead-{lead_id}"
    return response
