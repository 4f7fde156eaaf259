"""Office hours: an answer that falls outside them arrives when the office opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from comity.knowledge.fact_file import read_fact_file, typed
from comity.knowledge.row import Facts

_ROUND_THE_CLOCK = frozenset({"contact_24_7", "ncb", "adversary", "person"})
_EMERGENCY = frozenset({"emergency_disclosure", "p2_art9", "p2_art10"})
_SATURDAY = 5


class Offices(Facts, frozen=True, kw_only=True):
    """The file of office hours."""

    opens: int
    closes: int
    zones: dict[str, str]


@cache
def offices() -> Offices:
    """Read the file of office hours."""
    file = read_fact_file(Path(__file__).with_name("offices.yaml"), "training/offices.yaml")
    return typed(file.data, Offices, file)


def is_round_the_clock(kind: str, instrument: str | None) -> bool:
    """Tell whether a counterpart answers at any hour: a 24/7 or police channel, or an emergency."""
    return kind in _ROUND_THE_CLOCK or instrument in _EMERGENCY


def zone_of(country: str | None) -> ZoneInfo:
    """Return the zone of a State's offices; UTC where none is known."""
    return ZoneInfo(offices().zones.get(country or "", "UTC"))


def in_office(moment: datetime, country: str | None) -> datetime:
    """Return the moment if the office is open, else the next opening, in UTC."""
    hours = offices()
    local = moment.astimezone(zone_of(country))
    if local.hour >= hours.closes:
        local = _opening(local + timedelta(days=1), hours.opens)
    elif local.hour < hours.opens:
        local = _opening(local, hours.opens)
    while local.weekday() >= _SATURDAY:
        local = _opening(local + timedelta(days=1), hours.opens)
    return local.astimezone(UTC)


def _opening(local: datetime, hour: int) -> datetime:
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)
