"""Victims of a case, and the sums that were lost, traced, frozen and returned."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.case import Case
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.lead import Lead
from comity.desk.models.person import Person
from comity.model.time import system_clock


class Victim(models.Model):
    """A victim.

    Attributes:
        name: a person or a company, as the case names them.
        note: whatever helps to reach or tell them.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="victims")
    name = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True, default="")
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "name"), name="one_victim_of_a_name")]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class MoneyEntry(models.Model):
    """A sum. It is never changed; what was wrong is struck out with a reason, and written again.

    Attributes:
        fate: `lost`, `traced`, `frozen` or `returned`.
        victim: whose money; None where it is not known whose.
        amount: the amount, exact, as decimal text: SQLite would round a number.
        currency: ISO 4217 code, or the symbol of a coin or token.
        on: the day.
        rate: what one unit was worth in `rate_currency` on `rate_on`, exact; empty without a rate.
        rate_source: who says so: a page, a bulletin, a letter.
        lead: the transfer, wallet or account among the leads.
        request: the request by which it was traced, frozen or returned.
        reference: number of an order, a payment, a report.
        struck_at: when it was struck out; None while it counts.
        struck_reason: why.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="money")
    fate = models.CharField(max_length=16)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="money", null=True, blank=True)
    amount = models.CharField(max_length=64)
    currency = models.CharField(max_length=12)
    on = models.DateField()
    rate = models.CharField(max_length=64, blank=True, default="")
    rate_currency = models.CharField(max_length=12, blank=True, default="")
    rate_on = models.DateField(null=True, blank=True)
    rate_source = models.CharField(max_length=500, blank=True, default="")
    lead = models.ForeignKey(Lead, on_delete=models.SET_NULL, related_name="money", null=True, blank=True)
    request = models.ForeignKey(EvidenceRequest, on_delete=models.SET_NULL, related_name="money", null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=system_clock)
    struck_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        """How the table is kept."""

        indexes: ClassVar = [models.Index(fields=("case", "fate"), name="money_of_case")]
        ordering: ClassVar = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.fate} {self.amount} {self.currency}"
