"""Do jobs, one after the other, until told to stop; between them, what is due by the clock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection, transaction

from comity.desk.jobs.kind import StoppedError, Task, kind_of
from comity.desk.jobs.queue import take
from comity.desk.jobs.regular import HandOver
from comity.desk.journal.chain import write
from comity.desk.models.job import Job
from comity.desk.rights.worker import Worker
from comity.errors import ComityError
from comity.model.time import Clock, system_clock

FOLDER = "jobs"
_EVERY = 1.0
"""Seconds between two looks at the queue."""
_BEAT = 2.0
"""Seconds between two signs of life."""

_log = logging.getLogger(__name__)


def folder_of(job: Job) -> Path:
    """Return where a job writes."""
    return Path(settings.CONFIGURATION.data) / FOLDER / str(job.pk)


def work(stop: threading.Event, *, once: bool = False, tell: Callable[[Job], None] = lambda _: None) -> int:
    """Do jobs.

    Args:
        stop: set to end after the current job.
        once: whether to end as soon as nothing waits.
        tell: is told each job that ended.

    Returns:
        How many jobs were done.
    """
    count, regularly = 0, HandOver()
    while not stop.is_set():
        if not connection.in_atomic_block:
            close_old_connections()
        try:
            job = take()
            if job is not None:
                do(job)
            else:
                regularly.if_due()
        except OperationalError:
            # somebody else holds the register for longer than one waits (a large import, a migration): a worker that gave up here would
            # leave every later job waiting for ever; a job that could not be ended is taken up again as one that lost its worker
            _log.warning("the register does not answer; looking again")
            stop.wait(_EVERY)
            continue
        if job is not None:
            count += 1
            tell(job)
        elif once:
            break
        else:
            stop.wait(_EVERY)
    return count


def do(job: Job, clock: Clock = system_clock) -> Job:
    """Do one job that was taken; whatever happens to it ends in its row."""
    person = job.person
    # whoever asked proved who they are when they asked; the right itself is asked for anew
    worker = Worker(person, job.language, is_fresh=True, clock=clock)
    folder = folder_of(job)
    progress = _Progress(job, clock)
    task = Task(job, worker, None, folder, progress)
    try:
        kind = kind_of(job.kind)
        worker.demand("register.run_jobs")
        case = worker.case(job.case_id, kind.action) if job.case_id is not None else None
        if case is None:
            worker.demand(kind.action)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        task = Task(job, worker, case, folder, progress)
        with progress:
            job.result = kind.run(task)
        job.state = "done"
    except StoppedError:
        job.state, job.kept = "cancelled", kind_of(job.kind).kept(task)
    except ComityError as error:
        job.state, job.trouble = "failed", worker.t.of(error.message) + (f" ({error.place})" if error.place else "")
        job.kept = kind_of(job.kind).kept(task)
    except Exception:  # noqa: BLE001 - the edge of the program: a fault ends the job, never the worker
        _log.exception("job %s failed", job.pk)
        job.state, job.trouble = "failed", worker.t("Something in the program failed.")
    return _ended(job, worker)


def _ended(job: Job, worker: Worker) -> Job:
    job.ended_at = worker.clock()
    with transaction.atomic():
        job.save(update_fields=["state", "result", "trouble", "kept", "ended_at", "done", "total", "telling"])
        words = worker.t("job {number} ended: {state}", number=job.pk, state=job.state)
        facts: dict[str, Any] = {"files": job.result.get("files", [])} if job.state == "done" else {"trouble": job.trouble}
        write(f"job.{job.state}", words, person=job.person, case=job.case, subject=f"job:{job.pk}", facts=facts, clock=worker.clock)
    return job


class _Progress:
    """Keeps how far a job is in its row; a thread of its own gives signs of life while a piece takes long.

    A reader tells from threads of its own: these touch no database, and what they tell is written with the next sign of life.
    """

    def __init__(self, job: Job, clock: Clock) -> None:
        self._job, self._clock = job, clock
        self._owner = threading.get_ident()
        self._done = threading.Event()
        self._is_stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> None:
        # within a transaction of a test the row is seen by this connection alone
        if not connection.in_atomic_block:
            self._thread = threading.Thread(target=self._beat, daemon=True)
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def __call__(self, done: int, total: int, telling: str = "") -> None:
        self._job.done, self._job.total, self._job.telling = done, total, telling[:300]
        if threading.get_ident() == self._owner:
            self._write()
        if self._is_stopped.is_set():
            raise StoppedError

    def _write(self) -> None:
        job = self._job
        Job.objects.filter(pk=job.pk).update(done=job.done, total=job.total, telling=job.telling, beat_at=self._clock())
        if Job.objects.filter(pk=job.pk).exclude(cancel_asked_at=None).exists():
            self._is_stopped.set()

    def _beat(self) -> None:
        while not self._done.wait(_BEAT):
            self._write()
        connection.close()
