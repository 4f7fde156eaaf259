"""Beside the fields of a request: comments, questions on rights, the second language, the edited Word file, a lead, a way back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.worker import Worker
from comity.desk.spoken import spoken_languages
from comity.desk.steps.add_lead_here import add_lead_here
from comity.desk.steps.ask_safeguards import answer_safeguard
from comity.desk.steps.comment_request import add_comment, settle_comment
from comity.desk.steps.compare_versions import ask_of
from comity.desk.steps.edit_request import restore_version
from comity.desk.steps.other_language import choose_other_language, differences_of, has_form_in, missing_words, save_other, worded_texts
from comity.desk.steps.read_letter_back import MOST_BYTES, read_letter_back
from comity.desk.steps.together import stamp
from comity.errors import InputError
from comity.text.languages import find_language, languages
from comity.text.messages import say
from comity.web.middleware.signed_in import worker_of
from comity.web.request_form import html_id
from comity.web.views.case import about, note_reading
from comity.web.views.sending import back_to


@require_POST
def comment_new(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Comment on a request."""
    add_comment(worker_of(request), request_id, request.POST.get("words", ""), request.POST.get("field", ""))
    return back_to(request_id, "comments")


@require_POST
def comment_settle(request: HttpRequest, request_id: int, comment_id: int) -> HttpResponseBase:
    """Settle a comment, or open it again."""
    settle_comment(worker_of(request), request_id, comment_id)
    return back_to(request_id, "comments")


@require_POST
def safeguard_answer(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Answer a question on rights."""
    posted = request.POST
    answer_safeguard(worker_of(request), request_id, posted.get("safeguard", ""), posted.get("answer", ""), posted.get("words", ""))
    return back_to(request_id, "safeguards")


@require_POST
def version_restore(request: HttpRequest, request_id: int, number: int) -> HttpResponseBase:
    """Go back to an earlier version."""
    restore_version(worker_of(request), request_id, number)
    return back_to(request_id, "versions")


@require_POST
def lead_here(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Add a lead without leaving the form."""
    add_lead_here(worker_of(request), request_id, request.POST.get("lead", ""))
    return back_to(request_id, "g-target-0")


@require_POST
def letter_back(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show what an edited Word file changes; what is ticked is saved like any form."""
    worker = worker_of(request)
    row = worker.request(request_id, "request.edit")
    file = request.FILES.get("letter")
    if file is None:
        raise InputError(say("choose the edited Word file"), place="letter")
    if (file.size or 0) > MOST_BYTES:
        raise InputError(say("the file is too large: {size} MB", size=(file.size or 0) // 1_000_000), place="letter")
    found = read_letter_back(worker, request_id, file.name or "letter.docx", file.read())
    note_reading(worker, row.case, f"request {row.number}, edited file")
    return render(request, "desk/letter_back.html", {**about(worker, row.case), "request_row": row, "found": found, "name": file.name})


@require_POST
def letter_back_take(request: HttpRequest, request_id: int) -> HttpResponse:
    """Save the changes of an edited file that the person ticked."""
    from comity.desk.steps.edit_request import save_fields

    worker, posted = worker_of(request), request.POST
    keys = posted.getlist("take")
    typed = {key: posted.get(f"v.{key}", "") for key in keys}
    saved = save_fields(worker, request_id, typed, {key: posted.get(f"was.{key}", stamp("")) for key in keys})
    if saved.merged.conflicts:
        names = ", ".join(ask_of(one.field, worker.language) for one in saved.merged.conflicts)
        raise InputError(
            say("somebody else changed this meanwhile: {fields}", fields=names), hint=say("the others were taken; read the file once more")
        )
    return redirect("request", request_id)


def side_by_side(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show the words of a request in two languages; a POST chooses the second or saves the whole form."""
    worker = worker_of(request)
    conflicts: tuple[Any, ...] = ()
    if request.method == "POST" and "other_language" in request.POST:
        choose_other_language(worker, request_id, request.POST["other_language"])
        return redirect("side-by-side", request_id)
    if request.method == "POST":
        typed = {name[2:]: request.POST[name] for name in request.POST if name.startswith("o.")}
        opened = {key: request.POST.get(f"was.{key}", stamp("")) for key in typed}
        conflicts = save_other(worker, request_id, typed, opened).merged.conflicts
        if not conflicts:
            return redirect("side-by-side", request_id)
    row = worker.request(request_id)
    note_reading(worker, row.case, f"request {row.number}, two languages")
    return render(request, "desk/side_by_side.html", _pair(worker, row, conflicts), status=409 if conflicts else 200)


@require_POST
def other_field(request: HttpRequest, request_id: int) -> HttpResponse:
    """Save words in the second language as they are typed."""
    worker = worker_of(request)
    key = request.GET.get("key", "")
    if f"o.{key}" not in request.POST:
        raise Http404
    saved = save_other(worker, request_id, {key: request.POST[f"o.{key}"]}, {key: request.POST.get(f"was.{key}", stamp(""))})
    rows = [one for one in _rows(worker, saved.request, saved.merged.conflicts) if one["key"] == key]
    if not rows:
        raise Http404
    return render(request, "desk/parts/other_state.html", {"row": rows[0], "live": True})


def _pair(worker: Worker, row: EvidenceRequest, conflicts: tuple[Any, ...]) -> dict[str, Any]:
    here, other = find_language(row.language), find_language(row.other_language) if row.other_language else None
    return {
        **about(worker, row.case),
        "request_row": row,
        "rows": _rows(worker, row, conflicts),
        "conflicts": conflicts,
        "here": here,
        "other": other,
        "choices": [one for one in languages().values() if one.tag != row.language and one in _written()],
        "missing": len(missing_words(row)),
        "differences": differences_of(worker, row)[:20],
        "has_form": bool(row.other_language) and has_form_in(row),
        "edit": worker.may("request.edit", request=row),
        "download": worker.may("request.download", request=row),
    }


def _written() -> tuple[Any, ...]:
    return tuple(dict.fromkeys([*spoken_languages(), *(one for one in languages().values() if one.tag in {"kk", "ky", "uz", "de", "fr"})]))


def _rows(worker: Worker, row: EvidenceRequest, conflicts: tuple[Any, ...]) -> list[dict[str, Any]]:
    theirs = {one.field: one for one in conflicts}
    return [
        {
            "key": key,
            "id": html_id(key),
            "ask": ask_of(key, worker.language),
            "ours": text,
            "other": theirs[key].mine if key in theirs else row.other_texts.get(key, ""),
            "stamp": stamp(row.other_texts.get(key, "")),
            "theirs": theirs[key].theirs if key in theirs else None,
            "rows": max(2, min(14, len(text) // 60 + text.count("\n") + 1)),
        }
        for key, text in worded_texts(row).items()
    ]
