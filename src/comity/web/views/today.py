"""Today: clocks by colour and word, what waits on whom, and three doors to begin; behind its counts, all clocks and all requests."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.desk.rights.roles import STATES
from comity.desk.steps.clocks import WORDS
from comity.desk.steps.day import COUNTED, WAITS, WINDOW, last_day, later, opened_in_need, requests_of, running, waiting
from comity.desk.steps.stale_facts import stale_facts
from comity.web.middleware.signed_in import worker_of

_SHOWN = 20
_A_PAGE = 50
_STALE = 12


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the day."""
    worker = worker_of(request)
    until = last_day(worker)
    waits = waiting(worker, _SHOWN)
    near = list(running(worker).filter(due__lte=until)[: _A_PAGE + 1])
    return render(
        request,
        "desk/today.html",
        {
            "clocks": near[:_A_PAGE],
            "is_more": len(near) > _A_PAGE,
            "later_count": min(COUNTED, count := later(worker)),
            "is_later_more": count > COUNTED,
            "window": WINDOW.days,
            "clock_words": WORDS,
            "waiting": waits,
            "in_need": opened_in_need(worker),
            "stale": stale_facts(worker, waits)[:_STALE] if worker.may("register.see_directory").is_allowed else (),
            "exercise_case": worker.cases().filter(state="open", training=True, opened_by=worker.person).only("number").first(),
        },
    )


@require_safe
def clocks(request: HttpRequest) -> HttpResponse:
    """Show every clock that runs, the first due first."""
    page = Paginator(running(worker_of(request)), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/clocks.html", {"page": page, "clock_words": WORDS})


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """Show the requests of open cases, those of one state where it is asked for."""
    state = request.GET.get("state", "")
    rows = requests_of(worker_of(request))
    page = Paginator(rows.filter(state=state) if state in WAITS else rows, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/request_list.html", {"page": page, "states": STATES, "choices": WAITS, "state": state})
