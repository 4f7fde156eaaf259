"""The data asked for: categories the instrument can give, in words, with their period and zone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from comity.drafting.compose.situation import Situation
from comity.model.category import DataCategory
from comity.model.request.data import DataFacts
from comity.model.request.kinds import Moment

_NO_DATA = frozenset({DataCategory.ASSET_RESTRAINT, DataCategory.INTELLIGENCE, DataCategory.PRESERVATION})
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?\Z")


def data_facts(situation: Situation) -> DataFacts:
    """Fill the facts about the data; why they are needed is for a person to say."""
    asked = categories_asked(situation)
    starts = [wanted.period.start for wanted in situation.wanted if wanted.period.start]
    ends = [wanted.period.end for wanted in situation.wanted if wanted.period.end]
    zones = [wanted.period.zone for wanted in situation.wanted if wanted.period.zone]
    start = min(starts, key=_day_first, default=None)
    return DataFacts(
        categories=asked,
        description=_description(situation),
        date_from=start,
        date_to=max(ends, key=_day_last, default=None),
        time_zone=next(iter(zones), None) or situation.case.authority.time_zone,
        retention_expiry=_retention_expiry(situation, start),
        e2ee=_end_to_end(situation),
    )


def categories_asked(situation: Situation) -> tuple[str, ...]:
    """Name the categories asked for: those of the routes, or of those wanted the ones that the instrument can give.

    A preservation gives no data: it asks for preservation alone, and says separately of what.
    """
    obtains = situation.instrument.obtains
    if situation.instrument.family == "preservation" and DataCategory.PRESERVATION.value in obtains:
        return (DataCategory.PRESERVATION.value,)
    asked = [category for category in situation.categories if category not in _NO_DATA]
    return tuple(category.value for category in asked if situation.routes or category.value in obtains)


def _description(situation: Situation) -> str | None:
    """Say what is asked in words; for a preservation at length where its instrument demands it, else its scope says it all."""
    asked = categories_asked(situation)
    if asked == (DataCategory.PRESERVATION.value,):
        if "data.description" not in {fact.field for fact in situation.instrument.required_facts}:
            return None
        kinds = [situation.phrase(f"category.{category.value}") for category in situation.categories if category not in _NO_DATA]
        return "; ".join(kinds) or None
    named = asked or tuple(category.value for category in situation.categories if category.value in situation.instrument.obtains)
    if not named:
        return None
    what = ", ".join(situation.phrase(f"short.{category}") for category in named)
    identifiers = ", ".join(lead.identifier.value for lead in situation.case_leads)
    return situation.phrase("description", what=what, identifiers=identifiers)


def _day_first(moment: Moment) -> datetime:
    return _naive(moment) if isinstance(moment, datetime) else datetime.combine(moment, datetime.min.time())


def _day_last(moment: Moment) -> datetime:
    return _naive(moment) if isinstance(moment, datetime) else datetime.combine(moment, datetime.max.time())


def _naive(moment: datetime) -> datetime:
    """The wall clock as written: moments of one request share their zone."""
    return moment.replace(tzinfo=None)


def _retention_expiry(situation: Situation, start: Moment | None) -> date | None:
    """Tell when the holder begins to delete data of the period, where its retention was read."""
    provider = situation.provider
    if provider is None or start is None or "retention" in provider.unverified_fields or provider.confidence != "read":
        return None
    first = start.date() if isinstance(start, datetime) else start
    asked = {category.value for category in situation.categories}
    rows = [row for row in provider.retention if row.duration and (not row.categories or asked & set(row.categories))]
    return min((first + length for row in rows if (length := _length(row.duration or ""))), default=None)


def _length(duration: str) -> timedelta | None:
    """Read an ISO 8601 duration of years, months and days, rounded down; None for none and for hours."""
    found = _DURATION.match(duration)
    if found is None:
        return None
    years, months, days = (int(part or 0) for part in found.groups())
    total = years * 365 + months * 30 + days
    return timedelta(days=total) if total else None


def _end_to_end(situation: Situation) -> bool | None:
    """True where the provider was read to keep no content because it is end-to-end encrypted."""
    provider = situation.provider
    if provider is None or provider.confidence != "read":
        return None
    rows = [row for row in provider.retention if row.duration == "0" and row.covers == "all" and "content" in row.categories]
    return True if any("end-to-end" in f"{row.data} {row.note or ''}" for row in rows) else None
