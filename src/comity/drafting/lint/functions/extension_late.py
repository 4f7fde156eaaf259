"""`extension_late()`: fewer days are left before a preservation ends than the provider wants for an extension."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function
from comity.drafting.lint.expression.words import day_of


class ExtensionLate(Function):
    """Reads the provider's lead time; where it publishes none, there is nothing to say."""

    name = "extension_late"
    words: ClassVar[tuple[str, ...]] = ("found", "expected", "provider")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    end = day_of(facts.request.preservation.expires_on)
    provider = facts.knowledge.provider(facts.request)
    if end is None or provider is None or provider.preservation.extension_lead_days is None:
        return False
    lead, left = provider.preservation.extension_lead_days, (end - facts.today).days
    if left < 0 or left >= lead:
        return False
    facts.evidence.append(Evidence("preservation.expires_on", words={"found": str(left), "expected": str(lead), "provider": provider.name}))
    return True
