"""What an instrument demands of a letter: the ids of the facts whose need is `must`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from comity.law.book import Law


@lru_cache(maxsize=64)
def demanded_facts(instrument: str | None, overlay: Path | None = None) -> frozenset[str]:
    """Return the facts without which a request under the instrument is refused or returned.

    Args:
        instrument: id of the instrument; an unknown one demands nothing here (the choice of the form says so).
        overlay: a ministry's folder of knowledge files.
    """
    instruments = Law.open(overlay).instruments
    if instrument is None or instrument not in instruments:
        return frozenset()
    return frozenset(fact.field for fact in instruments[instrument].required_facts if fact.need == "must")
