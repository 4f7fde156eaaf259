"""Facts about a joint investigation team (ids `jit.*`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JointTeamFacts:
    """Facts about a joint investigation team (ids `jit.*`).

    Attributes:
        purpose: purpose.
        period: period.
        parties: parties.
        leader: leader.
        law: law applied.
        data_terms: data use terms.
    """

    purpose: str | None = None
    period: str | None = None
    parties: tuple[str, ...] = ()
    leader: str | None = None
    law: str | None = None
    data_terms: str | None = None
