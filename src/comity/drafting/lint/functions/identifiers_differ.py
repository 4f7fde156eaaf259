"""`identifiers_differ("request.body", "request.body_translated")`: the two texts do not name the same identifiers, dates and amounts."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.drafting.lint.parity.compare import differences

_MOST_PLACES = 25


class IdentifiersDiffer(Function):
    """Says which one differs, in which text, where, and what stands in the other text in its place."""

    name = "identifiers_differ"
    takes = (Takes.FIELD, Takes.FIELD)
    words: ClassVar[tuple[str, ...]] = ("found", "other", "kind")

    def bind(self, original: Reader, translated: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            first, second = original.text(facts), translated.text(facts)
            if not first or not second:
                return False
            found = differences(first, second)[:_MOST_PLACES]
            for one in found:
                field = original.id if one.is_in_first else translated.id
                words = {"found": one.token.raw, "other": one.nearest or "–", "kind": one.token.kind.value}
                facts.evidence.append(Evidence(field, None, one.token.start, one.token.end, words))
            return bool(found)

        return run
