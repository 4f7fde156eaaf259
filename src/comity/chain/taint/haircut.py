"""Haircut: a transaction's taint is spread over its outputs and its fee in proportion to their value."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from comity.chain.taint.policy import Policy


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
        marks: list[Fraction | None] = [share * value if value else None for value in made]
        return marks, tainted - sum((mark for mark in marks if mark), Fraction(0))

    def amount(self, value: int, mark: Fraction) -> Fraction:  # noqa: ARG002 - the mark is the amount
        """Return the fraction."""
        return mark
