"""Poison: a coin that was touched is tainted as a whole. It overstates on purpose: an upper bound, never proof of an amount."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from comity.chain.taint.policy import Policy


class Poison(Policy[bool]):
    """Keeps only whether a coin was touched."""

    name = "poison"
    rule = "TAINT-POISON"
    describes = "Every output of a transaction with any tainted input counts as a whole."

    def seed(self, value: int) -> bool:  # noqa: ARG002 - touched is touched
        """Mark the coin."""
        return True

    def spread(self, spent: Sequence[tuple[int, bool | None]], made: Sequence[int]) -> tuple[list[bool | None], Fraction]:
        """Touch every output when any input was touched."""
        touched = any(mark for _, mark in spent)
        fee = sum(value for value, _ in spent) - sum(made)
        return [touched or None] * len(made), Fraction(max(fee, 0) if touched else 0)

    def gather(self, made: Sequence[tuple[int, bool | None]], spent: Sequence[int]) -> list[bool | None]:
        """Touch every input when any output is touched."""
        return [any(mark for _, mark in made) or None] * len(spent)

    def amount(self, value: int, mark: bool) -> Fraction:
        """Return the whole value."""
        return Fraction(value if mark else 0)
