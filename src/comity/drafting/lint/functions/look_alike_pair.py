"""`look_alike_pair("target.identifier")`: two different identifiers that people take for each other (`rn` and `m`, `l` and `1`).

Compared by skeleton (Unicode Technical Standard #39, section 4). One of the two is often the forgery and the other the genuine one.
"""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.text.scripts import skeleton


class LookAlikePair(Function):
    """Compares every identifier with every other one."""

    name = "look_alike_pair"
    takes = (Takes.FIELDS,)
    words: ClassVar[tuple[str, ...]] = ("found", "other")

    def bind(self, *fields: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            seen: dict[str, str] = {}
            found = False
            for field in fields:
                for index, value in field.indexed(facts):
                    text = str(value).strip().casefold()
                    first = seen.setdefault(skeleton(text), text)
                    if first != text and not text.isdigit():
                        found = True
                        facts.evidence.append(Evidence(field.id, index, words={"found": str(value), "other": first}))
            return found

        return run
