"""Requests from abroad: the list, a new one, and the folder with gate, content, grounds, measure and letters."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.desk.bench import workbench
from comity.desk.incoming.examination import VERDICTS
from comity.desk.incoming.letter_reading import content_findings, hints, read_text
from comity.desk.models.incoming import IncomingRequest
from comity.desk.models.unit import Unit
from comity.desk.rights.roles import STATES
from comity.desk.rights.worker import Worker
from comity.desk.steps import answer_incoming as answering
from comity.desk.steps import examine_incoming as examining
from comity.desk.steps.register_incoming import KINDS, MOST_BYTES, URGENCIES, VIA, change_incoming, register_incoming
from comity.desk.steps.write_letters import plain_name
from comity.errors import InputError
from comity.text.messages import say
from comity.web.middleware.signed_in import worker_of
from comity.web.views.case import about, day_of, note_reading
from comity.web.views.sending import as_download

_A_PAGE = 50
_FIELDS = ("sender", "from_state", "via", "reference", "kind", "urgency", "number", "received", "text")
_ACTIONS = ("change", "examine", "admit", "accept", "refuse", "assign", "measure", "reply", "answer", "close")
_CHANGED = ("sender", "from_state", "instrument", "urgency", "reference")


@require_safe
def incoming_list(request: HttpRequest) -> HttpResponse:
    """List the requests from abroad that the person may see."""
    worker = worker_of(request)
    state = request.GET.get("state", "")
    rows = IncomingRequest.objects.filter(case__in=worker.cases()).select_related("case", "unit")
    if state in STATES:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("-received_at", "-pk"), _A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": STATES, "kinds": KINDS, "urgencies": URGENCIES, **_words()}
    return render(request, "desk/incoming_list.html", {**context, "may_register": worker.may("register.register_incoming")})


def incoming_new(request: HttpRequest) -> HttpResponseBase:
    """Register a request from abroad."""
    worker = worker_of(request)
    worker.demand("register.register_incoming")
    units = Unit.objects.filter(appointments__person=worker.person).distinct()
    context: dict[str, Any] = {"units": units, "typed": request.POST, "kinds": KINDS, "urgencies": URGENCIES, "vias": VIA, **_words()}
    context["state_codes"] = sorted(workbench("en").law.states)
    if request.method != "POST":
        return render(request, "desk/incoming_new.html", context)
    try:
        made = _registered(worker, request, units.filter(pk=request.POST.get("unit_id") or 0).first() or units.first())
    except InputError as error:
        told = {"message": worker.t.of(error.message), "field": error.place, "hint": worker.t.of(error.hint or "")}
        return render(request, "desk/incoming_new.html", {**context, **told}, status=400)
    return redirect("incoming", made.case_id)


def _registered(worker: Worker, request: HttpRequest, unit: Unit | None) -> IncomingRequest:
    if unit is None:
        raise InputError(say("you are in no unit yet"), hint=say("ask an administrator to appoint you"))
    file = request.FILES.get("letter")
    letter = None
    if file is not None:
        if (file.size or 0) > MOST_BYTES:
            raise InputError(say("the file is too large: {size} MB", size=(file.size or 0) // 1_000_000), place="letter")
        letter = (file.name or "letter", file.content_type or "", file.read())
    return register_incoming(worker, unit, {name: request.POST.get(name, "") for name in _FIELDS}, letter)


@require_safe
def incoming_page(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a request from abroad."""
    worker = worker_of(request)
    incoming = worker.incoming(case_id)
    note_reading(worker, incoming.case, "request from abroad")
    law = workbench(worker.language).law
    reading = read_text(incoming.text, worker.language)
    ours, on = incoming.case.unit.state, incoming.received_at.date()
    found = hints(law, reading, from_state=incoming.from_state, our_state=ours, on=on, t=worker.t)
    gate = [(one, [hint for hint in found if hint.item == one.item.id]) for one in examining.examined(worker, incoming, "gate")]
    grounds = examining.examined(worker, incoming, "ground")
    known = law.instruments.get(incoming.instrument)
    context = {
        **about(worker, incoming.case),
        "incoming": incoming,
        "gate": gate,
        "grounds": grounds,
        "content": content_findings(reading, incoming.instrument, worker.language),
        "verdicts": VERDICTS,
        "rights": {action: worker.may(f"incoming.{action}", incoming=incoming) for action in _ACTIONS},
        "instrument": known.name if known is not None else "",
        "instruments": law.instruments,
        "candidates": reading.candidates,
        "state_codes": sorted(law.states),
        "is_preservation": examining.is_preservation(incoming),
        "against": [
            one for one in (*(row for row, _ in gate), *examining.examined(worker, incoming, "ground")) if one.verdict == "not_met"
        ],
        "units": Unit.objects.all(),
        "replies": incoming.replies.select_related("file", "by"),
        "reply_kinds": answering.REPLIES,
        "vias": VIA,
        "kinds": KINDS,
        "urgencies": URGENCIES,
        "today": worker.clock().date(),
        **_words(),
    }
    return render(request, "desk/incoming.html", context)


