"""`duplicates("target.identifier")`: the same identifier twice, capitals and spaces aside."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes


class Duplicates(Function):
    """Shows each repetition. The same address at two times is two questions, not one."""

    name = "duplicates"
    takes = (Takes.FIELD,)
    words: ClassVar[tuple[str, ...]] = ("found",)

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            seen: set[tuple[str, str | None]] = set()
            found = False
            for index, value in field.indexed(facts):
                key = ("".join(str(value).casefold().split()), _moment(facts, index))
                if key in seen:
                    found = True
                    facts.evidence.append(Evidence(field.id, index, words={"found": str(value)}))
                seen.add(key)
            return found

        return run


def _moment(facts: Facts, index: int | None) -> str | None:
    targets = facts.request.targets
    return targets[index].ip_timestamp if index is not None and index < len(targets) else None
