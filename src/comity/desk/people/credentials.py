"""Change what a person proves themselves by: the own password and recovery codes; by an administrator, leave to choose anew."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from comity.desk.journal.chain import write
from comity.desk.models.password_grant import PasswordGrant
from comity.desk.models.person import Person
from comity.desk.people.enrolment import check_password_rules
from comity.desk.people.open_sessions import end_sessions
from comity.desk.rights.worker import Worker
from comity.desk.steps.together import as_typed
from comity.errors import InputError
from comity.model.time import Clock, system_clock
from comity.text.messages import Messages, say

GRANT_LASTS = timedelta(hours=24)


def set_password(person: Person, password: str) -> None:
    """Give a person a password that fits the rules; every session ends by that.

    Raises:
        InputError: it does not fit.
    """
    check_password_rules(person, password)
    person.set_password(password)
    person.save(update_fields=["password"])


def change_password(worker: Worker, present: str, password: str, keep: str | None = None) -> None:
    """Change one's own password; the other sessions end.

    Args:
        worker: who.
        present: the password until now.
        password: the new one.
        keep: key of the session that goes on.

    Raises:
        InputError: the present one does not fit, or the new one does not do.
    """
    person = worker.person
    if not person.check_password(present):
        raise InputError(say("the present password does not fit"), place="present")
    if present == password:
        raise InputError(say("this is the password you have"), place="password")
    with transaction.atomic():
        set_password(person, password)
        PasswordGrant.objects.filter(person=person).delete()
        ended = end_sessions(person, keep)
        words = worker.t("{name} changed the password", name=person.full_name)
        write("person.password", words, person=person, subject=f"person:{person.pk}", facts={"sessions_ended": ended})


def grant_password(worker: Worker, person: Person) -> str:
    """Give leave to choose a password; return the key, which is shown once.

    The password until now goes on until the key is used, so that nobody can lock somebody else out with it.
    """
    worker.demand("register.manage_people")
    key = secrets.token_urlsafe(18)
    with transaction.atomic():
        PasswordGrant.objects.update_or_create(
            person=person, defaults={"digest": _digest(key), "given_by": worker.person, "ends_at": worker.clock() + GRANT_LASTS}
        )
        words = worker.t("{name} let {person} choose a new password", name=worker.person.full_name, person=person.full_name)
        write("person.password_grant", words, person=worker.person, subject=f"person:{person.pk}")
    return key


def granted_to(key: str, clock: Clock = system_clock) -> Person | None:
    """Return who may choose a password by this key; None where it opens nothing."""
    grant = PasswordGrant.objects.filter(digest=_digest(key), ends_at__gt=clock(), person__is_active=True).select_related("person").first()
    return grant.person if grant else None


def use_grant(key: str, password: str, language: str, clock: Clock = system_clock) -> Person:
    """Choose a password by a key, which is used up. The second factor stays: whoever has the key alone does not get in.

    Raises:
        InputError: the key opens nothing, or the password does not do.
    """
    with transaction.atomic():
        person = granted_to(key, clock)
        if person is None:
            raise InputError(say("this link was used, or its day is over"), hint=say("ask an administrator for another"))
        set_password(person, password)
        PasswordGrant.objects.filter(person=person).delete()
        end_sessions(person)
        words = Messages(language)("{name} chose a new password", name=person.full_name)
        write("person.password", words, person=person, subject=f"person:{person.pk}", facts={"by": "grant"})
    return person


def take_factors_away(worker: Worker, person: Person, reason: str) -> None:
    """Take the second factor of somebody else away who has lost it; their sessions end, and they set up another at the next signing in.

    Raises:
        InputError: no reason is given, or it is one's own.
    """
    worker.demand("register.manage_people")
    why = as_typed(reason)
    if person.pk == worker.person.pk:
        raise InputError(say("another administrator does this for you"))
    if not why:
        raise InputError(say("say how you made sure that it is they who ask"), place="reason")
    with transaction.atomic():
        person.sealed_totp, person.recovery_digests, person.passkeys = "", [], []
        person.save(update_fields=["sealed_totp", "recovery_digests", "passkeys"])
        ended = end_sessions(person)
        words = worker.t("{name} took the second factor of {person} away", name=worker.person.full_name, person=person.full_name)
        facts = {"reason": why, "sessions_ended": ended}
        write("person.factors_taken", words, person=worker.person, subject=f"person:{person.pk}", facts=facts)


def lock(worker: Worker, person: Person, *, out: bool) -> None:
    """Lock a person out, or let them in again. Nobody is deleted, because the journal names them.

    Raises:
        InputError: one would lock oneself out.
    """
    worker.demand("register.manage_people")
    if person.pk == worker.person.pk:
        raise InputError(say("another administrator does this for you"))
    with transaction.atomic():
        person.is_active = not out
        person.save(update_fields=["is_active"])
        ended = end_sessions(person)
        names = {"name": worker.person.full_name, "person": person.full_name}
        words = worker.t("{name} locked {person} out", **names) if out else worker.t("{name} let {person} in again", **names)
        write("person.locked", words, person=worker.person, subject=f"person:{person.pk}", facts={"out": out, "sessions_ended": ended})


def end_all(worker: Worker, person: Person) -> int:
    """End every session of a person; return how many."""
    worker.demand("register.manage_people")
    with transaction.atomic():
        ended = end_sessions(person)
        words = worker.t("{name} ended the sessions of {person}", name=worker.person.full_name, person=person.full_name)
        write("person.sessions_ended", words, person=worker.person, subject=f"person:{person.pk}", facts={"sessions_ended": ended})
    return ended


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
