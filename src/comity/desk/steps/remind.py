"""Reminders, drafted by the program: an answer that is overdue is chased with a letter that only has to be looked at and sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from comity.desk.models.dispatch import Dispatch
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.rights.worker import Worker
from comity.desk.steps.edit_request import value_of
from comity.desk.steps.pack_request import envelope_of, keep_pack
from comity.desk.steps.prepare_request import instrument_name
from comity.desk.steps.together import as_typed
from comity.desk.steps.write_letters import plain_name
from comity.errors import InputError
from comity.exchange.contents import TEXT, PackFile
from comity.exchange.transport import transports
from comity.text.messages import Messages, say


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder as drafted.

    Attributes:
        text: the letter, in the language of the request.
        number: which reminder it is, from 1.
        overdue: days since the answer was due; None where no day is known.
    """

    text: str
    number: int
    overdue: int | None


def reminder(request: EvidenceRequest, today: date) -> Reminder | None:
    """Draft a reminder; None for a request that waits for nothing."""
    if request.state != "sent":
        return None
    t = Messages(request.language)
    clocks = {clock.kind: clock.due for clock in request.clocks.filter(stopped_at=None).order_by("-due")}
    due = clocks.get("answer_due")
    number = request.dispatches.filter(kind="reminder").count() + 1
    value = value_of(request)
    facts = {
        "reference": value.request.reference or f"{request.case.number}/{request.number}",
        "instrument": instrument_name(request.instrument),
        "sent": request.sent.get("on", ""),
        "theirs": request.sent.get("reference") or _their_reference(request),
        "today": today.isoformat(),
    }
    lines = [
        t("Reminder {number}", number=number),
        "",
        t("On {sent} we sent you our request {reference} ({instrument}).", **facts),
        t("You gave it the reference {theirs}.", **facts) if facts["theirs"] else "",
        t("Until {today} we have received no answer. The answer was due on {due}.", today=facts["today"], due=due.isoformat())
        if due is not None and due < today
        else t("Until {today} we have received no answer.", **facts),
        _preserved(t, clocks.get("preservation_expiry")),
        t("Please tell us where the request stands, when an answer can be expected, and whether anything is missing."),
        "",
        value.authority.contact_name or "",
        value.authority.issuing_name or request.case.unit.name,
        value.authority.contact_phone or "",
        value.authority.contact_email or "",
    ]
    text = "\n".join(line for place, line in enumerate(lines) if line or place in {1, 7}) + "\n"
    return Reminder(text, number, (today - due).days if due is not None else None)


def make_reminder(worker: Worker, request_id: int, way: str, text: str) -> Dispatch:
    """Make the pack of a reminder, with the text as the person left it.

    Raises:
        RefusedError: the request was not sent.
        InputError: there is no such way, or the text is empty.
    """
    request = worker.request(request_id, "request.pack")
    words = as_typed(text)
    if way not in transports() or not words:
        raise InputError(say("say how it leaves"), place="way", hint=say("one of: {keys}", keys=", ".join(transports())))
    t = Messages(request.language)
    envelope = envelope_of(worker, request, value_of(request))
    number = request.dispatches.filter(kind="reminder").count() + 1
    named = replace(
        envelope,
        number=f"{envelope.number}-{plain_name(t('Reminder {number}', number=number))}",
        subject=t("Reminder {number}", number=number) + ": " + envelope.subject,
    )
    letter = PackFile(f"{named.number}.txt", TEXT, (words + "\n").encode("utf-8"))
    return keep_pack(worker, request, way, named, [letter], kind="reminder")


def _their_reference(request: EvidenceRequest) -> str:
    last = request.outcomes.exclude(reference="").first()
    return last.reference if last is not None else ""


def _preserved(t: Messages, end: date | None) -> str:
    return t("The preservation of the data ends on {day}.", day=end.isoformat()) if end is not None else ""
