"""Work in the background for programs: start, look, cancel."""

from __future__ import annotations

from typing import Any

from ninja import Router, Status

from comity.desk.jobs.queue import ask, ask_to_stop, job_of, jobs_of
from comity.desk.models.job import Job
from comity.web.api import shapes
from comity.web.api.cases import FAILS
from comity.web.api.keys import JOBS, worker_at

router = Router(auth=JOBS)


@router.get("/jobs", response={200: shapes.JobList, **FAILS}, summary="List one's jobs")
def jobs(request: Any) -> dict[str, Any]:
    """The last hundred jobs of the person."""
    return {"jobs": [_row(job) for job in jobs_of(worker_at(request))[:100]]}


@router.post("/jobs", response={201: shapes.JobRow, **FAILS}, summary="Start a job")
def new_job(request: Any, asked: shapes.NewJob) -> Status[dict[str, Any]]:
    """Start a job; a worker takes it up (`comity worker`)."""
    return Status(201, _row(ask(worker_at(request), asked.kind, asked.order, asked.case)))


@router.get("/jobs/{job_id}", response={200: shapes.JobRow, **FAILS}, summary="Look at a job")
def job(request: Any, job_id: shapes.Key) -> dict[str, Any]:
    """How far it is, and what came of it."""
    return _row(job_of(worker_at(request), job_id))


@router.post("/jobs/{job_id}/cancel", response={200: shapes.JobRow, **FAILS}, summary="Cancel a job")
def cancel(request: Any, job_id: shapes.Key) -> dict[str, Any]:
    """Ask a job to stop; `kept` says what is kept of it."""
    return _row(ask_to_stop(worker_at(request), job_id))


def _row(job: Job) -> dict[str, Any]:
    names = ("kind", "state", "done", "total", "telling", "result", "trouble", "kept")
    return {"id": job.pk, "case": job.case_id, **{name: getattr(job, name) for name in names}}
