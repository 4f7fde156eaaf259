"""Persons and units, for administrators: add, appoint, dismiss, lock out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from comity.desk.models.appointment import Appointment
from comity.desk.models.person import Person
from comity.desk.models.unit import Unit
from comity.desk.people.enrolment import add_person, appoint, dismiss
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.roles import NAMES, Role
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
        typed = {name: request.POST.get(name, "") for name in ("login", "full_name", "password")}
        try:
            add_person(worker.person, **typed, zone=worker.person.zone)
            return redirect("people")
        except InputError as error:
            context |= {"message": worker.t.of(error.message), "field": error.place}
            status = 400
    context |= {
        "persons": Person.objects.prefetch_related("appointments__unit"),
        "units": Unit.objects.all(),
        "roles": [(role.value, name) for role, name in NAMES.items()],
        "role_names": {role.value: name for role, name in NAMES.items()},
        "manage": worker.may("register.manage_people"),
    }
    return render(request, "desk/people.html", context, status=status)


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
