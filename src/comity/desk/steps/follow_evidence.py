"""Go on from what came back: identifiers that the case did not know become leads, and what providers hold is preserved in one step."""

from __future__ import annotations

import hashlib

import msgspec
from django.db import transaction

from comity.desk.bench import workbench
from comity.desk.evidence.production import Production, production_of
from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.lead import Lead
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.choose_channel import plan_case
from comity.desk.steps.find_leads import usual_wants
from comity.desk.steps.prepare_request import prepare_request
from comity.errors import InputError
from comity.model.category import ChannelKind
from comity.model.identifier import IdentifierKind, Verdict
from comity.routing.case_shape import CaseEntry, LeadEntry
from comity.routing.new_leads import NewLead, NewLeads, lead_entry, new_leads
from comity.text.messages import say

_PRESERVING = frozenset({ChannelKind.PRESERVATION, ChannelKind.PRESERVATION_24_7})
_LONGEST = 500


def fresh_leads(worker: Worker, case: Case, production: Production, *, in_words: bool = False) -> NewLeads:
    """List what a production brought that the case does not know, those whose data go first, first.

    Args:
        worker: who.
        case: the case; its leads are known whatever was decided about them.
        production: what was read.
        in_words: whether the words of messages are looked through, too.
    """
    worker.demand("case.see", case=case)
    today = worker.clock().date()
    known = sorted(case.leads.values_list("kind", "value", "entry__numeric_id"))
    state = str(case.particulars.get("requesting_state") or "")
    asked = msgspec.json.encode((today, known, state, in_words))
    path = production.views / f"leads-{hashlib.sha256(asked).hexdigest()[:24]}.json"
    if not path.is_file():
        entry = CaseEntry(
            requesting_state=state,
            date=today,
            leads=[LeadEntry(value=value, kind=_kind(kind), numeric_id=str(number) if number else None) for kind, value, number in known],
        )
        found = new_leads(production.store, entry, workbench("en").catalog, on=today, in_words=in_words)
        production.views.mkdir(exist_ok=True, mode=0o700)
        making = path.with_name(f"{path.name}.making")
        making.write_bytes(msgspec.json.encode(found))
        making.rename(path)
    return msgspec.json.decode(path.read_bytes(), type=NewLeads)


def _kind(text: str) -> IdentifierKind | None:
    return IdentifierKind(text) if text in set(IdentifierKind) else None


def take_lead(worker: Worker, case_id: int, kind: str, value: str) -> Lead:
    """Take an identifier of what came back into the case file; one that is a lead already is returned.

    Args:
        worker: who.
        case_id: the case.
        kind: kind of the identifier.
        value: its normal form.

    Raises:
        NotThereError: nothing that came back names it.
    """
    case = worker.case(case_id, "case.leads")
    known = case.leads.filter(kind=kind, value=value[:_LONGEST]).first()
    if known is not None:
        return known
    found = _found(worker, case, kind, value)
    told = lead_entry(found)
    entry = {"provider": told.provider, "at": told.at, "zone": "UTC" if told.at else None, "port": str(told.port) if told.port else None}
    place = found.rows[0] if found.rows else None
    with transaction.atomic():
        case = worker.case(case_id, "case.leads", locked=True)
        lead = Lead.objects.create(
            case=case,
            state="accepted",
            kind=found.kind.value,
            value=found.value[:_LONGEST],
            verdict=Verdict.VALID.value,
            notes=list(found.notes),
            entry={key: text for key, text in entry.items() if text},
            wanted=[{"category": category} for category in usual_wants(found.kind.value)],
            source=(place.member_path if place else "")[-300:],
            source_sha256=place.source_sha256 if place else "",
            around=place.locator if place else "",
            added_by=worker.person,
            added_at=worker.clock(),
        )
        case.lock, case.changed_at = case.lock + 1, worker.clock()
        case.save(update_fields=["lock", "changed_at"])
        words = worker.t("{name} accepted into the case file: {leads}", name=worker.person.full_name, leads=lead.value)
        facts = {"from": lead.source, "sha256": lead.source_sha256, "place": lead.around}
        write("leads.accepted", words, person=worker.person, case=case, subject=f"lead:{lead.pk}", facts=facts, clock=worker.clock)
    return lead


def _found(worker: Worker, case: Case, kind: str, value: str) -> NewLead:
    production = production_of(worker, case)
    for in_words in (False, True) if production else ():
        assert production is not None  # noqa: S101 - said by the loop
        for one in fresh_leads(worker, case, production, in_words=in_words).leads:
            if (one.kind.value, one.value) == (kind, value):
                return one
    raise NotThereError(say("there is nothing here for you"))


def preserve(worker: Worker, case_id: int, kind: str, value: str) -> EvidenceRequest:
    """Prepare the request that preserves what a provider holds about an identifier; the identifier becomes a lead first.

    Args:
        worker: who.
        case_id: the case.
        kind: kind of the identifier.
        value: its normal form.

    Raises:
        InputError: the plan of the case sends no preservation about it, or the case file cannot be used yet.
        NotThereError: nothing that came back names it.
    """
    worker.case(case_id, "case.prepare")
    lead = take_lead(worker, case_id, kind, value)
    case = worker.case(case_id)
    for row in plan_case(worker, case).occasions.values():
        for occasion in row:
            route = occasion.situation.route
            names = {one.identifier.value for one in occasion.situation.case_leads}
            if route is not None and route.channel in _PRESERVING and lead.value in names:
                return prepare_request(worker, case_id, occasion.key)
    raise InputError(
        say("the plan of this case sends no preservation about {lead}", lead=lead.value),
        place="plan",
        hint=say("it is a lead of the case now; the plan says which ways are open, and why"),
    )
