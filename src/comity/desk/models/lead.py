"""Leads of a case: identifiers that a text named or a person typed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper

from comity.desk.models.case import Case
from comity.desk.models.person import Person
from comity.model.time import system_clock


class Lead(models.Model):
    """A lead.

    Attributes:
        state: `found` (waits for a decision), `accepted` (part of the case file) or `set_aside`.
        kind: kind of the identifier.
        value: its normal form.
        verdict: valid, invalid or unsure, with `reason` and `notes`.
        entry: the lead as the case file has it: `at`, `zone`, `port`, `provider`, `offence_link` …, by the file's keys.
        wanted: what is asked about it: rows with `category`, `from`, `to`, `zone`, by the file's keys.
        source: the file or paste that names it.
        source_sha256: digest of that file.
        around: the words around it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="leads")
    state = models.CharField(max_length=16, default="found")
    kind = models.CharField(max_length=32)
    value = models.CharField(max_length=500)
    verdict = models.CharField(max_length=16, default="unsure")
    reason = models.TextField(blank=True, default="")
    notes = models.JSONField(default=list)
    entry = models.JSONField(default=dict)
    wanted = models.JSONField(default=list)
    source = models.CharField(max_length=300, blank=True, default="")
    source_sha256 = models.CharField(max_length=64, blank=True, default="")
    around = models.TextField(blank=True, default="")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        indexes: ClassVar = [
            models.Index(fields=("case", "state"), name="lead_of_case"),
            models.Index(fields=("value",), name="lead_value"),
            models.Index(Upper("value"), name="lead_value_in_any_case"),
        ]
        ordering = ("id",)

    def __str__(self) -> str:
        return self.value
