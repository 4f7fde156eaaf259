"""Work in the background: start it, see how far it is, cancel it, take what it made."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.desk.jobs.kind import kind_of, kinds
from comity.desk.jobs.queue import ask, ask_to_stop, job_of, jobs_of
from comity.desk.jobs.work import folder_of
from comity.desk.journal.chain import write
from comity.desk.rights.refusal import NotThereError
from comity.errors import InputError
from comity.text.messages import mark, say
from comity.web.middleware.signed_in import worker_of

STATES: dict[str, str] = {
    "queued": mark("waits"),
    "running": mark("at work"),
    "done": mark("done"),
    "failed": mark("failed"),
    "cancelled": mark("cancelled"),
}
_SHOWN = 100
_GIVEN_AWAY = frozenset({"letters", "read", "trace"})
"""Kinds whose files may be downloaded; a backup never leaves through the browser."""


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """List one's jobs."""
    worker = worker_of(request)
    return render(
        request,
        "desk/jobs.html",
        {
            "jobs": jobs_of(worker)[:_SHOWN],
            "job_words": {slug: kind_of(slug).words for slug in kinds()},
            "job_states": STATES,
            "zone": worker.person.zone,
            "running": jobs_of(worker).filter(state__in=("queued", "running")).exists(),
            "can_give": _GIVEN_AWAY,
            "backing_up": worker.may("register.back_up"),
        },
    )


@require_POST
def job_ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for a job."""
    posted = request.POST
    case = posted.get("case", "")
    if case and not (case.isascii() and case.isdigit() and len(case) < 18):
        raise InputError(say("there is nothing here for you"))
    order = {
        name.removeprefix("order."): value
        for name, value in posted.items()
        if name.startswith("order.") and isinstance(value, str) and value
    }
    ask(worker_of(request), posted.get("kind", ""), order, int(case) if case else None)
    return redirect("jobs")


@require_POST
def job_stop(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """Ask a job to stop."""
    ask_to_stop(worker_of(request), job_id)
    return redirect("jobs")


@require_safe
def job_file(request: HttpRequest, job_id: int, number: int) -> FileResponse:
    """Give away a file that a job made."""
    worker = worker_of(request)
    job = job_of(worker, job_id)
    files = job.result.get("files", []) if job.state == "done" and job.kind in _GIVEN_AWAY else []
    path = folder_of(job) / files[number]["name"] if number < len(files) else None
    if path is None or not path.is_file():
        raise NotThereError(say("there is nothing here for you"))
    words = worker.t("{name} downloaded {file}", name=worker.person.full_name, file=path.name)
    write("job.downloaded", words, person=worker.person, case=job.case, subject=f"job:{job.pk}", facts=files[number], clock=worker.clock)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
