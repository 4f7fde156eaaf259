"""Add a lead without leaving the request: what is typed is recognised, goes into the case file, and is asked about in this draft."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from comity.desk.models.lead import Lead
from comity.desk.rights.worker import Worker
from comity.desk.steps.edit_request import replace_draft, value_of
from comity.desk.steps.find_leads import PASTED, decide_leads, read_leads
from comity.drafting.compose.targets import plain_target
from comity.errors import InputError
from comity.model.identifier import IdentifierKind
from comity.text.messages import say


def add_lead_here(worker: Worker, request_id: int, text: str) -> tuple[Lead, ...]:
    """Recognise identifiers in a text and ask about them in a draft.

    Args:
        worker: who.
        request_id: the draft.
        text: one identifier, or any text that names some.

    Returns:
        The leads that the draft asks about now.

    Raises:
        InputError: the text names no identifier that holds.
    """
    with transaction.atomic():
        request = worker.request(request_id, "request.edit", locked=True)
        known = {(lead.kind, lead.value): lead for lead in request.case.leads.all()}
        new = read_leads(worker, request.case_id, text.encode("utf-8"), PASTED).new
        named = [*new, *(lead for lead in known.values() if lead.value and lead.value in text)]
        found = [lead for lead in named if lead.verdict != "invalid"]
        if not found:
            raise InputError(
                say("no identifier was recognised in this"), place="lead", hint=say("type it whole, as it stands in the source")
            )
        decide_leads(worker, request.case_id, [lead.pk for lead in found], "accepted")
        value = value_of(request)
        asked = {target.identifier for target in value.targets}
        added = tuple(plain_target(IdentifierKind(lead.kind), lead.value) for lead in found if lead.value not in asked)
        if added:
            words = worker.t("{name} added: {leads}", name=worker.person.full_name, leads=", ".join(one.identifier or "" for one in added))
            replace_draft(worker, request, replace(value, targets=(*value.targets, *added)), words[:200])
    return tuple(found)
