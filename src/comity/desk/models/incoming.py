"""Requests from abroad: what arrived, how it was judged, what was done and answered.

Each has a folder of its own, a case of the register: members, journal, clocks, leads and domestic measures are those of the case, so
need-to-know holds here as it does there.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.case import Case
from comity.desk.models.person import Person
from comity.desk.models.stored_file import StoredFile
from comity.desk.models.unit import Unit
from comity.model.time import system_clock


class IncomingRequest(models.Model):
    """A request from abroad.

    Attributes:
        case: its folder.
        state: registered, admitted, accepted, assigned, answered, refused or closed.
        kind: `request`, or `spontaneous` for information that nobody asked for.
        instrument: id of the instrument of practice; empty while nobody said which.
        urgency: routine, urgent or emergency.
        from_state: ISO 3166-1 alpha-2 code of the State that asks; empty while unknown.
        sender: the authority that asks, as the letter names it.
        sender_id: id of the authority in the directory; empty where it is in none.
        via: how it came.
        reference: the sender's own reference.
        received_at: the moment it came in.
        text: the text of the letter, as read or typed.
        letter: the letter as a file.
        read: what could be read from the letter: fact to text.
        unit: the unit that carries it out.
        measure: what was done at home: rows of `on`, `what`, `by`, `order`.
        custody: references of custody for what is handed over: rows of `item`, `sha256`, `reference`.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="incoming")
    state = models.CharField(max_length=16, default="registered")
    kind = models.CharField(max_length=16, default="request")
    instrument = models.CharField(max_length=64, blank=True, default="")
    urgency = models.CharField(max_length=16, default="routine")
    from_state = models.CharField(max_length=2, blank=True, default="")
    sender = models.CharField(max_length=300)
    sender_id = models.CharField(max_length=100, blank=True, default="")
    via = models.CharField(max_length=32)
    reference = models.CharField(max_length=200, blank=True, default="")
    received_at = models.DateTimeField()
    text = models.TextField(blank=True, default="")
    letter = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    read = models.JSONField(default=dict)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="incoming", null=True, blank=True)
    measure = models.JSONField(default=list)
    custody = models.JSONField(default=list)
    lock = models.PositiveIntegerField(default=1)
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=system_clock)
    changed_at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        indexes: ClassVar = [models.Index(fields=("state", "-received_at"), name="incoming_by_arrival")]
        ordering: ClassVar = ["-received_at", "-id"]

    def __str__(self) -> str:
        return self.case.number


class IncomingCheck(models.Model):
    """One thing that was looked at in a request from abroad. A new look adds a row; the last one counts.

    Attributes:
        part: `gate`, `content` or `ground`.
        item: id of what was looked at.
        verdict: `met`, `not_met`, `unclear` or `not_applicable`.
        reason: why.
    """

    incoming = models.ForeignKey(IncomingRequest, on_delete=models.CASCADE, related_name="checks")
    part = models.CharField(max_length=16)
    item = models.CharField(max_length=80)
    verdict = models.CharField(max_length=16)
    reason = models.TextField(blank=True, default="")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.item}: {self.verdict}"


class ReplyLetter(models.Model):
    """A letter to the State that asked.

    Attributes:
        kind: `acknowledgement`, `question`, `refusal`, `answer` or `thanks`.
        language: BCP 47 tag of its text.
        text: its text.
        file: the letter as a Word file.
        outcome: outcome code that the other side files it under; empty for one without.
        sent_on: the day it left; None while it lies ready.
    """

    incoming = models.ForeignKey(IncomingRequest, on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=16)
    text = models.TextField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=64, blank=True, default="")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=system_clock)
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        """How the table is kept."""

        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.incoming} {self.kind}"
