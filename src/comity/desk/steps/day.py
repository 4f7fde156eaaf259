"""What one day asks of a person: clocks that run out within the window, what waits on whom, who came in by breaking the glass.

Everything is counted and cut by the database, so that a day costs the same in a register of a hundred requests and of a million.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from comity.desk.models.clock import RunningClock
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.journal_entry import JournalEntry
from comity.desk.rights.worker import Worker
from comity.model.category import ChannelKind

WINDOW = timedelta(days=30)
"""How far ahead the day looks; what is due later is counted and stands on a page of its own."""

COUNTED = 200
"""How many of a kind are counted; of more, only that there are more is told. Who sees every case waits no longer than who sees one."""

WAITS = ("submitted", "approved", "draft", "sent")
"""States in which a request waits for somebody, the most pressing first."""

_NOTICE = timedelta(days=14)
_BEFORE_IT_LEFT = ("draft", "submitted", "approved")
_IN_THE_WORLD = ("retention_expiry", "legal_hold_end", "fact_review", "bring_back")
"""Kinds that run whether or not anything was sent: data vanish while a letter is being written."""

_OF_A_PRESERVATION = ("preservation_expiry", "extension_lead", "mla_must_follow")
"""Kinds that run before the letter leaves only where it asks to extend a preservation that is in place."""

RUNS = (
    Q(request=None)
    | ~Q(note="")
    | ~Q(request__state__in=_BEFORE_IT_LEFT)
    | Q(kind__in=_IN_THE_WORLD)
    | Q(kind__in=_OF_A_PRESERVATION, request__channel=ChannelKind.EXTENSION.value)
)
"""Which clocks truly run. The term of a preservation that nobody asked for yet, the answer to a letter that never left: those do not."""

_OF_REQUEST = ("number", "addressee", "state", "changed_at", "case__number", "case__zone", "changed_by__full_name")
_OF_CLOCK = (
    "kind", "due", "note", "basis", "case__number", "case__zone", "request__number", "request__addressee", "request__state",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """Requests in one state.

    Attributes:
        state: the state.
        count: how many there are, counted as far as `COUNTED`.
        is_more: whether there are more than were counted.
        rows: those that are shown, the last changed first.
        addressees: ids of the addressees of those that were counted.
    """

    state: str
    count: int
    is_more: bool
    rows: tuple[EvidenceRequest, ...]
    addressees: tuple[str, ...]


def running(worker: Worker) -> QuerySet[RunningClock]:
    """The clocks that run in the open cases of a person, the first due first."""
    rows = worker.among(RunningClock.objects.filter(RUNS, case__state="open", stopped_at=None))
    return rows.select_related("case", "request").only(*_OF_CLOCK).order_by("due", "id")


def last_day(worker: Worker) -> date:
    """The last day of the window."""
    return worker.clock().date() + WINDOW


def requests_of(worker: Worker) -> QuerySet[EvidenceRequest]:
    """The requests of the open cases of a person, the last changed first, as lists show them: without their drafts."""
    rows = worker.among(EvidenceRequest.objects.filter(case__state="open"))
    return rows.select_related("case", "changed_by").only(*_OF_REQUEST).order_by("-changed_at", "-id")


def waiting(worker: Worker, most: int) -> tuple[Waiting, ...]:
    """What waits, by state; states in which nothing waits are left out.

    Args:
        worker: whose cases.
        most: how many of each state are shown.
    """
    rows = worker.among(EvidenceRequest.objects.filter(case__state="open")).order_by("-changed_at", "-id").values_list("pk", "addressee_id")
    counted = {state: list(rows.filter(state=state)[: COUNTED + 1]) for state in WAITS}
    keys = [key for found in counted.values() for key, _ in found[:most]]
    shown = {one.pk: one for one in requests_of(worker).filter(pk__in=keys)}
    return tuple(
        Waiting(
            state,
            min(COUNTED, len(found)),
            len(found) > COUNTED,
            tuple(shown[key] for key, _ in found[:most] if key in shown),
            tuple(addressee for _, addressee in found[:COUNTED]),
        )
        for state, found in counted.items()
        if found
    )


def later(worker: Worker) -> int:
    """Count the clocks that run out after the window, as far as one more than `COUNTED`."""
    return running(worker).filter(due__gt=last_day(worker)).order_by()[: COUNTED + 1].count()


def opened_in_need(worker: Worker) -> QuerySet[JournalEntry]:
    """The notice to those who work on a case that somebody else opened it in need."""
    since = worker.clock() - _NOTICE
    rows = worker.among(JournalEntry.objects.filter(action="case.glass_broken", at__gt=since, case__state="open"))
    return rows.select_related("case").only("at", "words", "case__number", "case__zone").order_by("-number")
