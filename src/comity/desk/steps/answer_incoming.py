"""Carry a request from abroad out, and answer it: assign, measure at home, letters of one's own with the custody reference."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from comity.desk.bench import workbench
from comity.desk.incoming.reply_letter import reply_docx, reply_text
from comity.desk.journal.chain import write
from comity.desk.models.case import CaseMember
from comity.desk.models.clock import RunningClock
from comity.desk.models.incoming import IncomingRequest, ReplyLetter
from comity.desk.models.stored_file import StoredFile
from comity.desk.models.unit import Unit
from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.rights.worker import Worker
from comity.desk.steps.clocks import stop
from comity.desk.steps.examine_incoming import demand_call_back, is_preservation, refuse
from comity.desk.steps.together import as_typed
from comity.errors import InputError
from comity.law.deadlines import deadline
from comity.text.languages import find_language
from comity.text.messages import mark, say

REPLIES: dict[str, str] = {
    "acknowledgement": mark("acknowledgement"),
    "question": mark("question back"),
    "refusal": mark("refusal"),
    "answer": mark("answer"),
    "thanks": mark("thanks for information"),
}
"""Kinds of letters to the State that asked."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LIMIT = "budapest-29-7"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def assign(worker: Worker, case_id: int, unit: Unit) -> IncomingRequest:
    """Give a request to a unit: its heads see the folder from now on.

    Raises:
        InputError: nobody leads that unit.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.assign", locked=True)
        heads = list(unit.appointments.filter(role=Role.UNIT_HEAD, person__is_active=True))
        if not heads:
            raise InputError(say("the unit has no head who could take it: {unit}", unit=unit.name), place="unit")
        for one in heads:
            CaseMember.objects.get_or_create(case=incoming.case, person=one.person, role=Role.UNIT_HEAD)
        incoming.unit = unit
        _moved(worker, incoming, "assigned", worker.t("{name} gave the request to {unit}", name=worker.person.full_name, unit=unit.name))
    return incoming


def note_measure(worker: Worker, case_id: int, on: date, what: str, order: str) -> IncomingRequest:
    """Record a measure taken at home.

    Args:
        worker: who.
        case_id: the folder.
        on: the day.
        what: what was done, and by whom.
        order: the order or decision it rests on.

    Raises:
        InputError: it does not say what was done, or the day lies ahead.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.measure", locked=True)
        _add_measure(worker, incoming, on, what, order)
    return incoming


def note_custody(worker: Worker, case_id: int, item: str, sha256: str, reference: str) -> IncomingRequest:
    """Record what is handed over, with its digest and its reference in custody.

    Raises:
        InputError: the digest is none, or item or reference is missing.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.measure", locked=True)
        row = {"item": as_typed(item), "sha256": as_typed(sha256).lower(), "reference": as_typed(reference)}
        if not _DIGEST.fullmatch(row["sha256"]):
            raise InputError(say("a SHA-256 has 64 digits and letters a to f"), place="sha256")
        if not row["item"] or not row["reference"]:
            raise InputError(say("this is needed"), place="item" if not row["item"] else "reference")
        incoming.custody = [*incoming.custody, row]
        _saved(worker, incoming, ["custody"])
        words = worker.t("{name} noted what is handed over: {item}", name=worker.person.full_name, item=row["item"])
        _note(worker, incoming, "incoming.custody", words, row)
    return incoming


def preserve_now(worker: Worker, case_id: int, holder: str, order: str) -> IncomingRequest:
    """Take a preservation for another State at once: the sender was called back, the rest of the examination follows.

    Records the measure, starts the clock of at least sixty days (Budapest Convention, Article 29(7)), and drafts the acknowledgement.

    Raises:
        RefusedError: it is no preservation, or nobody called the sender back.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.examine", locked=True)
        if not is_preservation(incoming):
            raise RefusedError(say("only a preservation is taken at once"), hint=say("say first which instrument it is"))
        demand_call_back(worker, incoming)
        today = worker.clock().date()
        _add_measure(worker, incoming, today, worker.t("preservation at {holder}", holder=as_typed(holder)), order)
        _preservation_clock(worker, incoming, today)
        _moved(worker, incoming, "accepted", worker.t("{name} took the preservation at once", name=worker.person.full_name))
        draft_reply(worker, case_id, "acknowledgement")
    return incoming


def draft_reply(worker: Worker, case_id: int, kind: str, language: str = "", more: str = "", outcome: str = "") -> ReplyLetter:
    """Draft a letter to the State that asked; it lies ready as a Word file.

    Args:
        worker: who.
        case_id: the folder.
        kind: one of `REPLIES`.
        language: BCP 47 tag; empty takes English.
        more: what a person adds: the questions, the reasons.
        outcome: outcome code of an answer or refusal.

    Raises:
        InputError: there is no such kind.
    """
    incoming = worker.incoming(case_id, "incoming.reply")
    if kind not in REPLIES:
        raise InputError(say("no such choice: {value}", value=kind), place="kind", hint=say("one of: {keys}", keys=", ".join(REPLIES)))
    known = find_language(language) if language else None
    tag = known.tag if known is not None else "en"
    text = reply_text(incoming, kind, tag, on=worker.clock().date(), person=worker.person.full_name, more=as_typed(more))
    content = reply_docx(incoming, kind, tag, text, worker.clock().date())
    with transaction.atomic():
        name = f"{incoming.case.number}-{kind}.{tag}.docx"
        stored = StoredFile.objects.create(
            name=name, media=WORD, size=len(content), sha256=hashlib.sha256(content).hexdigest(), content=content,
            kept_by=worker.person, kept_at=worker.clock(),
        )  # fmt: skip
        letter = ReplyLetter.objects.create(
            incoming=incoming, kind=kind, language=tag, text=text, file=stored, outcome=outcome, by=worker.person, at=worker.clock()
        )
        words = worker.t("{name} drafted a letter: {file}", name=worker.person.full_name, file=name)
        _note(worker, incoming, "incoming.drafted", words, {"sha256": stored.sha256, "kind": kind})
    return letter


