"""Since when and until when statements of public lists held (`validity.yaml`): a list tells what it holds, not what it once held."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from comity.chain.labels import DoorKind, Label


@dataclass(frozen=True, slots=True)
class Interval:
    """When statements of one kind about somebody held.

    Attributes:
        named: whom a label of the address must name.
        kind: which statements are meant.
        first: first day.
        last: last day on which it may have held; None while it holds.
        says: in words, by language.
    """

    named: re.Pattern[str]
    kind: DoorKind
    first: date | None
    last: date | None
    says: dict[str, str]


@cache
def intervals() -> tuple[Interval, ...]:
    """Return every interval that is known."""
    rows = yaml.safe_load(files(__package__).joinpath("validity.yaml").read_text(encoding="utf-8"))
    return tuple(
        Interval(re.compile(row["named"], re.IGNORECASE), DoorKind(row["kind"]), row.get("from"), _last_day(row.get("to")), row["says"])
        for row in rows
    )


def with_intervals(labels: Iterable[Label]) -> list[Label]:
    """Give statements that state no interval of their own the one that is known; others stay as they are."""
    rows = list(labels)
    for interval in intervals():
        named = {row.address for row in rows if interval.named.search(f"{row.name} {row.actor or ''} {row.source}")}
        rows = [
            replace(row, valid_from=interval.first, valid_to=interval.last)
            if row.address in named and row.kind is interval.kind and row.valid_from is None and row.valid_to is None
            else row
            for row in rows
        ]
    return rows


def _last_day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    year, month = (int(part) for part in str(value).split("-"))
    return date(year, month, calendar.monthrange(year, month)[1])
