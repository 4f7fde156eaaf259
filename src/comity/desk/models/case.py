"""Cases, and who works on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.person import Person
from comity.desk.models.unit import Unit
from comity.model.time import system_clock


class Case(models.Model):
    """A case.

    Attributes:
        number: the number at home.
        title: a few words to tell it from others.
        unit: the unit that leads it.
        state: `open` or `closed`.
        zone: IANA zone in which its times are shown.
        training: an exercise, from which nothing can be sent.
        particulars: what the case file says, by dotted key (`urgency.level`), as typed; its leads stand in their own rows.
        lock: grows with each change of the particulars.
    """

    number = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=16, default="open")
    zone = models.CharField(max_length=64)
    training = models.BooleanField(default=False)
    particulars = models.JSONField(default=dict)
    lock = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=system_clock)
    changed_at = models.DateTimeField(default=system_clock)
    members: ClassVar = models.ManyToManyField(Person, through="CaseMember", related_name="cases")

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("unit", "number"), name="one_number_in_a_unit")]
        indexes: ClassVar = [
            models.Index(fields=("state", "-changed_at"), name="case_by_change"),
            models.Index(fields=("-changed_at", "-id"), name="case_by_last_change"),
        ]
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return self.number


class CaseMember(models.Model):
    """A person works on a case in one role; nobody else sees it.

    Attributes:
        role: one of the roles the person is appointed to.
        until: the end of an access taken in need; None where it has no end.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=32)
    until = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "person", "role"), name="one_membership")]
        indexes: ClassVar = [models.Index(fields=("person", "role", "case", "until"), name="member_by_person")]
        ordering = ("since",)

    def __str__(self) -> str:
        return f"{self.case}: {self.person}, {self.role}"
