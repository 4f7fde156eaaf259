"""What to expect of the channel: how many days it usually takes, where a source says so."""

from __future__ import annotations

import re

from comity.drafting.compose.situation import Situation
from comity.model.request.tracking import TrackingFacts


def tracking_facts(situation: Situation) -> TrackingFacts:
    """Fill the usual duration; of a range the longer end, since clocks are set by it."""
    usual = situation.route.usual_days if situation.route else None
    numbers = [int(number) for number in re.findall(r"\d+", usual or "")]
    return TrackingFacts(typical_days=max(numbers, default=None))
