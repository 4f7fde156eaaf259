"""Nobody sees a page without having signed in, except the pages that are for signing in.

Puts the `Worker` at work on the request. A view that is for everybody says so with `@for_everybody`; the default is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from comity.desk.models.person import Person
from comity.desk.people.open_sessions import IDLE, SEEN_EVERY, note_open, note_seen
from comity.desk.people.passkeys import Site
from comity.desk.rights.worker import Worker
from comity.desk.tokens import AT_WORK
from comity.model.time import system_clock

PROOF_LASTS = 300
"""Seconds for which a proof of identity is fresh."""

PROVED_AT = "proved_at"
BEGAN_AT = "began_at"
SEEN_AT = "seen_at"
WARNED = "entries_about_me"
"""How many entries about the person's account stand in the journal since they last signed in; gone once they were looked at."""
FOR_PROGRAMS = "/api/v1/"
"""Where the HTTP interface lies: it lets in by keys alone, never by a session."""

_FOR_A_FACTOR = ("second-factor", "second-factor-image", "passkey-new", "prove", "sign-out")

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


def note_session(request: HttpRequest, person: Person, before: str | None = None) -> None:
    """Note in which browser a person is signed in; after each change of the session's name, with the name before."""
    now = system_clock()
    request.session[SEEN_AT] = int(now.timestamp())
    if before is None:
        request.session[BEGAN_AT] = int(now.timestamp())
    if request.session.session_key is None:
        request.session.create()
    address, agent = str(request.META.get("REMOTE_ADDR", "")), request.headers.get("User-Agent", "")
    note_open(person, str(request.session.session_key), now, address, agent, before)


def site_of(request: HttpRequest) -> Site:
    """Return the address at which the browser sees this desk."""
    host = request.get_host()
    return Site(host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host, f"{request.scheme}://{host}")


def _is_over(request: HttpRequest) -> bool:
    """Tell whether the session is over: by its age, or since nobody asked for a page; note that somebody does now."""
    now = system_clock()
    seen, began = request.session.get(SEEN_AT), request.session.get(BEGAN_AT)
    if isinstance(began, int) and now.timestamp() - began > settings.SESSION_COOKIE_AGE:
        return True
    if isinstance(seen, int):
        away = now.timestamp() - seen
        if away > IDLE.total_seconds():
            return True
        if away < SEEN_EVERY.total_seconds():
            return False
        note_seen(str(request.session.session_key), now)
    request.session[SEEN_AT] = int(now.timestamp())
    request.session.setdefault(BEGAN_AT, int(now.timestamp()))
    return False


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
            if _is_over(request):
                logout(request)
                return None if getattr(view, "is_for_everybody", False) else _to_the_door(request, was_away=True)
            is_reading = request.method in {"GET", "HEAD"}
            request.worker = Worker(person, get_language() or "en", is_fresh(request), is_reading=is_reading)  # type: ignore[attr-defined]
            return _without_second_factor(request, person, view)
        return None if getattr(view, "is_for_everybody", False) else _to_the_door(request)


def _without_second_factor(request: HttpRequest, person: Person, view: View) -> HttpResponseBase | None:
    """Where everybody needs a second factor, a person without one sees only the page that gives one."""
    if person.has_second_factor or not settings.CONFIGURATION.needs_second_factor:
        return None
    is_open = getattr(view, "is_for_everybody", False) or request.path in {reverse(name) for name in _FOR_A_FACTOR}
    return None if is_open else redirect("second-factor")


def _to_the_door(request: HttpRequest, *, was_away: bool = False) -> HttpResponseBase:
    asked = {"next": request.get_full_path() if request.method in {"GET", "HEAD"} else "/"} | ({"away": "1"} if was_away else {})
    door = f"{reverse('sign-in')}?{urlencode(asked)}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": door})
    return redirect(door)
