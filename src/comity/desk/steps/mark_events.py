"""Star an event for the dossier, or note something about it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from comity.analysis.views.events import EventRow
from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.evidence import EventMark
from comity.desk.rights.worker import Worker
from comity.desk.steps.together import as_typed

_MOST_TEXT = 4000
_LONGEST_ID = 400


def marks_of(case: Case) -> dict[str, EventMark]:
    """The stars and notes of a case, by event."""
    return {mark.event_id: mark for mark in case.event_marks.select_related("changed_by")}


def mark_event(worker: Worker, case_id: int, event: EventRow, *, starred: bool | None = None, note: str | None = None) -> EventMark:
    """Star an event or take the star off, change its note, or both.

    Args:
        worker: who.
        case_id: the case.
        event: the event.
        starred: whether it is starred; None leaves it.
        note: the note; None leaves it.
    """
    with transaction.atomic():
        case = worker.case(case_id, "case.change", locked=True)
        mark, _ = EventMark.objects.get_or_create(
            case=case, event_id=event.event_id[:_LONGEST_ID], defaults={"changed_by": worker.person, "changed_at": worker.clock()}
        )
        if starred is not None:
            mark.starred = starred
        if note is not None:
            mark.note = as_typed(note)
        mark.at, mark.facts = event.ts_utc, facts_of(event)
        mark.changed_by, mark.changed_at, mark.lock = worker.person, worker.clock(), mark.lock + 1
        mark.save()
        if note is not None:
            words = worker.t("{name} noted about an event: {note}", name=worker.person.full_name, note=mark.note[:200])
        elif starred:
            words = worker.t("{name} starred an event", name=worker.person.full_name)
        else:
            words = worker.t("{name} took the star off an event", name=worker.person.full_name)
        facts = {"event": event.event_id, "starred": mark.starred}
        write("evidence.marked", words, person=worker.person, case=case, subject=f"case:{case.pk}", facts=facts, clock=worker.clock)
    return mark


def facts_of(event: EventRow) -> dict[str, Any]:
    """What a mark keeps of an event, so that it can be told without the tables."""
    told: dict[str, Any] = {
        "kind": event.kind,
        "ts_raw": event.ts_raw,
        "ts_basis": event.ts_basis,
        "ts_zone": event.ts_zone,
        "ts_precision": event.ts_precision,
        "actor": event.actor_id,
        "targets": event.target_ids,
        "account": event.account_id,
        "direction": event.direction,
        "text": (event.text or event.brief)[:_MOST_TEXT],
        "provider": event.provider,
        "parser": event.parser,
        "parser_version": event.parser_version,
        "source_sha256": event.source_sha256,
        "member_path": event.member_path,
        "locator": event.locator,
        "snapshot": event.snapshot,
        "defects": event.defects,
    }
    return {name: value for name, value in told.items() if value}
