"""Errors as pages: what happened, what was kept, what to do; never a trace."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from comity.desk.journal.chain import write
from comity.desk.rights.refusal import ChangedMeanwhileError, NotThereError, ProofNeededError, RefusedError
from comity.desk.rights.worker import Worker
from comity.errors import ComityError
from comity.text.messages import Messages


class ToldErrors:
    """Turns errors of the program into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Tell an error that a person can do something about; a fault of the program goes on to the page for faults."""
        if isinstance(error, ProofNeededError):
            return _ask_for_proof(request)
        if not isinstance(error, ComityError):
            return None
        status = (
            404
            if isinstance(error, NotThereError)
            else 403
            if isinstance(error, RefusedError)
            else 409
            if isinstance(error, ChangedMeanwhileError)
            else 400
        )
        if status == 403:
            _note_refusal(request, error)
        return told(request, error, status)


def _note_refusal(request: HttpRequest, error: ComityError) -> None:
    """Keep in the journal that a step was refused to a person: what the step undid is undone already."""
    worker = getattr(request, "worker", None)
    if isinstance(worker, Worker):
        words = worker.t("{name} was refused: {why}", name=worker.person.full_name, why=error.message)
        facts = {"address": request.path, "method": request.method}
        write("person.step_refused", words, person=worker.person, subject=f"person:{worker.person.pk}", facts=facts)


def told(request: HttpRequest, error: ComityError, status: int) -> HttpResponse:
    """Make the page of an error."""
    t = Messages(get_language() or "en")
    context = {"message": t.of(error.message), "place": error.place, "hint": t.of(error.hint or ""), "status": status}
    return render(request, page_for(request), context, status=status)


def page_for(request: HttpRequest) -> str:
    """A page of its own, or a line where a part of a page was asked for."""
    return "desk/parts/message.html" if request.headers.get("HX-Request") else "desk/error.html"


def _ask_for_proof(request: HttpRequest) -> HttpResponseBase:
    """Ask for a fresh proof, then go on where the person was."""
    back = request.headers.get("Referer", "") if request.method == "POST" else request.get_full_path()
    door = f"{reverse('prove')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": door})
    return redirect(door)
