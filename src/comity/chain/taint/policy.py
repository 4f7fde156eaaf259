"""What a taint policy answers.

To add one, write a file in this folder with one subclass of `Policy`. A policy is pure: it gets the coins that a transaction spends, each
with its value and its mark, and the values of the coins made, and returns the marks of the new coins and what was lost to the fee.
Everything is exact: integers, or fractions of integers, never floats.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import Generic, TypeVar

Mark = TypeVar("Mark")


class Policy(ABC, Generic[Mark]):
    """A rule by which taint passes through transactions.

    Attributes:
        name: its name in results and reports.
        rule: id of the rule, printed with every edge.
        describes: the rule in one sentence for a court.
    """

    name: str
    rule: str
    describes: str

    @abstractmethod
    def seed(self, value: int) -> Mark:
        """Mark a whole coin."""

    @abstractmethod
    def spread(self, spent: Sequence[tuple[int, Mark | None]], made: Sequence[int]) -> tuple[list[Mark | None], Fraction]:
        """Pass the marks on.

        Args:
            spent: value and mark of each coin spent, in the order of the inputs.
            made: value of each coin made, in the order of the outputs.

        Returns:
            The mark of each coin made (None where it holds nothing), and the tainted amount lost to the fee.
        """

    @abstractmethod
    def gather(self, made: Sequence[tuple[int, Mark | None]], spent: Sequence[int]) -> list[Mark | None]:
        """Pass the marks back: which of the coins spent paid for the marked part of the coins made.

        Args:
            made: value and mark of each coin made, in the order of the outputs.
            spent: value of each coin spent, in the order of the inputs.
        """

    @abstractmethod
    def amount(self, value: int, mark: Mark) -> Fraction:
        """Return how much of a coin of that value is tainted."""
