"""Edit a request: save single fields as they are typed, merge what two persons do, keep versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from comity.desk.journal.chain import write
from comity.desk.models.evidence_request import EvidenceRequest, RequestVersion
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.field_texts import place_of, texts_of, with_texts
from comity.desk.steps.together import Merged, merged
from comity.drafting.draft_file import draft_text, parse_draft
from comity.drafting.draft_values import NO, YES
from comity.drafting.fields import FieldKind, request_fields
from comity.model.request.evidence_request import EvidenceRequest as RequestValue
from comity.text.messages import Messages, say

ONE_VERSION = timedelta(minutes=10)
"""Changes of one person within this time share a version."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a form.

    Attributes:
        request: the request as it stands now.
        merged: what was changed, and what others had changed meanwhile.
    """

    request: EvidenceRequest
    merged: Merged


def value_of(request: EvidenceRequest) -> RequestValue:
    """Read the draft of a request."""
    return parse_draft(request.draft.encode("utf-8"), f"{request.case.number}-{request.number}.yaml")


def shown_texts(request: EvidenceRequest, t: Messages) -> dict[str, str]:
    """The texts of all fields as the form shows them: yes and no in the reader's language, what could not be read as it was typed."""
    told = {"yes": t("yes"), "no": t("no")}
    words = {plain: word for plain, word in told.items() if word in YES | NO}
    texts = {key: words.get(text, text) if _is_statement(key) else text for key, text in texts_of(value_of(request)).items()}
    return {**texts, **request.unread}


def _is_statement(key: str) -> bool:
    place = place_of(key)
    return place is not None and request_fields()[place.fact].kind is FieldKind.STATEMENT


def save_fields(worker: Worker, request_id: int, typed: Mapping[str, str], opened: Mapping[str, str]) -> Saved:
    """Save fields of a draft.

    Args:
        worker: who.
        request_id: the request.
        typed: key of the field to what was typed; keys of no fact are left out.
        opened: key to the stamp of the text that the form was opened with.

    Raises:
        RefusedError: the request is not a draft any more, or the person may not edit it.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.edit", locked=True)
        known = {key: text for key, text in typed.items() if place_of(key) is not None}
        done = merged(shown_texts(request, worker.t), known, opened)
        if done.changes:
            value, unread = with_texts(value_of(request), done.changes)
            request.unread = {key: text for key, text in request.unread.items() if key not in done.changes} | unread
            _keep(worker, request, draft_text(value), tuple(done.changes))
            _follow_days(worker, request, done.changes)
    return Saved(request, done)


def _follow_days(worker: Worker, request: EvidenceRequest, changes: Mapping[str, str]) -> None:
    """Let the clocks follow where a day was changed that they are computed from."""
    from comity.desk.steps.clocks import FACTS, set_clocks

    if not FACTS.isdisjoint(changes):
        set_clocks(worker, request)


def replace_draft(worker: Worker, request: EvidenceRequest, value: RequestValue, note: str) -> None:
    """Keep a draft that was changed as a whole; the caller holds the row and asked for the right."""
    _keep(worker, request, draft_text(value), (), note)


def keep_other(worker: Worker, request: EvidenceRequest, changes: Mapping[str, str]) -> None:
    """Keep words in the second language; the caller holds the row and asked for the right."""
    request.other_texts = {key: text for key, text in {**request.other_texts, **changes}.items() if text}
    _keep(worker, request, request.draft, tuple(f"{key} ({request.other_language})" for key in changes))


def _keep(worker: Worker, request: EvidenceRequest, draft: str, fields: tuple[str, ...], note: str = "") -> None:
    now = worker.clock()
    request.draft, request.changed_by, request.changed_at = draft, worker.person, now
    request.lock += 1
    request.save(update_fields=["draft", "unread", "other_texts", "changed_by", "changed_at", "lock"])
    version, is_new = _version(worker, request, shares=not note)
    version.draft, version.saved_at, version.note = draft, now, note or version.note
    version.other_texts = request.other_texts
    untold = [field for field in fields if field not in version.fields]
    version.fields = [*version.fields, *untold]
    version.save()
    if is_new or untold or note:
        words = note or worker.t("{name} changed {fields}", name=worker.person.full_name, fields=", ".join(untold))
        facts = {"version": version.number, "fields": untold}
        write(
            "request.changed",
            words,
            person=worker.person,
            case=request.case,
            subject=f"request:{request.pk}",
            facts=facts,
            clock=worker.clock,
        )


def _version(worker: Worker, request: EvidenceRequest, *, shares: bool) -> tuple[RequestVersion, bool]:
    """The version that a change goes into: the running one of the same person, else a new one."""
    now = worker.clock()
    last = request.versions.first()
    if shares and last and not last.is_fixed and last.saved_by_id == worker.person.pk and now - last.begun_at < ONE_VERSION:
        return last, False
    number = last.number + 1 if last else 1
    return RequestVersion(request=request, number=number, saved_by=worker.person, begun_at=now, is_fixed=not shares), True


def restore_version(worker: Worker, request_id: int, number: int) -> EvidenceRequest:
    """Go back to an earlier version: it becomes the newest one, and nothing that came after it is lost.

    Raises:
        NotThereError: there is no such version.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.edit", locked=True)
        version = request.versions.filter(number=number).first()
        if version is None:
            raise NotThereError(say("there is nothing here for you"))
        request.unread, request.other_texts = {}, version.other_texts
        words = worker.t("{name} went back to version {number}", name=worker.person.full_name, number=number)
        _keep(worker, request, version.draft, (), words[:200])
    return request


def fix_version(request: EvidenceRequest, note: str) -> RequestVersion:
    """Fix the last version, because somebody relies on it; the caller holds the row."""
    version = request.versions.first()
    if version is None:
        raise NotThereError(say("there is nothing here for you"))
    version.is_fixed, version.note = True, note
    version.save(update_fields=["is_fixed", "note"])
    return version
