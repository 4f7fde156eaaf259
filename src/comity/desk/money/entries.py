"""Record victims and sums; strike out what was wrong; take over the losses that the case file lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet

from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.models.money import MoneyEntry, Victim
from comity.desk.money.amounts import currency_of_state, read_amount, read_currency
from comity.desk.money.rates import Rate, rate_of
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.together import as_typed
from comity.errors import InputError
from comity.text.messages import mark, say

FATES: dict[str, str] = {"lost": mark("lost"), "traced": mark("traced"), "frozen": mark("frozen"), "returned": mark("returned")}
"""What can become of money, in the order in which it happens."""

_FEWEST_LETTERS = 5
_LONGEST_KEY = 18
_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Typed:
    """A sum as typed.

    Attributes:
        fate: one of `FATES`.
        amount: as written by a person.
        currency: its code.
        on: the day, year first.
        victim: key of the victim; empty for unknown.
        rate: what one unit was worth in the currency of the office; empty takes the office's own rate, if it has one.
        rate_source: who says so; needed with a typed rate.
        lead: key of the lead; empty without.
        request: key of the request; empty without.
        reference: number of an order or payment.
        note: further words.
    """

    fate: str
    amount: str
    currency: str
    on: str
    victim: str = ""
    rate: str = ""
    rate_source: str = ""
    lead: str = ""
    request: str = ""
    reference: str = ""
    note: str = ""


def add_victim(worker: Worker, case_id: int, name: str, note: str = "") -> Victim:
    """Record a victim; the same name twice is the same victim.

    Raises:
        InputError: no name is given.
    """
    with transaction.atomic():
        case = worker.case(case_id, "case.losses", locked=True)
        victim, is_new = _victim(worker, case, name, note)
        if is_new:
            words = worker.t("{name} recorded the victim {victim}", name=worker.person.full_name, victim=victim.name)
            write("money.victim", words, person=worker.person, case=case, subject=f"victim:{victim.pk}", clock=worker.clock)
    return victim


def add_entry(worker: Worker, case_id: int, typed: Typed) -> MoneyEntry:
    """Record a sum.

    Raises:
        InputError: a value cannot be used as it is; the place names the field.
        NotThereError: victim, lead or request belong to no case of the person.
    """
    with transaction.atomic():
        case = worker.case(case_id, "case.losses", locked=True)
        entry = _entry(worker, case, typed)
        entry.save()
        t = worker.t
        words = t(
            "{name} recorded: {fate} {amount}",
            name=worker.person.full_name,
            fate=t(FATES[entry.fate]),
            amount=f"{entry.amount} {entry.currency}",
        )
        facts = {"on": entry.on.isoformat(), "rate": entry.rate, "rate_currency": entry.rate_currency, "source": entry.rate_source}
        write(f"money.{entry.fate}", words, person=worker.person, case=case, subject=f"money:{entry.pk}", facts=facts, clock=worker.clock)
    return entry


def strike(worker: Worker, case_id: int, entry_id: int, reason: str) -> MoneyEntry:
    """Strike a sum out: it stays to be seen and counts no more.

    Raises:
        InputError: no reason is given.
        NotThereError: there is no such sum in the case, or it is struck out already.
    """
    with transaction.atomic():
        case = worker.case(case_id, "case.losses", locked=True)
        entry = case.money.filter(pk=entry_id, struck_at=None).first()
        if entry is None:
            raise NotThereError(say("there is nothing here for you"))
        if len(reason.strip()) < _FEWEST_LETTERS:
            raise InputError(say("say why it is struck out"), place="reason")
        entry.struck_at, entry.struck_by, entry.struck_reason = worker.clock(), worker.person, as_typed(reason)[:300]
        entry.save(update_fields=["struck_at", "struck_by", "struck_reason"])
        words = worker.t(
            "{name} struck out {amount}: {reason}",
            name=worker.person.full_name,
            amount=f"{entry.amount} {entry.currency}",
            reason=entry.struck_reason,
        )
        write("money.struck", words, person=worker.person, case=case, subject=f"money:{entry.pk}", clock=worker.clock)
    return entry


def take_over(worker: Worker, case_id: int) -> int:
    """Make victims and losses of the lines of the case file; the lines are then kept here, and the case file is written from them.

    Returns:
        How many losses were taken over.

    Raises:
        InputError: a line cannot be used as it is; nothing is taken over then.
    """
    with transaction.atomic():
        case = worker.case(case_id, "case.losses", locked=True)
        lines = [line for line in case.particulars.get("losses", "").splitlines() if line.strip()]
        for number, line in enumerate(lines, start=1):
            name, amount, currency, on = ([part.strip() for part in line.split("|")] + [""] * 4)[:4]
            try:
                victim, _ = _victim(worker, case, name, "")
                _entry(worker, case, Typed("lost", amount, currency, on, victim=str(victim.pk))).save()
            except InputError as error:
                raise InputError(error.message, place=f"losses: {number}", hint=say("mend the line in the case first")) from None
        if lines:
            case.particulars = {key: text for key, text in case.particulars.items() if key != "losses"}
            case.lock += 1
            case.changed_at = worker.clock()
            case.save(update_fields=["particulars", "lock", "changed_at"])
            words = worker.t.plural(
                "{name} took over {count} loss from the case file",
                "{name} took over {count} losses from the case file",
                count=len(lines),
                name=worker.person.full_name,
            )
            write(
                "money.taken_over",
                words,
                person=worker.person,
                case=case,
                subject=f"case:{case.pk}",
                facts={"lines": lines},
                clock=worker.clock,
            )
    return len(lines)


def currency_of(case: Case) -> str:
    """The currency in which the totals of a case are shown: that of the State of its unit."""
    return currency_of_state(case.unit.state)


def _victim(worker: Worker, case: Case, name: str, note: str) -> tuple[Victim, bool]:
    words = " ".join(as_typed(name).split())[:200]
    if not words:
        raise InputError(say("this is needed"), place="victim")
    return Victim.objects.get_or_create(
        case=case, name=words, defaults={"note": as_typed(note)[:300], "added_by": worker.person, "added_at": worker.clock()}
    )


def _entry(worker: Worker, case: Case, typed: Typed) -> MoneyEntry:
    if typed.fate not in FATES:
        raise InputError(say("no such choice: {value}", value=typed.fate), place="fate")
    amount, currency, on = read_amount(typed.amount), read_currency(typed.currency), _day(typed.on, worker)
    if typed.fate == "lost" and not typed.victim.strip():
        raise InputError(say("a loss is somebody's: choose the victim"), place="victim")
    rate = _rate(case, typed, currency, on)
    return MoneyEntry(
        case=case,
        fate=typed.fate,
        victim=_of(case.victims.all(), typed.victim),
        amount=amount,
        currency=currency,
        on=on,
        rate=rate.rate if rate else "",
        rate_currency=rate.currency if rate else "",
        rate_on=rate.on if rate else None,
        rate_source=rate.source if rate else "",
        lead=_of(case.leads.all(), typed.lead),
        request=_of(case.requests.all(), typed.request),
        reference=as_typed(typed.reference)[:200],
        note=as_typed(typed.note)[:300],
        entered_by=worker.person,
        entered_at=worker.clock(),
    )


def _rate(case: Case, typed: Typed, currency: str, on: date) -> Rate | None:
    """The typed rate with its source, else the office's own of that day, else none."""
    wanted = currency_of(case)
    if currency == wanted:
        return None
    if typed.rate.strip():
        source = as_typed(typed.rate_source)[:500]
        if not source:
            raise InputError(say("a rate needs its source: the page, bulletin or letter that says it"), place="rate_source")
        return Rate(read_amount(typed.rate, "rate"), wanted, on, source)
    return rate_of(settings.CONFIGURATION.overlay, currency, wanted, on)


def _day(text: str, worker: Worker) -> date:
    try:
        on = date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(say("this is no day: {text}", text=text), place="on", hint=say("write the year first: 2026-03-14")) from None
    if on > worker.clock().date():
        raise InputError(say("this day has not come yet: {day}", day=on.isoformat()), place="on")
    return on


def _of(rows: QuerySet[_Row], key: str) -> _Row | None:
    """The row of the case that was chosen; what belongs to other cases is not there."""
    if not key.strip():
        return None
    found = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < _LONGEST_KEY else None
    if found is None:
        raise NotThereError(say("there is nothing here for you"))
    return found
