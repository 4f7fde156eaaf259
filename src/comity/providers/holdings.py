"""What a provider holds and for how long: so that nobody asks for what does not exist, and everybody asks before it is gone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from comity.knowledge.answer import Answer, Weakness, ground
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.model.category import DataCategory
from comity.providers.provider import Provider, Retention

Existence = Literal["no_data", "partly", "kept", "unknown"]

_DURATION = re.compile(r"P(?=.)(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?(?:T(?=.)(?:([0-9]+)H)?)?\Z")


@dataclass(frozen=True, slots=True)
class Holding:
    """What is known of one category at a provider.

    Attributes:
        existence: `no_data`: not kept at all, so a request is pointless; `partly`: a part of it is not kept; `kept`: kept for a stated
            time; `unknown`: nothing is stated.
        shortest: the shortest stated time of keeping, for the whole category or a part; None where none is stated.
        rows: the rows behind the answer.
    """

    existence: Existence
    shortest: timedelta | None
    rows: tuple[Retention, ...]

    def gone_after(self, event: date) -> date | None:
        """Return the last day on which data of a day may still be there, by the shortest stated time; None where none is stated."""
        return None if self.shortest is None else event + self.shortest


def what_exists(provider: Provider, category: DataCategory, on: date) -> Answer[Holding]:
    """Tell whether a category of data exists at a provider, and how long it is kept."""
    rows = tuple(row for row in provider.retention if category.value in row.categories)
    life = shelf_life(FactKind.RETENTION)
    grounds = tuple(
        ground(
            provider,
            f"providers/{provider.id}",
            on,
            life=life,
            field=f"retention[{row.data}]",
            weakness=Weakness.UNVERIFIED if "unverified" in (row.note or "") else Weakness.UNKNOWN if row.duration is None else None,
        )
        for row in rows
    )
    notes = "; ".join(f"{row.data}: {row.note}" for row in rows if row.note)
    times = [time for row in rows if (time := kept_for(row)) is not None and time > timedelta(0)]
    existence = _existence(rows)
    shortest = None if existence == "no_data" else min(times, default=None)
    return Answer(Holding(existence, shortest, rows), on, grounds, notes)


def kept_for(row: Retention) -> timedelta | None:
    """Return the time of keeping, zero for `0`; None where it is not stated. A month counts 30 days, a year 365: the careful side."""
    if row.duration is None:
        return None
    if row.duration == "0":
        return timedelta(0)
    found = _DURATION.match(row.duration)
    if found is None:
        return None
    years, months, days, hours = (int(part or 0) for part in found.groups())
    return timedelta(days=years * 365 + months * 30 + days, hours=hours)


def _existence(rows: tuple[Retention, ...]) -> Existence:
    if any(row.duration == "0" and row.covers == "all" for row in rows):
        return "no_data"
    if any(row.duration == "0" for row in rows):
        return "partly"
    return "kept" if any(row.duration is not None for row in rows) else "unknown"
