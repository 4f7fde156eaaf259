"""Make guessing slow: after five failures within a quarter of an hour a name, or after fifty an address, has to wait."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from comity.desk.models.person import normal_login
from comity.desk.models.sign_in import SignInAttempt
from comity.model.time import Clock, system_clock

WINDOW = timedelta(minutes=15)
_FOR_A_NAME = 5
_FOR_AN_ADDRESS = 50
_KEPT = timedelta(days=1)


def has_to_wait(login: str, address: str, clock: Clock = system_clock) -> bool:
    """Tell whether further attempts are refused unread for now."""
    since = clock() - WINDOW
    recent = SignInAttempt.objects.filter(at__gt=since)
    by_name = recent.filter(login_digest=_digest(login)).count()
    return by_name >= _FOR_A_NAME or recent.filter(address=address).count() >= _FOR_AN_ADDRESS


def note_failure(login: str, address: str, clock: Clock = system_clock) -> None:
    """Remember a failed attempt; old ones are forgotten."""
    SignInAttempt.objects.filter(at__lt=clock() - _KEPT).delete()
    SignInAttempt.objects.create(login_digest=_digest(login), address=address[:64], at=clock())


def forget_failures(login: str) -> None:
    """Forget the failures of a name that has signed in."""
    SignInAttempt.objects.filter(login_digest=_digest(login)).delete()


def _digest(login: str) -> str:
    return hashlib.sha256(normal_login(login).encode("utf-8")).hexdigest()
