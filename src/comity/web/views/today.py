"""Today: clocks by colour and word, what waits on whom, and three doors to begin."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.desk.models.case import Case
from comity.desk.models.clock import RunningClock
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.journal_entry import JournalEntry
from comity.desk.rights.worker import Worker
from comity.desk.steps.clocks import WORDS
from comity.desk.steps.stale_facts import stale_facts
from comity.web.middleware.signed_in import worker_of

_SHOWN = 50
_STALE = 12
_NOTICE = timedelta(days=14)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the day."""
    worker = worker_of(request)
    cases = worker.cases().filter(state="open")
    clocks = RunningClock.objects.filter(case__in=cases, stopped_at=None).select_related("case", "request").order_by("due")
    requests = EvidenceRequest.objects.filter(case__in=cases).select_related("case", "changed_by").order_by("-changed_at")
    return render(
        request,
        "desk/today.html",
        {
            "clocks": clocks[:_SHOWN],
            "clock_count": clocks.count(),
            "clock_words": WORDS,
            "waiting": [(title, rows[:_SHOWN]) for title, rows in _waiting(requests) if rows],
            "in_need": _opened_in_need(worker, cases),
            "stale": stale_facts(worker, cases)[:_STALE] if worker.may("register.see_directory").is_allowed else (),
            "exercise_case": cases.filter(training=True, opened_by=worker.person).first(),
        },
    )


def _opened_in_need(worker: Worker, cases: QuerySet[Case]) -> QuerySet[JournalEntry]:
    """The notice to those who work on a case that somebody else opened it in need."""
    since = worker.clock() - _NOTICE
    return JournalEntry.objects.filter(action="case.glass_broken", case__in=cases, at__gt=since).select_related("case").order_by("-number")


def _waiting(requests: QuerySet[EvidenceRequest]) -> list[tuple[str, QuerySet[EvidenceRequest]]]:
    """What waits, by state: the words of the heading are said by the template."""
    return [(state, requests.filter(state=state)) for state in ("submitted", "approved", "draft", "sent")]
