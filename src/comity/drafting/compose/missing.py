"""What a draft still lacks, as questions: what the instrument demands, less what is there; the gravest need first."""

from __future__ import annotations

from dataclasses import dataclass

from comity.drafting.compose.conditions import holds
from comity.drafting.compose.phrases import phrase
from comity.drafting.compose.question_book import question
from comity.drafting.compose.situation import Situation
from comity.drafting.fields import TARGET_GROUP, request_fields, said, values_of
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.languages import find_language

_ORDER = {"must": 0, "conditional": 1, "optional": 2}


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that only a person can give.

    Attributes:
        field: id of the fact.
        need: `must`, `conditional` or `optional`.
        question: what to ask.
        targets: identifiers of the targets that lack it; empty for facts of the request, and where all lack it.
    """

    field: str
    need: str
    question: str
    targets: tuple[str, ...] = ()


def missing_facts(situation: Situation, request: EvidenceRequest, language: str) -> tuple[Missing, ...]:
    """List what the instrument demands and the draft does not say.

    Args:
        situation: what the draft is made from; conditional facts are asked for when their situation is given.
        request: the draft.
        language: language of the questions, which may be another than that of the letter.

    Returns:
        Must before conditional before optional, each in the instrument's own order; every fact once.
    """
    asked: dict[str, Missing] = {}
    for fact in sorted(situation.instrument.required_facts, key=lambda fact: _ORDER[fact.need]):
        if fact.need == "conditional" and not holds(fact.field, situation, request):
            continue
        if fact.field not in asked and (lacking := _lacking(request, fact.field)) is not None:
            asked[fact.field] = Missing(fact.field, fact.need, _ask(situation, fact.field, lacking, language), lacking)
    return tuple(asked.values())


def _lacking(request: EvidenceRequest, field_id: str) -> tuple[str, ...] | None:
    """Tell who lacks a fact: None nobody; the identifiers of some targets; empty for the request as a whole."""
    field = request_fields()[field_id]
    if field.group != TARGET_GROUP or not request.targets:
        return None if values_of(request, field_id) else ()
    without = [target for target in request.targets if not said(getattr(target, field.name))]
    if not without:
        return None
    return () if len(without) == len(request.targets) else tuple(target.identifier or "?" for target in without)


def _ask(situation: Situation, field_id: str, lacking: tuple[str, ...], language: str) -> str:
    text = question(field_id, language)
    if field_id in situation.left_out:
        wanted = find_language(situation.language)
        text = phrase("told_elsewhere", language, question=text, language=wanted.name if wanted else situation.language)
    return phrase("of_targets", language, question=text, targets=", ".join(lacking)) if lacking else text
