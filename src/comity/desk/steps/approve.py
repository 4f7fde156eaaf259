"""Submit, approve, return; let a block pass. What is approved is a fixed version, and nobody changes it any more."""

from __future__ import annotations

import hashlib

from django.db import transaction

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.refusal import RefusedError
from comity.desk.rights.worker import Worker
from comity.desk.steps.check_request import check_request, is_grave
from comity.desk.steps.edit_request import fix_version, replace_draft, value_of
from comity.drafting.lint.overrides import checked, with_override
from comity.errors import InputError
from comity.model.finding import Override
from comity.text.messages import say

_FEWEST_LETTERS = 10


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
        _move(worker, request, "submitted", "request.submitted", worker.t("{name} submitted the request", name=worker.person.full_name))
    return request


def approve(worker: Worker, request_id: int) -> EvidenceRequest:
    """Approve what was submitted; an emergency and an overridden block need somebody who did not write it."""
    with transaction.atomic():
        request = worker.request(request_id, locked=True)
        worker.demand("request.approve", request=request, is_grave=is_grave(request))
        request.approved_by = worker.person
        request.save(update_fields=["approved_by"])
        _move(worker, request, "approved", "request.approved", worker.t("{name} approved the request", name=worker.person.full_name))
    return request


def send_back(worker: Worker, request_id: int, reason: str) -> EvidenceRequest:
    """Return a request for changes.

    Raises:
        InputError: no reason is given.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.return", locked=True)
        if len(reason.strip()) < _FEWEST_LETTERS:
            raise InputError(say("say what has to be changed"), place="reason")
        request.approved_by = None
        request.save(update_fields=["approved_by"])
        words = worker.t("{name} returned the request: {reason}", name=worker.person.full_name, reason=reason.strip())
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


def _move(worker: Worker, request: EvidenceRequest, state: str, action: str, words: str) -> None:
    """Move a request into a state; the version it stands at is fixed."""
    version = fix_version(request, words[:200])
    request.state = state
    request.lock += 1
    request.save(update_fields=["state", "lock"])
    facts = {"version": version.number, "sha256": hashlib.sha256(version.draft.encode("utf-8")).hexdigest()}
    write(action, words, person=worker.person, case=request.case, subject=f"request:{request.pk}", facts=facts, clock=worker.clock)
