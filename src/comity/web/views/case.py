"""A case: overview with its particulars, members, journal, clocks, and the case file to take away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.incoming import IncomingRequest
from comity.desk.models.person import Person
from comity.desk.rights.roles import NAMES, STATES, Role
from comity.desk.rights.worker import Worker
from comity.desk.steps.case_file import case_bytes, case_value
from comity.desk.steps.clocks import BY_HAND, WORDS
from comity.desk.steps.open_case import change_particulars, close_case, let_in, reopen_case
from comity.desk.steps.send_and_track import restart_clock, set_clock, stop_clock
from comity.desk.steps.together import Merged
from comity.errors import InputError
from comity.text.messages import say
from comity.web.case_form import case_form, form_keys
from comity.web.middleware.signed_in import worker_of

_A_PAGE = 100
_STOPPED = 5
_NOTHING = Merged({}, ())


def note_reading(worker: Worker, case: Case, what: str) -> None:
    """Write into the journal that a page of a case was read."""
    words = worker.t("{name} read {page} of the case", name=worker.person.full_name, page=what)
    write("case.read", words, person=worker.person, case=case, subject=f"case:{case.pk}", clock=worker.clock)


def case_page(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case, or save its particulars."""
    worker = worker_of(request)
    done, typed = _NOTHING, {}
    if request.method == "POST":
        typed = {key: request.POST[key] for key in form_keys() if key in request.POST}
        opened = {key: request.POST[f"was.{key}"] for key in typed if f"was.{key}" in request.POST}
        case, done = change_particulars(worker, case_id, typed, opened)
        if not done.conflicts:
            return redirect_to_case(case, saved=bool(done.changes))
    case = worker.case(case_id)
    note_reading(worker, case, "overview")
    context = {
        **about(worker, case),
        "groups": case_form(case.particulars, worker.language, typed, done.conflicts),
        "conflicts": done.conflicts,
        "trouble": _trouble(worker, case),
        "requests": case.requests.select_related("changed_by").only(
            "case", "number", "addressee", "state", "instrument", "changed_at", "changed_by__full_name"
        ),
        "clocks": case.clocks.filter(stopped_at=None).select_related("request"),
        "clock_words": WORDS,
        "kinds_by_hand": BY_HAND,
        "stopped_clocks": case.clocks.exclude(stopped_at=None).select_related("stopped_by").order_by("-stopped_at")[:_STOPPED],
        "memberships": case.memberships.select_related("person"),
        "role_names": {role.value: name for role, name in NAMES.items()},
        "candidates": Person.objects.filter(is_active=True, appointments__unit=case.unit).distinct(),
        "roles": [role for role in NAMES if role not in {Role.AUDITOR, Role.ADMINISTRATOR}],
        "saved": "saved" in request.GET,
    }
    return render(request, "desk/case.html", context, status=409 if done.conflicts else 200)


def redirect_to_case(case: Case, *, saved: bool) -> HttpResponse:
    """Go to the page of a case, which says whether something was saved."""
    response = redirect("case", case.pk)
    response["Location"] += "?saved" if saved else ""
    return response


def about(worker: Worker, case: Case) -> dict[str, Any]:
    """What every page of a case shows around its content."""
    counts = dict(case.leads.order_by().values_list("state").annotate(many=Count("*")))
    return {
        "case": case,
        "lead_count": counts.get("accepted", 0),
        "found_count": counts.get("found", 0),
        "request_count": case.requests.count(),
        "is_from_abroad": IncomingRequest.objects.filter(case=case).exists(),
        "change": worker.may("case.change", case=case),
        "states": STATES,
    }


def _trouble(worker: Worker, case: Case) -> InputError | None:
    """What keeps the case file from being read; None when it can be."""
    try:
        case_value(case, worker.language)
    except InputError as error:
        return error
    return None


@require_safe
def case_file(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give the case away as a CASE.yaml."""
    worker = worker_of(request)
    case = worker.case(case_id)
    words = worker.t("{name} took the case file away", name=worker.person.full_name)
    write("case.exported", words, person=worker.person, case=case, subject=f"case:{case.pk}", clock=worker.clock)
    name = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in case.number)
    response = HttpResponse(case_bytes(case), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return response


@require_safe
def case_journal(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the journal of a case."""
    worker = worker_of(request)
    case = worker.case(case_id)
    note_reading(worker, case, "journal")
    page = Paginator(case.journal.order_by("-number"), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/case_journal.html", {**about(worker, case), "page": page})


@require_POST
def case_members(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Let a person work on the case."""
    worker = worker_of(request)
    case = worker.case(case_id, "case.members")
    person = Person.objects.filter(pk=request.POST.get("person") or 0, is_active=True, appointments__unit=case.unit).distinct().first()
    role = request.POST.get("role", "")
    if person is None or role not in set(Role):
        raise InputError(say("choose a person of the unit and a role"))
    let_in(worker, case_id, person, Role(role))
    return redirect("case", case_id)


@require_POST
def case_state(request: HttpRequest, case_id: int, verb: str) -> HttpResponseBase:
    """Close a case, or open it again."""
    (close_case if verb == "close" else reopen_case)(worker_of(request), case_id)
    return redirect("case", case_id)


@require_POST
def case_clock(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Set a clock by hand."""
    posted = request.POST
    set_clock(worker_of(request), case_id, day_of(posted.get("on", "")), posted.get("note", ""), posted.get("kind") or "bring_back")
    return redirect("case", case_id)


@require_POST
def clock_stop(request: HttpRequest, clock_id: int) -> HttpResponseBase:
    """Stop a clock."""
    return redirect("case", stop_clock(worker_of(request), clock_id).case_id)


@require_POST
def clock_restart(request: HttpRequest, clock_id: int) -> HttpResponseBase:
    """Let a stopped clock run again."""
    return redirect("case", restart_clock(worker_of(request), clock_id).case_id)


def day_of(text: str) -> date:
    """Read a day from a form.

    Raises:
        InputError: it is none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(say("this is no day: {text}", text=text), hint=say("write the year first: 2026-03-14")) from None