def reply_left(worker: Worker, case_id: int, reply_id: int, on: date) -> ReplyLetter:
    """Record that a letter left.

    Raises:
        NotThereError: there is none.
        InputError: the day lies ahead.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.reply", locked=True)
        letter = incoming.replies.filter(pk=reply_id).first()
        if letter is None:
            raise NotThereError(say("there is nothing here for you"))
        if on > worker.clock().date() + timedelta(days=1):
            raise InputError(say("this day has not come yet: {day}", day=on.isoformat()), place="on")
        letter.sent_on = on
        letter.save(update_fields=["sent_on"])
        done = {"acknowledgement": "incoming_acknowledge", "answer": "incoming_answer", "refusal": "incoming_answer"}.get(letter.kind)
        for clock in incoming.case.clocks.filter(kind=done, stopped_at=None) if done else ():
            stop(worker, clock, worker.t("a letter left: {kind}", kind=worker.t(REPLIES[letter.kind])))
        words = worker.t("{name} recorded that a letter left: {file}", name=worker.person.full_name, file=letter.file.name)
        _note(worker, incoming, "incoming.replied", words, {"sha256": letter.file.sha256, "on": on.isoformat()})
    return letter


def take_reply(worker: Worker, case_id: int, reply_id: int) -> StoredFile:
    """Return a letter for download, and note who took it.

    Raises:
        NotThereError: there is none.
    """
    incoming = worker.incoming(case_id)
    letter = incoming.replies.filter(pk=reply_id).select_related("file").first()
    if letter is None:
        raise NotThereError(say("there is nothing here for you"))
    words = worker.t("{name} downloaded {file}", name=worker.person.full_name, file=letter.file.name)
    _note(worker, incoming, "incoming.downloaded", words, {"sha256": letter.file.sha256})
    return letter.file


def answer(worker: Worker, case_id: int, language: str = "", more: str = "", *, is_partial: bool = False) -> ReplyLetter:
    """Answer a request that was carried out: the letter names each thing handed over with its digest and custody reference.

    Raises:
        RefusedError: no measure was taken yet.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.answer", locked=True)
        if not incoming.measure:
            raise RefusedError(say("no measure was recorded yet"), hint=say("record what was done at home first"))
        letter = draft_reply(worker, case_id, "answer", language, more, "partial" if is_partial else "granted")
        _moved(worker, incoming, "answered", worker.t("{name} answered the request", name=worker.person.full_name))
    return letter


def refuse_with_letter(worker: Worker, case_id: int, item: str, language: str = "", more: str = "") -> ReplyLetter:
    """Refuse a request, and draft the letter that says why."""
    with transaction.atomic():
        incoming, code = refuse(worker, case_id, item)
        last = incoming.checks.filter(item=item).order_by("-id").first()
        words = workbench(worker.language).linter.knowledge.outcome(code, language or "en")
        reasons = "\n".join(part for part in (words, last.reason if last else "", more) if part)
        return draft_reply(worker, case_id, "refusal", language, reasons, code)


def _add_measure(worker: Worker, incoming: IncomingRequest, on: date, what: str, order: str) -> None:
    told = {"on": on.isoformat(), "what": as_typed(what), "order": as_typed(order), "by": worker.person.full_name}
    if not told["what"]:
        raise InputError(say("say what was done"), place="what")
    if on > worker.clock().date() + timedelta(days=1):
        raise InputError(say("this day has not come yet: {day}", day=on.isoformat()), place="on")
    incoming.measure = [*incoming.measure, told]
    _saved(worker, incoming, ["measure"])
    words = worker.t("{name} recorded a measure: {what}", name=worker.person.full_name, what=told["what"])
    _note(worker, incoming, "incoming.measure", words, told)


def _preservation_clock(worker: Worker, incoming: IncomingRequest, start: date) -> None:
    limit = workbench("en").law.time_limits[_LIMIT]
    found = deadline(limit, start, start).value
    if isinstance(found.due, date):
        RunningClock.objects.create(
            case=incoming.case, kind="incoming_preservation", limit=_LIMIT, due=found.due, starts_from=limit.starts_from[:200],
            starts_on=start, basis="unverified" if found.must_confirm else "read", source=limit.source or "",
            set_by=worker.person, set_at=worker.clock(),
        )  # fmt: skip


def _saved(worker: Worker, incoming: IncomingRequest, fields: list[str]) -> None:
    incoming.lock += 1
    incoming.changed_at = worker.clock()
    incoming.save(update_fields=[*fields, "lock", "changed_at"])


def _moved(worker: Worker, incoming: IncomingRequest, state: str, words: str) -> None:
    incoming.state = state
    _saved(worker, incoming, ["state", "unit"])
    _note(worker, incoming, f"incoming.{state}", words, {})


def _note(worker: Worker, incoming: IncomingRequest, action: str, words: str, facts: Mapping[str, Any]) -> None:
    subject = f"case:{incoming.case_id}"
    write(action, words, person=worker.person, case=incoming.case, subject=subject, facts=dict(facts), clock=worker.clock)