@require_POST
def incoming_action(request: HttpRequest, case_id: int, verb: str) -> HttpResponseBase:
    """Do something with a request from abroad."""
    worker, posted = worker_of(request), request.POST
    place = verb
    if verb == "change":
        change_incoming(worker, case_id, {name: posted[name] for name in _CHANGED if name in posted})
    elif verb == "check":
        item = posted.get("item", "")
        examining.note_check(worker, case_id, posted.get("part", ""), item, posted.get("verdict", ""), posted.get("reason", ""))
        place = f"item-{plain_name(item)}"
    elif verb in _MOVES:
        _MOVES[verb](worker, case_id)
    else:
        _executed(worker, case_id, verb, posted)
    response = redirect("incoming", case_id)
    response["Location"] += f"#{place}"
    return response


_MOVES = {"admit": examining.admit, "accept": examining.accept, "close": examining.close_incoming}


def _executed(worker: Worker, case_id: int, verb: str, posted: Any) -> None:
    """Carry out what comes after the examination."""
    told = {name: posted.get(name, "") for name in ("language", "more")}
    if verb == "refuse":
        answering.refuse_with_letter(worker, case_id, posted.get("item", ""), **told)
    elif verb == "assign":
        worker.incoming(case_id, "incoming.assign")
        unit = Unit.objects.filter(pk=posted.get("unit") or 0).first()
        if unit is None:
            raise InputError(say("choose a unit"), place="unit")
        answering.assign(worker, case_id, unit)
    elif verb == "measure":
        worker.incoming(case_id, "incoming.measure")
        answering.note_measure(worker, case_id, day_of(posted.get("on", "")), posted.get("what", ""), posted.get("order", ""))
    elif verb == "custody":
        answering.note_custody(worker, case_id, posted.get("item", ""), posted.get("sha256", ""), posted.get("reference", ""))
    elif verb == "preserve":
        answering.preserve_now(worker, case_id, posted.get("holder", ""), posted.get("order", ""))
    elif verb == "reply":
        answering.draft_reply(worker, case_id, posted.get("kind", ""), **told)
    elif verb == "answer":
        answering.answer(worker, case_id, **told, is_partial="partial" in posted)
    elif verb == "left":
        worker.incoming(case_id, "incoming.reply")
        number = posted.get("reply", "")
        answering.reply_left(worker, case_id, int(number) if number.isascii() and number.isdigit() else 0, day_of(posted.get("on", "")))
    else:
        raise Http404


@require_POST
def incoming_reply(request: HttpRequest, case_id: int, reply_id: int) -> HttpResponse:
    """Give a letter away."""
    return as_download(answering.take_reply(worker_of(request), case_id, reply_id))


@require_POST
def incoming_letter(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the letter that came away."""
    incoming = worker_of(request).incoming(case_id)
    if incoming.letter is None:
        raise Http404
    note_reading(worker_of(request), incoming.case, f"letter {incoming.letter.name}")
    return as_download(incoming.letter)


def _words() -> dict[str, Any]:
    return {"clock_days": (7, 30)}
