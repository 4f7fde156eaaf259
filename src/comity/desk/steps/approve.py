"""Submit, approve step by step, return; let a block pass. What is approved is a fixed version, and nobody changes it any more.

The steps are those of the country's procedure (`comity.law.approval_path`), as they stood on the day of submission. Each is taken by a
person of its own; a step of a lower office may be taken by a higher one. Where an office does not work in the register, its approval on
paper is recorded with name and number.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.approval import ApprovalMark
from comity.desk.models.evidence_request import EvidenceRequest, RequestVersion
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.roles import NAMES, Role
from comity.desk.rights.worker import Worker
from comity.desk.steps.ask_safeguards import questions_of
from comity.desk.steps.check_request import check_request, is_grave
from comity.desk.steps.edit_request import fix_version, replace_draft, value_of
from comity.desk.steps.together import as_typed
from comity.drafting.lint.overrides import checked, with_override
from comity.errors import InputError
from comity.law.approval_path import approval_path
from comity.model.finding import Override
from comity.text.messages import say

_FEWEST_LETTERS = 10
_TRAINING = frozenset({Role.TRAINER, Role.TRAINEE})
TAKES: dict[str, frozenset[Role]] = {
    "unit_head": frozenset({Role.UNIT_HEAD, Role.PROSECUTOR, Role.CENTRAL_AUTHORITY}),
    "duty_officer": frozenset({Role.DUTY_OFFICER, Role.UNIT_HEAD, Role.PROSECUTOR, Role.CENTRAL_AUTHORITY}),
    "prosecutor": frozenset({Role.PROSECUTOR, Role.CENTRAL_AUTHORITY}),
    "central_authority": frozenset({Role.CENTRAL_AUTHORITY}),
}
"""Who may take a step: the office itself, or one above it."""


def path_of(request: EvidenceRequest) -> list[dict[str, Any]]:
    """Return the way of approval: as it was when the request was submitted, before that as it would be today."""
    if request.path:
        return list(request.path)
    state = request.case.particulars.get("requesting_state") or request.case.unit.state
    return [
        {
            "role": step.role,
            "is_default": step.is_default,
            "what": {"en": step.row.what.en, "ru": step.row.what.ru or step.row.what.en} if step.row.what else {},
            "authority": step.authority,
            "note": step.row.note or "",
            "source": step.row.source or "",
            "as_of": step.row.as_of or "",
        }
        for step in approval_path(workbench("en").law, state, request.channel)
    ]


def submit(worker: Worker, request_id: int) -> EvidenceRequest:
    """Submit a draft for approval.

    Raises:
        RefusedError: something in it keeps it from leaving.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.submit", locked=True)
        blocks = check_request(worker, request).blocks
        if blocks:
            raise RefusedError(
                say("{count} findings keep this request from leaving", count=blocks),
                hint=say("mend them in the editor; a block that has to pass is let pass there, by name and with a reason"),
            )
        against = [one.title for one in questions_of(worker, request) if one.stands_against]
        if against:
            raise RefusedError(
                say("a question on rights stands against it: {title}", title=against[0]),
                hint=say("change the request so that it can be answered with yes, or do not send it"),
            )
        request.path, request.step = path_of(request), 0
        _move(worker, request, "submitted", "request.submitted", worker.t("{name} submitted the request", name=worker.person.full_name))
    return request


def approve(worker: Worker, request_id: int) -> EvidenceRequest:
    """Take the next step of approval; an emergency and an overridden block need somebody who did not write it.

    Raises:
        RefusedError: the next step is that of another office, or the person took an earlier one.
    """
    with transaction.atomic():
        request = worker.request(request_id, locked=True)
        worker.demand("request.approve", request=request, is_grave=is_grave(request))
        role = _turn(worker, request)
        words = worker.t("{name} approved the request as {role}", name=worker.person.full_name, role=worker.t(NAMES[role]))
        _take_step(worker, request, role, "approved", "", words)
    return request


