"""Comments of colleagues on a request or on one of its fields."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.person import Person
from comity.model.time import system_clock


class Comment(models.Model):
    """A comment.

    Attributes:
        field: key of the field it is about; empty for the request as a whole.
        words: what it says.
        settled_at: when it was settled; None while it stands.
    """

    request = models.ForeignKey(EvidenceRequest, on_delete=models.CASCADE, related_name="comments")
    field = models.CharField(max_length=120, blank=True, default="")
    words = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=system_clock)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How the table is kept."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.words[:60]
