"""Attempts to sign in, so that guessing takes longer than anybody has."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.model.time import system_clock


class SignInAttempt(models.Model):
    """A failed attempt. Kept for a day.

    Attributes:
        login_digest: SHA-256 of the name that was typed: a password typed into the wrong field is not kept.
        address: where it came from.
    """

    login_digest = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        indexes: ClassVar = [models.Index(fields=("login_digest", "at"), name="attempt_by_name")]

    def __str__(self) -> str:
        return f"{self.address} {self.at}"
