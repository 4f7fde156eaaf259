"""Where a fact comes from, and how far it may be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Basis(StrEnum):
    """How a fact came to be known.

    `read`: a copy of the named source showed it. `unverified`: general knowledge; shown as "to be checked", never as fact.
    `computed`: the program derived it from other facts.
    """

    READ = "read"
    UNVERIFIED = "unverified"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of one fact.

    Attributes:
        basis: how it came to be known.
        source: the URL that was read; None when nothing was read.
        as_of: the date of that source as it was recorded (`2026`, `2026-11`, `2026-11-21`, `undated`); None when nothing was read.
        checked_by: who looked last, where an overlay records it.
        review_after: the day after which the fact is past its shelf life; None when no age is known.
        origin: the knowledge file that holds the fact.
        note: what a reader should know beside it.
    """

    basis: Basis
    source: str | None = None
    as_of: str | None = None
    checked_by: str | None = None
    review_after: date | None = None
    origin: str | None = None
    note: str | None = None

    @property
    def is_read(self) -> bool:
        """Tell whether a source showed the fact."""
        return self.basis is not Basis.UNVERIFIED
