"""What was lost, traced, frozen and returned: exact sums by currency, and in the currency of the office where a rate is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import pairwise

from comity.desk.models.money import MoneyEntry
from comity.desk.money.amounts import written
from comity.desk.money.entries import FATES
from comity.text.messages import Said, say

_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of one fate.

    Attributes:
        amount: decimal text.
        count: how many entries are in it.
        left_out: how many have no rate and are not in it; 0 for sums in their own currency.
    """

    amount: str
    count: int
    left_out: int = 0

    @property
    def shown(self) -> str:
        """The amount with its thousands apart."""
        whole, point, part = self.amount.partition(".")
        return f"{int(whole):,}".replace(",", "\u202f") + point + part


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of some entries.

    Attributes:
        currency: the currency of the office.
        own: currency to fate to sum, in the order of the alphabet.
        converted: fate to sum in the currency of the office.
        doubts: what cannot be: more frozen than traced, and the like.
    """

    currency: str
    own: dict[str, dict[str, Sum]]
    converted: dict[str, Sum]
    doubts: tuple[Said, ...]

    @property
    def left_out(self) -> int:
        """How many entries have no rate."""
        return sum(one.left_out for one in self.converted.values())


def totals(entries: Iterable[MoneyEntry], currency: str) -> Totals:
    """Add up what counts.

    Args:
        entries: entries; those that are struck out are left aside.
        currency: the currency of the office.
    """
    standing = [entry for entry in entries if entry.struck_at is None]
    units = sorted({entry.currency for entry in standing})
    own = {
        unit: {fate: _sum(entry for entry in standing if entry.currency == unit and entry.fate == fate) for fate in FATES} for unit in units
    }
    converted = {fate: _converted([entry for entry in standing if entry.fate == fate], currency) for fate in FATES}
    return Totals(currency, own, converted, tuple(doubt for unit in units for doubt in _doubts(unit, own[unit])))


def worth(entry: MoneyEntry, currency: str) -> Decimal | None:
    """What an entry is worth in a currency; None where no rate says so."""
    if entry.currency == currency:
        return Decimal(entry.amount)
    if entry.rate and entry.rate_currency == currency:
        with localcontext(prec=80):
            return Decimal(entry.amount) * Decimal(entry.rate)
    return None


def _sum(entries: Iterable[MoneyEntry]) -> Sum:
    amounts = [Decimal(entry.amount) for entry in entries]
    with localcontext(prec=80):
        return Sum(written(sum(amounts, Decimal(0))), len(amounts))


def _converted(entries: list[MoneyEntry], currency: str) -> Sum:
    values = [value for entry in entries if (value := worth(entry, currency)) is not None]
    with localcontext(prec=80):
        total = sum(values, Decimal(0)).quantize(_PLACES, ROUND_HALF_UP)
    return Sum(written(total), len(values), len(entries) - len(values))


def _doubts(unit: str, sums: dict[str, Sum]) -> Iterable[Said]:
    for earlier, later in pairwise(FATES):
        if sums[earlier].count and Decimal(sums[later].amount) > Decimal(sums[earlier].amount):
            yield say("more is {later} than {earlier} in {unit}", later=say(FATES[later]), earlier=say(FATES[earlier]), unit=unit)
