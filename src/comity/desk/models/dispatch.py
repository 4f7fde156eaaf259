"""Packs in which a request or a reminder leaves: what is in them, who made them, when and by whom they were sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.person import Person
from comity.desk.models.stored_file import StoredFile
from comity.model.time import system_clock


class Dispatch(models.Model):
    """A pack.

    Attributes:
        number: from 1 within the request.
        kind: `request`, or `reminder` for a chaser.
        way: `portal`, `email` or `post`.
        version: number of the version of the request that is in it.
        recipient: whom it goes to: mailbox, portal or postal address, as it stood in the directory that day.
        files: rows of `name`, `media`, `size`, `sha256`: what is in it.
        slip: the verification slip where the vault registered the letter: `text`, `code`, `checkpoint`, `index`, `key`.
        pack: the ZIP or EML as it was made.
        sent_on: the day it left; None while it lies ready.
        reference: what the other side gave at once.
    """

    request = models.ForeignKey(EvidenceRequest, on_delete=models.CASCADE, related_name="dispatches")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, default="request")
    way = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    recipient = models.CharField(max_length=500, blank=True, default="")
    files = models.JSONField(default=list)
    slip = models.JSONField(default=dict)
    pack = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=system_clock)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("request", "number"), name="one_pack_number_in_a_request")]
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.request} {self.way} {self.number}"
