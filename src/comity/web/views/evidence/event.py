"""One event: what it says, and its bytes in the original; stars and notes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.analysis.views.events import EventRow, event
from comity.analysis.views.threads import place_of
from comity.desk.evidence.originals import PLACES
from comity.desk.evidence.production import Production, production_of
from comity.desk.evidence.source_window import window_of
from comity.desk.rights.refusal import NotThereError
from comity.desk.steps.mark_events import mark_event
from comity.errors import ComityError
from comity.text.messages import say
from comity.web.middleware.signed_in import worker_of
from comity.web.views.evidence.scene import A_PAGE, back_to, scene_of

_LONGEST = 400


@require_safe
def evidence_event(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show an event, and with `source` its place in the original."""
    scene = scene_of(request, case_id, "event")
    found = _event(scene.production, request.GET.get("id", ""))
    assert scene.production is not None  # noqa: S101 - an event was found in it
    with scene.production.opened() as store:
        thread = place_of(store, found.event_id)
    window = trouble = None
    try:
        window = window_of(scene.worker, scene.case, scene.production, found)
    except ComityError as error:
        trouble = scene.worker.t.of(error.message)
    context = {
        **scene.around,
        "event": found,
        "mark": scene.case.event_marks.filter(event_id=found.event_id).select_related("changed_by").first(),
        "window": window,
        "trouble": trouble,
        "places": PLACES,
        "thread": thread[0] if thread else "",
        "thread_page": thread[1] // A_PAGE + 1 if thread else 1,
        "changing": scene.worker.may("case.change", case=scene.case),
        "here": request.get_full_path(),
    }
    return render(request, "desk/evidence/event.html", context)


@require_POST
def evidence_mark(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Star an event, take the star off, or note something."""
    worker = worker_of(request)
    case = worker.case(case_id, "case.change")
    found = _event(production_of(worker, case), request.POST.get("id", ""))
    star, note = request.POST.get("star"), request.POST.get("note")
    mark = mark_event(worker, case.pk, found, starred=None if star is None else star == "1", note=note)
    if request.headers.get("HX-Request"):
        return render(request, "desk/evidence/star.html", {"case": case, "event": found, "mark": mark, "can_mark": True})
    return redirect(back_to(request, reverse("evidence-starred", args=[case.pk])))


def _event(production: Production | None, event_id: str) -> EventRow:
    found = None
    if production is not None and event_id:
        with production.opened() as store:
            found = event(store, event_id[:_LONGEST])
    if found is None:
        raise NotThereError(say("there is nothing here for you"))
    return found
