"""Danger to life: only what the case file states as the reason of its urgency."""

from __future__ import annotations

from comity.drafting.compose.situation import Situation
from comity.model.request.emergency import EmergencyFacts


def emergency_facts(situation: Situation) -> EmergencyFacts:
    """Fill the reason of a stated danger; who is in danger and how the data avert it is for a person to say."""
    urgency = situation.case.urgency
    if situation.instrument.family != "emergency" or urgency.threat_to_life is not True:
        return EmergencyFacts()
    return EmergencyFacts(imminence=situation.sentence("emergency.imminence", urgency.reason))
