"""The editor of a request: fields with questions, live findings beside them, autosave, two persons at once; then its way out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.roles import NAMES
from comity.desk.rights.worker import Worker
from comity.desk.steps import approve as approving
from comity.desk.steps.ask_safeguards import ANSWERS, questions_of
from comity.desk.steps.check_request import check_request, is_grave
from comity.desk.steps.clocks import PRESERVING
from comity.desk.steps.edit_request import Saved, save_fields, value_of
from comity.desk.steps.file_answer import ITEM_STATES, asked_items, file_outcome, outcome_codes, take_answer, tally
from comity.desk.steps.follow_up import FOLLOWS, advice, draft_follow_up
from comity.desk.steps.pack_request import MOST_BYTES
from comity.desk.steps.prepare_request import instrument_name
from comity.desk.steps.remind import reminder
from comity.desk.steps.send_and_track import close_request, record_sent
from comity.desk.steps.together import Merged, stamp
from comity.desk.steps.write_letters import MEDIA, has_form, write_letter
from comity.errors import InputError
from comity.exchange.transport import transports
from comity.text.languages import facts_language, find_language
from comity.text.messages import mark, say
from comity.web.middleware.signed_in import worker_of
from comity.web.request_form import NEEDS, html_id, one_field, request_form
from comity.web.views.case import about, day_of, note_reading
from comity.web.views.plan import route_words
from comity.web.views.sending import as_download

SEVERITIES = {"block": mark("Blocks"), "error": mark("Errors"), "warning": mark("Warnings"), "info": mark("Advice")}
_NOTHING = Merged({}, ())
_ACTIONS = (
    "edit", "override", "download", "submit", "return", "approve", "approve_on_paper", "pack", "record_sent", "file_outcome", "follow_up",
    "comment", "close",
)  # fmt: skip


def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show a request; a POST saves the whole form, for browsers without scripts."""
    worker = worker_of(request)
    done = _NOTHING
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed, opened = _form(request)
        done = save_fields(worker, request_id, typed, opened).merged
        if not done.conflicts:
            return _back(request_id, saved=bool(done.changes))
    row = worker.request(request_id)
    note_reading(worker, row.case, f"request {row.number}")
    return render(
        request,
        "desk/request.html",
        _context(worker, row, typed, done, saved="saved" in request.GET),
        status=409 if done.conflicts else 200,
    )


def _back(request_id: int, *, saved: bool) -> HttpResponse:
    response = redirect("request", request_id)
    response["Location"] += "?saved" if saved else ""
    return response


def _form(request: HttpRequest) -> tuple[dict[str, str], dict[str, str]]:
    """Take the fields out of a form: `v.KEY` is what was typed, `was.KEY` the stamp of what the form was opened with."""
    typed = {name[2:]: request.POST[name] for name in request.POST if name.startswith("v.")}
    return typed, {key: request.POST[f"was.{key}"] for key in typed if f"was.{key}" in request.POST}


def _context(worker: Worker, row: EvidenceRequest, typed: dict[str, str], done: Merged, *, saved: bool) -> dict[str, Any]:
    grave = is_grave(row)
    language = find_language(row.language)
    checked = check_request(worker, row)
    return {
        **about(worker, row.case),
        **_findings(worker, row),
        "request_row": row,
        "instrument": instrument_name(row.instrument),
        "letter_language": language.name if language else row.language,
        "groups": request_form(row, worker.language, checked.unread, typed, done.conflicts),
        "conflicts": done.conflicts,
        "needs": NEEDS,
        "saved": saved,
        "rights": {action: worker.may(f"request.{action}", request=row, is_grave=grave) for action in _ACTIONS},
        "is_grave": grave,
        "has_form": has_form(row),
        "formats": tuple(MEDIA),
        "versions": row.versions.select_related("saved_by"),
        "transports": transports().values(),
        "dispatches": row.dispatches.select_related("pack", "made_by", "sent_by"),
        "path": _path(row, worker.language),
        "codes": outcome_codes(worker.language),
        "outcomes": row.outcomes.select_related("filed_by", "file"),
        "asked": list(enumerate(asked_items(row))),
        "tally": tally(row),
        "item_states": ITEM_STATES,
        "advice": advice(worker, row) if row.state in {"sent", "answered"} else None,
        "follows": FOLLOWS,
        "reminder": reminder(row, worker.clock().date()),
        "is_preservation": row.channel in PRESERVING,
        **route_words(),
        "followed_by": row.followed_by.all(),
        "comments": row.comments.select_related("by"),
        "safeguards": (asked := questions_of(worker, row)),
        "open_safeguards": sum(one.answer is None for one in asked),
        "safeguard_answers": ANSWERS,
        "overrides": value_of(row).overrides,
        "role_names": {role.value: name for role, name in NAMES.items()},
        "today": worker.clock().date(),
    }


