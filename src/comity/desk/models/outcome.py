"""What came back to a request."""

from __future__ import annotations

from django.db import models

from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.person import Person
from comity.desk.models.stored_file import StoredFile
from comity.model.time import system_clock


class Outcome(models.Model):
    """An answer, or its absence, in the one vocabulary of outcome codes.

    Attributes:
        code: an outcome code of the law book.
        on: the day it came.
        reference: the reference the other side gave.
        words: what it says, in short.
        received: asked against received: rows of `target`, `category`, `state` (received, partial, missing, refused, not_held), `note`.
        file: the letter that came, where it is kept here.
    """

    request = models.ForeignKey(EvidenceRequest, on_delete=models.CASCADE, related_name="outcomes")
    code = models.CharField(max_length=64)
    on = models.DateField()
    reference = models.CharField(max_length=200, blank=True, default="")
    words = models.TextField(blank=True, default="")
    received = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    filed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return self.code
