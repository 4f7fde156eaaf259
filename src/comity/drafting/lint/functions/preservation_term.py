"""`preservation_term()`: the expiry in the draft is later than what the provider grants to this requester."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function
from comity.drafting.lint.expression.words import day_of
from comity.providers.provider import Provider

_SLACK_DAYS = 3


class PreservationTerm(Function):
    """Terms differ by who asks: Snap keeps a year for a foreign authority and 90 days for one of the United States."""

    name = "preservation_term"
    words: ClassVar[tuple[str, ...]] = ("found", "expected", "provider")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    kept = facts.request.preservation
    start = day_of(kept.confirmed_on) or day_of(kept.requested_on)
    end = day_of(kept.expires_on)
    provider = facts.knowledge.provider_named(kept.holder) if kept.holder else facts.knowledge.provider(facts.request)
    if provider is None or start is None or end is None or kept.extension_requested_on is not None:
        return False
    days = _days(provider, (facts.request.authority.issuing_state or "").upper())
    stated = (end - start).days
    if days is None or stated <= days + _SLACK_DAYS:
        return False
    words = {"found": str(stated), "expected": str(days), "provider": provider.name}
    facts.evidence.append(Evidence("preservation.expires_on", words=words))
    return True


def _days(provider: Provider, state: str) -> int | None:
    terms = provider.preservation.by_requester
    own = None if terms is None else (terms.us if state == "US" else terms.non_us)
    return own.days if own is not None else provider.preservation.days
