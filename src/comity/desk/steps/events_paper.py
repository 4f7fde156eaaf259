"""The starred events of a case as a paper for the dossier."""

from __future__ import annotations

from comity.desk.evidence.production import production_of
from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.evidence import EventMark
from comity.desk.rights.worker import Worker
from comity.documents.pdf import write_pdf
from comity.documents.word.file import write_docx
from comity.dossier.starred_events import Frame, StarredEvent, events_paper
from comity.errors import InputError
from comity.text.messages import say

FORMATS = ("docx", "pdf")


def starred_paper(worker: Worker, case_id: int, format_: str) -> bytes:
    """Write the starred events of a case as a paper.

    Args:
        worker: who.
        case_id: the case.
        format_: one of `FORMATS`.

    Raises:
        InputError: nothing is starred, or there is no such format.
    """
    case = worker.case(case_id)
    if format_ not in FORMATS:
        raise InputError(say("there is no such paper: {form}", form=format_), place="format")
    events = starred_of(worker, case)
    if not events:
        raise InputError(say("no event is starred yet"), hint=say("star events on the timeline or in a conversation"))
    frame = Frame(case.number, case.unit.name, worker.person.full_name, worker.clock().date(), case.zone)
    paper = events_paper(events, frame, worker.language)
    content = write_pdf(paper) if format_ == "pdf" else write_docx(paper, {})
    words = worker.t("{name} took the starred events away: {count}", name=worker.person.full_name, count=len(events))
    facts = {"format": format_, "events": len(events)}
    write("evidence.exported", words, person=worker.person, case=case, subject=f"case:{case.pk}", facts=facts, clock=worker.clock)
    return content


def starred_of(worker: Worker, case: Case) -> tuple[StarredEvent, ...]:
    """The starred events, those without a moment last."""
    production = production_of(worker, case)
    marks = sorted(
        case.event_marks.filter(starred=True).select_related("changed_by"), key=lambda one: (one.at is None, one.at or one.changed_at)
    )
    names: dict[str, str] = {}
    for one in marks:
        digest = one.facts.get("source_sha256", "")
        if digest not in names:
            original = production.original(digest) if production else None
            names[digest] = original.name if original else ""
    return tuple(_starred(one, names) for one in marks)


def _starred(mark: EventMark, names: dict[str, str]) -> StarredEvent:
    told = mark.facts
    return StarredEvent(
        at=mark.at,
        raw=told.get("ts_raw", ""),
        basis=told.get("ts_basis", "unknown"),
        precision=told.get("ts_precision", ""),
        kind=told.get("kind", ""),
        who=told.get("actor") or told.get("account", ""),
        targets=tuple(told.get("targets", ())),
        text=told.get("text", ""),
        note=mark.note,
        noted_by=mark.changed_by.full_name,
        source_sha256=told.get("source_sha256", ""),
        original=names.get(told.get("source_sha256", ""), ""),
        member_path=told.get("member_path", ""),
        locator=told.get("locator", ""),
        parser=f"{told.get('parser', '')} {told.get('parser_version', '')}".strip(),
        defects=tuple(told.get("defects", ())),
    )
