"""Follow payments between accounts backward to where the money came from, under several policies at once.

The mirror of `account_trace`, with the same rules read the other way. FIFO: an account's credits, the opening balance first, lie end to end
on one line, and its payments cut the same line from the front. Haircut: a payment is a sample of the pool; going back, a credit gives the
demanded share of the pool that it joined. Poison: every earlier credit. The doors are the labelled accounts that paid.
"""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from comity.chain.account_history import AccountHistory, must_agree, read_history
from comity.chain.flow import Amounts, Arrival, Edge, Flow, Limits, weightiest
from comity.chain.labels import DoorKind, Labels
from comity.chain.ledger import Transfer
from comity.chain.receipts import Receipts
from comity.chain.source import AccountSource, BusyAccountError
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


class _Return:
    def __init__(
        self, source: AccountSource, asset: str, policies: Sequence[Policy[Any]], labels: Labels, limits: Limits, own: frozenset[str]
    ) -> None:
        self.source, self.asset, self.policies, self.labels, self.limits, self.own = source, asset, policies, labels, limits, own
        self.flow = Flow(tuple(policy.name for policy in policies), tip=source.tip_if_told())
        self.receipts = Receipts(source, asset)
        self.accounts: dict[str, _Account] = {}
        self.events: list[tuple[tuple[int, ...], str, int, Transfer]] = []
        self.listed: set[Any] = set()
        self.seeds: dict[Any, Transfer] = {}
        self.notes: list[str] = []

    def add_event(self, transfer: Transfer) -> None:
        if transfer.key not in self.listed:
            self.listed.add(transfer.key)
            newest_first = tuple(-number for number in transfer.order)
            heapq.heappush(self.events, (newest_first, transfer.txid, len(self.listed), transfer))

    def take(self, transfer: Transfer) -> None:
        """Take one movement: what is demanded of the recipient's pool comes from it, and is demanded of the sender."""
        account = self.accounts.get(transfer.recipient or "")
        marks: list[Any] = [None] * len(self.policies)
        hops: list[int | None] = [None] * len(self.policies)
        if account is not None:
            _, start, balance = account.places[transfer.key]
            marks = [demand.credit(start, balance, transfer.value) for demand in account.demands]
            hops = [None if mark is None else (demand.hop or 0) + 1 for mark, demand in zip(marks, account.demands, strict=True)]
        is_seed = transfer.key in self.seeds
        if is_seed:
            for policy, mark in zip(self.policies, marks, strict=True):
                self.flow.seeded[policy.name] += transfer.value - (policy.amount(transfer.value, mark) if mark is not None else 0)
            marks, hops = [policy.seed(transfer.value) for policy in self.policies], [0] * len(self.policies)
        amounts = {
            policy.name: policy.amount(transfer.value, mark) for policy, mark in zip(self.policies, marks, strict=True) if mark is not None
        }
        if any(amounts.values()):
            self.place(transfer, marks, hops, amounts)

    def place(self, transfer: Transfer, marks: Sequence[Any], hops: Sequence[int | None], amounts: Amounts) -> None:
        settled = self.receipts.settled(transfer)
        tainted = {name: amounts.get(name, Fraction(0)) for name in self.flow.policies}
        senders = (transfer.sender,) if transfer.sender else ()
        index = settled.index if settled.index is not None else transfer.nth
        hop = min(one for one in hops if one is not None)
        edge = Edge(
            senders,
            transfer.recipient,
            transfer.txid,
            index,
            transfer.value,
            tainted,
            settled.position,
            hop,
            self.asset,
            order=transfer.order,
        )
        self.flow.edges.append(edge)
        if transfer.sender is None:
            self.flow.arrivals.append(Arrival(edge, DoorKind.REST, "newly made", amounts))
            return
        if self.arrive(edge, transfer.sender, amounts):
            return
        kept = self.cut(edge, marks, hops, amounts)
        if any(mark is not None for mark in kept):
            self.demand(edge, transfer, kept, hops)

    def demand(self, edge: Edge, transfer: Transfer, kept: Sequence[Any], hops: Sequence[int | None]) -> None:
        name = transfer.sender or ""
        if name not in self.accounts and not self.open(edge, transfer):
            left = {p.name: edge.tainted[p.name] for p, mark in zip(self.policies, kept, strict=True) if mark is not None}
            self.flow.arrivals.append(Arrival(edge, DoorKind.REST, "not followed: a busy account without a label, perhaps a service", left))
            return
        account = self.accounts[name]
        start, _, balance = account.places[transfer.key]
        account.last = edge
        for demand, mark, hop in zip(account.demands, kept, hops, strict=True):
            if mark is not None:
                demand.pay(start, balance, transfer.value, mark)
                demand.hop = hop if demand.hop is None else min(demand.hop, hop or 0)

    def open(self, edge: Edge, transfer: Transfer) -> bool:
        """Read an account of which something is demanded for the first time."""
        name = transfer.sender or ""
        try:
            history = read_history(self.source, name, self.asset)
        except BusyAccountError as error:
            self.flow.stop(edge.where, f"{name}: {error.message}: perhaps a service without a label")
            return False
        must_agree(history, transfer, transfer.recipient or "")
        self.notes += history.notes
        self.accounts[name] = _Account(history, self.policies)
        for one in history.transfers:
            if one.key == transfer.key:
                break
            if one.recipient == name:
                self.add_event(one)
        return True

    def arrive(self, edge: Edge, payer: str, amounts: Amounts) -> bool:
        """End at a labelled payer."""
        if payer in self.own:
            return False
        labels = weightiest(self.labels.of(payer, edge.position.at.date() if edge.position.at else None))
        if labels:
            self.flow.arrivals.append(Arrival(edge, labels[0].kind, labels[0].name, amounts, labels, address=payer))
        return bool(labels)

    def cut(self, edge: Edge, marks: Sequence[Any], hops: Sequence[int | None], amounts: Amounts) -> list[Any]:
        kept: list[Any] = []
        reasons: dict[str, Amounts] = {}
        for policy, mark, hop in zip(self.policies, marks, hops, strict=True):
            why = None if mark is None else self.limits.why_not(amounts[policy.name], hop or 0)
            kept.append(mark if why is None else None)
            if why is not None:
                reasons.setdefault(why, {})[policy.name] = amounts[policy.name]
        for why, left in reasons.items():
            self.flow.stop(edge.where, why)
            self.flow.arrivals.append(Arrival(edge, DoorKind.REST, f"not followed: {why}", left))
        return kept

    def run(self, seeds: Sequence[Transfer]) -> None:
        self.seeds = {seed.key: seed for seed in seeds}
        for seed in seeds:
            self.add_event(seed)
        taken = 0
        while self.events and taken < self.limits.transactions:
            *_, transfer = heapq.heappop(self.events)
            self.take(transfer)
            taken += 1
        if self.events:
            self.flow.stop(f"after {taken} movements", "the limit was reached: the trace is not complete")
        for name, account in self.accounts.items():
            self.rest(name, account, cut=bool(self.events))

    def rest(self, name: str, account: _Account, *, cut: bool) -> None:
        """What is demanded of what an account held before its first transfer."""
        if account.last is None or cut:
            return
        left = {p.name: demand.opening(account.history.opening) for p, demand in zip(self.policies, account.demands, strict=True)}
        if any(left.values()):
            self.flow.arrivals.append(Arrival(account.last, DoorKind.REST, "opening balance", left, address=name))


def trace_payers(
    source: AccountSource,
    seeds: Sequence[Transfer],
    asset: str,
    policies: Sequence[Policy[Any]],
    labels: Labels,
    limits: Limits,
    own: Sequence[str] = (),
) -> tuple[Flow, tuple[str, ...]]:
    """Follow payments backward; arguments, result and errors as `account_trace.trace_accounts`."""
    walk = _Return(source, asset, policies, labels, limits, frozenset(own))
    walk.run(seeds)
    return walk.flow.in_order(), tuple(dict.fromkeys([*walk.notes, *walk.receipts.notes]))
