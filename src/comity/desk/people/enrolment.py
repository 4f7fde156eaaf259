"""Bring persons into the register: the first one at set-up, further ones by an administrator."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from comity.desk.journal.chain import write
from comity.desk.models.appointment import Appointment
from comity.desk.models.person import Person, normal_login
from comity.desk.models.unit import Unit
from comity.desk.rights.roles import NAMES, Role
from comity.desk.steps.together import as_typed
from comity.errors import InputError
from comity.text.messages import Messages, say

FIRST_KEY_FILE = "first-key"
FIRST_ROLES = (Role.INVESTIGATOR, Role.UNIT_HEAD, Role.ADMINISTRATOR)
"""Who sets a desk up on their own machine works on it alone at first."""


def first_key() -> str | None:
    """Return the key of the page that makes the first person; None as soon as there is one.

    The key lies in the data folder: only who can read that folder can become the first person.
    """
    path = Path(settings.CONFIGURATION.data) / FIRST_KEY_FILE
    if Person.objects.exists():
        path.unlink(missing_ok=True)
        return None
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text(encoding="ascii").strip()


def is_first_key(key: str) -> bool:
    """Tell whether a key opens the page that makes the first person."""
    known = first_key()
    return known is not None and hmac.compare_digest(known.encode(), key.encode())


def add_first_person(*, login: str, full_name: str, password: str, unit: str, state: str, zone: str, language: str) -> Person:
    """Make the unit and the person who sets the desk up.

    Raises:
        InputError: a value cannot be used as it is, or there is somebody already.
    """
    with transaction.atomic():
        if Person.objects.exists():
            raise InputError(say("there is somebody already; ask an administrator for an account"))
        made = Unit.objects.create(name=_named(unit, "unit"), state=state, zone=zone)
        person = _make(login, full_name, password, zone, language)
        Appointment.objects.bulk_create(Appointment(person=person, unit=made, role=role) for role in FIRST_ROLES)
        words = Messages(language)("{name} set the register up for {unit}", name=person.full_name, unit=made.name)
        write("register.set_up", words, person=person, subject=f"person:{person.pk}", facts={"roles": list(FIRST_ROLES)})
    first_key()  # puts the key away
    return person


def add_person(by: Person, *, login: str, full_name: str, zone: str, password: str | None = None, language: str = "") -> Person:
    """Make a person without any role; without a password they choose one by a grant (`people/credentials.py`).

    Raises:
        InputError: a value cannot be used as it is.
    """
    with transaction.atomic():
        person = _make(login, full_name, password, zone, language)
        words = Messages(by.language)("{name} was added to the register", name=person.full_name)
        write("person.added", words, person=by, subject=f"person:{person.pk}")
    return person


def appoint(by: Person, person: Person, unit: Unit, role: Role) -> Appointment:
    """Give a person a role in a unit; giving it twice changes nothing."""
    with transaction.atomic():
        appointment, is_new = Appointment.objects.get_or_create(person=person, unit=unit, role=role)
        if is_new:
            t = Messages(by.language)
            words = t("{name} is now {role} in {unit}", name=person.full_name, role=t(NAMES[role]), unit=unit.name)
            write("person.appointed", words, person=by, subject=f"person:{person.pk}", facts={"role": role, "unit": unit.pk})
    return appointment


def dismiss(by: Person, appointment: Appointment) -> None:
    """Take a role away."""
    with transaction.atomic():
        t = Messages(by.language)
        role, name = t(NAMES[Role(appointment.role)]), appointment.person.full_name
        words = t("{name} is no longer {role} in {unit}", name=name, role=role, unit=appointment.unit.name)
        write("person.dismissed", words, person=by, subject=f"person:{appointment.person_id}", facts={"role": appointment.role})
        appointment.delete()


def _make(login: str, full_name: str, password: str | None, zone: str, language: str) -> Person:
    name = normal_login(login)
    if not name or not name.isprintable() or " " in name:
        raise InputError(say("a name to sign in with has letters and digits, and no spaces"), place="login")
    if Person.objects.filter(login=name).exists():
        raise InputError(say("somebody signs in with this name already: {name}", name=name), place="login")
    person = Person(login=name, full_name=_named(full_name, "full_name"), zone=zone, language=language)
    if password is not None:
        check_password_rules(person, password)
    person.set_password(password)
    person.save()
    return person


def check_password_rules(person: Person, password: str) -> None:
    """Hold a password against the rules of the register.

    Raises:
        InputError: it does not fit.
    """
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InputError(" ".join(error.messages), place="password") from None


def _named(text: str, place: str) -> str:
    words = " ".join(as_typed(text).split())
    if not words:
        raise InputError(say("this is needed"), place=place)
    return words
