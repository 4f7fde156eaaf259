"""The journal: what was done and read, by whom, with the words that were shown; each entry bound to the one before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.case import Case
from comity.desk.models.person import Person


class JournalEntry(models.Model):
    """An entry. It is written once; the database itself refuses to change or delete it.

    Attributes:
        number: from 1, without gaps.
        at: the moment, to the microsecond.
        person: who; None for the program itself and for an unknown name at the door.
        actor: the name as it was that day.
        action: stable code (`case.read`, `request.approved` …).
        case: the case it is about; None outside cases.
        subject: what it is about, in the form `kind:id`.
        words: the words shown to the person, in the language of that day.
        facts: further plain values.
        previous: digest of the entry before; 64 zeros for the first.
        digest: SHA-256 over all of the above.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=64)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="journal", null=True)
    subject = models.CharField(max_length=100, blank=True, default="")
    words = models.TextField()
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        """How the table is kept."""

        indexes: ClassVar = [
            models.Index(fields=("case", "-number"), name="journal_of_case"),
            models.Index(fields=("action", "at"), name="journal_by_action"),
            models.Index(fields=("subject", "-number"), name="journal_of_subject"),
        ]
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class JournalHead(models.Model):
    """The last entry's number and digest: one row, locked while an entry is added, so that entries form one chain."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.number)