def _path(row: EvidenceRequest, language: str) -> list[dict[str, Any]]:
    """The way of approval with what was done on it; a request that was returned begins anew."""
    marks = list(row.marks.select_related("by"))
    since = max((one.pk for one in marks if one.decision == "returned"), default=0)
    done = {one.step: one for one in marks if one.pk > since}
    return [
        {
            **step,
            "what": step["what"].get(facts_language(language)) or step["what"].get("en", ""),
            "mark": done.get(place),
            "is_next": place == row.step,
        }
        for place, step in enumerate(approving.path_of(row))
    ]


def _findings(worker: Worker, row: EvidenceRequest) -> dict[str, Any]:
    checked = check_request(worker, row)
    remarks = [(remark.finding, html_id(remark.key) if remark.key else None) for remark in checked.remarks]
    return {
        "checked": checked,
        "severities": [(code, words, [pair for pair in remarks if pair[0].severity.value == code]) for code, words in SEVERITIES.items()],
        "unread": [(html_id(key), key, why) for key, why in checked.unread.items()],
    }


@require_POST
def request_field(request: HttpRequest, request_id: int) -> HttpResponse:
    """Save what was just typed, and answer with the state of the field and the findings."""
    worker = worker_of(request)
    key = request.GET.get("key", "")
    if f"v.{key}" not in request.POST:
        raise Http404
    saved: Saved = save_fields(worker, request_id, {key: request.POST[f"v.{key}"]}, {key: request.POST.get(f"was.{key}", stamp(""))})
    row = saved.request
    found = _findings(worker, row)
    conflict = saved.merged.conflicts[0] if saved.merged.conflicts else None
    field = one_field(row, key, worker.language, found["checked"].unread, conflict)
    if field is None:
        raise Http404
    context = {
        **found,
        "field": field,
        "request_row": row,
        "case": row.case,
        "rights": {"override": worker.may("request.override", request=row)},
        "live": True,
    }
    return render(request, "desk/parts/field_saved.html", context)


@require_POST
def request_action(request: HttpRequest, request_id: int, verb: str) -> HttpResponseBase:
    """Move a request on its way."""
    worker, posted = worker_of(request), request.POST
    if verb == "submit":
        approving.submit(worker, request_id)
    elif verb == "approve":
        approving.approve(worker, request_id)
    elif verb == "paper":
        approving.approve_on_paper(worker, request_id, posted.get("signed_by", ""), posted.get("reference", ""))
    elif verb == "return":
        approving.send_back(worker, request_id, posted.get("reason", ""))
    elif verb == "override":
        approving.override(worker, request_id, posted.get("rule", ""), posted.get("reason", ""))
    elif verb == "sent":
        pack = posted.get("pack", "")
        record_sent(
            worker,
            request_id,
            way=posted.get("way", ""),
            on=day_of(posted.get("on", "")),
            reference=posted.get("reference", ""),
            pack=int(pack) if pack.isascii() and pack.isdigit() else None,
        )
    elif verb == "outcome":
        answered = {name: posted.get(name, "") for name in ("code", "reference", "words")}
        asked = asked_items(worker.request(request_id))
        states = {place: posted[f"item.{place}"] for place in range(len(asked)) if posted.get(f"item.{place}")}
        file_outcome(worker, request_id, on=day_of(posted.get("on", "")), states=states, letter=_letter(request), **answered)
    elif verb == "follow":
        made = draft_follow_up(worker, request_id, posted.get("as", ""), posted.get("occasion", ""))
        return redirect("request", made.pk)
    elif verb == "close":
        close_request(worker, request_id)
    else:
        raise Http404
    return redirect("request", request_id)


def _letter(request: HttpRequest) -> tuple[str, str, bytes] | None:
    """The letter that came with an answer, if one was chosen."""
    file = request.FILES.get("file")
    if file is None:
        return None
    if (file.size or 0) > MOST_BYTES:
        raise InputError(say("the papers are too large: {size} MB", size=(file.size or 0) // 1_000_000), place="file")
    return (file.name or "", file.content_type or "", file.read())


@require_POST
def request_answer(request: HttpRequest, request_id: int, outcome_id: int) -> HttpResponse:
    """Give the letter of an answer away."""
    return as_download(take_answer(worker_of(request), request_id, outcome_id))


@require_POST
def request_letter(request: HttpRequest, request_id: int, format_: str) -> HttpResponse:
    """Give the letter away."""
    letter = write_letter(worker_of(request), request_id, format_, other="other" in request.GET)
    response = HttpResponse(letter.content, content_type=letter.media)
    plain = "".join(one if one.isascii() else "-" for one in letter.name)
    response["Content-Disposition"] = f'attachment; filename="{plain}"'
    return response


@require_safe
def request_version(request: HttpRequest, request_id: int, number: int) -> HttpResponse:
    """Show a version, and what changed in it."""
    from comity.desk.steps.compare_versions import compare

    worker = worker_of(request)
    row = worker.request(request_id)
    note_reading(worker, row.case, f"request {row.number} v{number}")
    edit = worker.may("request.edit", request=row)
    context = {**about(worker, row.case), "request_row": row, "edit": edit, **compare(worker, request_id, number)}
    return render(request, "desk/version.html", context)
