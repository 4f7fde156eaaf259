"""What came back: readings, coverage by file, sources that wait for a zone, asked against received."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.desk.evidence.originals import PLACES, originals_of
from comity.desk.evidence.production import KIND, readings_of
from comity.desk.jobs.queue import ask, ask_to_stop
from comity.desk.rights.refusal import NotThereError
from comity.desk.steps.decide_zone import decide_zone, decisions_of, sources_waiting
from comity.desk.steps.draft_rest import STATES as HELD_STATES
from comity.desk.steps.draft_rest import draft_rest, held_against
from comity.errors import ComityError, InputError
from comity.routing.words import CATEGORIES
from comity.text.messages import say
from comity.web.middleware.signed_in import worker_of
from comity.web.views.evidence.scene import Scene, scene_of
from comity.web.views.jobs import STATES

_READINGS = 20


@require_safe
def evidence(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show what was read of a case and what was not."""
    return _page(request, scene_of(request, case_id, "evidence"))


@require_POST
def evidence_read(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Ask for a reading; it is done in the background."""
    worker = worker_of(request)
    case = worker.case(case_id)
    try:
        ask(worker, KIND, {}, case.pk)
    except InputError as error:
        return _page(request, scene_of(request, case_id, "evidence"), error)
    return redirect("evidence", case_id)


@require_POST
def evidence_stop(request: HttpRequest, case_id: int, job_id: int) -> HttpResponseBase:
    """Ask a reading of one's own to stop."""
    worker = worker_of(request)
    case = worker.case(case_id, "case.change")
    if not readings_of(worker, case).filter(pk=job_id).exists():
        raise NotThereError(say("there is nothing here for you"))
    ask_to_stop(worker, job_id)
    return redirect("evidence", case_id)


@require_POST
def evidence_zone(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Decide the zone of a source, or take the decision back."""
    posted, worker = request.POST, worker_of(request)
    sha256, path = posted.get("sha256", ""), posted.get("path", "")
    worker.case(case_id, "case.change")
    try:
        decide_zone(worker, case_id, sha256, path, posted.get("zone", ""), posted.get("reason", ""))
    except InputError as error:
        return _page(request, scene_of(request, case_id, "evidence"), error)
    response = redirect("evidence", case_id)
    response["Location"] += "#zones"
    return response


@require_POST
def evidence_rest(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Draft the request for what has not come."""
    worker = worker_of(request)
    number = request.POST.get("request", "")
    worker.case(case_id)
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise NotThereError(say("there is nothing here for you"))
    return redirect("request", draft_rest(worker, case_id, int(number)).pk)


def _page(request: HttpRequest, scene: Scene, error: ComityError | None = None) -> HttpResponse:
    worker, case, production = scene.worker, scene.case, scene.production
    jobs = list(readings_of(worker, case)[:_READINGS])
    context = {
        **scene.around,
        "originals": originals_of(case),
        "places": PLACES,
        "readings": jobs,
        "running": any(job.state in {"queued", "running"} for job in jobs),
        "job_states": STATES,
        "decisions": decisions_of(case),
        "waiting": sources_waiting(case, production) if production else (),
        "changing": worker.may("case.change", case=case),
        "preparing": worker.may("case.prepare", case=case),
        "typed": request.POST,
        "message": worker.t.of(error.message) if error else None,
        "hint": worker.t.of(error.hint or "") if error else None,
    }
    if production is not None:
        coverage = production.coverage()
        context |= {
            "coverage": coverage,
            "files": sorted(coverage["files"], key=lambda one: (not _needs_a_look(one), one["path"])),
            "held": held_against(case, production),
            "held_states": HELD_STATES,
            "categories": {category.value: words for category, words in CATEGORIES.items()},
            "needs_a_look": sum(map(_needs_a_look, coverage["files"])),
            "decided_later": any(one.decided_at > (production.job.begun_at or one.decided_at) for one in context["decisions"]),
        }
    return render(request, "desk/evidence/productions.html", context, status=422 if error else 200)


def _needs_a_look(file: dict[str, object]) -> bool:
    return bool(file["quarantined"] or file["unknown"] or file["defects"] or file["reader"] is None or file["without_time"])
