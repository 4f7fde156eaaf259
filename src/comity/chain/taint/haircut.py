"""Haircut: a transaction's taint is spread over its outputs and its fee in proportion to their value.

Shares are exact fractions. Their denominators grow with every transaction; beyond 2,048 bits a share is rounded down to a multiple of
2^-256 of a base unit, and what is rounded off is counted with the fee, so that the sum stays exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from comity.chain.taint.policy import Policy

_LONGEST, _PLACES = 2048, 256


class Haircut(Policy[Fraction]):
    """Keeps the tainted amount of a coin as an exact fraction."""

    name = "haircut"
    rule = "TAINT-HAIRCUT"
    describes = "Every output carries the same tainted share as the sum of the inputs."

    def seed(self, value: int) -> Fraction:
        """Mark the whole value."""
        return Fraction(value)

    def spread(self, spent: Sequence[tuple[int, Fraction | None]], made: Sequence[int]) -> tuple[list[Fraction | None], Fraction]:
        """Give every output, and the fee, its share."""
        total = sum(value for value, _ in spent)
        tainted = sum((mark for _, mark in spent if mark), Fraction(0))
        if not total or not tainted:
            return [None] * len(made), Fraction(0)
        share = tainted / total
        marks: list[Fraction | None] = [kept_short(share * value) if value else None for value in made]
        return marks, tainted - sum((mark for mark in marks if mark), Fraction(0))

    def gather(self, made: Sequence[tuple[int, Fraction | None]], spent: Sequence[int]) -> list[Fraction | None]:
        """Give every input its share; the rounding, if any, is the first one's."""
        total = sum(spent)
        tainted = sum((mark for _, mark in made if mark), Fraction(0))
        if not total or not tainted:
            return [None] * len(spent)
        share = tainted / total
        marks: list[Fraction | None] = [kept_short(share * value) if value else None for value in spent]
        first = next(number for number, mark in enumerate(marks) if mark is not None)
        marks[first] = tainted - sum((mark for mark in marks[first + 1 :] if mark), Fraction(0))
        return marks

    def amount(self, value: int, mark: Fraction) -> Fraction:  # noqa: ARG002 - the mark is the amount
        """Return the fraction."""
        return mark


def kept_short(amount: Fraction) -> Fraction:
    """Round an amount down to a multiple of 2^-256 when its denominator has grown beyond 2,048 bits."""
    if amount.denominator.bit_length() <= _LONGEST:
        return amount
    return Fraction((amount.numerator << _PLACES) // amount.denominator, 1 << _PLACES)
