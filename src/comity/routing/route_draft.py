"""A route while a channel is still finding out about it: open until a reason weakens it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from comity.knowledge.answer import Answer, Ground, Weakness
from comity.model.category import ChannelKind, DataCategory
from comity.model.provenance import Basis, Provenance
from comity.model.route import Duty, LegalBasis, Question, Reason, Route, RouteState, RunningClock
from comity.routing.ask import Ask
from comity.routing.reasons import reason
from comity.routing.row_names import row_name

_RANK = {RouteState.OPEN: 0, RouteState.CHECK: 1, RouteState.CLOSED: 2}
_WEAKNESS = {
    Weakness.UNVERIFIED: "row_unverified",
    Weakness.STALE: "row_stale",
    Weakness.UNDATED: "row_undated",
    Weakness.INFERRED: "row_inferred",
    Weakness.UNKNOWN: "row_unknown",
}


def worst(states: Iterable[RouteState]) -> RouteState:
    """Return the state that lets least through; open for none at all."""
    return max(states, key=_RANK.__getitem__, default=RouteState.OPEN)


@dataclass
class RouteDraft:
    """One instrument towards one addressee, with everything said about it so far.

    Attributes:
        ask: what is asked.
        channel: the channel.
        instrument: id of the instrument.
        addressee: whom to write to, in words.
        addressee_id: id of the provider, authority or network; None when it is not in the knowledge base.
        addressee_state: State whose law governs the answer.
        legal_entity: the exact company.
        duty: whether the addressee must answer.
        category: the category, where it differs from the one asked (a preservation is no disclosure).
    """

    ask: Ask
    channel: ChannelKind
    instrument: str
    addressee: str
    addressee_id: str | None = None
    addressee_state: str | None = None
    legal_entity: str | None = None
    duty: Duty = Duty.DISCRETIONARY
    category: DataCategory | None = None
    signs: str = ""
    yields: str = ""
    usual_days: str | None = None
    dual_criminality: str = "not_needed"
    languages: tuple[str, ...] = ()
    reasons: list[Reason] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    clocks: list[RunningClock] = field(default_factory=list)
    prerequisites: list[str] = field(default_factory=list)
    bases: tuple[LegalBasis, ...] = ()
    firm: int = 0

    @property
    def state(self) -> RouteState:
        """The state so far. Nothing is open that rests on no fact at all."""
        state = worst(reason.weakens for reason in self.reasons)
        return RouteState.CHECK if state is RouteState.OPEN and not self.firm else state

    @property
    def is_closed(self) -> bool:
        """Tell whether a reason has closed it."""
        return self.state is RouteState.CLOSED

    def because(self, kind: str, provenance: Provenance | None = None, /, **fields: object) -> None:
        """Add a reason of `reasons.REASONS`; one that was given already is not repeated."""
        told = {name: self.ask.told(value) for name, value in fields.items()}
        new = reason(kind, self.ask.t, provenance, **told)
        if new.basis is Basis.UNVERIFIED and new.weakens is RouteState.OPEN:  # what nobody read is never told as a fact
            new = replace(new, text=self.ask.t("believed, not read in any source: {text}", text=new.text))
        if new not in self.reasons:
            self.reasons.append(new)

    def rests_on(self, facts: Answer[Any] | Sequence[Ground]) -> None:
        """Add the facts that the route rests on: each weak one becomes a reason to check."""
        grounds = facts.grounds if isinstance(facts, Answer) else facts
        for ground in grounds:
            if ground.weakness is None:
                self.firm += ground.provenance.basis is Basis.READ
                continue
            provenance = ground.provenance
            what = row_name(ground.what, self.ask)
            due = provenance.review_after.isoformat() if provenance.review_after else ""
            own = ground.what.startswith("providers/")
            advice = self.ask.t("confirm it with the provider before sending") if own else self.ask.t("ask the central authority")
            self.because(_WEAKNESS[ground.weakness], provenance, what=what, as_of=provenance.as_of or "", due=due, advice=advice)

    def question(self, id_: str, text: str, if_not_met: str = "warn") -> None:
        """Add a question that the requester answers first."""
        if all(known.id != id_ for known in self.questions):
            self.questions.append(Question(id_, text, if_not_met))

    def clock(self, id_: str, due: date | datetime | None, starts_from: str, provenance: Provenance | None = None) -> None:
        """Add a clock to set."""
        basis = provenance.basis if provenance else Basis.COMPUTED
        self.clocks.append(RunningClock(id_, due, starts_from, provenance.source if provenance else None, basis))

    def finish(self, id_: str, safeguards: tuple[str, ...]) -> Route:
        """Make the route, its reasons gravest first."""
        ordered = sorted(self.reasons, key=lambda one: -_RANK[one.weakens])
        return Route(
            id=id_,
            lead=self.ask.number,
            category=self.category or self.ask.category,
            channel=self.channel,
            instrument=self.instrument,
            addressee=self.addressee,
            state=self.state,
            duty=self.duty,
            reasons=tuple(ordered),
            safeguards=safeguards,
            questions=tuple(self.questions),
            clocks=tuple(self.clocks),
            signs=self.signs,
            languages=self.languages,
            addressee_id=self.addressee_id,
            addressee_state=self.addressee_state,
            legal_entity=self.legal_entity,
            yields=self.yields,
            usual_days=self.usual_days,
            prerequisites=tuple(self.prerequisites),
            dual_criminality=self.dual_criminality,
            bases=self.bases,
        )
