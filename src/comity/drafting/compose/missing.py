"""What a draft still lacks, as questions: what the instrument demands, less what is there; the gravest need first.

What is demanded in which situation is decided where the linter decides it (`comity.drafting.lint.demand`), so that a draft never
asks for less than it will be checked for. A fact about targets is demanded of each target by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.drafting.compose.phrases import phrase
from comity.drafting.compose.question_book import question
from comity.drafting.compose.situation import Situation
from comity.drafting.fields import TARGET_GROUP, request_fields, said, values_of
from comity.drafting.lint.demand import demanded
from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.knowledge import LintKnowledge
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.languages import find_language

_ORDER = ("must", "conditional", "optional")


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
        situation: what the draft is made from.
        request: the draft.
        language: language of the questions, which may be another than that of the letter.

    Returns:
        Must before conditional before optional, each in the instrument's own order; every fact once.
    """
    knowledge = LintKnowledge(situation.law, situation.catalog)
    needs = demands_of(situation, request, knowledge, None)
    by_target = [demands_of(situation, request, knowledge, number) for number in range(len(request.targets))]
    gaps: dict[str, Missing] = {}
    for fact in situation.instrument.required_facts:
        if fact.field in gaps:
            continue
        of_targets = bool(by_target) and request_fields()[fact.field].group == TARGET_GROUP
        gap = _gap_of_targets(request, fact.field, by_target) if of_targets else _gap(request, fact.field, needs)
        if gap is not None:
            need, named = gap
            gaps[fact.field] = Missing(fact.field, need, _ask(situation, fact.field, named, language), named)
    return tuple(sorted(gaps.values(), key=lambda gap: _ORDER.index(gap.need)))


_Gap = tuple[str, tuple[str, ...]]
"""The need of a missing fact, and the targets that lack it."""


def _gap(request: EvidenceRequest, field_id: str, needs: dict[str, str]) -> _Gap | None:
    return None if field_id not in needs or values_of(request, field_id) else (needs[field_id], ())


def _gap_of_targets(request: EvidenceRequest, field_id: str, needs: list[dict[str, str]]) -> _Gap | None:
    name = request_fields()[field_id].name
    lacking = [
        (own[field_id], target)
        for target, own in zip(request.targets, needs, strict=True)
        if field_id in own and not said(getattr(target, name))
    ]
    if not lacking:
        return None
    everyone = len(lacking) == len(request.targets)
    return lacking[0][0], () if everyone else tuple(target.identifier or "?" for _, target in lacking)


def demands_of(situation: Situation, request: EvidenceRequest, knowledge: LintKnowledge, target: int | None) -> dict[str, str]:
    """Tell what the instrument demands of a draft, or of one of its targets.

    Args:
        situation: what the draft is made from.
        request: the draft.
        knowledge: what conditions may ask.
        target: number of the target; None for the request as a whole.

    Returns:
        Fact id to need; optional facts are always among them.
    """
    facts = Facts(
        request,
        request.today or situation.case.on,
        knowledge,
        situation.instrument.id,
        request.targets[target] if target is not None else None,
        index=target,
    )
    found = {fact.field: "optional" for fact in situation.instrument.required_facts if fact.need == "optional"}
    for need in ("conditional", "must"):
        found |= dict.fromkeys(demanded(facts, situation.instrument, need), need)
    return found


def _ask(situation: Situation, field_id: str, lacking: tuple[str, ...], language: str) -> str:
    text = question(field_id, language)
    if field_id in situation.left_out:
        wanted = find_language(situation.language)
        text = phrase("told_elsewhere", language, question=text, language=wanted.name if wanted else situation.language)
    return phrase("of_targets", language, question=text, targets=", ".join(lacking)) if lacking else text
