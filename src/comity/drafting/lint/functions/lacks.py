"""`lacks("asset.txids", r"...")`: at least one value of a list does not have the form it must have."""

from __future__ import annotations

import re
from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes


class Lacks(Function):
    """Shows each value in which the regular expression is not found."""

    name = "lacks"
    takes = (Takes.FIELD, Takes.TEXT)
    words: ClassVar[tuple[str, ...]] = ("found",)

    def bind(self, field: Reader, pattern: str) -> Bound:
        try:
            search = re.compile(pattern).search
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None

        def run(facts: Facts) -> bool:
            found = [str(value) for value in field.values(facts) if not search(str(value))]
            facts.evidence.extend(Evidence(field.id, facts.index, words={"found": value}) for value in found)
            return bool(found)

        return run
