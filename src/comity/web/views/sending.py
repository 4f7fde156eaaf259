"""Packs that leave: make one, take it, record that it left."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from comity.desk.models.stored_file import StoredFile
from comity.desk.steps.pack_request import MOST_BYTES, make_pack, take_pack
from comity.desk.steps.remind import make_reminder
from comity.errors import InputError
from comity.text.messages import say
from comity.web.middleware.signed_in import worker_of


@require_POST
def pack_new(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Make a pack."""
    worker = worker_of(request)
    worker.request(request_id, "request.pack")
    papers = request.FILES.getlist("file")
    if sum(paper.size or 0 for paper in papers) > MOST_BYTES:
        raise InputError(
            say("the papers are too large: {size} MB", size=sum(paper.size or 0 for paper in papers) // 1_000_000), place="file"
        )
    make_pack(worker, request_id, request.POST.get("way", ""), [_paper(paper) for paper in papers])
    return back_to(request_id, "sending")


@require_POST
def reminder_new(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Make the pack of a reminder."""
    make_reminder(worker_of(request), request_id, request.POST.get("way", ""), request.POST.get("text", ""))
    return back_to(request_id, "sending")


@require_POST
def pack_file(request: HttpRequest, request_id: int, number: int) -> HttpResponse:
    """Give a pack away."""
    return as_download(take_pack(worker_of(request), request_id, number).pack)


def _paper(paper: UploadedFile[bytes]) -> tuple[str, str, bytes]:
    return (paper.name or "", paper.content_type or "", paper.read())


def as_download(stored: StoredFile) -> HttpResponse:
    """Answer with a file, never shown in the page's own place."""
    response = HttpResponse(bytes(stored.content), content_type=stored.media)
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "-" for one in stored.name)
    response["Content-Disposition"] = f'attachment; filename="{plain}"'
    return response


def back_to(request_id: int, place: str) -> HttpResponse:
    """Go back to a place on the page of a request."""
    response = redirect("request", request_id)
    response["Location"] += f"#{place}"
    return response
