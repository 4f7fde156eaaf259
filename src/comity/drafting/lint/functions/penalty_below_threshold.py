"""`penalty_below_threshold()`: the maximum penalty is below what the executing State asks for this measure, as its law was read."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function


class PenaltyBelowThreshold(Function):
    """Reads `dual_criminality.min_penalty_years` of the addressee's State; an unverified row decides nothing."""

    name = "penalty_below_threshold"
    words: ClassVar[tuple[str, ...]] = ("found", "expected", "state")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    years = facts.request.case.max_penalty_years
    state = facts.knowledge.state(facts.request.addressee.state)
    if years is None or state is None:
        return False
    rule = state.dual_criminality
    if rule.confidence != "read" or rule.min_penalty_years is None or years >= rule.min_penalty_years:
        return False
    words = {"found": f"{years:g}", "expected": f"{rule.min_penalty_years:g}", "state": state.names.en}
    facts.evidence.append(Evidence("case.max_penalty_years", words=words))
    return True
