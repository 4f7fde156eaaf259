"""Words of what came back: hits with what stands around them, which open in their conversation and on the timeline."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.analysis.views.choice import Choice
from comity.analysis.views.events import rows
from comity.desk.evidence.words import MOST, events_with
from comity.errors import InputError
from comity.web.views.evidence.scene import A_PAGE, page_of, scene_of, with_marks

_LONGEST = 300


@require_safe
def evidence_words(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the events whose words fit."""
    scene = scene_of(request, case_id, "search")
    text = request.GET.get("words", "").strip()[:_LONGEST]
    context = {**scene.around, "words": text, "here": request.get_full_path()}
    if scene.production is not None and text:
        try:
            found = events_with(scene.production.views, text, scene.worker.language)
        except InputError as error:
            return render(request, "desk/evidence/words.html", {**context, "message": scene.worker.t.of(error.message)}, status=422)
        page = page_of(request.GET, len(found))
        with scene.production.opened() as store:
            listed = rows(store, Choice(events=found), limit=A_PAGE, offset=page.offset) if found else []
        context |= {"events": with_marks(scene.case, listed), "page": page, "cut": len(found) >= MOST, "most": MOST}
    return render(request, "desk/evidence/words.html", context)
