"""Rates of the office: what one unit was worth on a day, and who says so. No rate is ever made up, carried over or put between two days.

They lie in the overlay, `money/rates.csv`, with the columns `day, unit, currency, rate, source`. What is not there is typed
with its source.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from comity.desk.money.amounts import read_amount, read_currency
from comity.errors import InputError
from comity.text.messages import say

COLUMNS = ("day", "unit", "currency", "rate", "source")
FILE = Path("money") / "rates.csv"


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit was worth.

    Attributes:
        rate: exact, as decimal text.
        currency: in which currency.
        on: on which day.
        source: who says so.
    """

    rate: str
    currency: str
    on: date
    source: str


def rate_of(overlay: Path | None, unit: str, currency: str, on: date) -> Rate | None:
    """Return the office's rate of a unit on a day; None where it has none for this very day.

    Raises:
        InputError: the file of rates cannot be read.
    """
    path = overlay / FILE if overlay else None
    if path is None or not path.is_file():
        return None
    return _rates(path, path.stat().st_mtime_ns).get((unit, currency, on))


@lru_cache(maxsize=4)
def _rates(path: Path, _changed: int) -> dict[tuple[str, str, date], Rate]:
    found: dict[tuple[str, str, date], Rate] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), start=2):
            place = f"{path}:{line}"
            if not all((row.get(name) or "").strip() for name in COLUMNS):
                raise InputError(say("a rate needs day, unit, currency, rate and source"), place=place)
            try:
                on = date.fromisoformat(row["day"].strip())
            except ValueError:
                raise InputError(
                    say("this is no day: {text}", text=row["day"]), place=place, hint=say("write the year first: 2026-03-14")
                ) from None
            unit, currency = read_currency(row["unit"], place), read_currency(row["currency"], place)
            found[unit, currency, on] = Rate(read_amount(row["rate"], place), currency, on, row["source"].strip())
    return found
