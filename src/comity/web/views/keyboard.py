"""The help of the keyboard, from the same table that binds the keys, and the switch that turns them off."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from comity.web.keyboard import OFF, cookie_name, told


def keyboard(request: HttpRequest) -> HttpResponseBase:
    """Tell the keys; a POST switches those of one character off or on for this browser."""
    if request.method != "POST":
        return render(request, "desk/keyboard.html", {"parts": told()})
    response: HttpResponse = redirect("keyboard")
    if request.POST.get("keys") == OFF:
        response.set_cookie(
            cookie_name(), OFF, max_age=settings.LANGUAGE_COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.CONFIGURATION.secure
        )
    else:
        response.delete_cookie(cookie_name(), samesite="Lax")
    return response
