"""Follow payments between accounts backward to where the money came from, under several policies at once.

The mirror of `account_trace`, with the same rules read the other way. FIFO: an account's credits, the opening balance first, lie end to end
on one line, and its payments cut the same line from the front. Haircut: a payment is a sample of the pool; going back, a credit gives the
demanded share of the pool that it joined. Poison: every earlier credit. The doors are the labelled accounts that paid.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from comity.chain.account_history import AccountHistory
from comity.chain.account_walk import AccountWalk, Hops
from comity.chain.flow import Amounts, Edge
from comity.chain.ledger import Transfer
from comity.chain.taint.fifo import FirstInFirstOut, Stretches
from comity.chain.taint.haircut import Haircut, kept_short
from comity.chain.taint.policy import Policy


class _Demand(ABC):
    """What later payments demand of an account, by one policy, while its history is read backward."""

    hop: int | None = None

    @abstractmethod
    def pay(self, start: int, balance: int, value: int, mark: Any) -> None:
        """Demand part of a payment that takes units [start, start + value) of the line from a pool of `balance`."""

    @abstractmethod
    def credit(self, start: int, balance: int, value: int) -> Any:
        """Return the mark of a credit that lies at [start, start + value) of the line and made the pool `balance`."""

    @abstractmethod
    def opening(self, value: int) -> Fraction:
        """Return what is demanded of the opening balance."""


class _FifoDemand(_Demand):
    def __init__(self) -> None:
        self.line: list[tuple[int, int]] = []

    def pay(self, start: int, balance: int, value: int, mark: Stretches) -> None:  # noqa: ARG002 - the line tells it
        self.line += [(start + begin, start + end) for begin, end in mark]

    def credit(self, start: int, balance: int, value: int) -> Stretches | None:  # noqa: ARG002 - the line tells it
        cut = sorted((max(begin, start) - start, min(end, start + value) - start) for begin, end in self.line)
        return tuple((begin, end) for begin, end in cut if begin < end) or None

    def opening(self, value: int) -> Fraction:
        return Fraction(sum(max(0, min(end, value) - begin) for begin, end in self.line if begin < value))


class _HaircutDemand(_Demand):
    def __init__(self) -> None:
        self.pool = Fraction(0)

    def pay(self, start: int, balance: int, value: int, mark: Fraction) -> None:  # noqa: ARG002 - a sample has no place
        self.pool += mark

    def credit(self, start: int, balance: int, value: int) -> Fraction | None:  # noqa: ARG002 - a sample has no place
        if not self.pool or not value:
            return None
        share = self.pool if value >= balance else kept_short(self.pool * value / balance)
        self.pool -= share
        return share or None

    def opening(self, value: int) -> Fraction:  # noqa: ARG002 - what is left is its
        return self.pool


class _PoisonDemand(_Demand):
    def __init__(self) -> None:
        self.touched = False

    def pay(self, start: int, balance: int, value: int, mark: bool) -> None:  # noqa: ARG002 - touched is touched
        self.touched = self.touched or mark

    def credit(self, start: int, balance: int, value: int) -> bool | None:  # noqa: ARG002 - touched is touched
        return self.touched or None

    def opening(self, value: int) -> Fraction:
        return Fraction(value if self.touched else 0)


def _demand_of(policy: Policy[Any]) -> _Demand:
    if isinstance(policy, FirstInFirstOut):
        return _FifoDemand()
    return _HaircutDemand() if isinstance(policy, Haircut) else _PoisonDemand()


class _Account:
    """An account of which something is demanded: its history with places on the line and balances."""

    def __init__(self, history: AccountHistory, policies: Sequence[Policy[Any]]) -> None:
        self.history = history
        self.demands = [_demand_of(policy) for policy in policies]
        self.last: Edge | None = None
        self.places: dict[Any, tuple[int, int, int]] = {}  # start of a payment, start of a credit, balance after it
        came, went = history.opening, 0
        for transfer in history.transfers:
            paid, received = went, came
            went += transfer.value if transfer.sender == history.account else 0
            came += transfer.value if transfer.recipient == history.account else 0
            self.places[transfer.key] = (paid, received, came - went)


class AccountOrigins(AccountWalk):
    """The walk backward."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.accounts: dict[str, _Account] = {}

    def rank(self, transfer: Transfer) -> tuple[int, ...]:
        """The newest first."""
        return tuple(-number for number in transfer.order)

    def take(self, transfer: Transfer) -> None:
        """Take one movement: what is demanded of the recipient's pool comes from it, and is demanded of the sender."""
        account = self.accounts.get(transfer.recipient or "")
        marks: list[Any] = [None] * len(self.policies)
        hops: list[int | None] = [None] * len(self.policies)
        if account is not None:
            _, start, balance = account.places[transfer.key]
            marks = [demand.credit(start, balance, transfer.value) for demand in account.demands]
            hops = [None if mark is None else (demand.hop or 0) + 1 for mark, demand in zip(marks, account.demands, strict=True)]
        if transfer.key in self.seeds:
            for policy, mark in zip(self.policies, marks, strict=True):
                self.flow.seeded[policy.name] += transfer.value - (policy.amount(transfer.value, mark) if mark is not None else 0)
            marks, hops = [policy.seed(transfer.value) for policy in self.policies], [0] * len(self.policies)
        amounts = self.amounts(transfer.value, marks)
        if any(amounts.values()):
            self.place(transfer, marks, hops, amounts)

    def place(self, transfer: Transfer, marks: Sequence[Any], hops: Hops, amounts: Amounts) -> None:
        """Record a payment that reached the seed, and ask where it came from unless a door or a limit is here."""
        edge = self.edge(transfer, amounts, hops)
        if transfer.sender is None:
            self.rest(edge, "newly made", amounts)
            return
        if self.arrive(edge, amounts, address=transfer.sender):
            return
        kept = self.kept(edge, marks, hops, amounts)
        if any(mark is not None for mark in kept):
            self.demand(edge, transfer, transfer.sender, kept, hops)

    def demand(self, edge: Edge, transfer: Transfer, payer: str, kept: Sequence[Any], hops: Hops) -> None:
        """Demand of the payer's pool what it paid."""
        if payer not in self.accounts and not self.open(edge, transfer, payer):
            self.leave(edge, payer, kept, edge.tainted)
            return
        account = self.accounts[payer]
        start, _, balance = account.places[transfer.key]
        account.last = edge
        for demand, mark, hop in zip(account.demands, kept, hops, strict=True):
            if mark is not None:
                demand.pay(start, balance, transfer.value, mark)
                demand.hop = hop if demand.hop is None else min(demand.hop, hop or 0)

    def open(self, edge: Edge, transfer: Transfer, payer: str) -> bool:
        """Read an account of which something is demanded for the first time."""
        history = self.history(payer, edge, transfer, transfer.recipient or "")
        if history is None:
            return False
        self.accounts[payer] = _Account(history, self.policies)
        for one in history.transfers:
            if one.key == transfer.key:
                break
            if one.recipient == payer:
                self.add_event(one)
        return True

    def finish(self, *, is_cut: bool) -> None:
        """What is demanded of what accounts held before their first transfer."""
        for name, account in () if is_cut else self.accounts.items():
            pairs = zip(self.policies, account.demands, strict=True)
            left = {policy.name: demand.opening(account.history.opening) for policy, demand in pairs}
            if account.last is not None and any(left.values()):
                self.rest(account.last, "opening balance", left, address=name)
