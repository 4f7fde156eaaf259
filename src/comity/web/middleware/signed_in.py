"""Nobody sees a page without having signed in, except the pages that are for signing in.

Puts the `Worker` at work on the request. A view that is for everybody says so with `@for_everybody`; the default is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from comity.desk.models.person import Person
from comity.desk.rights.worker import Worker
from comity.desk.tokens import AT_WORK
from comity.model.time import system_clock

PROOF_LASTS = 300
"""Seconds for which a proof of identity is fresh."""

PROVED_AT = "proved_at"
FOR_PROGRAMS = "/api/v1/"
"""Where the HTTP interface lies: it lets in by keys alone, never by a session."""

View = Callable[..., HttpResponseBase]


def for_everybody(view: View) -> View:
    """Mark a view as open to people who have not signed in."""
    view.is_for_everybody = True  # type: ignore[attr-defined]
    return view


def worker_of(request: HttpRequest) -> Worker:
    """Return who is at work in this request."""
    worker = getattr(request, "worker", None)
    if not isinstance(worker, Worker):
        raise TypeError("this view is open to everybody, and nobody has signed in")
    return worker


def note_proof(request: HttpRequest) -> None:
    """Note that the person has just proved who they are."""
    request.session[PROVED_AT] = int(system_clock().timestamp())


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether the person proved who they are within the last minutes."""
    at = request.session.get(PROVED_AT)
    return isinstance(at, int) and 0 <= system_clock().timestamp() - at <= PROOF_LASTS


class SignedIn:
    """Lets signed-in persons through, and sends others to the door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; no key of an earlier request in this thread is at work any more."""
        AT_WORK.set(None)
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: View, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        """Stop who has not signed in; programs show a key of their own."""
        if request.path.startswith(FOR_PROGRAMS):
            return None
        person = request.user
        if isinstance(person, Person) and person.is_active:
            is_reading = request.method in {"GET", "HEAD"}
            request.worker = Worker(person, get_language() or "en", is_fresh(request), is_reading=is_reading)  # type: ignore[attr-defined]
            return _without_second_factor(request, person, view)
        return None if getattr(view, "is_for_everybody", False) else _to_the_door(request)


def _without_second_factor(request: HttpRequest, person: Person, view: View) -> HttpResponseBase | None:
    """Where everybody needs a second factor, a person without one sees only the page that gives one."""
    if person.has_second_factor or not settings.CONFIGURATION.needs_second_factor:
        return None
    is_open = getattr(view, "is_for_everybody", False) or request.path in {reverse("second-factor"), reverse("sign-out")}
    return None if is_open else redirect("second-factor")


def _to_the_door(request: HttpRequest) -> HttpResponseBase:
    door = f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": door})
    return redirect(door)
