"""What was delivered in answer to a request: sealed in the vault, with what its checks said. The evidence itself is never here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.outcome import Outcome
from comity.desk.models.person import Person
from comity.desk.models.stored_file import StoredFile
from comity.model.time import system_clock


class Delivery(models.Model):
    """A delivery that was taken in.

    Attributes:
        number: from 1 within the request.
        by: who delivered it.
        channel: how it came, one of `custody.delivery.delivery.CHANNELS`.
        reference: the sender's own reference.
        received_on: the day it came.
        receipt: its id in the vault's log.
        entry: number of its entry there, from 0.
        items: rows of `id`, `name`, `size`, `sha256`, `blake3`.
        skipped: rows of `name`, `reason`: what could not be taken in.
        checks: rows of `kind`, `item`, `name`, `verdict`, `against`, `signer`, `at`, `text`.
        checkpoint: the signed checkpoint of the vault's log that covers it.
        outcome: the answer that was filed with it; None where it is still to be filed.
        letter: the letter of acknowledgement as a Word file; `paper` is the same as PDF.
    """

    request = models.ForeignKey(EvidenceRequest, on_delete=models.PROTECT, related_name="deliveries")
    number = models.PositiveIntegerField()
    by = models.CharField(max_length=300)
    channel = models.CharField(max_length=32)
    reference = models.CharField(max_length=200, blank=True, default="")
    received_on = models.DateField()
    receipt = models.CharField(max_length=32)
    entry = models.PositiveBigIntegerField()
    items = models.JSONField(default=list)
    skipped = models.JSONField(default=list)
    checks = models.JSONField(default=list)
    checkpoint = models.TextField()
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="deliveries", null=True, blank=True)
    letter = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=("request", "number"), name="one_delivery_number_in_a_request"),
            models.UniqueConstraint(fields=("request", "receipt"), name="one_receipt_in_a_request"),
        ]
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.request} {self.by} {self.number}"
