"""Keys for programs: made by a person for a purpose and a time, shown once, kept as digests, taken back at any moment.

A key never may more than its person may at that moment (every right is asked for anew), and only within its scopes. It never gives a fresh
proof of identity: approving, sending, overriding and whatever else asks for one stays with people at the desk.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from comity.desk.journal.chain import MARKS, write
from comity.desk.models.api_token import ApiToken
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.together import as_typed
from comity.errors import InputError
from comity.model.time import Clock, system_clock
from comity.text.messages import mark, say

SCOPES: dict[str, str] = {
    "tools": mark("use the tools on what is sent along; no case is touched"),
    "read": mark("read cases, requests, the directory"),
    "write": mark("open and change cases, prepare and change requests, file answers"),
    "jobs": mark("start work in the background"),
}
"""What a key can be good for."""

PREFIX = "comity_"
MOST_DAYS = 365
_SECRET_BYTES = 32
_MOST_KEYS = 20
_EVERY = timedelta(hours=1)

AT_WORK: ContextVar[int | None] = ContextVar("token_at_work", default=None)
"""The key in whose name this request is answered; entries of the journal name it."""


def make_token(worker: Worker, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """Make a key.

    Args:
        worker: who, with a fresh proof.
        name: what it is for.
        scopes: some of `SCOPES`.
        days: for how many days.

    Returns:
        The row, and the key itself: to be shown once.

    Raises:
        ProofNeededError: the proof of identity is not fresh.
        InputError: no name, no scope, or too long a time.
    """
    worker.demand("register.make_token")
    label = " ".join(as_typed(name).split())[:100]
    wanted = [scope for scope in SCOPES if scope in set(scopes)]
    if not label:
        raise InputError(say("say what the key is for"), place="name")
    if not wanted or set(scopes) - set(SCOPES):
        raise InputError(say("choose what the key is good for"), place="scopes", hint=say("one of: {keys}", keys=", ".join(SCOPES)))
    if not 1 <= days <= MOST_DAYS:
        raise InputError(say("a key lasts from one day to {most} days", most=MOST_DAYS), place="days")
    secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    now = worker.clock()
    with transaction.atomic():
        if standing(worker).count() >= _MOST_KEYS:
            raise InputError(say("{most} keys are enough; take one back first", most=_MOST_KEYS), place="name")
        token = ApiToken.objects.create(
            person=worker.person,
            name=label,
            digest=digest_of(secret),
            ending=secret[-4:],
            scopes=wanted,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        words = worker.t("{name} made a key for programs: {key}", name=worker.person.full_name, key=str(token))
        facts = {"scopes": wanted, "expires": token.expires_at.isoformat()}
        write("token.made", words, person=worker.person, subject=f"token:{token.pk}", facts=facts, clock=worker.clock)
    return token, secret


def revoke_token(worker: Worker, token_id: int) -> ApiToken:
    """Take a key of one's own back; it opens nothing from this moment on.

    Raises:
        NotThereError: the person has no such key, or it is taken back already.
    """
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().filter(pk=token_id, person=worker.person, revoked_at=None).first()
        if token is None:
            raise NotThereError(say("there is nothing here for you"))
        token.revoked_at = worker.clock()
        token.save(update_fields=["revoked_at"])
        words = worker.t("{name} took a key for programs back: {key}", name=worker.person.full_name, key=str(token))
        write("token.revoked", words, person=worker.person, subject=f"token:{token.pk}", clock=worker.clock)
    return token


def standing(worker: Worker) -> QuerySet[ApiToken]:
    """The keys of a person that still open something."""
    return worker.person.tokens.filter(revoked_at=None, expires_at__gt=worker.clock())


def token_of(secret: str, clock: Clock = system_clock) -> ApiToken | None:
    """Return the key that a program shows; None when it opens nothing: unknown, expired, taken back, or its person locked out."""
    if not secret.startswith(PREFIX) or len(secret) > 100 or not secret.isascii():
        return None
    now = clock()
    # found by its digest: how long the search takes tells nothing about the keys that there are
    token = ApiToken.objects.select_related("person").filter(digest=digest_of(secret), revoked_at=None, expires_at__gt=now).first()
    if token is None or not token.person.is_active:
        return None
    if token.used_at is None or now - token.used_at >= _EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=now)
    return token


def digest_of(secret: str) -> str:
    """Return the digest under which a key is kept."""
    return hashlib.sha256(secret.encode("ascii", "replace")).hexdigest()


def _mark() -> dict[str, int]:
    token = AT_WORK.get()
    return {"token": token} if token is not None else {}


MARKS.append(_mark)
