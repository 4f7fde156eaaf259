"""A strict Content Security Policy on every answer: everything from this server, no inline script or style, no frame, no plug-in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_FORMS = "form-action 'self'"
"""One page may have a form for another server, and says which: `response.also_posts_to`, an origin that was verified before."""


class ContentSecurityPolicy:
    """Adds the policy, and asks caches to keep no page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with the policy."""
        response = self._get_response(request)
        place = getattr(response, "also_posts_to", "")
        response.headers["Content-Security-Policy"] = POLICY.replace(_FORMS, f"{_FORMS} {place}") if place else POLICY
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
