"""What people decided and noted about what came back: zones of sources, events that matter."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.case import Case
from comity.desk.models.person import Person
from comity.model.time import system_clock


class SourceZone(models.Model):
    """The zone in which a source writes times that name none: a decision of the analyst, who signs for it.

    Attributes:
        source_sha256: digest of the original.
        member_path: the file within it.
        zone: IANA zone.
        reason: how it is known.
        ended_at: when another decision took its place; None while it holds.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="source_zones")
    source_sha256 = models.CharField(max_length=64)
    member_path = models.TextField()
    zone = models.CharField(max_length=64)
    reason = models.TextField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=system_clock)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How the table is kept."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.member_path}: {self.zone}"


class EventMark(models.Model):
    """A star or a note on an event. What the event says is kept beside it, since tables of events can be made anew.

    Attributes:
        event_id: id of the event, the same in every run.
        starred: whether it goes into the dossier.
        note: what somebody noted about it.
        at: its moment; None where the zone is not known.
        facts: the event as it was when it was marked: kind, time as written, zone, who, words, digest, path and place.
        lock: grows with each change.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="event_marks")
    event_id = models.CharField(max_length=400)
    starred = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="")
    at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=system_clock)
    lock = models.PositiveIntegerField(default=1)

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "event_id"), name="one_mark_an_event")]
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.event_id
