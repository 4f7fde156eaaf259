"""Appointments: which role a person holds in which unit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.person import Person
from comity.desk.models.unit import Unit
from comity.model.time import system_clock


class Appointment(models.Model):
    """A person holds a role in a unit.

    Attributes:
        role: one of `comity.desk.rights.roles.Role`.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=32)
    since = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("person", "unit", "role"), name="one_appointment")]
        ordering = ("unit", "role")

    def __str__(self) -> str:
        return f"{self.person}: {self.role}, {self.unit}"
