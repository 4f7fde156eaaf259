"""Groups of a course: a trainer opens one, trainees join with its code, and everything of it stays in the training register."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import IntegrityError, transaction

from comity.desk.journal.chain import write
from comity.desk.models.appointment import Appointment
from comity.desk.models.person import Person, normal_login
from comity.desk.models.training import TrainingGroup
from comity.desk.models.unit import Unit
from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.text.messages import Messages, say

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
_CODE = 6
_FEWEST_PIN = 4
_LONGEST_NAME = 80


def needs_training_register() -> None:
    """Go on only in a register of exercises.

    Raises:
        RefusedError: this register holds real cases.
    """
    if not settings.CONFIGURATION.training:
        raise RefusedError(
            say("exercises with counterparts are played in a training register, apart from real cases"),
            hint=say("start one with: comity train serve"),
        )


def is_trainer(worker: Worker) -> bool:
    """Tell whether a person may lead groups: a trainer, or who set the training register up."""
    return bool(worker.roles & {Role.TRAINER, Role.ADMINISTRATOR})


def open_group(worker: Worker, name: str, modules: tuple[str, ...] = ()) -> TrainingGroup:
    """Open a group; who opens it is its trainer.

    Raises:
        RefusedError: the person leads no groups, or this register holds real cases.
        InputError: the name is empty, or taken.
    """
    needs_training_register()
    if not is_trainer(worker):
        raise RefusedError(say("only a trainer opens a group"))
    name = " ".join(name.split())[:_LONGEST_NAME]
    if not name:
        raise InputError(say("this is needed"), place="name")
    with transaction.atomic():
        try:
            with transaction.atomic():
                unit = Unit.objects.create(name=name, state="ZZ", zone=worker.person.zone)
        except IntegrityError:
            raise InputError(say("there is a group of this name: {name}", name=name), place="name") from None
        for role in (Role.TRAINER, Role.TRAINEE):
            Appointment.objects.create(person=worker.person, unit=unit, role=role)
        group = TrainingGroup.objects.create(
            name=name, code=_free_code(), unit=unit, trainer=worker.person, modules=list(modules), created_at=worker.clock()
        )
        words = worker.t("{name} opened the group {group}", name=worker.person.full_name, group=name)
        write("training.group", words, person=worker.person, subject=f"group:{group.pk}", clock=worker.clock)
    return group


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE))
        if not TrainingGroup.objects.filter(code=code).exists():
            return code


def join(code: str, name: str, pin: str, language: str) -> Person:
    """Join a group with its code; who has joined before comes back with the same name and PIN.

    Args:
        code: as the trainer shows it.
        name: name and surname, as they shall stand on the certificate.
        pin: at least four signs that the trainee chooses.
        language: of the interface.

    Raises:
        NotThereError: no group has this code, or it is closed.
        InputError: the name is empty, the PIN too short, or the name belongs to another PIN.
    """
    needs_training_register()
    group = TrainingGroup.objects.filter(code=code.strip().upper(), is_open=True).first()
    if group is None:
        raise NotThereError(say("no open group has this code"), hint=say("ask the trainer for the code on the screen"))
    name = " ".join(name.split())[:_LONGEST_NAME]
    if not name:
        raise InputError(say("this is needed"), place="name")
    if len(pin) < _FEWEST_PIN:
        raise InputError(say("the PIN has at least four signs"), place="pin")
    login = normal_login(f"{group.code}-{name}")
    known = Person.objects.filter(login=login).first()
    if known is not None:
        if not known.check_password(pin):
            raise InputError(say("somebody of this name has joined with another PIN"), place="pin", hint=say("add a second name"))
        return known
    person = Person(login=login, full_name=name, language=language, zone=group.unit.zone)
    person.set_password(pin)  # slow on purpose: not while the register is locked for others
    with transaction.atomic():
        person.save()
        Appointment.objects.create(person=person, unit=group.unit, role=Role.TRAINEE)
        group.members.add(person)
        words = Messages(language)("{name} joined the group {group}", name=name, group=group.name)
        write("training.joined", words, person=person, subject=f"group:{group.pk}")
    return person


def group_of(worker: Worker, group_id: int, *, leads: bool = False) -> TrainingGroup:
    """Return a group that a person leads or belongs to; with `leads` only one that the person leads.

    Raises:
        NotThereError: there is none, or it is not for the person's eyes.
    """
    group = TrainingGroup.objects.filter(pk=group_id).select_related("unit", "trainer").first()
    is_own = group is not None and (group.trainer_id == worker.person.pk or (is_trainer(worker) and _teaches(worker, group)))
    if group is None or not (is_own or (not leads and group.members.filter(pk=worker.person.pk).exists())):
        raise NotThereError(say("there is nothing here for you"))
    return group


def _teaches(worker: Worker, group: TrainingGroup) -> bool:
    return worker.person.appointments.filter(unit=group.unit, role=Role.TRAINER).exists()
