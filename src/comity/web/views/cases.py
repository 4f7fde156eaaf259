"""Cases: the list, a new case, the exercise, a case of others in need."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.lead import Lead
from comity.desk.models.unit import Unit
from comity.desk.rights.worker import Worker
from comity.desk.steps.open_case import break_glass, open_case
from comity.desk.steps.open_exercise import open_exercise
from comity.errors import InputError
from comity.web.middleware.signed_in import worker_of

_A_PAGE = 50
_COLUMNS = ("number", "title", "state", "zone", "training", "changed_at", "unit__name")
"""What the list shows; the particulars of fifty cases are not read for it."""


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases that the person may see."""
    worker = worker_of(request)
    asked, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    rows = worker.cases().select_related("unit").only(*_COLUMNS)
    if asked:
        known = Lead.objects.filter(value__iexact=asked).values("case")
        rows = rows.filter(Q(number__icontains=asked) | Q(title__icontains=asked) | Q(pk__in=known))
    if state in {"open", "closed"}:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("-changed_at", "-pk"), _A_PAGE).get_page(request.GET.get("page"))
    counted = EvidenceRequest.objects.filter(case__in=[case.pk for case in page.object_list]).order_by().values_list("case")
    context = {"page": page, "asked": asked, "state": state, "request_counts": dict(counted.annotate(many=Count("*")))}
    return render(request, "desk/cases.html", context)


def new_case(request: HttpRequest) -> HttpResponseBase:
    """Open a case."""
    worker = worker_of(request)
    worker.demand("register.open_case")
    units = Unit.objects.filter(appointments__person=worker.person).distinct()
    context: dict[str, Any] = {"typed": request.POST, "units": units, "zones": sorted(available_timezones()), "zone": worker.person.zone}
    if request.method != "POST":
        return render(request, "desk/new_case.html", context)
    try:
        case = _opened(worker, request, units.filter(pk=request.POST.get("unit_id") or 0).first() or units.first())
    except InputError as error:
        return render(request, "desk/new_case.html", {**context, "message": worker.t.of(error.message), "field": error.place}, status=400)
    return redirect("leads", case.pk)


def _opened(worker: Worker, request: HttpRequest, unit: Unit | None) -> Any:
    from comity.text.messages import say

    if unit is None:
        raise InputError(say("you are in no unit yet"), hint=say("ask an administrator to appoint you"))
    typed = {name: request.POST.get(name, "").strip() for name in ("number", "title", "zone", "facts")}
    particulars = {
        "requesting_state": unit.state,
        "date": worker.clock().date().isoformat(),
        "language": worker.language,
        "authority.name": unit.name,
        "authority.contact_name": worker.person.full_name,
        "authority.time_zone": typed["zone"],
        "facts": typed["facts"],
    }
    return open_case(worker, unit, number=typed["number"], title=typed["title"], zone=typed["zone"], particulars=particulars)


@require_POST
def new_exercise(request: HttpRequest) -> HttpResponseBase:
    """Open the worked case as an exercise."""
    return redirect("case", open_exercise(worker_of(request)).pk)


@require_POST
def in_need(request: HttpRequest) -> HttpResponseBase:
    """Open a case of others in need."""
    case = break_glass(worker_of(request), request.POST.get("number", ""), request.POST.get("reason", ""))
    return redirect("case", case.pk)
