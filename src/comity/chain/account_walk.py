"""What following payments between accounts forward and backward have in common.

All movements of every account that holds taint are taken one after the other, in the order of the chain or against it. An account is read
when taint first reaches it. Every payment that is cited is held against the transaction's receipt.
"""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from comity.chain.account_history import AccountHistory, must_agree, read_history
from comity.chain.crossings import Crossing, crossing_of
from comity.chain.flow import Amounts, Edge, Flow, Limits
from comity.chain.labels import Labels
from comity.chain.ledger import Transfer
from comity.chain.receipts import Receipts
from comity.chain.source import AccountSource, UnreadAccountError
from comity.chain.taint.policy import Policy
from comity.chain.walk import Walk

Key = tuple[str, str | None, str | None, int, int]
Hops = Sequence[int | None]


class AccountWalk(Walk, ABC):
    """A walk between accounts.

    Attributes:
        notes: what a reader must know of the accounts that were read.
    """

    def __init__(
        self,
        source: AccountSource,
        seeds: Sequence[Transfer],
        asset: str,
        policies: Sequence[Policy[Any]],
        labels: Labels,
        limits: Limits,
        own: Iterable[str] = (),
    ) -> None:
        super().__init__(policies, labels, limits, own, source.tip_if_told())
        self.source, self.asset = source, asset
        self.receipts = Receipts(source, asset)
        self.closed: dict[str, str] = {}
        self.events: list[tuple[tuple[int, ...], str, int, Transfer]] = []
        self.listed: set[Key] = set()
        self.seeds: dict[Key, Transfer] = {seed.key: seed for seed in seeds}
        self.notes: list[str] = []

    @abstractmethod
    def rank(self, transfer: Transfer) -> tuple[int, ...]:
        """Return the sort key by which movements are taken."""

    @abstractmethod
    def take(self, transfer: Transfer) -> None:
        """Take one movement."""

    @abstractmethod
    def finish(self, *, is_cut: bool) -> None:
        """Say what accounts still hold, or still owe, at the end."""

    def run(self) -> tuple[Flow, tuple[str, ...]]:
        """Walk from the seeds until nothing is left, or the limit on movements is reached.

        Returns:
            The flow, and notes on opening balances and receipts.

        Raises:
            ContradictionError: the source contradicts itself; nothing is returned then.
        """
        for seed in self.seeds.values():
            self.add_event(seed)
        taken = 0
        while self.events and taken < self.limits.transactions:
            *_, transfer = heapq.heappop(self.events)
            self.take(transfer)
            taken += 1
        if self.events:
            self.flow.stop(f"after {taken} movements", "the limit was reached: the trace is not complete")
        self.finish(is_cut=bool(self.events))
        return self.flow.in_order(), tuple(dict.fromkeys([*self.notes, *self.receipts.notes]))

    def add_event(self, transfer: Transfer) -> None:
        """Put a movement on the list, once."""
        if transfer.key not in self.listed:
            self.listed.add(transfer.key)
            heapq.heappush(self.events, (self.rank(transfer), transfer.txid, len(self.listed), transfer))

    def edge(self, transfer: Transfer, amounts: Amounts, hops: Hops) -> Edge:
        """Cite a payment, with block and log as its receipt states them."""
        settled = self.receipts.settled(transfer)
        edge = Edge(
            (transfer.sender,) if transfer.sender else (),
            transfer.recipient,
            transfer.txid,
            settled.index if settled.index is not None else transfer.nth,
            transfer.value,
            self.whole(amounts),
            settled.position,
            min(hop for hop in hops if hop is not None),
            self.asset,
            order=transfer.order,
        )
        self.flow.edges.append(edge)
        return edge

    def crossing(self, edge: Edge, transfer: Transfer) -> Crossing | None:
        """Recognise where a payment leaves for another asset or chain; an address that was asked about is no crossing."""
        if transfer.recipient in self.own:
            return None
        events = self.source.events_in(transfer.txid)
        return crossing_of(replace(transfer, index=edge.index), events, self.source.named) if events else None

    def kept(self, edge: Edge, marks: Sequence[Any], hops: Hops, amounts: Amounts) -> list[Any]:
        """Return the marks of the policies that go on."""
        names = self.cut(edge, amounts, {policy.name: hop or 0 for policy, hop in zip(self.policies, hops, strict=True)})
        return [mark if policy.name in names else None for policy, mark in zip(self.policies, marks, strict=True)]

    def history(self, account: str, edge: Edge, transfer: Transfer, other: str) -> AccountHistory | None:
        """Read an account for the first time, for a transfer that another one lists; None where it cannot be read, which is said."""
        if account in self.closed:
            return None
        try:
            history = read_history(self.source, account, self.asset)
        except UnreadAccountError as error:
            self.closed[account] = error.why
            self.flow.stop(edge.where, f"{account}: {error.message}: {error.meaning}")
            return None
        must_agree(history, transfer, other)
        self.notes += history.notes
        return history

    def leave(self, edge: Edge, account: str, marks: Sequence[Any], amounts: Amounts) -> None:
        """Let rest what reaches an account that cannot be read."""
        pairs = zip(self.policies, marks, strict=True)
        left = {policy.name: amounts[policy.name] for policy, mark in pairs if mark is not None}
        self.rest(edge, self.closed[account], left)
