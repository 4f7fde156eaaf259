"""`held_in("US", ...)`: the provider has its seat in one of these States; where it is in no catalogue, the addressee's State counts."""

from __future__ import annotations

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function, Takes


class HeldIn(Function):
    """`EU` stands for every member State."""

    name = "held_in"
    takes = (Takes.TEXTS,)

    def bind(self, *states: str) -> Bound:
        wanted = frozenset(states)

        def run(facts: Facts) -> bool:
            provider = facts.knowledge.provider(facts.request, facts.target)
            state = provider.country if provider is not None else (facts.request.addressee.state or "").strip().upper()
            return state in wanted or ("EU" in wanted and facts.knowledge.is_eu(state))

        return run
