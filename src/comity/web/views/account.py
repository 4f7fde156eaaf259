"""One's own account: password, second factor, passkeys, recovery codes, the browsers signed in, and what was done to it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from comity.desk.journal.chain import write
from comity.desk.models.journal_entry import JournalEntry
from comity.desk.people.credentials import change_password
from comity.desk.people.open_sessions import end_session, end_sessions
from comity.desk.people.passkeys import ask_for_new, keep_new, take_away
from comity.desk.people.second_factor import renew_recovery_codes
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.text.messages import say
from comity.web.middleware.signed_in import WARNED, is_fresh, note_proof, note_session, site_of, worker_of

_PASSKEY = "new_passkey"
_ENTRIES = 20


def account(request: HttpRequest) -> HttpResponseBase:
    """Show one's own account."""
    request.session.pop(WARNED, None)
    return _page(request, worker_of(request))


def _page(request: HttpRequest, worker: Worker, status: int = 200, **more: Any) -> HttpResponse:
    person = worker.person
    context = {
        "sessions": person.open_sessions.all(),
        "this_session": request.session.session_key,
        "entries": JournalEntry.objects.filter(subject=f"person:{person.pk}").order_by("-number")[:_ENTRIES],
        "codes_left": len(person.recovery_digests),
        "site": site_of(request),
        "zone": person.zone,
        **more,
    }
    return render(request, "desk/account.html", context, status=status)


@require_POST
def password_change(request: HttpRequest) -> HttpResponseBase:
    """Change the password; this browser stays signed in, the others do not."""
    worker = worker_of(request)
    if worker.person.has_second_factor and (refused := _needs_proof(request)):
        return refused
    before = request.session.session_key
    try:
        change_password(worker, request.POST.get("present", ""), request.POST.get("password", ""), keep=before)
    except InputError as error:
        return _page(request, worker, 400, message=worker.t.of(error.message), field=error.place)
    update_session_auth_hash(request, worker.person)
    note_proof(request)
    note_session(request, worker.person, before)
    return _page(request, worker, good=worker.t("The password is changed. Every other browser has been signed out."))


def passkey_new(request: HttpRequest) -> HttpResponseBase:
    """Make a passkey: the page asks the browser, the form brings its answer."""
    worker = worker_of(request)
    if refused := _needs_proof(request):
        return refused
    state = request.session.pop(_PASSKEY, None)
    if request.method == "POST" and state is not None:
        is_first = not worker.person.has_second_factor
        keep_new(worker.person, site_of(request), state, request.POST.get("passkey", ""), request.POST.get("name", ""))
        words = worker.t("{name} added a passkey", name=worker.person.full_name)
        write(
            "person.passkey",
            words,
            person=worker.person,
            subject=f"person:{worker.person.pk}",
            facts={"name": request.POST.get("name", "")},
        )
        _others_end(request, worker)
        if is_first or not worker.person.recovery_digests:
            return render(request, "desk/recovery_codes.html", {"codes": renew_recovery_codes(worker.person)})
        return redirect("account")
    asked = ask_for_new(worker.person, site_of(request))
    request.session[_PASSKEY] = asked.state
    return render(request, "desk/passkey_new.html", {"passkey": asked.options})


@require_POST
def passkey_end(request: HttpRequest) -> HttpResponseBase:
    """Take a passkey away."""
    worker = worker_of(request)
    if refused := _needs_proof(request):
        return refused
    number = request.POST.get("number", "")
    name = take_away(worker.person, int(number) if number.isdecimal() else -1)
    words = worker.t("{name} took a passkey away", name=worker.person.full_name)
    write("person.passkey", words, person=worker.person, subject=f"person:{worker.person.pk}", facts={"name": name, "gone": True})
    _others_end(request, worker)
    return redirect("account")


@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Make new recovery codes; the ones before are worth nothing."""
    worker = worker_of(request)
    if refused := _needs_proof(request):
        return refused
    if not worker.person.has_second_factor:
        raise InputError(say("recovery codes stand in for a second factor, and there is none"), hint=say("set one up first"))
    codes = renew_recovery_codes(worker.person)
    words = worker.t("{name} made new recovery codes", name=worker.person.full_name)
    write("person.recovery_codes", words, person=worker.person, subject=f"person:{worker.person.pk}")
    return render(request, "desk/recovery_codes.html", {"codes": codes})


@require_POST
def session_end(request: HttpRequest) -> HttpResponseBase:
    """Sign a browser out, or every one but this."""
    worker = worker_of(request)
    number = request.POST.get("session", "")
    if number == "others":
        ended = end_sessions(worker.person, keep=request.session.session_key)
    else:
        end_session(worker.person, int(number) if number.isdecimal() else 0)
        ended = 1
    words = worker.t("{name} signed other browsers out", name=worker.person.full_name)
    write("person.sessions_ended", words, person=worker.person, subject=f"person:{worker.person.pk}", facts={"sessions_ended": ended})
    return redirect("account")


def _others_end(request: HttpRequest, worker: Worker) -> None:
    """After a change of what proves the person, only the browser in which it was made goes on."""
    end_sessions(worker.person, keep=request.session.session_key)


def _needs_proof(request: HttpRequest) -> HttpResponseBase | None:
    """Ask for a proof where the last one is older than some minutes: by second factor, or by password where there is none."""
    return None if is_fresh(request) else redirect(f"/prove/?next=/account/{'' if request.method == 'POST' else 'passkey/'}")
