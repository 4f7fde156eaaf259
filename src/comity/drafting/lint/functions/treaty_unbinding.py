"""`treaty_unbinding("firm" | "weak")`: a treaty is cited that does not bind both States towards each other on the day of the request.

`firm`: every row that the answer rests on was read and is within its shelf life. `weak`: our rows say no, but one of them is old or
was not read, so that a State may have joined since. Where the rows do not tell, there is nothing to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from comity.drafting.letters.letter import PACKAGE
from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Takes
from comity.drafting.lint.expression.words import day_of
from comity.knowledge.answer import Ternary
from comity.text.cue_book import Cue, cue_book

_FIELD = "request.legal_basis_international"
_NO_TREATY = frozenset({"us_sca"})
"""A law of one State, which letters name beside treaties."""


class TreatyUnbinding(Function):
    """One finding for each treaty cited that does not bind the two States."""

    name = "treaty_unbinding"
    takes = (Takes.TEXT,)
    words: ClassVar[tuple[str, ...]] = ("found", "requesting", "requested", "as_of")

    def bind(self, how_sure: str) -> Bound:
        if how_sure not in {"firm", "weak"}:
            raise ValueError("the answer is 'firm' or 'weak'")

        def run(facts: Facts) -> bool:
            requesting, requested = facts.request.authority.issuing_state, facts.request.addressee.state
            if not requesting or not requested or requesting == requested:
                return False
            on = day_of(facts.request.request.date) or facts.today
            for cue in _cited(facts.request.request.legal_basis_international or ""):
                answer = facts.knowledge.law.in_force_between(cue.code, requesting, requested, on)
                if answer.value is Ternary.NO and answer.is_firm == (how_sure == "firm"):
                    as_of = max((one.provenance.as_of for one in answer.grounds if one.provenance.as_of), default=None)
                    words = {"found": cue.text, "requesting": requesting, "requested": requested, "as_of": str(as_of or "–")}
                    facts.evidence.append(Evidence(_FIELD, words=words))
            return bool(facts.evidence)

        return run


def _cited(text: str) -> Iterator[Cue]:
    seen = set(_NO_TREATY)
    for cue in cue_book("treaties", PACKAGE, "phrases").find(text):
        if cue.code not in seen:
            seen.add(cue.code)
            yield cue
