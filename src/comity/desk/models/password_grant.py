"""Leave to choose a password once: for a new person, and for one who has forgotten theirs."""

from __future__ import annotations

from django.db import models

from comity.desk.models.person import Person


class PasswordGrant(models.Model):
    """Leave to choose a password, by a key that an administrator hands over. Used once, and only for a day.

    Attributes:
        person: whose password.
        digest: SHA-256 of the key; the key itself is shown once and kept nowhere.
        given_by: the administrator.
        ends_at: after this the key opens nothing.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="password_grant")
    digest = models.CharField(max_length=64, unique=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.ends_at}"
