"""Requests of a case, and their versions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.case import Case
from comity.desk.models.person import Person
from comity.model.time import system_clock


class EvidenceRequest(models.Model):
    """A request that goes out.

    Attributes:
        number: its number within the case, from 1.
        occasion: what it is made for (instrument, addressee, leads): a second draft for the same is not made.
        instrument: id of the instrument of practice.
        addressee: whom it goes to, as the route names them.
        addressee_id: id of the provider or authority; empty where it is in no file of facts.
        channel: the channel of the route.
        category: the category of the first route.
        language: BCP 47 tag of the letter.
        state: where it stands (`comity.desk.rights`): draft, submitted, approved, sent, answered or closed.
        draft: the request as a DRAFT.yaml.
        unread: what was typed into a field and is not of its kind: field to text. Typed words are never thrown away.
        lock: grows with each change.
        changed_by: who changed it last.
        approved_by: who approved the version that may leave.
        sent: how it left: channel, reference, files with digests.
        path: the way of approval, as the country's procedure stood when it was submitted: rows of `role`, `basis`, `source`.
        step: how many steps of the path are done.
        follows: the request that this one goes on from; None for a first one.
        follows_as: why: `mla_after_preservation`, `extension`, `after_refusal` or `remainder`.
        other_language: BCP 47 tag of the language beside that of the letter; empty without one.
        other_texts: key of a field to its words in that language; identifiers, days and numbers are shared and not repeated.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requests")
    number = models.PositiveIntegerField()
    occasion = models.CharField(max_length=300)
    instrument = models.CharField(max_length=64)
    addressee = models.CharField(max_length=300)
    addressee_id = models.CharField(max_length=100, blank=True, default="")
    channel = models.CharField(max_length=32, blank=True, default="")
    category = models.CharField(max_length=32, blank=True, default="")
    language = models.CharField(max_length=16)
    state = models.CharField(max_length=16, default="draft")
    draft = models.TextField()
    unread = models.JSONField(default=dict)
    lock = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=system_clock)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=system_clock)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    sent = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True, blank=True)
    path = models.JSONField(default=list)
    step = models.PositiveIntegerField(default=0)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True)
    follows_as = models.CharField(max_length=32, blank=True, default="")
    other_language = models.CharField(max_length=16, blank=True, default="")
    other_texts = models.JSONField(default=dict)

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "number"), name="one_number_in_a_case")]
        indexes: ClassVar = [
            models.Index(fields=("state", "-changed_at"), name="request_by_change"),
            models.Index(fields=("case", "state", "addressee_id"), name="request_of_case"),
        ]
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.case}/{self.number}"


class RequestVersion(models.Model):
    """A version of a request. Small changes of one person in a row share a version until somebody relies on it.

    Attributes:
        number: from 1.
        draft: the DRAFT.yaml.
        is_fixed: whether somebody relied on it (submitted, approved, sent, downloaded): it never changes again.
        note: what it is kept for.
        fields: keys of the fields that were changed in it.
        other_texts: the words in the other language.
    """

    request = models.ForeignKey(EvidenceRequest, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    draft = models.TextField()
    is_fixed = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True, default="")
    fields = models.JSONField(default=list)
    other_texts = models.JSONField(default=dict)
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=system_clock)
    saved_at = models.DateTimeField(default=system_clock)

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("request", "number"), name="one_number_in_a_request")]
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.request} v{self.number}"
