"""`eu_state("authority.issuing_state")`: the State is a member of the European Union."""

from __future__ import annotations

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes


class EuState(Function):
    """Asks the law of the States, as of the day of the draft."""

    name = "eu_state"
    takes = (Takes.FIELD,)

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            return any(facts.knowledge.is_eu(str(value)) for value in field.values(facts))

        return run
