"""The queue: ask for a job, look at it, ask it to stop; take the next one.

A running job gives a sign of life at least every few seconds; one without a sign for `SILENT` has lost its worker and is taken up again,
at most `ATTEMPTS` times. Taking is one transaction: no two workers get the same job.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from comity.desk.jobs.kind import kind_of
from comity.desk.journal.chain import write
from comity.desk.models.job import Job
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.model.time import Clock, system_clock
from comity.text.messages import Messages, say

SILENT = timedelta(minutes=2)
ATTEMPTS = 3
_MOST_WAITING = 20


def ask(worker: Worker, slug: str, order: dict[str, Any], case_id: int | None = None) -> Job:
    """Ask for a job.

    Args:
        worker: who.
        slug: the kind.
        order: what is to be done, plain values.
        case_id: the case; None outside cases.

    Raises:
        InputError: there is no such kind, the order cannot be carried out, or too many jobs of the person wait already.
        RefusedError: the person may not.
        NotThereError: the case is not for the person's eyes.
    """
    worker.demand("register.run_jobs")
    kind = kind_of(slug)
    if kind.needs_case and case_id is None:
        raise InputError(say("this job belongs to a case: name it"), place="case")
    case = worker.case(case_id, kind.action) if kind.needs_case and case_id is not None else None
    if case is None:
        worker.demand(kind.action)
    checked = kind.checked(worker, order, case)
    with transaction.atomic():
        if worker.person.jobs.filter(state__in=("queued", "running")).count() >= _MOST_WAITING:
            raise InputError(say("{most} jobs of yours wait already", most=_MOST_WAITING), hint=say("cancel one, or wait for it"))
        job = Job.objects.create(
            kind=slug, person=worker.person, language=worker.language, case=case, order=checked, asked_at=worker.clock()
        )
        words = worker.t("{name} asked for a job: {kind}", name=worker.person.full_name, kind=worker.t(kind.words))
        write("job.asked", words, person=worker.person, case=case, subject=f"job:{job.pk}", facts=checked, clock=worker.clock)
    return job


def jobs_of(worker: Worker) -> QuerySet[Job]:
    """The jobs of a person, the last first."""
    worker.demand("register.run_jobs")
    return worker.person.jobs.select_related("case").order_by("-pk")


def job_of(worker: Worker, job_id: int) -> Job:
    """Return a job of the person; one of a case that the person sees no more is not there.

    Raises:
        NotThereError: there is none.
    """
    found = jobs_of(worker).filter(pk=job_id).first()
    if found is None:
        raise NotThereError(say("there is nothing here for you"))
    if found.case is not None:
        worker.demand("case.see", case=found.case)
    return found


def ask_to_stop(worker: Worker, job_id: int) -> Job:
    """Ask a job to stop: at once where it still waits, else as soon as its current piece is done."""
    job_of(worker, job_id)
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.state in {"queued", "running"} and job.cancel_asked_at is None:
            job.cancel_asked_at = worker.clock()
            if job.state == "queued":
                job.state, job.ended_at = "cancelled", worker.clock()
                job.kept = worker.t("It had not begun; nothing was made.")
            job.save(update_fields=["cancel_asked_at", "state", "ended_at", "kept"])
            words = worker.t("{name} cancelled the job {number}", name=worker.person.full_name, number=job.pk)
            write("job.cancelled", words, person=worker.person, case=job.case, subject=f"job:{job.pk}", clock=worker.clock)
    return job


def take(clock: Clock = system_clock) -> Job | None:
    """Take the next job: the one that waits longest, or one that lost its worker; None when there is nothing to do."""
    now = clock()
    lost = Q(state="running", beat_at__lt=now - SILENT)
    rows = Job.objects.filter(Q(state="queued") | lost).order_by("pk")
    if not rows.exists():  # looked at first: a transaction keeps all others on SQLite waiting, and this is asked every second
        return None
    with transaction.atomic():
        # on PostgreSQL another worker's choice is passed over; on SQLite the transaction alone has the register
        job = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
        if job is None:
            return None
        job.attempts += 1
        job.state, job.begun_at, job.beat_at = "running", now, now
        if job.attempts > ATTEMPTS:
            job.state, job.ended_at = "failed", now
            t = Messages(job.language)
            job.trouble = t("its worker was lost {count} times", count=ATTEMPTS)
        job.save(update_fields=["attempts", "state", "begun_at", "beat_at", "ended_at", "trouble"])
    return job if job.state == "running" else take(clock)
