"""Clocks that run in a case: terms of preservation, ends of retention, what was to be brought back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.case import Case
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.person import Person
from comity.model.time import system_clock


class RunningClock(models.Model):
    """A clock.

    Attributes:
        kind: what it measures (`preservation_expiry`, `retention_expiry` …), or `bring_back` for a day a person chose.
        limit: id of the time limit of law it is computed from; empty for one from a fact of the case.
        due: the day it runs out.
        starts_from: the event it counts from.
        starts_on: the day of that event; None where it is not known.
        basis: `read` or `unverified`, of the fact behind its length.
        source: the page that was read for it.
        note: a person's words.
        stopped_at: when it was met or put away; None while it runs.
        stopped_by: who stopped it; None for the program.
        stopped_as: why it stopped, in words.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    request = models.ForeignKey(EvidenceRequest, on_delete=models.CASCADE, related_name="clocks", null=True, blank=True)
    kind = models.CharField(max_length=64)
    limit = models.CharField(max_length=64, blank=True, default="")
    due = models.DateField()
    starts_from = models.CharField(max_length=200, blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=16, default="computed")
    source = models.CharField(max_length=500, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=system_clock)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    stopped_as = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        """How the table is kept."""

        indexes: ClassVar = [models.Index(fields=("case", "stopped_at", "due"), name="clock_by_due")]
        ordering = ("due",)

    def __str__(self) -> str:
        return f"{self.kind} {self.due}"
