"""Register a request from abroad: its folder, its letter, what could be read from it, and the clock of its receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from comity.desk.bench import workbench
from comity.desk.incoming.examination import days_to_acknowledge
from comity.desk.incoming.letter_reading import facts_of, read_text, text_of
from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.clock import RunningClock
from comity.desk.models.incoming import IncomingRequest
from comity.desk.models.stored_file import StoredFile
from comity.desk.models.unit import Unit
from comity.desk.rights.worker import Worker
from comity.desk.steps.find_leads import read_leads
from comity.desk.steps.open_case import open_case
from comity.desk.steps.together import as_typed
from comity.desk.steps.write_letters import plain_name
from comity.errors import InputError
from comity.text.messages import mark, say
from comity.text.times import time_zone

VIA: dict[str, str] = {
    "central_authority": mark("central authority"),
    "contact_24_7": mark("24/7 contact point"),
    "ncb": mark("National Central Bureau of INTERPOL"),
    "diplomatic": mark("diplomatic channel"),
    "email": mark("official e-mail"),
    "post": mark("post"),
    "company": mark("handed on by a company"),
    "person": mark("brought by a person"),
}
"""How a request came in."""

KINDS: dict[str, str] = {"request": mark("request"), "spontaneous": mark("spontaneous information")}
URGENCIES: dict[str, str] = {"routine": mark("routine"), "urgent": mark("urgent"), "emergency": mark("emergency")}
MOST_BYTES = 50_000_000
_FUTURE = timedelta(hours=14)


def register_incoming(
    worker: Worker,
    unit: Unit,
    typed: Mapping[str, str],
    letter: tuple[str, str, bytes] | None = None,
) -> IncomingRequest:
    """Register a request from abroad.

    Args:
        worker: who.
        unit: the unit that keeps the folder.
        typed: `sender`, `from_state`, `via`, `reference`, `kind`, `urgency`, `number`, `received` (local, in the zone of the unit), `text`.
        letter: the letter as a file: name, media type, content.

    Raises:
        RefusedError: the person may not.
        InputError: neither text nor letter, a letter that cannot be read, or a value that cannot be used as it is.
    """
    worker.demand("register.register_incoming")
    said = {key: as_typed(text) for key, text in typed.items()}
    received = _received(said.get("received", ""), unit.zone, worker.clock())
    text = said.get("text", "") or (text_of(letter[0], letter[2]) if letter else "")
    if not text.strip():
        raise InputError(say("paste the text of the letter, or choose its file"), place="text")
    reading = read_text(text, worker.language)
    facts = facts_of(reading)
    from_state = _state(worker, said.get("from_state", "") or facts.get("authority.issuing_state", ""))
    with transaction.atomic():
        sender = said.get("sender", "") or facts.get("authority.issuing_name", "") or worker.t("sender not stated")
        case = _folder(worker, unit, said, sender, from_state, received)
        incoming = IncomingRequest.objects.create(
            case=case,
            kind=_one_of(said.get("kind", "request"), KINDS, "kind"),
            instrument=str(reading.request.request.instrument or ""),
            urgency=_one_of(said.get("urgency", "") or facts.get("request.urgency", "") or "routine", URGENCIES, "urgency"),
            from_state=from_state,
            sender=sender[:300],
            via=_one_of(said.get("via", ""), VIA, "via"),
            reference=(said.get("reference", "") or facts.get("request.reference", ""))[:200],
            received_at=received,
            text=text,
            letter=_kept(worker, letter) if letter else None,
            read=facts,
            registered_by=worker.person,
            registered_at=worker.clock(),
            changed_at=worker.clock(),
        )
        set_incoming_clocks(worker, incoming)
        words = worker.t("{name} registered a request from {sender}", name=worker.person.full_name, sender=sender)
        facts_kept = {"sha256": incoming.letter.sha256 if incoming.letter else hashlib.sha256(text.encode("utf-8")).hexdigest()}
        write(
            "incoming.registered", words, person=worker.person, case=case, subject=f"case:{case.pk}", facts=facts_kept, clock=worker.clock
        )
        read_leads(worker, case.pk, text.encode("utf-8"), incoming.letter.name if incoming.letter else "letter.txt")
    return incoming


def change_incoming(worker: Worker, case_id: int, typed: Mapping[str, str]) -> IncomingRequest:
    """Say what a request from abroad is: State, instrument, urgency, sender.

    Raises:
        InputError: a value cannot be used as it is.
    """
    with transaction.atomic():
        incoming = worker.incoming(case_id, "incoming.change", locked=True)
        said = {key: as_typed(text) for key, text in typed.items()}
        if "from_state" in said:
            incoming.from_state = _state(worker, said["from_state"])
        if "instrument" in said:
            instruments = workbench(worker.language).law.instruments
            if said["instrument"] and said["instrument"] not in instruments:
                raise InputError(say("unknown instrument: {instrument}", instrument=said["instrument"]), place="instrument")
            incoming.instrument = said["instrument"]
        if "urgency" in said:
            incoming.urgency = _one_of(said["urgency"], URGENCIES, "urgency")
        for key, most in (("sender", 300), ("sender_id", 100), ("reference", 200)):
            if said.get(key):
                setattr(incoming, key, said[key][:most])
        incoming.lock += 1
        incoming.changed_at = worker.clock()
        incoming.save()
        set_incoming_clocks(worker, incoming)
        words = worker.t("{name} changed {fields}", name=worker.person.full_name, fields=", ".join(sorted(said)))
        subject = f"case:{incoming.case_id}"
        write("incoming.changed", words, person=worker.person, case=incoming.case, subject=subject, facts=said, clock=worker.clock)
    return incoming


def set_incoming_clocks(worker: Worker, incoming: IncomingRequest) -> None:
    """Set the clocks of receipt and answer anew; those that were stopped stay stopped."""
    received = incoming.received_at.astimezone(ZoneInfo(incoming.case.zone)).date()
    kinds = {"incoming_acknowledge": received + timedelta(days=days_to_acknowledge(incoming.urgency))}
    stated = incoming.read.get("request.response_deadline", "")[:10]
    if stated:
        kinds["incoming_answer"] = datetime.fromisoformat(stated).date()
    known = {clock.kind: clock for clock in incoming.case.clocks.filter(kind__in=("incoming_acknowledge", "incoming_answer"))}
    for kind, due in kinds.items():
        clock = known.get(kind)
        if clock is None:
            why = worker.t("default of the desk") if kind == "incoming_acknowledge" else worker.t("day asked for in the letter")
            RunningClock.objects.create(
                case=incoming.case, kind=kind, due=due, starts_from=why, starts_on=received, set_by=worker.person, set_at=worker.clock()
            )
        elif clock.stopped_at is None and clock.due != due:
            clock.due = due
            clock.save(update_fields=["due"])


def _folder(worker: Worker, unit: Unit, said: Mapping[str, str], sender: str, from_state: str, received: datetime) -> Case:
    number = said.get("number") or _next_number(unit, received)
    title = f"{from_state or '?'}: {sender}"[:200]
    particulars = {
        "requesting_state": unit.state,
        "date": received.date().isoformat(),
        "language": worker.language,
        "authority.name": unit.name,
    }
    return open_case(worker, unit, number=number, title=title, zone=unit.zone, particulars=particulars)


def _next_number(unit: Unit, received: datetime) -> str:
    start = f"IN-{received.year}-"
    taken = set(Case.objects.filter(unit=unit, number__startswith=start).values_list("number", flat=True))
    return next(number for count in range(1, len(taken) + 2) if (number := f"{start}{count:04d}") not in taken)


def _received(text: str, zone: str, now: datetime) -> datetime:
    """Read the moment of receipt; an empty one is now.

    Raises:
        InputError: it is no moment, or lies ahead.
    """
    if not text:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            say("this is no moment: {text}", text=text), place="received", hint=say("write the year first: 2026-03-14 10:15")
        ) from None
    told = moment if moment.tzinfo is not None else moment.replace(tzinfo=time_zone(zone))
    if told > now + _FUTURE:
        raise InputError(say("this day has not come yet: {day}", day=text), place="received")
    return told


def _state(worker: Worker, code: str) -> str:
    found = code.strip().upper()
    if found and found not in workbench(worker.language).law.states:
        raise InputError(
            say("unknown State: {state}", state=code), place="from_state", hint=say("give an ISO 3166-1 code such as KG or US")
        )
    return found


def _one_of(code: str, known: Mapping[str, str], place: str) -> str:
    if code not in known:
        raise InputError(say("no such choice: {value}", value=code), place=place, hint=say("one of: {keys}", keys=", ".join(known)))
    return code


def _kept(worker: Worker, letter: tuple[str, str, bytes]) -> StoredFile:
    name, media, content = letter
    if len(content) > MOST_BYTES:
        raise InputError(say("the file is too large: {size} MB", size=len(content) // 1_000_000), place="letter")
    return StoredFile.objects.create(
        name=plain_name(name)[:300] or "letter",
        media=media[:120] or "application/octet-stream",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        kept_by=worker.person,
        kept_at=worker.clock(),
    )
