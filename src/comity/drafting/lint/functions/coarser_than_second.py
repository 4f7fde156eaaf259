"""`coarser_than_second("target.ip_timestamp")`: a time without its seconds."""

from __future__ import annotations

import re

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes

_SECONDS = re.compile(r"\d{1,2}[:.]\d{2}[:.]\d{2}|(?<!\d)\d{10}(?!\d)|(?<!\d)\d{13}(?!\d)|\d{8}T\d{6}")


class CoarserThanSecond(Function):
    """A clock reading with seconds, or seconds since 1970, is fine enough."""

    name = "coarser_than_second"
    takes = (Takes.FIELD,)

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            return any(not _SECONDS.search(str(value)) for value in field.values(facts))

        return run