def approve_on_paper(worker: Worker, request_id: int, signed_by: str, reference: str) -> EvidenceRequest:
    """Record that the next step was approved on paper, by an office that does not work in the register.

    Args:
        worker: who records it.
        request_id: the request.
        signed_by: name and office of who signed.
        reference: number and day of the paper.

    Raises:
        InputError: name or number is missing.
    """
    with transaction.atomic():
        request = worker.request(request_id, locked=True)
        worker.demand("request.approve_on_paper", request=request, is_grave=is_grave(request))
        told = {"signed_by": as_typed(signed_by), "reference": as_typed(reference)}
        empty = next((key for key, text in told.items() if not text), None)
        if empty:
            raise InputError(say("say who signed, and the number and day of the paper"), place=empty)
        role = Role(path_of(request)[request.step]["role"])
        paper = f"{told['signed_by']}; {told['reference']}"
        words = worker.t(
            "{name} recorded that the step of {role} was approved on paper: {paper}",
            name=worker.person.full_name,
            role=worker.t(NAMES[role]),
            paper=paper,
        )
        _take_step(worker, request, role, "on_paper", paper, words)
    return request


def send_back(worker: Worker, request_id: int, reason: str) -> EvidenceRequest:
    """Return a request for changes; the way of approval begins anew.

    Raises:
        InputError: no reason is given.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.return", locked=True)
        if len(reason.strip()) < _FEWEST_LETTERS:
            raise InputError(say("say what has to be changed"), place="reason")
        words = worker.t("{name} returned the request: {reason}", name=worker.person.full_name, reason=reason.strip())
        version = fix_version(request, words[:200])
        _mark(worker, request, min(worker.roles_on(request.case)), "returned", reason.strip(), version)
        request.approved_by, request.path, request.step = None, [], 0
        request.save(update_fields=["approved_by"])
        _move(worker, request, "draft", "request.returned", words)
    return request


def override(worker: Worker, request_id: int, rule: str, reason: str) -> EvidenceRequest:
    """Let a block pass under the name of the person.

    Raises:
        InputError: the rule is no block, it finds nothing here, or the reason says too little.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.override", locked=True)
        given = checked(Override(rule, worker.person.full_name, reason.strip()), workbench(worker.language).linter.rules)
        if rule not in {one.finding.rule for one in check_request(worker, request).remarks}:
            raise InputError(say("{code} finds nothing in this draft", code=rule), hint=say("there is nothing to override"))
        words = worker.t("{name} let {code} pass: {reason}", name=worker.person.full_name, code=rule, reason=given.reason)
        replace_draft(worker, request, with_override(value_of(request), given), words[:200])
    return request


def _turn(worker: Worker, request: EvidenceRequest) -> Role:
    """Return the role of the next step, if it is the person's turn."""
    path = path_of(request)
    role = Role(path[request.step]["role"])
    if not worker.roles_on(request.case) & (TAKES[role] | (_TRAINING if request.case.training else frozenset())):
        raise RefusedError(
            say("the next step is that of the {role}", role=say(NAMES[role])),
            hint=say("let somebody of that office work on the case, or record its approval on paper"),
        )
    taken = request.marks.filter(decision="approved", by=worker.person, id__gt=_last_return(request))
    if taken.exists() and not request.case.training:
        raise RefusedError(say("every step is taken by a person of its own, and you took an earlier one"))
    return role


def _last_return(request: EvidenceRequest) -> int:
    last = request.marks.filter(decision="returned").last()
    return last.pk if last is not None else 0


def _take_step(worker: Worker, request: EvidenceRequest, role: str, decision: str, reason: str, words: str) -> None:
    path = path_of(request)
    version = fix_version(request, words[:200])
    _mark(worker, request, role, decision, reason, version)
    request.path, request.step = path, request.step + 1
    is_done = request.step >= len(path)
    if is_done:
        request.approved_by = worker.person
        request.save(update_fields=["approved_by"])
    _move(worker, request, "approved" if is_done else "submitted", "request.approved" if is_done else "request.step_approved", words)


def _mark(worker: Worker, request: EvidenceRequest, role: str, decision: str, reason: str, version: RequestVersion) -> None:
    ApprovalMark.objects.create(
        request=request,
        step=request.step,
        role=role,
        decision=decision,
        reason=reason,
        version=version.number,
        by=worker.person,
        at=worker.clock(),
    )


def _move(worker: Worker, request: EvidenceRequest, state: str, action: str, words: str) -> None:
    """Move a request into a state; the version it stands at is fixed."""
    version = fix_version(request, words[:200])
    request.state = state
    request.lock += 1
    request.save(update_fields=["state", "lock", "path", "step"])
    facts = {"version": version.number, "sha256": hashlib.sha256(version.draft.encode("utf-8")).hexdigest()}
    write(action, words, person=worker.person, case=request.case, subject=f"request:{request.pk}", facts=facts, clock=worker.clock)
