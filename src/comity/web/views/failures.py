"""Pages for what went wrong outside of any step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from comity.text.messages import Messages
from comity.web.middleware.told_errors import page_for


def _page(request: HttpRequest, status: int, message: str, hint: str) -> HttpResponse:
    return render(request, page_for(request), {"message": message, "hint": hint, "status": status, "place": None}, status=status)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """Tell that a form was sent without its token."""
    t = Messages(get_language() or "en")
    return _page(request, 403, t("This form has expired; nothing was changed."), t("Go back, load the page again and send it once more."))


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """Tell that there is no such page."""
    t = Messages(get_language() or "en")
    return _page(request, 404, t("There is nothing here for you."), t("The address may be mistyped, or the case is not yours."))


def fault(request: HttpRequest) -> HttpResponse:
    """Tell that the program failed; the trace goes to the operator's log only."""
    t = Messages(get_language() or "en")
    hint = t("What you had saved is kept. Go back and try once more; if it happens again, tell your administrator the time.")
    return _page(request, 500, t("Something in the program failed."), hint)
