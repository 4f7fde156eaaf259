"""`demands("case.facts")`: the instrument of the request is refused or returned without this fact."""

from __future__ import annotations

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes


class Demands(Function):
    """Asks what the instrument's file marks as a must."""

    name = "demands"
    takes = (Takes.FIELD,)

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            return field.id in facts.knowledge.musts(facts.instrument)

        return run
