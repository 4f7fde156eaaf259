"""`provider_answers("no", ...)`: what the provider says of this kind of request from this requester.

The catalogue has a cell for each category of data and each kind of requester: an authority of the provider's own State
(`home_authority`), of the United States, or any other that writes directly. The cell is taken for the instrument and the data asked.
"""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Takes
from comity.drafting.lint.provider_cells import cell_answers, cells_for

_ANSWERS = frozenset({"yes", "no", "conditional", "unknown"})


class ProviderAnswers(Function):
    """Answers yes when a cell that the request falls under holds one of the answers."""

    name = "provider_answers"
    takes = (Takes.TEXTS,)
    words: ClassVar[tuple[str, ...]] = ("provider", "category", "state", "note")

    def bind(self, *answers: str) -> Bound:
        if not set(answers) <= _ANSWERS:
            raise ValueError(f"answers are {', '.join(sorted(_ANSWERS))}")

        def run(facts: Facts) -> bool:
            provider = facts.knowledge.provider(facts.request, facts.target)
            if provider is None:
                return False
            found = [cell for cell in cells_for(facts) if cell_answers(provider, cell, facts) in answers]
            if found:
                note = getattr(provider.accepted_channels, found[0]).note or ""
                words = {"provider": provider.name, "category": found[0], "state": provider.country, "note": note}
                facts.evidence.append(Evidence("addressee.name", words=words))
            return bool(found)

        return run
