"""Preservation: what a new one covers, and what the case file knows of the one in place."""

from __future__ import annotations

from comity.drafting.compose.data import categories_asked
from comity.drafting.compose.situation import Situation
from comity.model.category import DataCategory
from comity.model.request.preservation import PreservationFacts

_NO_SCOPE = frozenset({DataCategory.ASSET_RESTRAINT, DataCategory.INTELLIGENCE, DataCategory.PRESERVATION})


def preservation_facts(situation: Situation) -> PreservationFacts:
    """Fill the facts about preservation."""
    if DataCategory.PRESERVATION.value in categories_asked(situation) and situation.instrument.id != "pres_extension":
        return PreservationFacts(scope=_scope(situation))
    holders = {lead.provider for lead in situation.case_leads if lead.provider}
    kept = [row for row in situation.case.preservations if row[0] in holders]
    if len(kept) != 1:
        return PreservationFacts()  # none, or several between which a person has to choose
    _, reference, requested, expires = kept[0]
    return PreservationFacts(
        requested_on=requested,
        reference=reference,
        expires_on=expires,
        holder=situation.provider.name if situation.provider else None,
    )


def _scope(situation: Situation) -> tuple[str, ...]:
    return tuple(category.value for category in situation.categories if category not in _NO_SCOPE)
