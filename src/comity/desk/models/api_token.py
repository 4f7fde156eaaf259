"""Keys with which programs work in a person's name over the HTTP interface."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.person import Person
from comity.model.time import system_clock


class ApiToken(models.Model):
    """A key for programs. It never may more than its person may at that moment, and only within its scopes.

    Attributes:
        person: in whose name it works.
        name: what it is for.
        digest: SHA-256 of the key; the key itself is shown once and kept nowhere.
        ending: its last four letters, to tell it from others.
        scopes: what it is good for: some of `comity.desk.tokens.SCOPES`.
        expires_at: from when on it opens nothing.
        used_at: when it was used last, to the hour.
        revoked_at: when it was taken back.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=system_clock)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How the table is kept."""

        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} …{self.ending}"
