"""What to expect of the channel: how many days it usually takes, where a source says so."""

from __future__ import annotations

import re

from comity.drafting.compose.situation import Situation
from comity.model.request.tracking import TrackingFacts

_DAYS = re.compile(r"(\d+)(?:\s*(?:-|–|to)\s*(\d+))?\s+(?:business |calendar |working )?days?\b")
_OTHER = "access"
"""A time that is told of opening an account at the portal is not that of an answer."""


def tracking_facts(situation: Situation) -> TrackingFacts:
    """Fill the usual duration; of a range the longer end, since clocks are set by it."""
    usual = (situation.route.usual_days if situation.route else None) or ""
    numbers = [int(number) for found in _DAYS.findall(usual) for number in found if number] if _OTHER not in usual else []
    return TrackingFacts(typical_days=max(numbers, default=None))
