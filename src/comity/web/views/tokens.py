"""Keys for programs: make one, see it once, take it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from comity.desk.tokens import MOST_DAYS, SCOPES, make_token, revoke_token
from comity.errors import InputError
from comity.web.middleware.signed_in import FOR_PROGRAMS, worker_of

_USUAL_DAYS = 90
_LONGEST_NUMBER = 5


def tokens(request: HttpRequest) -> HttpResponse:
    """List one's keys; a POST makes one and shows it, this once."""
    worker = worker_of(request)
    context: dict[str, object] = {"typed": request.POST}
    status = 200
    if request.method == "POST":
        days = request.POST.get("days", "")
        number = int(days) if days.isascii() and days.isdigit() and len(days) < _LONGEST_NUMBER else 0
        try:
            _, context["secret"] = make_token(worker, request.POST.get("name", ""), request.POST.getlist("scopes"), number)
        except InputError as error:
            context |= {"message": worker.t.of(error.message), "field": error.place, "hint": worker.t.of(error.hint or "")}
            status = 400
    context |= {
        "tokens": worker.person.tokens.order_by("-pk")[:50],
        "scopes": SCOPES,
        "most_days": MOST_DAYS,
        "usual_days": _USUAL_DAYS,
        "now": worker.clock(),
        "making": worker.may("register.make_token"),
        "zone": worker.person.zone,
        "base": request.build_absolute_uri(FOR_PROGRAMS),
    }
    return render(request, "desk/tokens.html", context, status=status)


@require_POST
def token_revoke(request: HttpRequest, token_id: int) -> HttpResponseBase:
    """Take a key back."""
    revoke_token(worker_of(request), token_id)
    return redirect("tokens")
