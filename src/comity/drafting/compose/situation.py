"""What a draft is made from: the case, the routes that lead to one addressee by one instrument, and the knowledge behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from comity.drafting.compose.phrases import phrase
from comity.drafting.compose.telling import as_sentence, is_told_in
from comity.law.book import Law
from comity.law.instrument import PracticeInstrument
from comity.model.case import Case, CaseLead, Wanted
from comity.model.category import DataCategory
from comity.model.route import PlanStep, Route
from comity.providers.catalog import Catalog
from comity.providers.provider import Provider


@dataclass(frozen=True)
class Situation:
    """One draft to be made.

    Attributes:
        case: the case file.
        instrument: the instrument of practice.
        leads: numbers of the leads the request is about, from 0.
        law: the law book.
        catalog: the providers.
        language: BCP 47 tag of the letter.
        routes: the routes taken; none where the instrument was chosen without one.
        provider: the provider addressed, or whose data an authority is asked for; None where it is in no catalogue.
        training: whether the case is an exercise.
        step: the step of the plan that sends it; None outside a plan.
        left_out: words of the case file that are told in another language: fact id to words.
    """

    case: Case
    instrument: PracticeInstrument
    leads: tuple[int, ...]
    law: Law
    catalog: Catalog
    language: str
    routes: tuple[Route, ...] = ()
    provider: Provider | None = None
    training: bool = False
    step: PlanStep | None = None
    left_out: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def route(self) -> Route | None:
        """The first of the routes, which names the addressee."""
        return self.routes[0] if self.routes else None

    @cached_property
    def case_leads(self) -> tuple[CaseLead, ...]:
        """The leads the request is about."""
        return tuple(self.case.leads[number] for number in self.leads)

    @cached_property
    def categories(self) -> tuple[DataCategory, ...]:
        """The categories wanted of these leads, as far as the routes cover them."""
        covered = {route.category for route in self.routes} - {DataCategory.PRESERVATION}
        asked = [wanted.category for wanted in self._wanted_of_leads if not covered or wanted.category in covered]
        return tuple(category for category in DataCategory if category in asked or category in covered)

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        """What the case wants of these leads in these categories."""
        return tuple(wanted for wanted in self._wanted_of_leads if wanted.category in self.categories)

    @property
    def _wanted_of_leads(self) -> tuple[Wanted, ...]:
        return tuple(wanted for wanted in self.case.wanted if wanted.lead in self.leads)

    def told(self, field_id: str, text: str | None) -> str | None:
        """Return words of the case file if they are told in the language of the letter, else leave them out and note that.

        Args:
            field_id: the request fact that they would fill.
            text: the words.
        """
        if not text or not text.strip():
            return None
        if is_told_in(text, self.case.language, self.language):
            return text.strip()
        self.left_out[field_id] = text
        return None

    def sentence(self, field_id: str, text: str | None) -> str | None:
        """Return words of the case file as a sentence of the letter; otherwise as `told`."""
        told = self.told(field_id, text)
        return as_sentence(told) if told else None

    def phrase(self, phrase_id: str, /, **fields: str) -> str:
        """Return a composed sentence in the language of the letter."""
        return phrase(phrase_id, self.language, **fields)
