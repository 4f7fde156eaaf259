"""File what came back: its outcome code, its letter, and what of the things asked for was received."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.outcome import Outcome
from comity.desk.models.stored_file import StoredFile
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.clocks import answer_came
from comity.desk.steps.edit_request import value_of
from comity.desk.steps.together import as_typed
from comity.desk.steps.write_letters import plain_name
from comity.errors import InputError
from comity.text.languages import facts_language
from comity.text.messages import Messages, mark, say

_GIVEN = {
    "granted": mark("answered in full"),
    "partial": mark("answered in part"),
    "clarification_asked": mark("clarification asked"),
    "acknowledged": mark("receipt confirmed, no answer yet"),
}
NO_ANSWER_YET = frozenset({"clarification_asked", "acknowledged"})
"""After these the other side still owes an answer."""

ITEM_STATES: dict[str, str] = {
    "received": mark("received"),
    "partial": mark("received in part"),
    "missing": mark("missing"),
    "refused": mark("refused"),
    "not_held": mark("not held"),
}
"""What became of one thing that was asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a request asks for: data of one category about one identifier."""

    target: str
    category: str


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One thing that was asked for, with what became of it.

    Attributes:
        asked: the thing.
        state: one of `ITEM_STATES`; empty while nothing came.
        on: the day of the answer that says so.
    """

    asked: Asked
    state: str
    on: str


def asked_items(request: EvidenceRequest) -> tuple[Asked, ...]:
    """List what a request asks for: every category about every identifier."""
    value = value_of(request)
    targets = [target.identifier for target in value.targets if target.identifier] or [""]
    categories = value.data.categories or ((request.category,) if request.category else ("",))
    return tuple(Asked(target, category) for target in dict.fromkeys(targets) for category in categories)


def tally(request: EvidenceRequest) -> tuple[Reconciled, ...]:
    """Hold what was asked against what was received; the last answer about a thing counts."""
    said: dict[tuple[str, str], tuple[str, str]] = {}
    for outcome in request.outcomes.order_by("on", "id"):
        for row in outcome.received:
            said[row["target"], row["category"]] = (row["state"], outcome.on.isoformat())
    return tuple(Reconciled(one, *said.get((one.target, one.category), ("", ""))) for one in asked_items(request))


def file_outcome(
    worker: Worker,
    request_id: int,
    *,
    code: str,
    on: date,
    reference: str = "",
    words: str = "",
    states: Mapping[int, str] | None = None,
    letter: tuple[str, str, bytes] | None = None,
) -> Outcome:
    """File an answer with its code.

    Args:
        worker: who.
        request_id: the request.
        code: `granted`, `partial`, `clarification_asked`, `acknowledged`, or a code of refusal of the law book.
        on: the day it came.
        reference: the other side's reference.
        words: what it says, in short.
        states: number of the thing asked for, from 0, to what became of it; left out, an answer in full says `received` of all, a refusal
            `refused`.
        letter: the letter that came: name, media type, content.

    Raises:
        InputError: there is no such code, or the day lies in the future.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.file_outcome", locked=True)
        if code not in outcome_codes(worker.language):
            raise InputError(say("no outcome has this code: {code}", code=code), place="code")
        if on > worker.clock().date() + timedelta(days=1):
            raise InputError(say("this day has not come yet: {day}", day=on.isoformat()), place="on")
        outcome = Outcome.objects.create(
            request=request,
            code=code,
            on=on,
            reference=reference.strip()[:200],
            words=as_typed(words),
            received=_received(request, code, states or {}),
            file=_kept(worker, letter) if letter else None,
            filed_by=worker.person,
            filed_at=worker.clock(),
        )
        if code not in NO_ANSWER_YET:
            request.state = "answered"
            request.save(update_fields=["state"])
        answer_came(worker, request, outcome)
        told = worker.t("{name} filed an answer: {code}", name=worker.person.full_name, code=outcome_codes(worker.language)[code])
        facts = {"code": code, "received": outcome.received, "sha256": outcome.file.sha256 if outcome.file else ""}
        write(
            "request.answered",
            told,
            person=worker.person,
            case=request.case,
            subject=f"request:{request.pk}",
            facts=facts,
            clock=worker.clock,
        )
    return outcome


def take_answer(worker: Worker, request_id: int, outcome_id: int) -> StoredFile:
    """Return the letter of an answer.

    Raises:
        NotThereError: the answer came without a letter, or there is none.
    """
    request = worker.request(request_id, "request.download")
    outcome = request.outcomes.filter(pk=outcome_id).select_related("file").first()
    if outcome is None or outcome.file is None:
        raise NotThereError(say("there is nothing here for you"))
    words = worker.t("{name} downloaded {file}", name=worker.person.full_name, file=outcome.file.name)
    facts = {"sha256": outcome.file.sha256}
    subject = f"request:{request.pk}"
    write("request.downloaded", words, person=worker.person, case=request.case, subject=subject, facts=facts, clock=worker.clock)
    return outcome.file


def outcome_codes(language: str) -> dict[str, str]:
    """Every outcome code with its words; what was given comes first."""
    bench, t = workbench(language), Messages(language)
    given = {code: t(words) for code, words in _GIVEN.items()}
    return given | {
        code: bench.linter.knowledge.outcome(code, facts_language(language)) for code in bench.law.outcomes if code not in given
    }


def _received(request: EvidenceRequest, code: str, states: Mapping[int, str]) -> list[dict[str, str]]:
    items = asked_items(request)
    wrong = next((state for state in states.values() if state not in ITEM_STATES), None)
    if wrong is not None or any(not 0 <= place < len(items) for place in states):
        raise InputError(say("say of each thing what became of it"), hint=say("one of: {keys}", keys=", ".join(ITEM_STATES)))
    usual = "" if code in NO_ANSWER_YET or code == "partial" else "received" if code == "granted" else "refused"
    rows = ((one, states.get(place, usual)) for place, one in enumerate(items))
    return [{"target": one.target, "category": one.category, "state": state} for one, state in rows if state]


def _kept(worker: Worker, letter: tuple[str, str, bytes]) -> StoredFile:
    name, media, content = letter
    return StoredFile.objects.create(
        name=plain_name(name)[:300] or "answer",
        media=media[:120] or "application/octet-stream",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        kept_by=worker.person,
        kept_at=worker.clock(),
    )
