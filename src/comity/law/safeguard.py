"""Tests of human rights and the rule of law that a request has to pass (`law/safeguards/`)."""

from __future__ import annotations

from typing import ClassVar, Literal

from comity.knowledge.row import Row, Tracked
from comity.law.words import Named


class SafeguardSource(Row, frozen=True, kw_only=True):
    """The article that a test rests on; instruments beyond the treaties are named national laws and guides."""

    instrument: str
    article: str


class Safeguard(Tracked, frozen=True, kw_only=True):
    """One test.

    Attributes:
        question: what the requester has to answer.
        answer_type: how it is answered.
        applies_to: channels for which it is asked.
        if_not_met: what follows when it is not met.
        assurance_template: model wording of an assurance.
        counterpart_hook: when the position of the other State makes it matter.
    """

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"sources": ("instrument", "article")}

    id: str
    title: Named
    principle: str
    question: Named
    answer_type: Literal["yes_no", "assurance", "yes_no_mitigation", "computed_then_yes_no"]
    applies_to: tuple[Literal["preservation", "voluntary", "emergency", "mla", "police", "direct_access"], ...]
    if_not_met: Literal["block", "warn", "needs_assurance", "needs_mitigation", "second_approval"]
    evidence_to_attach: tuple[str, ...]
    sources: tuple[SafeguardSource, ...]
    assurance_template: Named | None = None
    counterpart_hook: str | None = None
    note: str | None = None
