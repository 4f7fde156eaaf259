"""Find leads in a text or a file, accept them into the case file, or set them aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from comity.desk.bench import workbench
from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.lead import Lead
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.together import as_typed
from comity.leads.context import Context
from comity.leads.marks import marks_of
from comity.leads.recognise import recognise
from comity.model.category import DataCategory
from comity.model.identifier import WALLET_KINDS, Identifier, IdentifierKind
from comity.text.extract import extract
from comity.text.messages import mark, say

PASTED = "paste.txt"
_AROUND = 60
_MONEY = {IdentifierKind.TXID, *WALLET_KINDS}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text gave.

    Attributes:
        new: leads that were not in the case before.
        known: how many mentions name a lead that the case has already.
        notes: what the reader of the document has to say.
    """

    new: tuple[Lead, ...]
    known: int
    notes: tuple[str, ...]


def read_leads(worker: Worker, case_id: int, data: bytes, name: str = PASTED) -> Reading:
    """Find the leads of a text; they wait for a decision and are no part of the case file yet.

    Args:
        worker: who.
        case_id: the case.
        data: the document, in any format that can be read.
        name: its file name.

    Raises:
        InputError: the document cannot be read.
    """
    case = worker.case(case_id, "case.leads")
    document = extract(name, data=data)
    found = recognise(document.text, _context(case, worker.language))
    digest = hashlib.sha256(data).hexdigest()
    known = set(case.leads.values_list("kind", "value"))
    new: dict[tuple[str, str], Lead] = {}
    for one in found:
        key = (one.kind.value, one.value)
        if key not in known and key not in new:
            new[key] = _lead(case, one, worker, name, digest, _around(document.text, one))
    with transaction.atomic():
        for lead in new.values():
            lead.save()
        words = worker.t.plural("{count} lead found in {name}", "{count} leads found in {name}", count=len(new), name=name)
        write(
            "leads.found", words, person=worker.person, case=case, subject=f"case:{case.pk}", facts={"sha256": digest}, clock=worker.clock
        )
    return Reading(tuple(new.values()), len(found) - len(new), tuple(worker.t.of(note) for note in document.notes))


def decide_leads(worker: Worker, case_id: int, lead_ids: Iterable[int], state: str) -> int:
    """Accept leads, set them aside, or undo either.

    Args:
        worker: who.
        case_id: the case.
        lead_ids: the leads; those of other cases are not there.
        state: `accepted`, `set_aside` or `found`.

    Returns:
        How many changed.
    """
    with transaction.atomic():
        case = worker.case(case_id, "case.leads", locked=True)
        if state not in _DONE:
            raise NotThereError(say("there is nothing here for you"))
        rows = list(case.leads.filter(pk__in=list(lead_ids)).exclude(state=state))
        for lead in rows:
            lead.state = state
            if state == "accepted" and not lead.wanted:
                lead.wanted = [{"category": category} for category in usual_wants(lead.kind)]
            lead.save(update_fields=["state", "wanted"])
        if rows:
            _touch(case, worker)
            words = worker.t(_DONE[state], name=worker.person.full_name, leads=", ".join(lead.value for lead in rows))
            write(f"leads.{state}", words, person=worker.person, case=case, subject=f"case:{case.pk}", clock=worker.clock)
    return len(rows)


def change_lead(worker: Worker, case_id: int, lead_id: int, entry: Mapping[str, str], wanted: Iterable[Mapping[str, str]]) -> Lead:
    """Say more about a lead: provider, place, time, tie to the offence, and what is wanted.

    Args:
        worker: who.
        case_id: the case.
        lead_id: the lead.
        entry: keys of the case file's lead to text; empty ones are left out.
        wanted: rows with `category`, `from`, `to`.
    """
    said = {key: as_typed(text) for key, text in entry.items()}
    with transaction.atomic():
        case = worker.case(case_id, "case.leads", locked=True)
        lead = case.leads.filter(pk=lead_id).first()
        if lead is None:
            raise NotThereError(say("there is nothing here for you"))
        lead.entry = {key: text for key, text in {**lead.entry, **said}.items() if text}
        lead.wanted = [{key: text for key, text in row.items() if text} for row in wanted if row.get("category")]
        lead.save(update_fields=["entry", "wanted"])
        _touch(case, worker)
        words = worker.t("{name} changed the lead {lead}", name=worker.person.full_name, lead=lead.value)
        write("leads.changed", words, person=worker.person, case=case, subject=f"lead:{lead.pk}", facts=lead.entry, clock=worker.clock)
    return lead


def usual_wants(kind: str) -> tuple[str, ...]:
    """What is asked first about a lead of a kind; the person changes it as the case needs."""
    if kind in {money.value for money in _MONEY}:
        return (DataCategory.KYC.value, DataCategory.ASSET_RESTRAINT.value) if kind != IdentifierKind.TXID else (DataCategory.KYC.value,)
    return (DataCategory.SUBSCRIBER.value,)


_DONE = {
    "accepted": mark("{name} accepted into the case file: {leads}"),
    "set_aside": mark("{name} set aside: {leads}"),
    "found": mark("{name} took back the decision on: {leads}"),
}


def _context(case: Case, language: str) -> Context:
    marks = marks_of(workbench(language).catalog.marks_data())
    return Context(case.particulars.get("requesting_state"), case.zone, language, marks)


def _lead(case: Case, found: Identifier, worker: Worker, name: str, digest: str, around: str) -> Lead:
    entry: dict[str, Any] = {}
    if found.provider:
        entry["provider"] = found.provider
    if found.port:
        entry["port"] = str(found.port)
    if found.at is not None and found.at.local is not None:
        entry["at"] = found.at.local.isoformat(sep=" ")
        if found.at.zone:
            entry["zone"] = found.at.zone
    return Lead(
        case=case,
        kind=found.kind.value,
        value=found.value[:500],
        verdict=found.verdict.value,
        reason=found.reason,
        notes=[note.value for note in found.notes],
        entry=entry,
        source=name[:300],
        source_sha256=digest,
        around=around,
        added_by=worker.person,
        added_at=worker.clock(),
    )


def _around(text: str, found: Identifier) -> str:
    start, end = max(0, found.start - _AROUND), found.end + _AROUND
    return " ".join(text[start:end].split())


def _touch(case: Case, worker: Worker) -> None:
    case.lock += 1
    case.changed_at = worker.clock()
    case.save(update_fields=["lock", "changed_at"])
