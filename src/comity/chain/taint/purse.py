"""Taint in an account: what is in it, in which order it came, and what a payment takes out.

The three policies of coins, for accounts. A purse begins with the opening balance, which is clean; credits are put in and payments taken
out in the order of the chain. A mark travels with a payment from one purse to the next.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from fractions import Fraction
from typing import Generic

from comity.chain.taint.fifo import Stretches
from comity.chain.taint.haircut import kept_short
from comity.chain.taint.policy import Mark


class Purse(ABC, Generic[Mark]):
    """What one policy knows of one account.

    Attributes:
        balance: base units in it.
    """

    def __init__(self, opening: int = 0) -> None:
        self.balance = opening

    @abstractmethod
    def put(self, value: int, mark: Mark | None) -> None:
        """Add a credit."""

    @abstractmethod
    def take(self, value: int) -> Mark | None:
        """Take a payment out; the caller sees to it that the balance suffices. None where nothing of it is tainted."""

    @abstractmethod
    def held(self) -> Fraction:
        """Return how much of the balance is tainted."""


class FifoPurse(Purse[Stretches]):
    """A queue of pieces: the oldest leave first."""

    def __init__(self, opening: int = 0) -> None:
        super().__init__(opening)
        self._pieces: deque[tuple[int, bool]] = deque([(opening, False)] if opening else [])

    def put(self, value: int, mark: Stretches | None) -> None:
        """Append the pieces of a credit, clean and tainted, in their order."""
        place = 0
        for begin, end in mark or ():
            self._append(begin - place, tainted=False)
            self._append(end - begin, tainted=True)
            place = end
        self._append(value - place, tainted=False)
        self.balance += value

    def take(self, value: int) -> Stretches | None:
        """Take pieces from the front."""
        self.balance -= value
        taken: list[tuple[int, int]] = []
        place = 0
        while place < value and self._pieces:
            size, tainted = self._pieces.popleft()
            part = min(size, value - place)
            if part < size:
                self._pieces.appendleft((size - part, tainted))
            if tainted and taken and taken[-1][1] == place:
                taken[-1] = (taken[-1][0], place + part)
            elif tainted:
                taken.append((place, place + part))
            place += part
        return tuple(taken) or None

    def held(self) -> Fraction:
        """Count the tainted units."""
        return Fraction(sum(size for size, tainted in self._pieces if tainted))

    def _append(self, size: int, *, tainted: bool) -> None:
        if size <= 0:
            return
        if self._pieces and self._pieces[-1][1] == tainted:
            size += self._pieces.pop()[0]
        self._pieces.append((size, tainted))


class HaircutPurse(Purse[Fraction]):
    """A pool: every payment takes the tainted share of the balance at that moment."""

    def __init__(self, opening: int = 0) -> None:
        super().__init__(opening)
        self._tainted = Fraction(0)

    def put(self, value: int, mark: Fraction | None) -> None:
        """Add to the pool."""
        self.balance += value
        self._tainted += mark or 0

    def take(self, value: int) -> Fraction | None:
        """Take the share; the last units take all that is left, so that nothing is lost to rounding."""
        if not self._tainted or not value:
            self.balance -= value
            return None
        share = self._tainted if value >= self.balance else kept_short(self._tainted * value / self.balance)
        self.balance -= value
        self._tainted -= share
        return share or None

    def held(self) -> Fraction:
        """Return the tainted amount of the pool."""
        return self._tainted


class PoisonPurse(Purse[bool]):
    """A flag: from the first touch on, every payment counts as a whole."""

    def __init__(self, opening: int = 0) -> None:
        super().__init__(opening)
        self._touched = False

    def put(self, value: int, mark: bool | None) -> None:
        """Touch the account if the credit is tainted."""
        self.balance += value
        self._touched = self._touched or bool(mark)

    def take(self, value: int) -> bool | None:
        """Return whether the account was touched."""
        self.balance -= value
        return self._touched or None

    def held(self) -> Fraction:
        """Return the whole balance once touched."""
        return Fraction(self.balance if self._touched else 0)
