"""Units: departments, prosecutors' offices and central authorities that work in the register."""

from __future__ import annotations

from django.db import models

from comity.model.time import system_clock


class Unit(models.Model):
    """A unit.

    Attributes:
        name: as it signs.
        state: ISO 3166-1 alpha-2 code of its State.
        zone: IANA zone of its office.
    """

    name = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=2)
    zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
