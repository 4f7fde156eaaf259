"""Secret addresses under which a calendar program reads clocks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.case import Case
from comity.desk.models.person import Person
from comity.model.time import system_clock


class CalendarFeed(models.Model):
    """A secret address. Who holds it reads days and kinds of clocks, in the rights that its person has on that day.

    Attributes:
        person: whose clocks they are.
        case: only those of this case; None for all cases of the person.
        key_digest: SHA-256 of the secret; the secret itself is shown once and kept nowhere.
        with_numbers: whether numbers of cases and addressees are in it, or only what is due when.
        ended_at: from when on it answers nothing.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="feeds")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="feeds", null=True, blank=True)
    key_digest = models.CharField(max_length=64, unique=True)
    with_numbers = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=system_clock)
    read_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How the table is kept."""

        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.person} {self.case or ''}"
