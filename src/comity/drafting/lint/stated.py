"""Whether a draft states a fact: an explicit no is a statement, and a fact of each target has to be stated for every target."""

from __future__ import annotations

from comity.drafting.fields import FACT_GROUP, TARGET_GROUP, request_fields, said, values_of
from comity.drafting.lint.expression.facts import Facts, UndeterminedError


def is_stated(facts: Facts, field_id: str) -> bool:
    """Tell whether a fact is stated at all.

    Raises:
        UndeterminedError: it is not, and the letter leaves it open.
    """
    if values_of(facts.request, field_id):
        return True
    if field_id in facts.undetermined:
        raise UndeterminedError(field_id)
    return False


def unstated_in(facts: Facts, field_id: str) -> tuple[int | None, ...]:
    """Return where a fact is not stated: numbers of targets or pleaded facts, or None for the request itself; empty when it is stated.

    Raises:
        UndeterminedError: it is not stated, and the letter leaves it open.
    """
    field = request_fields()[field_id]
    if field.group not in {TARGET_GROUP, FACT_GROUP}:
        return () if is_stated(facts, field_id) else (None,)
    holders: tuple[object, ...] = facts.request.targets if field.group == TARGET_GROUP else facts.request.pc.facts
    missing = tuple(index for index, holder in enumerate(holders) if not said(getattr(holder, field.name)))
    if (missing or not holders) and field_id in facts.undetermined:
        raise UndeterminedError(field_id)
    return missing if holders else (None,)
