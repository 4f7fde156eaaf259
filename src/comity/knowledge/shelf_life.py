"""How long a fact may be relied on, and how old it is on a given day.

The lives are data (`shelf_lives.yaml`); a treaty's status has its own life in the treaty's file. Age counts from the first day that the
date of the source can mean, or from the last recorded check if that is later. A source without a date has no age: where the kind of fact
ages at all, it counts as expired.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

from comity.errors import KnowledgeError
from comity.knowledge.partial_date import PartialDate
from comity.knowledge.plain_yaml import parse
from comity.model.said import say


class FactKind(StrEnum):
    """Kinds of facts, by how fast they age."""

    CONTACT = "contact"
    LEGAL_ENTITY = "legal_entity"
    PORTAL = "portal"
    AUTHORITY = "authority"
    RETENTION = "retention"
    PROCESS = "process"
    IDENTIFIERS = "identifiers"
    CRIMINAL_LAW = "criminal_law"
    PROCEDURAL_LAW = "procedural_law"
    DEATH_PENALTY = "death_penalty"
    DOMESTIC_INSTRUMENT = "domestic_instrument"
    TREATY_TEXT = "treaty_text"
    NAME = "name"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Age:
    """The age of a fact on a day.

    Attributes:
        since: the day it counts from; None where no date is known.
        days: whole days until the day asked, never negative; None where no date is known.
        review_after: the last day of its shelf life; None where it does not age, or no date is known.
        is_expired: whether it must be looked at again; True for an undated fact of a kind that ages.
    """

    since: date | None
    days: int | None
    review_after: date | None
    is_expired: bool


def shelf_life(kind: FactKind, jurisdiction: str | None = None) -> int | None:
    """Return the shelf life in days; None for facts that do not age.

    Args:
        kind: the kind of fact.
        jurisdiction: ISO 3166-1 code; some States change their law faster than others.
    """
    lives = _lives()
    return lives[kind, jurisdiction] if (kind, jurisdiction) in lives else lives[kind, None]


def age(as_of: str | None, on: date, days: int | None, checked_on: str | None = None) -> Age:
    """Tell the age of a fact.

    Args:
        as_of: the date of its source, of any precision; None when nothing was read.
        on: the day asked.
        days: its shelf life; None where it does not age.
        checked_on: the day on which somebody last found it unchanged.
    """
    since = max((day for day in (_first_day(as_of), _first_day(checked_on)) if day is not None), default=None)
    if since is None:
        return Age(None, None, None, is_expired=days is not None)
    review_after = None if days is None else _later(since, days)
    return Age(since, max(0, (on - since).days), review_after, is_expired=review_after is not None and on > review_after)


def _first_day(text: str | None) -> date | None:
    return None if text is None else PartialDate.parse(text).earliest


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


@cache
def _lives() -> dict[tuple[str, str | None], int | None]:
    place = "knowledge/shelf_lives.yaml"
    rows = parse(files("comity.knowledge").joinpath("shelf_lives.yaml").read_text(encoding="utf-8"), place)["shelf_lives"]
    lives = {(row["kind"], row.get("jurisdiction")): row["days"] for row in rows}
    missing = [kind for kind in FactKind if (kind, None) not in lives]
    if missing:
        raise KnowledgeError(
            say("no shelf life for {names}", names=", ".join(missing)), place=place, hint=say("add a row for each kind of fact")
        )
    return lives
