"""Facts about protection of the data received (ids `dp.*`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DataProtectionFacts:
    """Facts about protection of the data received (ids `dp.*`).

    Attributes:
        purpose: purpose limitation.
        retention: retention period.
        onward: onward transfer rule.
        basis: legal basis for transfer.
        security: security measures.
    """

    purpose: str | None = None
    retention: str | None = None
    onward: str | None = None
    basis: str | None = None
    security: str | None = None
