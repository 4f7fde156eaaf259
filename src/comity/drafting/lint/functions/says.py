"""`says("all_information", "request.body", ...)`: a phrase of a set stands in one of the texts, in any language of the letters."""

from __future__ import annotations

from itertools import islice
from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.drafting.lint.phrase_book import phrases

_MOST_PLACES = 12


class Says(Function):
    """Finds phrases that are kept as data (`phrases/*.yaml`) and shows each place."""

    name = "says"
    takes = (Takes.TEXT, Takes.FIELDS)
    words: ClassVar[tuple[str, ...]] = ("found",)

    def bind(self, name: str, *fields: Reader) -> Bound:
        known = phrases(name)

        def run(facts: Facts) -> bool:
            found = [
                Evidence(field.id, index, start, end, {"found": text[start:end]})
                for field in fields
                for index, value in field.indexed(facts)
                for text in (str(value),)
                for start, end in islice(known.find(text), _MOST_PLACES)
            ]
            if not found and not facts.request.request.body:
                for field in fields:
                    field.values(facts)  # without the whole text, a fact that is left open could say it
            facts.evidence.extend(found)
            return bool(found)

        return run
