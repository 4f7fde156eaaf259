"""Facts about spontaneous information (ids `spont.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Statement


@dataclass(frozen=True, slots=True)
class SpontaneousFacts:
    """Facts about spontaneous information (ids `spont.*`).

    Attributes:
        information: information.
        reason: why useful.
        conditions: conditions of use.
        source_protection: source protection.
        rights_gate: human-rights gate passed.
    """

    information: str | None = None
    reason: str | None = None
    conditions: str | None = None
    source_protection: str | None = None
    rights_gate: Statement | None = None
