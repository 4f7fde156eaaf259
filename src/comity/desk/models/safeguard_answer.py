"""Answers to the questions on rights that a request raises."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.person import Person
from comity.model.time import system_clock


class SafeguardAnswer(models.Model):
    """An answer; a new one adds a row, and the last one counts.

    Attributes:
        safeguard: id of the safeguard in the law book.
        answer: `yes`, `no` or `not_applicable`.
        words: why, or the assurance that is given.
    """

    request = models.ForeignKey(EvidenceRequest, on_delete=models.CASCADE, related_name="safeguard_answers")
    safeguard = models.CharField(max_length=64)
    answer = models.CharField(max_length=16)
    words = models.TextField(blank=True, default="")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.safeguard}: {self.answer}"
