"""The browsers in which somebody is signed in, so that a person can see them and end the ones that are not theirs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.person import Person


class OpenSession(models.Model):
    """One browser in which a person is signed in. Gone when it is ended.

    Attributes:
        key: name of the session in the session store.
        started_at: when the person signed in.
        seen_at: when a page was last asked for, to the minute.
        address: from where.
        agent: what the browser says of itself.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="open_sessions")
    key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.CharField(max_length=64)
    agent = models.CharField(max_length=200)

    class Meta:
        """How the table is kept."""

        ordering: ClassVar = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.address} {self.started_at}"
