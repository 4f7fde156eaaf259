"""The timeline: the picture is drawn by the browser from counts, its table stands below it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.analysis.views.asking import asked
from comity.analysis.views.events import count, rows
from comity.analysis.views.timeline import MOST_BINS, timeline
from comity.desk.evidence.production import production_of
from comity.dossier.event_words import KIND_WORDS
from comity.web.middleware.signed_in import worker_of
from comity.web.views.evidence.scene import (
    A_PAGE,
    choice_of,
    local,
    page_of,
    query_of,
    scene_of,
    sources_of,
    widened,
    with_marks,
    written,
)

_PEOPLE = 300


@require_safe
def evidence_timeline(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the events of a case in the order of time."""
    scene = scene_of(request, case_id, "timeline")
    if scene.production is None:
        return render(request, "desk/evidence/timeline.html", scene.around)
    choice = choice_of(request.GET, scene.case.zone)
    with scene.production.opened() as store:
        page = page_of(request.GET, count(store, choice))
        found = rows(store, choice, limit=A_PAGE, offset=page.offset)
        kinds = [row[0] for row in asked(store, "select kind from event where duplicate_of is null group by 1 order by count(*) desc, 1")]
        people = asked(store, f"select entity_id, value_raw from entity order by events desc, entity_id limit {_PEOPLE}")  # noqa: S608 - a number
    context = {
        **scene.around,
        "choice": choice,
        "query": query_of(choice),
        "query_all_times": query_of(widened(choice)),
        "since": local(choice.since, scene.case.zone),
        "until": local(choice.until, scene.case.zone),
        "kinds": kinds,
        "people": people,
        "sources": sources_of(scene.production),
        "events": with_marks(scene.case, found),
        "page": page,
        "here": request.get_full_path(),
    }
    return render(request, "desk/evidence/timeline.html", context)


@require_safe
def evidence_bins(request: HttpRequest, case_id: int) -> HttpResponse:
    """Count events by kind and column, for the picture; the page around it is what is written down as read."""
    worker = worker_of(request)
    case = worker.case(case_id)
    production = production_of(worker, case)
    if production is None:
        return JsonResponse({"lanes": []}, status=404)
    text = request.GET.get("width", "")
    bins = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 800
    with production.opened() as store:
        drawn = timeline(store, choice_of(request.GET, case.zone), min(bins, MOST_BINS))
    return JsonResponse(
        {
            "from": written(drawn.since),
            "to": written(drawn.until),
            "bins": drawn.bins,
            "lanes": [{"kind": kind, "name": worker.t(KIND_WORDS[kind]), "bins": lane} for kind, lane in drawn.lanes.items()],
            "events": drawn.events,
            "all": drawn.all_events,
            "undated": drawn.undated,
            "first": written(drawn.first) if drawn.first else None,
            "last": written(drawn.last) if drawn.last else None,
        }
    )
