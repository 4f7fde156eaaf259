"""A counterpart as its file tells it: a simulated provider, authority, exchange or person, with its rules."""

from __future__ import annotations

from typing import Any

import msgspec

from comity.knowledge.row import Facts
from comity.training.scenario import AnswerRule

TEMPLATES = frozenset({"CA-GEN", "NCB", "P247", "FIU", "SP-STEPPE"})
"""Counterparts that carry a State in an exercise: `CA-GEN-KZ`."""


class PreservationTerms(Facts, frozen=True, kw_only=True):
    """How long a holder keeps what it was asked to preserve."""

    days: int | None
    extension_days: int | None = None
    extensions: int = 0
    extension_lead_days: int = 0
    note: str | None = None


class FreezeTerms(Facts, frozen=True, kw_only=True):
    """How long a custodian holds assets on a request."""

    days: int
    renewable: str | None = None
    tells_customer: str | None = None


class CounterpartFile(Facts, frozen=True, kw_only=True):
    """A file of `training/counterparts/`."""

    id: str
    name: str
    kind: str
    rules: tuple[AnswerRule, ...]
    country: str | None = None
    behaves_like: str | None = None
    recognise: dict[str, Any] = msgspec.field(default_factory=dict)
    entities: dict[str, str] = msgspec.field(default_factory=dict)
    channel: str | None = None
    preservation: PreservationTerms | None = None
    freeze: FreezeTerms | None = None
    notice: dict[str, str] = msgspec.field(default_factory=dict)
    retention: dict[str, str] = msgspec.field(default_factory=dict)
    typical_days: int | None = None
