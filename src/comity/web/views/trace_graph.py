"""The graph of a trace: walked with the keyboard, opened and stopped node by node, with the reasons of every payment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.desk.steps.trace_graph import Asked, graph_of
from comity.desk.steps.trace_reasons import why_of
from comity.desk.steps.traces import document_of_trace
from comity.dossier.trace_report import POLICY_NAMES
from comity.errors import InputError
from comity.web.middleware.signed_in import worker_of
from comity.web.views.case import about, note_reading
from comity.web.views.trace import trace


@require_safe
def trace_graph(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the graph of one trace of a case: that which is named, else the last; without any, the page on which one is asked for."""
    worker = worker_of(request)
    case = worker.case(case_id)
    job, document = document_of_trace(worker, case, request.GET.get("job", ""))
    if job is None or document is None:
        return trace(request, case_id)
    note_reading(worker, case, "trace")
    asked = Asked.read({**request.GET.dict(), "job": str(job.pk)})
    error = None
    try:
        graph = graph_of(document, asked, worker.t)
    except InputError as refused:
        error = refused
        graph = graph_of(document, Asked(job=str(job.pk), policy=asked.policy), worker.t)
    page = {
        **about(worker, case),
        "job": job,
        "graph": graph,
        "why": why_of(document, asked.why, worker.t) if asked.why else None,
        "chain": document["chain"],
        "policy_names": POLICY_NAMES,
        "typed": asked,
        "message": worker.t.of(error.message) if error else None,
        "field": error.place if error else None,
    }
    return render(request, "desk/trace_graph.html", page, status=422 if error else 200)
