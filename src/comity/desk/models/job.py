"""Work that takes longer than a page may: rendering, reading, tracing, backups."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.case import Case
from comity.desk.models.person import Person
from comity.model.time import system_clock


class Job(models.Model):
    """A job.

    Attributes:
        kind: slug of the module in `comity.desk.jobs.kinds` that does it.
        person: who asked for it, and in whose rights it works.
        language: in which language it tells what it did.
        case: the case it belongs to; None outside cases.
        order: what is to be done, plain values.
        state: `queued`, `running`, `done`, `failed` or `cancelled`.
        done: how many pieces are done.
        total: how many there are; 0 while nobody knows.
        telling: what it is at.
        result: what came of it, plain values.
        trouble: why it failed, in words for people.
        kept: what is kept of a job that was cancelled or failed.
        beat_at: when its worker last gave a sign; a running job without one for long is taken up again.
        attempts: how often it was begun.
        cancel_asked_at: when somebody asked it to stop.
    """

    kind = models.CharField(max_length=32)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="jobs")
    language = models.CharField(max_length=16, default="en")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="jobs", null=True, blank=True)
    order = models.JSONField(default=dict)
    state = models.CharField(max_length=16, default="queued")
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    telling = models.CharField(max_length=300, blank=True, default="")
    result = models.JSONField(default=dict)
    trouble = models.TextField(blank=True, default="")
    kept = models.TextField(blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=system_clock)
    begun_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """How the table is kept."""

        indexes: ClassVar = [models.Index(fields=("state", "id"), name="job_by_state")]
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
