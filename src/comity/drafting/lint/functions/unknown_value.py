"""`unknown_value()`: a fact that can only hold certain values holds another one; rules that ask for those values would pass it by."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import ClassVar

from comity.drafting.fields import FACT_GROUP, TARGET_GROUP, request_fields, said
from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function
from comity.law.book import Law
from comity.model.category import DataCategory


class UnknownValue(Function):
    """Knows the values that the law files list for each fact; offers the nearest one."""

    name = "unknown_value"
    words: ClassVar[tuple[str, ...]] = ("found", "expected")

    def bind(self) -> Bound:
        return _run


def _run(facts: Facts) -> bool:
    for field_id, known in _listed(facts.knowledge.law).items():
        field = request_fields()[field_id]
        if field.group == TARGET_GROUP:
            holders: tuple[object, ...] = facts.request.targets
        elif field.group == FACT_GROUP:
            holders = facts.request.pc.facts
        else:
            holders = (getattr(facts.request, field.group),)
        for index, holder in enumerate(holders):
            for value in said(getattr(holder, field.name)):
                if isinstance(value, str) and value.casefold() not in known:
                    near = get_close_matches(value.casefold(), known, n=1) or known
                    place = index if field.group in {TARGET_GROUP, FACT_GROUP} else None
                    facts.evidence.append(Evidence(field_id, place, words={"found": value, "expected": ", ".join(near)}))
    return bool(facts.evidence)


@cache
def _listed(law: Law) -> Mapping[str, tuple[str, ...]]:
    listed = {row.id: tuple(value.casefold() for value in row.values) for row in law.facts.values() if row.values}
    listed["data.categories"] = tuple(DataCategory)
    return listed
