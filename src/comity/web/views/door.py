"""The door: sign in with password and second factor, prove it again, sign out, choose the language, set up the first person."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import auth
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.journal_entry import JournalEntry
from comity.desk.models.person import Person, normal_login
from comity.desk.people.credentials import granted_to, use_grant
from comity.desk.people.enrolment import add_first_person, is_first_key
from comity.desk.people.passkeys import ask_for_proof, is_proved_by
from comity.desk.people.second_factor import is_proved
from comity.desk.people.throttle import forget_failures, has_to_wait, note_failure
from comity.desk.rights.worker import Worker
from comity.desk.spoken import spoken_languages
from comity.desk.steps.open_exercise import open_exercise
from comity.errors import InputError
from comity.law.state import StateNames
from comity.text.messages import Messages
from comity.web.middleware.signed_in import WARNED, for_everybody, note_proof, note_session, site_of, worker_of

_WAITS = "waits_for_code"
_PASSKEY = "passkey"
_OWN = ("person.signed_out", "person.second_factor", "person.recovery_codes")


def _t() -> Messages:
    return Messages(get_language() or "en")


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go; only places of this desk."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    is_here = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if is_here else "/"


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


@for_everybody
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for name and password."""
    if request.method != "POST":
        context = {"next": _next(request), "nobody": not Person.objects.exists()}
        if "away" in request.GET:
            context["message"] = _t()(
                "Nobody was here for an hour, or ten hours are over, so the session has ended. What was typed into forms is kept."
            )
        return render(request, "desk/sign_in.html", context)
    login, address = request.POST.get("login", ""), _address(request)
    if has_to_wait(login, address):
        return _refused(request, _t()("Too many attempts. Wait a quarter of an hour, or ask an administrator."), login, 429)
    person = auth.authenticate(request, username=login, password=request.POST.get("password", ""))
    if not isinstance(person, Person):
        note_failure(login, address)
        known = Person.objects.filter(login=normal_login(login)).first()
        subject = f"person:{known.pk}" if known else ""
        write("person.refused", _t()("Name and password do not fit."), person=None, subject=subject, facts={"address": address})
        return _refused(request, _t()("Name and password do not fit."), login, 403)
    if person.has_second_factor:
        request.session.cycle_key()
        request.session[_WAITS] = person.pk
        return _ask_for_code(request, person)
    return _let_in(request, person)


def _ask_for_code(request: HttpRequest, person: Person, message: str | None = None) -> HttpResponse:
    context = {"next": _next(request), "message": message, **_ways_to_prove(request, person)}
    return render(request, "desk/sign_in_code.html", context, status=403 if message else 200)


