"""The plan of a case: what to do today and then, every route with its state, reasons and sources on demand."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.desk.rights.worker import Worker
from comity.desk.steps.choose_channel import Plan, plan_case
from comity.desk.steps.prepare_request import prepare_request
from comity.errors import InputError
from comity.routing.answer_text import STATES as ROUTE_STATES
from comity.routing.flags import WORDS as FLAGS
from comity.routing.words import CATEGORIES, CHANNELS
from comity.text.messages import mark
from comity.web.middleware.signed_in import worker_of
from comity.web.views.case import about, note_reading

_WHEN = {"today": mark("Today"), "parallel": mark("In parallel")}


@require_safe
def plan(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the plan."""
    worker = worker_of(request)
    case = worker.case(case_id)
    note_reading(worker, case, "plan")
    context: dict[str, Any] = about(worker, case)
    try:
        context |= _shown(worker, plan_case(worker, case), {one.occasion: one for one in case.requests.exclude(state="closed")})
    except InputError as error:
        context["trouble"] = error
    context["prepare"] = worker.may("case.prepare", case=case)
    return render(request, "desk/plan.html", context)


def _shown(worker: Worker, found: Plan, prepared: dict[str, Any]) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [
        {
            "step": step,
            "routes": found.routes_of(step),
            "state": _worst(found.routes_of(step)),
            "occasions": [(one, prepared.get(one.key)) for one in found.occasions.get(step.step, ())],
        }
        for step in found.answer.plan
    ]
    leads = list(found.case.leads)
    return {
        "plan": found,
        "parts": [(when, [row for row in steps if _part(row["step"].when) == when]) for when in ("today", "parallel", "then")],
        "part_words": {**_WHEN, "then": mark("Then")},
        "by_lead": [(number, lead, sum(route.lead == number for route in found.answer.routes)) for number, lead in enumerate(leads)],
        "not_possible": [(leads[one.lead] if one.lead is not None else None, one) for one in found.answer.not_possible],
        **route_words(),
        "flags": [worker.t(FLAGS[code]) for code in found.answer.flags],
    }


def route_words() -> dict[str, Any]:
    """Return the words for codes that routes hold."""
    return {
        "route_states": {state.value: words for state, words in ROUTE_STATES.items()},
        "channels": {channel.value: words for channel, words in CHANNELS.items()},
        "categories": {category.value: words for category, words in CATEGORIES.items()},
    }


def _part(when: str) -> str:
    return when if when in _WHEN else "then"


def _worst(routes: tuple[Any, ...]) -> str:
    states = {route.state.value for route in routes}
    return next((state for state in ("closed", "check", "open") if state in states), "")


@require_safe
def routes(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """Show every route of one lead, with reasons and sources."""
    worker = worker_of(request)
    case = worker.case(case_id)
    note_reading(worker, case, "routes")
    found = plan_case(worker, case)
    if number >= len(found.case.leads):
        raise Http404
    context = {
        **about(worker, case),
        "lead": found.case.leads[number],
        "routes": [route for route in found.answer.routes if route.lead == number],
        **route_words(),
    }
    return render(request, "desk/routes.html", context)


@require_POST
def prepare(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Prepare a request of the plan."""
    made = prepare_request(worker_of(request), case_id, request.POST.get("occasion", ""))
    return redirect("request", made.pk)
