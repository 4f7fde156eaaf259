"""`provider_is("telegram", ...)`: the data is held by one of these providers of the catalogue."""

from __future__ import annotations

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function, Takes


class ProviderIs(Function):
    """Finds the provider by the target's service, the addressee's name or the company."""

    name = "provider_is"
    takes = (Takes.TEXTS,)

    def bind(self, *ids: str) -> Bound:
        wanted = frozenset(ids)

        def run(facts: Facts) -> bool:
            provider = facts.knowledge.provider(facts.request, facts.target)
            return provider is not None and provider.id in wanted

        return run
