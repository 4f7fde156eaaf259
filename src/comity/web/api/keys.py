"""Let a program in by its key: the person of the key at work, in the person's rights of this moment, within the key's scopes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from ninja.security import HttpBearer

from comity.desk.pace import OF_A_KEY, OF_WRONG_KEYS
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.worker import Worker
from comity.desk.tokens import AT_WORK, token_of
from comity.text.messages import say


class TooFastError(Exception):
    """A program asks faster than it may.

    Attributes:
        seconds: after how long it may ask again.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Key(HttpBearer):
    """A key of one scope, in the header `Authorization: Bearer comity_…`; the name of the class names the scope in the OpenAPI document."""

    scope: ClassVar[str]

    def authenticate(self, request: HttpRequest, token: str) -> Worker | None:
        """Return who is at work; None where the key opens nothing.

        Raises:
            RefusedError: the key is good, and not for this.
            TooFastError: it asks too fast, or this address has shown too many keys that open nothing.
        """
        address = request.META.get("REMOTE_ADDR", "")
        if OF_WRONG_KEYS.is_empty(address):
            raise TooFastError(OF_WRONG_KEYS.wait(address))
        found = token_of(token)
        if found is None:
            OF_WRONG_KEYS.wait(address)
            return None
        if seconds := OF_A_KEY.wait(found.digest):
            raise TooFastError(seconds)
        if settings.CONFIGURATION.needs_second_factor and not found.person.has_second_factor:
            raise RefusedError(say("the person of this key has no second factor, and this register asks for one"))
        if self.scope not in found.scopes:
            raise RefusedError(say("this key is not for that"), hint=say("make one with the scope: {scope}", scope=self.scope))
        AT_WORK.set(found.pk)
        return Worker(found.person, get_language() or "en", is_fresh=False)


class KeyTools(Key):
    """A key for the tools."""

    scope = "tools"


class KeyRead(Key):
    """A key for reading."""

    scope = "read"


class KeyWrite(Key):
    """A key for writing."""

    scope = "write"


class KeyJobs(Key):
    """A key for work in the background."""

    scope = "jobs"


TOOLS, READ, WRITE, JOBS = KeyTools(), KeyRead(), KeyWrite(), KeyJobs()


def worker_at(request: Any) -> Worker:
    """Return who is at work in a call."""
    worker: Worker = request.auth
    return worker
