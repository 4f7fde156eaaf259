"""What following coins forward and backward have in common.

Transactions are taken one after the other in an order in which everything that is known of a transaction is known before it is taken, so
the result does not depend on the order in which a source answers. Each direction says what that order is, and how marks pass.
"""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.chain.checked import CheckedCoins, Coin, Shown
from comity.chain.flow import Amounts, Edge, Flow, Limits
from comity.chain.labels import Labels
from comity.chain.ledger import Position
from comity.chain.taint.policy import Policy
from comity.chain.walk import Walk


@dataclass(frozen=True, slots=True)
class Marked:
    """What one policy knows of one coin."""

    mark: Any
    hop: int


Marks = tuple[Marked | None, ...]


class CoinWalk(Walk, ABC):
    """A walk over coins."""

    def __init__(
        self,
        chain: CheckedCoins,
        seeds: Sequence[Coin],
        policies: Sequence[Policy[Any]],
        labels: Labels,
        limits: Limits,
        *,
        asset: str = "BTC",
        own: Sequence[str] = (),
    ) -> None:
        super().__init__(policies, labels, limits, own, chain.source.tip_if_told())
        self.chain, self.asset = chain, asset
        self.marks: dict[Coin, Marks] = {}
        self.edges: dict[Coin, Edge] = {}
        self.queue: list[tuple[tuple[int, int], str]] = []
        self.queued: set[str] = set()
        self.seeds = dict.fromkeys(seeds)

    @abstractmethod
    def rank(self, position: Position) -> tuple[int, int]:
        """Return the sort key by which transactions are taken."""

    @abstractmethod
    def step(self, txid: str) -> None:
        """Take one transaction."""

    @abstractmethod
    def settle(self, edge: Edge, amounts: Amounts, *, is_seed: bool) -> bool:
        """End at a door, if there is one here."""

    @abstractmethod
    def follow(self, edge: Edge, kept: Marks, amounts: Amounts) -> None:
        """Put on the list what comes next."""

    @abstractmethod
    def waiting(self) -> list[Coin]:
        """Return the coins that were still to be followed."""

    def run(self) -> Flow:
        """Walk from the seeds until nothing is left, or the limit on transactions is reached.

        Raises:
            ContradictionError: the source does not prove what it says; nothing is returned then.
        """
        for coin in self.seeds:
            self.begin(coin)
        taken = 0
        while self.queue and taken < self.limits.transactions:
            _, txid = heapq.heappop(self.queue)
            self.step(txid)
            taken += 1
        if self.queue:
            self.run_out(taken)
        self.chain.close()
        return self.flow.in_order()

    def begin(self, coin: Coin) -> None:
        """Begin with a coin, wholly tainted."""
        value = self.chain.output(*coin).value
        for policy in self.policies:
            self.flow.seeded[policy.name] += value
        self.place(coin, tuple(Marked(policy.seed(value), 0) if value else None for policy in self.policies), is_seed=True)

    def place(self, coin: Coin, marks: Marks, shape: str | None = None, *, is_seed: bool = False) -> None:
        """Record a coin that holds taint, and go on from it unless a door or a limit is here."""
        output = self.chain.output(*coin)
        undone = self.chain.undone.get(coin)
        shown = None if undone else self.chain.shown(coin[0])
        amounts = self.amounts(output.value, [marked.mark if marked else None for marked in marks])
        if not any(amounts.values()):
            return
        hops = {policy.name: marked.hop for policy, marked in zip(self.policies, marks, strict=True) if marked}
        hop, tainted = min(hops.values()), self.whole(amounts)
        position = shown.position if shown else Position(undone.height if undone else None, None, 0, None)
        senders = self.senders(shown) if shown else ()
        edge = Edge(senders, output.address, *coin, output.value, tainted, position, hop, self.asset, shape)
        self.edges[coin] = edge
        self.flow.edges.append(edge)
        if self.settle(edge, amounts, is_seed=is_seed):
            return
        names = self.cut(edge, amounts, hops)
        if names:
            kept = tuple(marked if policy.name in names else None for policy, marked in zip(self.policies, marks, strict=True))
            self.follow(edge, kept, amounts)

    def enqueue(self, txid: str, position: Position) -> None:
        """Put a transaction on the list, once."""
        if txid not in self.queued:
            self.queued.add(txid)
            heapq.heappush(self.queue, (self.rank(position), txid))

    def senders(self, shown: Shown) -> tuple[str, ...]:
        """Name the addresses of the coins that a transaction spends."""
        spent = (self.chain.output(coin.txid, coin.vout).address for coin in shown.transaction.inputs)
        return tuple(dict.fromkeys(address for address in spent if address))

    def absorb(self, coin: Coin, marks: Marks) -> None:
        """Count taint that meets a coin of the seed once: the coin is wholly tainted already."""
        value = self.chain.output(*coin).value
        for policy, marked in zip(self.policies, marks, strict=True):
            if marked is not None:
                self.flow.seeded[policy.name] -= policy.amount(value, marked.mark)

    def held(self, coin: Coin) -> Amounts:
        """Return what the policies that still follow a coin count in it."""
        pairs = zip(self.policies, self.marks[coin], strict=True)
        return {policy.name: self.edges[coin].tainted[policy.name] for policy, marked in pairs if marked}

    def run_out(self, taken: int) -> None:
        """Say what was still to be followed when the limit on transactions was reached."""
        why = f"{taken} transactions were followed: the trace is not complete"
        for coin in self.waiting():
            self.flow.stop(self.edges[coin].where, why)
            self.rest(self.edges[coin], f"not followed: {why}", self.held(coin))
