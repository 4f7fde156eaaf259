"""What was starred: the list that goes into the dossier."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.desk.models.stored_file import StoredFile
from comity.desk.steps.events_paper import FORMATS, starred_paper
from comity.errors import InputError
from comity.web.middleware.signed_in import worker_of
from comity.web.views.evidence.scene import scene_of
from comity.web.views.sending import as_download

_MEDIA = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}


@require_safe
def evidence_starred(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show the starred and noted events of a case."""
    return _page(request, case_id)


@require_safe
def evidence_paper(request: HttpRequest, case_id: int, format_: str) -> HttpResponse:
    """Give the starred events away as a paper for the dossier."""
    worker = worker_of(request)
    case = worker.case(case_id)
    try:
        content = starred_paper(worker, case.pk, format_)
    except InputError as error:
        return _page(request, case_id, error)
    return as_download(StoredFile(name=f"events-{case.number}.{format_}", media=_MEDIA[format_], content=content))


def _page(request: HttpRequest, case_id: int, error: InputError | None = None) -> HttpResponse:
    scene = scene_of(request, case_id, "starred events")
    t = scene.worker.t
    marks = [one for one in scene.case.event_marks.select_related("changed_by") if one.starred or one.note]
    return render(
        request,
        "desk/evidence/starred.html",
        {
            **scene.around,
            "marks": marks,
            "starred_count": sum(one.starred for one in marks),
            "formats": FORMATS,
            "here": request.get_full_path(),
            "message": t.of(error.message) if error else None,
            "hint": t.of(error.hint or "") if error else None,
        },
        status=422 if error else 200,
    )
