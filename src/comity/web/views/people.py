"""Persons and units, for administrators: add, appoint, dismiss, lock out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from comity.desk.models.appointment import Appointment
from comity.desk.models.person import Person
from comity.desk.models.unit import Unit
from comity.desk.people.credentials import end_all, grant_password, lock, take_factors_away
from comity.desk.people.enrolment import add_person, appoint, dismiss
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.roles import NAMES, Role
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.text.messages import say
from comity.web.middleware.signed_in import worker_of


def people(request: HttpRequest) -> HttpResponseBase:
    """List persons; a POST adds one."""
    worker = worker_of(request)
    worker.demand("register.see_people")
    context: dict[str, Any] = {"typed": request.POST}
    status = 200
    if request.method == "POST":
        worker.demand("register.manage_people")
        typed = {name: request.POST.get(name, "") for name in ("login", "full_name")}
        try:
            added = add_person(worker.person, **typed, zone=worker.person.zone)
            return _with_link(request, worker, added)
        except InputError as error:
            context |= {"message": worker.t.of(error.message), "field": error.place}
            status = 400
    return _page(request, worker, context, status)


def _with_link(request: HttpRequest, worker: Worker, person: Person) -> HttpResponseBase:
    """Show the link by which a person chooses a password, once."""
    link = request.build_absolute_uri(reverse("new-password", args=[grant_password(worker, person)]))
    return _page(request, worker, {"link": link, "link_for": person})


def _page(request: HttpRequest, worker: Worker, context: dict[str, Any], status: int = 200) -> HttpResponseBase:
    context |= {
        "persons": Person.objects.prefetch_related("appointments__unit"),
        "units": Unit.objects.all(),
        "roles": [(role.value, name) for role, name in NAMES.items()],
        "role_names": {role.value: name for role, name in NAMES.items()},
        "manage": worker.may("register.manage_people"),
    }
    return render(request, "desk/people.html", context, status=status)


def _person(worker: Worker, person_id: int) -> Person:
    worker.demand("register.manage_people")
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotThereError(say("there is nothing here for you"))
    return person


@require_POST
def person_password(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Let a person choose a new password."""
    worker = worker_of(request)
    return _with_link(request, worker, _person(worker, person_id))


@require_POST
def person_factors(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Take a lost second factor away."""
    worker = worker_of(request)
    take_factors_away(worker, _person(worker, person_id), request.POST.get("reason", ""))
    return redirect("people")


@require_POST
def person_sessions(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Sign a person out of every browser."""
    worker = worker_of(request)
    end_all(worker, _person(worker, person_id))
    return redirect("people")


@require_POST
def person_lock(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Lock a person out, or let them in again."""
    worker = worker_of(request)
    lock(worker, _person(worker, person_id), out=request.POST.get("out") == "1")
    return redirect("people")


@require_POST
def appointment_new(request: HttpRequest) -> HttpResponseBase:
    """Appoint a person."""
    worker = worker_of(request)
    worker.demand("register.manage_people")
    person = Person.objects.filter(pk=request.POST.get("person") or 0).first()
    unit = Unit.objects.filter(pk=request.POST.get("unit") or 0).first()
    role = request.POST.get("role", "")
    if person is None or unit is None or role not in set(Role):
        raise InputError(say("choose a person, a unit and a role"))
    appoint(worker.person, person, unit, Role(role))
    return redirect("people")


@require_POST
def appointment_end(request: HttpRequest, appointment_id: int) -> HttpResponseBase:
    """End an appointment."""
    worker = worker_of(request)
    worker.demand("register.manage_people")
    found = Appointment.objects.filter(pk=appointment_id).select_related("person", "unit").first()
    if found is None:
        raise NotThereError(say("there is nothing here for you"))
    dismiss(worker.person, found)
    return redirect("people")
