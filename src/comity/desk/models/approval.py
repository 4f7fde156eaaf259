"""Marks on the way of approval: who approved or returned a request, at which step of the country's procedure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.person import Person
from comity.model.time import system_clock


class ApprovalMark(models.Model):
    """A mark. It is never changed: a request that comes again gets new ones.

    Attributes:
        step: place in the path, from 0.
        role: the role in which it was given.
        decision: `approved`, `on_paper` or `returned`.
        reason: what has to be changed, where it was returned.
        version: number of the version that was looked at.
    """

    request = models.ForeignKey(EvidenceRequest, on_delete=models.CASCADE, related_name="marks")
    step = models.PositiveIntegerField()
    role = models.CharField(max_length=32)
    decision = models.CharField(max_length=16)
    reason = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.request} {self.step} {self.decision}"
