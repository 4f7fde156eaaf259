"""Open a case, change what it says, let others work on it, close it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from comity.desk.journal.chain import write
from comity.desk.models.case import Case, CaseMember
from comity.desk.models.person import Person
from comity.desk.models.unit import Unit
from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.roles import NAMES, Role
from comity.desk.rights.worker import Worker
from comity.desk.steps.together import Merged, as_typed, merged
from comity.errors import InputError
from comity.text.messages import say
from comity.text.times import time_zone

BREAK_GLASS_FOR = timedelta(hours=24)
_FEWEST_LETTERS = 20
_LONGEST = {"number": 100, "title": 200}
_WORKING_ROLES = (Role.INVESTIGATOR, Role.UNIT_HEAD, Role.PROSECUTOR, Role.CENTRAL_AUTHORITY, Role.DUTY_OFFICER, Role.TRAINER, Role.TRAINEE)


def open_case(
    worker: Worker, unit: Unit, *, number: str, title: str, zone: str, particulars: Mapping[str, str], training: bool = False
) -> Case:
    """Open a case; whoever opens it works on it with every role they hold in the unit.

    Args:
        worker: who.
        unit: the unit that leads it.
        number: the number at home.
        title: a few words to tell it from others.
        zone: IANA zone in which its times are shown.
        particulars: what the case file says, by dotted key.
        training: whether it is an exercise.

    Raises:
        RefusedError: the person may not, or not in this unit, or the register holds exercises only.
        InputError: a value cannot be used as it is.
    """
    worker.demand("register.open_exercise" if training else "register.open_case")
    if settings.CONFIGURATION.training and not training:
        raise RefusedError(say("this register holds exercises only"), hint=say("real cases belong into the register of the office"))
    roles = [Role(role) for role in worker.person.appointments.filter(unit=unit).values_list("role", flat=True)]
    if not set(roles) & set(_WORKING_ROLES):
        raise RefusedError(say("you do not work in this unit: {unit}", unit=unit.name))
    time_zone(zone)
    with transaction.atomic():
        case = _made(worker, unit, _needed(number, "number"), _needed(title, "title"), zone, dict(particulars), training=training)
        CaseMember.objects.bulk_create(CaseMember(case=case, person=worker.person, role=role) for role in roles if role in _WORKING_ROLES)
        words = worker.t("{name} opened case {number}: {title}", name=worker.person.full_name, number=case.number, title=case.title)
        write("case.opened", words, person=worker.person, case=case, subject=f"case:{case.pk}", clock=worker.clock)
    return case


def _made(worker: Worker, unit: Unit, number: str, title: str, zone: str, particulars: dict[str, str], *, training: bool) -> Case:
    try:
        with transaction.atomic():
            return Case.objects.create(
                unit=unit,
                number=number,
                title=title,
                zone=zone,
                training=training,
                particulars=particulars,
                opened_by=worker.person,
                opened_at=worker.clock(),
                changed_at=worker.clock(),
            )
    except IntegrityError:
        message = say("the unit has a case of this number already: {number}", number=number)
        raise InputError(
            message, place="number", hint=say("if you do not see it, you do not work on it: ask the head of the unit")
        ) from None


def change_particulars(worker: Worker, case_id: int, typed: Mapping[str, str], opened: Mapping[str, str]) -> tuple[Case, Merged]:
    """Save a form of particulars; fields that others changed meanwhile are left alone and told.

    Args:
        worker: who.
        case_id: the case.
        typed: field to text.
        opened: field to the stamp of the text the form was opened with.

    Returns:
        The case as it stands now, and what became of the form.
    """
    with transaction.atomic():
        case = worker.case(case_id, "case.change", locked=True)
        done = merged(case.particulars, typed, opened)
        if done.changes:
            case.particulars = {key: text for key, text in {**case.particulars, **done.changes}.items() if text}
            case.lock += 1
            case.changed_at = worker.clock()
            case.save(update_fields=["particulars", "lock", "changed_at"])
            fields = sorted(done.changes)
            words = worker.t("{name} changed {fields}", name=worker.person.full_name, fields=", ".join(fields))
            write("case.changed", words, person=worker.person, case=case, subject=f"case:{case.pk}", facts=done.changes, clock=worker.clock)
    return case, done


def let_in(worker: Worker, case_id: int, person: Person, role: Role) -> None:
    """Let a person work on a case in a role that the person is appointed to.

    Raises:
        InputError: the person is not appointed to the role.
    """
    case = worker.case(case_id, "case.members")
    if not person.appointments.filter(role=role).exists():
        raise InputError(say("{name} is not appointed as {role}", name=person.full_name, role=say(NAMES[role])), place="role")
    with transaction.atomic():
        _, is_new = CaseMember.objects.update_or_create(case=case, person=person, role=role, defaults={"until": None})
        if is_new:
            words = worker.t("{name} now works on the case as {role}", name=person.full_name, role=worker.t(NAMES[role]))
            write("case.let_in", words, person=worker.person, case=case, subject=f"person:{person.pk}", clock=worker.clock)


def break_glass(worker: Worker, number: str, reason: str) -> Case:
    """Open a case of others for a day, in need: it is written down, and its members are told.

    Raises:
        InputError: the reason says too little.
        NotThereError: there is no case of this number in a unit of the person.
    """
    worker.demand("register.break_glass")
    if len(reason.strip()) < _FEWEST_LETTERS:
        raise InputError(say("the reason says too little: {reason}", reason=reason.strip()), place="reason")
    units = worker.person.appointments.values("unit")
    case = Case.objects.filter(number=number.strip(), unit__in=units).first()
    if case is None:
        raise NotThereError(say("no case of this number in your units: {number}", number=number.strip()))
    role = next(role for role in (Role.UNIT_HEAD, Role.PROSECUTOR, Role.CENTRAL_AUTHORITY, Role.DUTY_OFFICER) if role in worker.roles)
    until = worker.clock() + BREAK_GLASS_FOR
    with transaction.atomic():
        if not worker.roles_on(case):
            CaseMember.objects.update_or_create(case=case, person=worker.person, role=role, defaults={"until": until})
        words = worker.t("{name} opened the case in need: {reason}", name=worker.person.full_name, reason=reason.strip())
        write("case.glass_broken", words, person=worker.person, case=case, subject=f"case:{case.pk}", clock=worker.clock)
    return case


def close_case(worker: Worker, case_id: int) -> Case:
    """Close a case; it stays readable."""
    return _moved(worker, case_id, "case.close", "closed", worker.t("{name} closed the case", name=worker.person.full_name))


def reopen_case(worker: Worker, case_id: int) -> Case:
    """Open a closed case again."""
    return _moved(worker, case_id, "case.reopen", "open", worker.t("{name} opened the case again", name=worker.person.full_name))


def _moved(worker: Worker, case_id: int, action: str, state: str, words: str) -> Case:
    with transaction.atomic():
        case = worker.case(case_id, action, locked=True)
        case.state, case.changed_at = state, worker.clock()
        case.save(update_fields=["state", "changed_at"])
        write(action, words, person=worker.person, case=case, subject=f"case:{case.pk}", clock=worker.clock)
    return case


def _needed(text: str, place: str) -> str:
    words = " ".join(as_typed(text).split())
    if not words:
        raise InputError(say("this is needed"), place=place)
    most = _LONGEST[place]
    if len(words) > most:
        raise InputError(say("this is too long: {count} letters, at most {most}", count=len(words), most=most), place=place)
    return words