def _ways_to_prove(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Tell by what a person can prove themselves here; a passkey is asked for a challenge of this session."""
    asked = ask_for_proof(person, site_of(request))
    if asked is not None:
        request.session[_PASSKEY] = asked.state
    return {"by_authenticator": bool(person.sealed_totp), "by_code": person.has_second_factor, "passkey": asked.options if asked else None}


def _refused(request: HttpRequest, message: str, login: str, status: int) -> HttpResponse:
    return render(request, "desk/sign_in.html", {"next": _next(request), "message": message, "login": login}, status=status)


@for_everybody
@require_POST
def sign_in_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of the authenticator."""
    person = Person.objects.filter(pk=int(request.session.get(_WAITS, 0)), is_active=True).first()
    if person is None:
        return redirect("sign-in")
    message = _code_refused(request, person)
    if message is not None:
        return _ask_for_code(request, person, message)
    return _let_in(request, person)


def _code_refused(request: HttpRequest, person: Person) -> str | None:
    """Check the code; say why not."""
    if has_to_wait(person.login, _address(request)):
        return _t()("Too many attempts. Wait a quarter of an hour, or ask an administrator.")
    if answer := request.POST.get("passkey"):
        why = _t()("The passkey does not fit.")
        if is_proved_by(person, site_of(request), request.session.pop(_PASSKEY, None), answer):
            return None
    else:
        why = _t()("The code does not fit.")
        if is_proved(person, request.POST.get("code", "")):
            return None
    note_failure(person.login, _address(request))
    write("person.refused", why, person=person, subject=f"person:{person.pk}", facts={"address": _address(request)})
    return why


def _let_in(request: HttpRequest, person: Person) -> HttpResponseBase:
    request.session.cycle_key()  # also for who was signed in already: the name that the session had opens nothing any more
    auth.login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session.pop(_WAITS, None)
    note_proof(request)
    note_session(request, person)
    if news := _since_last_time(person):
        request.session[WARNED] = news
    forget_failures(person.login)
    words = _t()("{name} signed in", name=person.full_name)
    write("person.signed_in", words, person=person, subject=f"person:{person.pk}", facts={"address": _address(request)})
    response = redirect(_next(request))
    return _with_language(response, person.language) if person.language else response


def _since_last_time(person: Person) -> int:
    """Count the entries about a person's account since they last signed in: attempts of others, and what others changed."""
    about = JournalEntry.objects.filter(subject=f"person:{person.pk}")
    last = about.filter(action="person.signed_in").order_by("-number").values_list("number", flat=True).first()
    return 0 if last is None else about.filter(number__gt=last).exclude(person=person, action__in=_OWN).count()


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out."""
    worker = worker_of(request)
    write("person.signed_out", worker.t("{name} signed out", name=worker.person.full_name), person=worker.person)
    auth.logout(request)
    response = redirect("sign-in")
    # cookies stay out of it: the language and the form token of the page that follows are among them, and the session is gone on the server
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def prove(request: HttpRequest) -> HttpResponseBase:
    """Ask again who is there, before something grave."""
    worker = worker_of(request)
    message = None
    if request.method == "POST":
        message = _proof_refused(request, worker.person)
        if message is None:
            before = request.session.session_key
            request.session.cycle_key()
            note_proof(request)
            note_session(request, worker.person, before)
            return redirect(_next(request))
    context = {"next": _next(request), "message": message, **_ways_to_prove(request, worker.person)}
    return render(request, "desk/prove.html", context, status=403 if message else 200)


def _proof_refused(request: HttpRequest, person: Person) -> str | None:
    if person.has_second_factor:
        return _code_refused(request, person)
    if has_to_wait(person.login, _address(request)):
        return _t()("Too many attempts. Wait a quarter of an hour, or ask an administrator.")
    if person.check_password(request.POST.get("password", "")):
        return None
    note_failure(person.login, _address(request))
    return _t()("The password does not fit.")


@for_everybody
def new_password(request: HttpRequest, grant: str) -> HttpResponseBase:
    """Choose a password by the link that an administrator handed over."""
    person = granted_to(grant)
    if person is None:
        return render(request, "desk/new_password.html", {"is_over": True}, status=404)
    if request.method != "POST":
        return render(request, "desk/new_password.html", {"person": person})
    try:
        use_grant(grant, request.POST.get("password", ""), get_language() or "en")
    except InputError as error:
        return render(request, "desk/new_password.html", {"person": person, "message": _t().of(error.message)}, status=400)
    auth.logout(request)
    return redirect("sign-in")


@for_everybody
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the language that a person chose."""
    tag = request.POST.get("language", "")
    if tag.lower() not in {language.tag.lower() for language in spoken_languages()}:
        raise Http404
    if isinstance(request.user, Person):
        request.user.language = tag
        request.user.save(update_fields=["language"])
    return _with_language(redirect(_next(request)), tag)


def _with_language(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        tag.lower(),
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.CONFIGURATION.secure,
    )
    return response


@for_everybody
def first_person(request: HttpRequest, key: str) -> HttpResponseBase:
    """Make the unit and the first person; open only to who holds the key from the data folder."""
    if not is_first_key(key):
        return redirect("sign-in")
    named = {code: _name_of(state.names) for code, state in workbench("en").law.states.items()}
    states = sorted(named)
    context: dict[str, Any] = {
        "typed": request.POST,
        "states": sorted(named.items(), key=lambda pair: pair[1]),
        "zones": sorted(available_timezones()),
        "key": key,
    }
    if request.method != "POST":
        return render(request, "desk/first_person.html", context)
    typed = {name: request.POST.get(name, "") for name in ("login", "full_name", "password", "unit", "state", "zone")}
    try:
        _check_first(typed, states)
        person = add_first_person(**typed, language=get_language() or "en")
    except InputError as error:
        context |= {"message": _t().of(error.message), "field": error.place}
        return render(request, "desk/first_person.html", context, status=400)
    response = _let_in(request, person)
    open_exercise(Worker(person, get_language() or "en", is_fresh=True))
    return response


def _name_of(names: StateNames) -> str:
    """Name a State in the reader's language, where the law book has that name."""
    tag = (get_language() or "en").split("-")[0]
    return {"en": names.en, "ru": names.ru}.get(tag) or names.own.get(tag) or names.en


def _check_first(typed: dict[str, str], states: list[str]) -> None:
    from comity.text.messages import say
    from comity.text.times import time_zone

    if typed["state"] not in states:
        raise InputError(say("choose your State"), place="state")
    time_zone(typed["zone"])
