"""The door of the training register: a trainee types the code of the group, a name and a PIN."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from comity.desk.people.throttle import has_to_wait, note_failure
from comity.errors import ComityError
from comity.text.messages import Messages
from comity.training.space.groups import join
from comity.web.middleware.signed_in import for_everybody, note_proof


@for_everybody
def join_page(request: HttpRequest) -> HttpResponseBase:
    """Let a trainee in."""
    typed = {key: request.POST.get(key, "") for key in ("code", "name", "pin")}
    if request.method != "POST":
        return render(request, "training/join.html", {"typed": {"code": request.GET.get("code", "")}})
    language = get_language() or "en"
    t, address = Messages(language), str(request.META.get("REMOTE_ADDR", ""))
    door = f"join:{typed['code'].upper()}:{typed['name'].casefold()}"[:150]
    if has_to_wait(door, address):
        return render(
            request, "training/join.html", {"typed": typed, "message": t("Too many attempts. Wait a quarter of an hour.")}, status=429
        )
    try:
        person = join(typed["code"], typed["name"], typed["pin"], language)
    except ComityError as error:
        note_failure(door, address)
        context = {"typed": typed, "message": t.of(error.message), "hint": t.of(error.hint or "")}
        return render(request, "training/join.html", context, status=403)
    auth.login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    note_proof(request)
    return redirect("training")
