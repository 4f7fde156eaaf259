"""Clocks for calendar programs: the file, the secret addresses, and what they answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from comity.desk.models.calendar_feed import CalendarFeed
from comity.desk.rights.worker import Worker
from comity.desk.steps.calendar import MEDIA, end_feed, make_feed, read_feed, take_calendar
from comity.web.middleware.signed_in import for_everybody, worker_of


def calendar(request: HttpRequest) -> HttpResponse:
    """Show the person's secret addresses; a POST makes one and shows it once."""
    worker = worker_of(request)
    made = None
    if request.method == "POST":
        key = make_feed(worker, _number(request.POST.get("case", "")), with_numbers="with_numbers" in request.POST)
        made = request.build_absolute_uri(reverse("calendar-feed", args=[key]))
    return render(request, "desk/calendar.html", _context(worker, made))


def _context(worker: Worker, made: str | None) -> dict[str, object]:
    return {
        "made": made,
        "feeds": CalendarFeed.objects.filter(person=worker.person, ended_at=None).select_related("case"),
        "cases": worker.cases().filter(state="open")[:200],
        "may_make": worker.may("register.make_feed"),
        "zone": worker.person.zone,
    }


@require_POST
def calendar_end(request: HttpRequest, feed_id: int) -> HttpResponseBase:
    """End a secret address."""
    end_feed(worker_of(request), feed_id)
    return redirect("calendar")


@require_POST
def calendar_file(request: HttpRequest) -> HttpResponse:
    """Give the clocks away as a file."""
    content = take_calendar(worker_of(request), _number(request.POST.get("case", "")))
    response = HttpResponse(content, content_type=MEDIA)
    response["Content-Disposition"] = 'attachment; filename="comity.ics"'
    return response


@for_everybody
@require_safe
def calendar_feed(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """Answer a calendar program that holds a secret address."""
    return HttpResponse(read_feed(key, get_language() or "en"), content_type=MEDIA)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
