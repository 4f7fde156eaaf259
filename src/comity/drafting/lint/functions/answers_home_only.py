"""`answers_home_only()`: the provider answers authorities of its own State, and this requester is from another."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function
from comity.drafting.lint.provider_cells import cell_answers, cells_for


class AnswersHomeOnly(Function):
    """Such providers are reached by mutual legal assistance to their State, never by a letter."""

    name = "answers_home_only"
    words: ClassVar[tuple[str, ...]] = ("provider", "state")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    provider = facts.knowledge.provider(facts.request, facts.target)
    if provider is None or (facts.request.authority.issuing_state or "").upper() == provider.country:
        return False
    for cell in cells_for(facts):
        home = getattr(provider.accepted_channels, cell).home_authority
        if home in {"yes", "conditional"} and cell_answers(provider, cell, facts) == "no":
            facts.evidence.append(Evidence("addressee.name", words={"provider": provider.name, "state": provider.country}))
            return True
    return False
