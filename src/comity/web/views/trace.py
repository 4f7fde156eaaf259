"""The traces of a case: where the money went, the doors it reached, and what can be asked there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from comity.chain.groups import JOINS
from comity.desk.jobs.kinds.trace import ASKED, sources
from comity.desk.jobs.queue import ask
from comity.desk.models.case import Case
from comity.desk.rights.worker import Worker
from comity.desk.steps.confirm_door import confirm_door
from comity.desk.steps.traces import KIND, take_requests, trace_shown, traces_of
from comity.dossier.trace_report import POLICY_NAMES
from comity.errors import InputError
from comity.model.identifier import WALLET_KINDS, IdentifierKind
from comity.web.middleware.signed_in import worker_of
from comity.web.views.case import about, note_reading
from comity.web.views.jobs import STATES

_BEGINNINGS = {kind.value for kind in (IdentifierKind.TXID, *WALLET_KINDS)}
_UNDONE_AT_ONCE = 40
_CHAIN_NAMES = {"btc": "Bitcoin", "tron": "TRON (USDT)", "evm": "Ethereum (USDT)"}


@require_safe
def trace(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the traces of a case, and one of them."""
    worker = worker_of(request)
    case = worker.case(case_id)
    note_reading(worker, case, "trace")
    return _page(request, worker, case)


@require_POST
def trace_ask(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Ask for a trace; it is made in the background."""
    worker = worker_of(request)
    case = worker.case(case_id)
    order = {name: request.POST.get(name, "").strip() for name in ASKED}
    try:
        ask(worker, KIND, {name: value for name, value in order.items() if value}, case.pk)
    except InputError as error:
        return _page(request, worker, case, error)
    return redirect("trace", case_id)


@require_POST
def trace_requests(request: HttpRequest, case_id: int, job_id: int) -> HttpResponseBase:
    """Take the requests of a trace into the register."""
    take_requests(worker_of(request), case_id, job_id)
    return redirect("case", case_id)


@require_POST
def trace_confirm(request: HttpRequest, case_id: int, job_id: int) -> HttpResponseBase:
    """Keep that a service confirmed an address of the trace as its own."""
    worker = worker_of(request)
    said = {name: request.POST.get(name, "").strip() for name in ("address", "name", "reference", "on")}
    try:
        confirm_door(worker, case_id, job_id, **said)
    except InputError as error:
        return _page(request, worker, worker.case(case_id), error)
    return redirect("trace", case_id)


def _page(request: HttpRequest, worker: Worker, case: Case, error: InputError | None = None) -> HttpResponse:
    t, jobs = worker.t, list(traces_of(worker, case)[:30])
    wanted = request.GET.get("job", "")
    chosen = next((job for job in jobs if str(job.pk) == wanted), None) or next((job for job in jobs if job.state == "done"), None)
    without = tuple(request.GET.get("without", "").split()[:_UNDONE_AT_ONCE])
    shown = trace_shown(worker, chosen, without) if chosen else None
    return render(
        request,
        "desk/trace.html",
        {
            **about(worker, case),
            "traces": [(job, job.order.get("tx") or job.order.get("address", "")) for job in jobs],
            "running": any(job.state in {"queued", "running"} for job in jobs),
            "job_states": STATES,
            "shown": shown,
            # drawn by this program; what stands in it from outside is escaped where it is drawn
            "picture": mark_safe(shown.picture) if shown else "",  # noqa: S308
            "policy_names": POLICY_NAMES,
            "chains": [(code, name) for code, name in _CHAIN_NAMES.items() if code in sources()],
            "beginnings": case.leads.filter(state="accepted", kind__in=_BEGINNINGS),
            "tracing": worker.may("case.change", case=case),
            "preparing": worker.may("case.prepare", case=case),
            "typed": request.POST or request.GET,
            "without": " ".join(without),
            "joins": JOINS,
            "message": t.of(error.message) if error else None,
            "field": error.place if error else None,
            "hint": t.of(error.hint or "") if error else None,
        },
        status=422 if error else 200,
    )
