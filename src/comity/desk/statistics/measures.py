"""What is measured: counts, shares, and days by median and 90th percentile. Pure functions over facts.

A percentile is the nearest rank: the smallest value that at least that share of the values do not exceed. A measure over nothing is None,
never nought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from comity.desk.statistics.facts import IncomingFact, RequestFact
from comity.text.messages import mark

GRANTED = frozenset({"granted"})
IN_PART = frozenset({"partial", "conditions"})
PENDING = frozenset({"postponed", "dual_criminality_reserved", "clarification_asked"})
WITHDRAWN = frozenset({"abandoned"})

STAGES: dict[str, str] = {
    "drafting": mark("drafting, until submitted"),
    "approval": mark("approval"),
    "sending": mark("sending, once approved"),
    "waiting": mark("waiting for the first answer"),
}
"""Stages of an outgoing request, in their order."""

DIMENSIONS: dict[str, tuple[str, Callable[[RequestFact], str]]] = {
    "state": (mark("State of the addressee"), lambda fact: fact.state),
    "addressee": (mark("Addressee"), lambda fact: fact.addressee),
    "instrument": (mark("Instrument"), lambda fact: fact.instrument),
    "unit": (mark("Unit"), lambda fact: fact.unit),
    "category": (mark("Category of data"), lambda fact: fact.category),
}
"""By what requests are told apart."""

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Days:
    """Days that something took.

    Attributes:
        count: how many values there are.
        median: in days; None without values.
        p90: 90th percentile in days; None without values.
        total: all days together.
    """

    count: int
    median: float | None
    p90: float | None
    total: float


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a dimension.

    Attributes:
        name: the value; empty for unknown.
        begun: requests begun.
        sent: of these, sent.
        answered: of the sent, answered at all, be it by a refusal.
        given: of the sent, answered in full or in part.
        refused: of the sent, refused.
        waiting: sent, and nothing came back yet.
        days: days from sending to the first answer.
    """

    name: str
    begun: int
    sent: int
    answered: int
    given: int
    refused: int
    waiting: int
    days: Days

    @property
    def share_answered(self) -> float | None:
        """Answered of the sent; None where nothing was sent."""
        return self.answered / self.sent if self.sent else None

    @property
    def share_given(self) -> float | None:
        """Answered in full or in part, of the sent; None where nothing was sent."""
        return self.given / self.sent if self.sent else None


def days_of(values: Iterable[float]) -> Days:
    """Measure a list of durations in days."""
    found = sorted(values)
    if not found:
        return Days(0, None, None, 0.0)
    return Days(len(found), float(median(found)), float(found[ceil(0.9 * len(found)) - 1]), float(sum(found)))


def by(facts: Sequence[RequestFact], dimension: str) -> list[Row]:
    """Measure requests by a dimension, the largest group first."""
    of = DIMENSIONS[dimension][1]
    groups: dict[str, list[RequestFact]] = {}
    for fact in facts:
        groups.setdefault(of(fact), []).append(fact)
    return sorted((measured(name, group) for name, group in groups.items()), key=lambda row: (-row.begun, row.name))


def measured(name: str, facts: Sequence[RequestFact]) -> Row:
    """Measure a group."""
    sent = [fact for fact in facts if fact.sent]
    kinds = [kind_of(fact) for fact in sent]
    return Row(
        name,
        len(facts),
        len(sent),
        sum(bool(fact.answers) for fact in sent),
        sum(kind == "given" for kind in kinds),
        sum(kind == "refused" for kind in kinds),
        sum(not fact.answers for fact in sent),
        days_of(stage_days(sent)["waiting"]),
    )


def kind_of(fact: RequestFact) -> str:
    """How a request ended so far: `given` if anything was given, else `refused` if it was refused, else `open`."""
    codes = {code for _, code in fact.answers}
    if codes & (GRANTED | IN_PART):
        return "given"
    return "refused" if codes - PENDING - WITHDRAWN else "open"


def stage_days(facts: Iterable[RequestFact]) -> dict[str, list[float]]:
    """Days that each stage took, where both its ends are known and in order."""
    found: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for fact in facts:
        spans = {
            "drafting": (fact.submitted - fact.prepared).total_seconds() / _DAY if fact.submitted else None,
            "approval": (fact.approved - fact.submitted).total_seconds() / _DAY if fact.approved and fact.submitted else None,
            "sending": float((fact.sent - fact.approved.date()).days) if fact.sent and fact.approved else None,
            "waiting": float((fact.answers[0][0] - fact.sent).days) if fact.answers and fact.sent else None,
        }
        for stage, days in spans.items():
            if days is not None and days >= 0:
                found[stage].append(days)
    return found


def reasons(facts: Iterable[RequestFact]) -> list[tuple[str, int]]:
    """Outcome codes of refusals, the most frequent first; a code counts once a request."""
    good = GRANTED | IN_PART | PENDING | WITHDRAWN
    counted = Counter(code for fact in facts for code in {code for _, code in fact.answers} - good)
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def outcomes(facts: Iterable[RequestFact]) -> list[tuple[str, int]]:
    """All outcome codes, the most frequent first; a code counts once a request."""
    counted = Counter(code for fact in facts for code in {code for _, code in fact.answers})
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def overridden(facts: Iterable[RequestFact]) -> list[tuple[str, int]]:
    """Rules whose blocks were let pass, the most frequent first."""
    counted = Counter(rule for fact in facts for rule in set(fact.overridden))
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def incoming_by_state(facts: Iterable[IncomingFact]) -> list[tuple[str, int, Days, Days, int]]:
    """State, how many came, days to the acknowledgement, days to the answer, how many wait."""
    groups: dict[str, list[IncomingFact]] = {}
    for fact in facts:
        groups.setdefault(fact.state, []).append(fact)
    rows = [
        (
            state,
            len(group),
            days_of((fact.acknowledged - fact.received.date()).days for fact in group if fact.acknowledged),
            days_of((fact.answered - fact.received.date()).days for fact in group if fact.answered),
            sum(fact.answered is None and fact.stands not in {"closed", "refused"} for fact in group),
        )
        for state, group in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row[1], row[0]))
