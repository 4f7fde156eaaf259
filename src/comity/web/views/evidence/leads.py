"""What came back and the case did not know: identifiers with their providers and clocks, taken as leads or preserved in one step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.desk.bench import workbench
from comity.desk.steps.follow_evidence import fresh_leads, preserve, take_lead
from comity.desk.steps.shared_identifiers import shared_identifiers
from comity.errors import InputError
from comity.model.said import mark
from comity.routing.words import CATEGORIES
from comity.web.middleware.signed_in import worker_of
from comity.web.views.evidence.scene import A_PAGE, Scene, page_of, scene_of

LEFT_OUT: dict[str, str] = {
    "name_or_place": mark("names and places"),
    "own_file_only": mark("numbers that mean something in their own file only"),
    "shared": mark("mailboxes and numbers that many share"),
    "private_address": mark("private addresses"),
    "kind": mark("kinds that nobody is asked about"),
}
PRESERVES: dict[str, str] = {
    "yes": mark("preserves at your request"),
    "no": mark("does not preserve at your request"),
    "conditional": mark("preserves under conditions"),
    "unknown": mark("not known whether it preserves"),
}
_LONGEST = 500


@require_safe
def evidence_leads(request: HttpRequest, case_id: int) -> HttpResponse:
    """List the identifiers that the case did not know."""
    return _page(request, scene_of(request, case_id, "new leads"))


@require_POST
def evidence_lead(request: HttpRequest, case_id: int, verb: str) -> HttpResponseBase:
    """Take an identifier as a lead, or prepare its preservation."""
    worker, posted = worker_of(request), request.POST
    worker.case(case_id)
    kind, _, value = posted.get("lead", "")[:_LONGEST].partition(":")
    try:
        if verb == "preserve":
            return redirect("request", preserve(worker, case_id, kind, value).pk)
        take_lead(worker, case_id, kind, value)
    except InputError as error:
        return _page(request, scene_of(request, case_id, "new leads"), error)
    return redirect("evidence-leads", case_id)


def _page(request: HttpRequest, scene: Scene, error: InputError | None = None) -> HttpResponse:
    context = {**scene.around, "in_words": request.GET.get("words") == "1", "shared": None}
    with_shared = request.GET.get("elsewhere") == "1"
    if scene.production is not None:
        found = fresh_leads(scene.worker, scene.case, scene.production, in_words=context["in_words"])
        page = page_of(request.GET, len(found.leads))
        context |= {
            "found": found,
            "leads": found.leads[page.offset : page.offset + A_PAGE],
            "page": page,
            "query": "words=1" if context["in_words"] else "",
            "providers": workbench("en").catalog,
            "left_out_words": LEFT_OUT,
            "preserves": PRESERVES,
            "categories": {category.value: words for category, words in CATEGORIES.items()},
            "taking": scene.worker.may("case.leads", case=scene.case),
            "preparing": scene.worker.may("case.prepare", case=scene.case),
            "shared": shared_identifiers(scene.worker, scene.case.pk) if with_shared else None,
            "asked_elsewhere": with_shared,
        }
    if error:
        t = scene.worker.t
        context |= {"message": t.of(error.message), "hint": t.of(error.hint or ""), "field": error.place}
    return render(request, "desk/evidence/leads.html", context, status=422 if error else 200)
