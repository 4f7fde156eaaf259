"""Methods that neither pages nor interface offer (TRACE, CONNECT, invented ones) are refused before anything looks at the request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

OFFERED = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
"""What some page or some call of the interface answers; each of them narrows it further for itself."""


class OfferedMethods:
    """Refuses every other method."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, if its method is one that is offered."""
        return self._get_response(request) if request.method in OFFERED else HttpResponseNotAllowed(OFFERED)
