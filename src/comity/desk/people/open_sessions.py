"""See and end the browsers in which a person is signed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings

from comity.desk.models.open_session import OpenSession
from comity.desk.models.person import Person
from comity.errors import InputError
from comity.text.messages import say

IDLE = timedelta(hours=1)
"""Nobody asked for a page: the session ends (NIST SP 800-63B section 2.2.3 asks for no more than an hour)."""

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a page was last asked for."""


def note_open(person: Person, key: str, now: datetime, address: str, agent: str, before: str | None = None) -> None:
    """Note that a person is signed in under a key.

    Args:
        person: who.
        key: name of the session.
        now: the moment.
        address: from where.
        agent: what the browser says of itself.
        before: the key that the same session had until now; None for a new one.
    """
    if before and OpenSession.objects.filter(person=person, key=before).update(key=key, seen_at=now):
        return
    OpenSession.objects.filter(key=key).delete()
    row = OpenSession(person=person, key=key, started_at=now, seen_at=now, address=address[:64], agent=agent[:200])
    row.save()
    _forget_expired(person, now)


def note_seen(key: str, now: datetime) -> None:
    """Note that a page was asked for."""
    OpenSession.objects.filter(key=key).update(seen_at=now)


def end_session(person: Person, number: int) -> OpenSession:
    """End one of a person's sessions.

    Raises:
        InputError: it is not there any more.
    """
    row = OpenSession.objects.filter(person=person, pk=number).first()
    if row is None:
        raise InputError(say("this session has ended already"))
    _end(row)
    return row


def end_sessions(person: Person, keep: str | None = None) -> int:
    """End every session of a person, except the one of a key; return how many.

    Sessions that were begun before they were noted end with the password's change: their digest of it does not fit any more.
    """
    rows = OpenSession.objects.filter(person=person).exclude(key=keep or "")
    for row in rows:
        _end(row)
    return len(rows)


def _end(row: OpenSession) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store(row.key).delete()
    row.delete()


def _forget_expired(person: Person, now: datetime) -> None:
    ended = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    OpenSession.objects.filter(person=person, seen_at__lt=ended).delete()
