"""Who asks: what the case file says of its authority, and the central authority of its State where one was read."""

from __future__ import annotations

from comity.drafting.compose.situation import Situation
from comity.model.request.authority import AuthorityFacts

_CENTRAL_ROLE = "central_authority_mla"
_THROUGH_CENTRAL = frozenset({"mla", "asset", "procedural", "treaty_direct"})


def authority_facts(situation: Situation) -> AuthorityFacts:
    """Fill the facts about who asks; what the case file leaves open stays open."""
    stated = situation.case.authority
    return AuthorityFacts(
        issuing_name=situation.told("authority.issuing_name", stated.name),
        issuing_type=stated.type or None,
        issuing_state=situation.case.requesting_state,
        contact_name=situation.told("authority.contact_name", stated.contact_name),
        contact_email=stated.contact_email,
        contact_phone=stated.contact_phone,
        office_hours=situation.told("authority.office_hours", stated.office_hours),
        time_zone=stated.time_zone,
        badge_id=stated.badge_id,
        supervisor_contact=situation.told("authority.supervisor_contact", stated.supervisor_contact),
        central_name=_central_authority(situation),
    )


def _central_authority(situation: Situation) -> str | None:
    """Name the own central authority, if exactly one was read; a choice between several is for a person."""
    if situation.instrument.family not in _THROUGH_CENTRAL:
        return None
    names = [
        getattr(row.name, situation.language.partition("-")[0], None) or row.name.en
        for row in situation.law.authorities.values()
        if row.jurisdiction == situation.case.requesting_state and row.role == _CENTRAL_ROLE and row.confidence == "read"
    ]
    return names[0] if len(names) == 1 else None
