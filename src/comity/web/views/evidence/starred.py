"""What was starred: the list that goes into the dossier."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.web.views.evidence.scene import scene_of


@require_safe
def evidence_starred(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the starred and noted events of a case."""
    scene = scene_of(request, case_id, "starred events")
    marks = [one for one in scene.case.event_marks.select_related("changed_by") if one.starred or one.note]
    return render(
        request,
        "desk/evidence/starred.html",
        {**scene.around, "marks": marks, "starred_count": sum(one.starred for one in marks), "here": request.get_full_path()},
    )
