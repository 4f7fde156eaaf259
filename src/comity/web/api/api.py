"""The interface as a whole: where it lies, its parts, and its errors as JSON."""

from __future__ import annotations

import logging
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from comity import __version__
from comity.desk.rights.refusal import ChangedMeanwhileError, NotThereError, ProofNeededError, RefusedError
from comity.errors import ComityError
from comity.text.messages import Messages, say
from comity.web.api import cases, jobs, lookups, requests, tools
from comity.web.api.keys import TooFastError
from comity.web.api.shapes import Trouble

_ABOUT = (
    "Everything that programs may do at a desk of Comity. A key is made at the desk (*Keys for programs*), is shown once, and is sent as "
    "`Authorization: Bearer comity_…`. It never may more than its person may at that moment. Approving, sending and whatever asks for "
    "a fresh proof of identity stays with people. Times are RFC 3339 in UTC; codes are English and stable; words follow `Accept-Language`."
)
_NO_KEY = 401
_STATUS: tuple[tuple[type[ComityError], int, str], ...] = (
    (NotThereError, 404, "not_there"),
    (ProofNeededError, 403, "proof_needed"),
    (RefusedError, 403, "refused"),
    (ChangedMeanwhileError, 409, "changed_meanwhile"),
    (ComityError, 400, "input"),
)

api = NinjaAPI(
    title="Comity",
    version=__version__,
    description=_ABOUT,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)
for tag, router in (
    ("tools", tools.router),
    ("cases", cases.router),
    ("requests", requests.router),
    ("lookups", lookups.router),
    ("jobs", jobs.router),
):
    api.add_router("", router, tags=[tag])


def _answer(request: HttpRequest, status: int, code: str, message: str, place: str | None = None, hint: str | None = None) -> HttpResponse:
    t = Messages(get_language() or "en")
    body = Trouble(code=code, message=t.of(message), place=place, hint=t.of(hint) if hint else None)
    response = api.create_response(request, {"error": body.dict()}, status=status)
    if status == _NO_KEY:
        response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ComityError)
def told(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell an error that somebody can do something about."""
    status, code = next((status, code) for kind, status, code in _STATUS if isinstance(error, kind))
    return _answer(request, status, code, error.message, error.place, error.hint)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, _error: Any) -> HttpResponse:
    """Tell that the key opens nothing."""
    return _answer(request, _NO_KEY, "unknown_key", say("this key opens nothing: unknown, expired or taken back"))


@api.exception_handler(TooFastError)
def too_fast(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell that a program asks too fast, and when it may go on."""
    response = _answer(request, 429, "too_fast", say("too many questions at once"), hint=say("go on after the seconds in Retry-After"))
    response["Retry-After"] = str(max(1, ceil(error.seconds)))
    return response


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell that what was sent has another shape; the place is that of the first mistake."""
    first = error.errors[0] if error.errors else {}
    place = ".".join(str(part) for part in first.get("loc", ()))
    return _answer(request, 422, "shape", str(first.get("msg", "")), place)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell what the protocol itself refuses, such as a body that is no JSON."""
    return _answer(request, error.status_code, "protocol", str(error))


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell that the program failed; the trace goes to the operator's log only."""
    logging.getLogger("django.request").error("the interface failed at %s", request.path, exc_info=error)
    return _answer(request, 500, "fault", say("something in the program failed"))
