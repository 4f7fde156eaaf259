"""`unstated("must")`: the instrument demands facts that the draft does not state; one place for each fact and each target."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.demand import demanded
from comity.drafting.lint.expression.facts import Evidence, Facts, UndeterminedError
from comity.drafting.lint.expression.function import Bound, Function, Takes
from comity.drafting.lint.stated import unstated_in


class Unstated(Function):
    """`must` or `conditional`: what the instrument's file in the law says of each fact."""

    name = "unstated"
    takes = (Takes.TEXT,)
    words: ClassVar[tuple[str, ...]] = ("field",)

    def bind(self, need: str) -> Bound:
        if need not in {"must", "conditional"}:
            raise ValueError("the need is 'must' or 'conditional'")

        def run(facts: Facts) -> bool:
            instrument = facts.knowledge.instrument(facts.instrument)
            if instrument is None:
                return False
            pages = tuple(source.url for source in instrument.sources)
            for field in demanded(facts, instrument, need):
                try:
                    missing = unstated_in(facts, field)
                except UndeterminedError as error:
                    facts.open.add(error.field)
                    continue
                facts.evidence.extend(Evidence(field, index, words={"field": field}, sources=pages) for index in missing)
            return bool(facts.evidence)

        return run
