"""A plan while it is made: its steps, what they take care of, and the words they use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from comity.model.case import Case
from comity.model.category import ChannelKind, DataCategory
from comity.model.route import PlanStep, Route, RouteState
from comity.routing.words import CATEGORIES
from comity.text.messages import Messages

TODAY, PARALLEL = "today", "parallel"
RANK = {RouteState.OPEN: 0, RouteState.CHECK: 1, RouteState.CLOSED: 2}
Subject = tuple[int, DataCategory]


@dataclass
class PlanDraft:
    """The steps so far.

    Attributes:
        case: the case.
        routes: the routes that are not closed.
        signals: what stands out in the facts.
        on: the day of the plan.
        t: messages of the reader's language.
        steps: the steps in their order.
        preserved: for a lead, the step that preserves its data.
        frozen: for a lead, the step that freezes its assets.
        settled: leads and categories that a lower channel surely yields.
    """

    case: Case
    routes: tuple[Route, ...]
    signals: frozenset[str]
    on: date
    t: Messages
    steps: list[PlanStep] = field(default_factory=list)
    preserved: dict[int, int] = field(default_factory=dict)
    frozen: dict[int, int] = field(default_factory=dict)
    settled: set[Subject] = field(default_factory=set)

    def add(self, when: str, text: str, group: Sequence[Route] = ()) -> int:
        """Add a step that takes the routes of a group; if the first has to be checked it says why. Return the number of the step."""
        number = len(self.steps) + 1
        route = group[0] if group else None
        if route is not None and route.state is RouteState.CHECK:
            text = self.t("{step} (check first: {why})", step=text, why=route.reasons[0].text)
        self.steps.append(PlanStep(number, when, text, route.id if route else None, tuple(one.id for one in group)))
        return number

    def groups(
        self, channel: ChannelKind, instrument: str | None = None, order: Callable[[list[Route]], Any] | None = None
    ) -> list[list[Route]]:
        """Group the routes of a channel by addressee, the surest of each group first."""
        found: dict[str, list[Route]] = {}
        for one in self.routes:
            if one.channel is channel and instrument in {None, one.instrument}:
                found.setdefault(one.addressee, []).append(one)
        groups = [sorted(group, key=lambda one: RANK[one.state]) for group in found.values()]
        return sorted(groups, key=order) if order else groups

    def settle(self, routes: Iterable[Route]) -> None:
        """Remember that these leads and categories are taken care of."""
        self.settled.update(subject for one in routes if (subject := subject_of(one)) is not None)

    def is_settled(self, one: Route) -> bool:
        """Tell whether a lower channel surely yields what a route would."""
        return subject_of(one) in self.settled

    def remember(self, steps: dict[int, int], routes: Iterable[Route], number: int) -> None:
        """Remember which step takes care of a lead; the first one counts."""
        for one in routes:
            if one.lead is not None:
                steps.setdefault(one.lead, number)

    def vanishing(self, group: list[Route]) -> tuple[str, int]:
        """Order by the day on which the first data vanish, as far as it is known."""
        leads = {one.lead for one in group}
        clocks = (clock for one in self.routes if one.lead in leads for clock in one.clocks)
        due = [clock.due.isoformat()[:10] for clock in clocks if clock.id == "retention_expiry" and clock.due]
        return (min(due, default="9999"), min(one.lead or 0 for one in group))

    def what(self, group: Iterable[Route]) -> str:
        """Name leads and categories: `sample@mail.example (content, log-in addresses)`."""
        by_lead: dict[int, list[str]] = {}
        for one in group:
            words = by_lead.setdefault(one.lead or 0, [])
            word = self.t(CATEGORIES[one.category])
            if word not in words:
                words.append(word)
        return "; ".join(f"{self.case.leads[lead].identifier.value} ({', '.join(words)})" for lead, words in sorted(by_lead.items()))

    def leads(self, group: Iterable[Route]) -> str:
        """Name the leads alone."""
        return ", ".join(self.case.leads[lead].identifier.value for lead in sorted({one.lead or 0 for one in group}))


def subject_of(one: Route) -> Subject | None:
    """Return lead and category of a route; None for a route of the whole case."""
    return None if one.lead is None else (one.lead, one.category)


def is_known(one: Route) -> bool:
    """Tell whether the addressee is known, or has to be established first."""
    return not any(why.code in {"holder_unknown", "custodian_unknown"} for why in one.reasons)


def issuers_last(group: list[Route]) -> bool:
    """Order exchanges before issuers: an issuer does not freeze wallets of exchanges."""
    return any(why.code == "issuer_not_custodian" for why in group[0].reasons)
