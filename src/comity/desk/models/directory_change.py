"""The office's own entries in the directory: proposed by one person, approved by another; and contacts that were confirmed by a call."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.person import Person
from comity.model.time import system_clock


class DirectoryChange(models.Model):
    """A change of one fact. What was approved is written into the office's overlay; nothing shipped is ever changed.

    Attributes:
        kind: `provider` or `authority`.
        object_id: id of the entry.
        field: dotted key of the fact.
        before: the value that stood there, as text.
        value: the value proposed, as text.
        source: who says so: a page, a letter, a call.
        as_of: day of the source.
        state: `proposed`, `approved`, `refused` or `withdrawn`.
        reason: why it was refused.
    """

    kind = models.CharField(max_length=16)
    object_id = models.CharField(max_length=100)
    field = models.CharField(max_length=120)
    before = models.TextField(blank=True, default="")
    value = models.TextField()
    source = models.CharField(max_length=500)
    as_of = models.DateField()
    state = models.CharField(max_length=16, default="proposed")
    reason = models.TextField(blank=True, default="")
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=system_clock)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How the table is kept."""

        indexes: ClassVar = [models.Index(fields=("kind", "object_id", "state"), name="change_of_entry")]
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.field}"


class ContactCheck(models.Model):
    """A contact was confirmed, or found not to answer, by somebody who tried it.

    Attributes:
        kind: `provider` or `authority`.
        object_id: id of the entry.
        contact: the contact as it stood that day.
        holds: whether it answered.
        how: how it was tried: a call to which number, a letter, a portal opened.
    """

    kind = models.CharField(max_length=16)
    object_id = models.CharField(max_length=100)
    contact = models.CharField(max_length=500)
    holds = models.BooleanField()
    how = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        indexes: ClassVar = [models.Index(fields=("kind", "object_id", "-at"), name="check_of_contact")]
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.holds}"
