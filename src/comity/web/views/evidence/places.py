"""The map: positions of events with their accuracy, put together by the server; the table below holds each of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.analysis.views.choice import Choice
from comity.analysis.views.events import count, rows
from comity.analysis.views.places import MOST_POINTS, Point, extent, points
from comity.web.pictures.map import Dot, View, draw_map, spread
from comity.web.views.evidence.scene import A_PAGE, Scene, choice_of, local, page_of, query_of, scene_of, sources_of, with_marks

_MOVES = {"west": (-0.3, 0, 1), "east": (0.3, 0, 1), "north": (0, 0.3, 1), "south": (0, -0.3, 1), "closer": (0, 0, 0.5), "wider": (0, 0, 2)}
_SAME_PLACE = 1e-6


@require_safe
def evidence_map(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show where events were."""
    scene = scene_of(request, case_id, "map")
    if scene.production is None:
        return render(request, "desk/evidence/map.html", scene.around)
    choice = choice_of(request.GET, scene.case.zone)
    with scene.production.opened() as store:
        reach = extent(store, choice)
        view = _view(request.GET) or (View.around(reach.box) if reach.box else None)
        context = {**scene.around, "choice": choice, "reach": reach, "query": query_of(choice), "here": request.get_full_path()}
        if view is not None:
            within = replace(choice, box=view.box)
            found = points(store, within, view.cell)
            page = page_of(request.GET, count(store, within))
            context |= {
                "picture": draw_map(view, [_dot(scene, choice, view, one) for one in found], scene.worker.t("Map"), scene.worker.language),
                "drawn": sum(one.events for one in found),
                "points": len(found),
                "most": MOST_POINTS,
                "moves": {name: _address(scene, choice, view.moved(*by)) for name, by in _MOVES.items()},
                "all_places": _address(scene, choice, None),
                "events": with_marks(scene.case, rows(store, within, limit=A_PAGE, offset=page.offset)),
                "page": page,
                "query": query_of(choice, **_of(view)),
                "view": _of(view),
            }
    context |= {
        "since": local(choice.since, scene.case.zone),
        "until": local(choice.until, scene.case.zone),
        "sources": sources_of(scene.production),
    }
    return render(request, "desk/evidence/map.html", context)


def _view(asked: Mapping[str, str]) -> View | None:
    try:
        lon, lat, span = (float(asked.get(name, "")) for name in ("lon", "lat", "span"))
    except ValueError:
        return None
    return View(lon, lat, span).held() if all(map(math.isfinite, (lon, lat, span))) and abs(lat) < 90 else None


def _of(view: View) -> dict[str, str]:
    return {"lon": f"{view.lon:.5f}", "lat": f"{view.lat:.5f}", "span": f"{view.span:.5f}"}


def _address(scene: Scene, choice: Choice, view: View | None) -> str:
    return f"{reverse('evidence-map', args=[scene.case.pk])}?{query_of(choice, **(_of(view) if view else {}))}"


def _dot(scene: Scene, choice: Choice, view: View, one: Point) -> Dot:
    """A point leads to its event where it stands for one, closer where its events are apart, else to the table of that place."""
    t = scene.worker.t
    if one.events == 1:
        href = f"{reverse('evidence-event', args=[scene.case.pk])}?{urlencode({'id': one.event_id})}"
    elif max(spread(one.box)) > _SAME_PLACE and view.span > 4 * max(spread(one.box)):
        href = _address(scene, choice, View.around(one.box))
    else:
        href = _address(scene, choice, View(one.lon, one.lat, max(view.span / 4, max(spread(one.box)) * 1.5)).held()) + "#found"
    words = t.plural(
        "{count} event at {lat}, {lon}", "{count} events at {lat}, {lon}", count=one.events, lat=f"{one.lat:.5f}", lon=f"{one.lon:.5f}"
    )
    if one.accuracy_m:
        words += " " + t("± {metres} m", metres=f"{one.accuracy_m:.0f}")
    return Dot(one.lat, one.lon, one.events, one.accuracy_m, href, words)
