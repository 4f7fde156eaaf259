"""Facts about one pleaded fact (ids `fact.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Moment


@dataclass(frozen=True, slots=True)
class PleadedFact:
    """Facts about one pleaded fact (ids `fact.*`).

    Attributes:
        text: statement.
        source: who says so.
        reliability: why reliable or corroborated.
        date: when.
    """

    text: str | None = None
    source: str | None = None
    reliability: str | None = None
    date: Moment | None = None
