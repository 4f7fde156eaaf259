"""Gather what statistics are made of: one plain fact a request, without any number or name of a case.

The moments of the stages come from the journal, which nobody can change afterwards; the days of sending and answering are those that
people recorded. Exercises are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import yaml
from django.db.models import Min, QuerySet

from comity.desk.bench import workbench
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.incoming import IncomingRequest, ReplyLetter
from comity.desk.models.journal_entry import JournalEntry
from comity.desk.models.money import MoneyEntry
from comity.desk.models.outcome import Outcome
from comity.desk.models.unit import Unit
from comity.desk.rights.roles import Role
from comity.desk.rights.worker import Worker

_STAGES = {"request.submitted": "submitted", "request.approved": "approved"}
_NO_ANSWER = ("acknowledged",)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Period:
    """From which day to which, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class RequestFact:
    """What is counted of a request.

    Attributes:
        unit: name of the unit that leads the case.
        state: ISO code of the addressee's State; empty where no file of facts knows it.
        addressee: name of the addressee.
        instrument: id of the instrument.
        prepared: the day it was begun.
        submitted: the moment it was first submitted.
        approved: the moment it was last approved.
        sent: the day it left.
        answers: outcome codes with the day each came, the first first.
        returned: how often it was returned for changes.
        overridden: rules of blocks that were let pass.
        category: the category of data.
    """

    unit: str
    state: str
    addressee: str
    instrument: str
    category: str
    prepared: datetime
    submitted: datetime | None = None
    approved: datetime | None = None
    sent: date | None = None
    answers: tuple[tuple[date, str], ...] = ()
    returned: int = 0
    overridden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomingFact:
    """What is counted of a request from abroad.

    Attributes:
        state: ISO code of the State that asked.
        instrument: id of the instrument; empty while nobody said which.
        stands: where it stands.
        received: the moment it came in.
        acknowledged: the day of the acknowledgement.
        answered: the day of the answer or refusal.
        outcomes: outcome codes of the answers.
    """

    state: str
    instrument: str
    stands: str
    received: datetime
    acknowledged: date | None = None
    answered: date | None = None
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is counted.

    Attributes:
        period: of which time.
        units: names of the units that are counted; every unit where the person may see all.
        requests: requests begun or sent in the period.
        incoming: requests from abroad that came in in the period.
        money: fate, currency and exact amount of each sum that counts.
    """

    period: Period
    units: tuple[str, ...]
    requests: tuple[RequestFact, ...]
    incoming: tuple[IncomingFact, ...] = ()
    money: tuple[tuple[str, str, str], ...] = field(default=())


def gather(worker: Worker, period: Period) -> Facts:
    """Gather the facts that a person may count: a head of unit those of the own units, the others those of all.

    Raises:
        RefusedError: the person may not see statistics.
    """
    worker.demand("register.see_statistics")
    units = _units(worker)
    rows = EvidenceRequest.objects.filter(
        case__unit__in=units, case__training=False, made_at__date__gte=period.start, made_at__date__lte=period.end
    )
    sums = MoneyEntry.objects.filter(
        case__unit__in=units, case__training=False, struck_at=None, on__gte=period.start, on__lte=period.end
    ).values_list("fate", "currency", "amount")
    return Facts(period, tuple(units.values_list("name", flat=True)), tuple(_requests(rows)), tuple(_incoming(units, period)), tuple(sums))


def _units(worker: Worker) -> QuerySet[Unit]:
    if worker.roles & {Role.PROSECUTOR, Role.CENTRAL_AUTHORITY, Role.AUDITOR}:
        return Unit.objects.all()
    return Unit.objects.filter(appointments__person=worker.person, appointments__role=Role.UNIT_HEAD).distinct()


def _requests(rows: QuerySet[EvidenceRequest]) -> Iterable[RequestFact]:
    told = Outcome.objects.filter(request__in=rows).exclude(code__in=_NO_ANSWER).order_by("on", "id")
    answers = _grouped(told.values_list("request_id", "on", "code"))
    moments, returned = _moments(rows)
    overridden = _overridden(rows)
    states = _states()
    columns = ("pk", "case__unit__name", "addressee_id", "addressee", "instrument", "category", "made_at", "sent", "sent_at")
    for key, unit, addressee_id, addressee, instrument, category, made_at, sent, sent_at in (
        rows.order_by().values_list(*columns).iterator(5000)
    ):
        yield RequestFact(
            unit=unit,
            state=states.get(addressee_id, ""),
            addressee=addressee,
            instrument=instrument,
            category=category,
            prepared=made_at,
            submitted=moments.get((key, "submitted")),
            approved=moments.get((key, "approved")),
            sent=_day(sent.get("on")) or (sent_at.date() if sent_at else None),
            answers=tuple(answers.get(key, ())),
            returned=returned.get(key, 0),
            overridden=overridden.get(key, ()),
        )


def _moments(rows: QuerySet[EvidenceRequest]) -> tuple[dict[tuple[int, str], datetime], dict[int, int]]:
    """When each request was first submitted and last approved, and how often it was returned, as the journal tells."""
    first = rows.order_by().aggregate(first=Min("made_at"))["first"]
    moments: dict[tuple[int, str], datetime] = {}
    returned: dict[int, int] = {}
    if first is None:
        return moments, returned
    wanted = {f"request:{key}": key for key in rows.order_by().values_list("pk", flat=True)}
    told = JournalEntry.objects.filter(action__in=(*_STAGES, "request.returned"), at__gte=first).order_by("number")
    for subject, action, at in told.values_list("subject", "action", "at").iterator(5000):
        key = wanted.get(subject)
        if key is None:
            continue
        if action == "request.returned":
            returned[key] = returned.get(key, 0) + 1
        elif action == "request.approved" or (key, "submitted") not in moments:
            moments[key, _STAGES[action]] = at
    return moments, returned


def _overridden(rows: QuerySet[EvidenceRequest]) -> dict[int, tuple[str, ...]]:
    """The rules that were let pass; only drafts that speak of any are read."""
    found = {}
    for key, draft in rows.filter(draft__contains="overrides:").order_by().values_list("pk", "draft").iterator(500):
        try:
            tree = yaml.load(draft, Loader=_LOADER)  # noqa: S506 - a safe loader
        except yaml.YAMLError:
            continue
        overrides = tree.get("overrides") if isinstance(tree, dict) else None
        found[key] = tuple(str(one["rule"]) for one in overrides or () if isinstance(one, dict) and "rule" in one)
    return found


def _incoming(units: QuerySet[Unit], period: Period) -> Iterable[IncomingFact]:
    rows = IncomingRequest.objects.filter(
        case__unit__in=units, case__training=False, received_at__date__gte=period.start, received_at__date__lte=period.end
    )
    replies: dict[int, list[tuple[str, str, date]]] = {}
    told = ReplyLetter.objects.filter(incoming__in=rows).exclude(sent_on=None).order_by("sent_on", "id")
    for key, kind, outcome, sent_on in told.values_list("incoming_id", "kind", "outcome", "sent_on"):
        if sent_on is not None:
            replies.setdefault(key, []).append((kind, outcome, sent_on))
    for key, state, instrument, stands, received_at in rows.order_by().values_list(
        "pk", "from_state", "instrument", "state", "received_at"
    ):
        letters = replies.get(key, [])
        yield IncomingFact(
            state,
            instrument,
            stands,
            received_at,
            next((on for kind, _, on in letters if kind == "acknowledgement"), None),
            next((on for kind, _, on in letters if kind in {"answer", "refusal"}), None),
            tuple(outcome for _, outcome, _ in letters if outcome),
        )


def _states() -> dict[str, str]:
    """Id of a provider or authority to its State."""
    bench = workbench("en")
    return {one.id: one.country for one in bench.catalog.values()} | {one.id: one.jurisdiction for one in bench.law.authorities.values()}


def _grouped(rows: Iterable[tuple[int, date, str]]) -> dict[int, list[tuple[date, str]]]:
    found: dict[int, list[tuple[date, str]]] = {}
    for key, on, code in rows:
        found.setdefault(key, []).append((on, code))
    return found


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
