"""Follow coins from a seed backward to where they came from, under several policies at once.

The mirror of `coin_trace`: transactions are taken from the newest to the oldest, so that all marked coins that a transaction made are
known before it is taken. FIFO reads the same line of units from the outputs to the inputs; haircut asks every input for its share;
poison for all of them. The doors are the labelled addresses whose coins were spent.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from comity.chain.checked import CheckedCoins, Coin
from comity.chain.coinjoin import coinjoin_shape
from comity.chain.flow import Amounts, Arrival, Edge, Flow, Limits, weightiest
from comity.chain.labels import DoorKind, Labels
from comity.chain.taint.policy import Policy


@dataclass(frozen=True, slots=True)
class _Marked:
    mark: Any
    hop: int


Marks = tuple[_Marked | None, ...]


class _Return:
    def __init__(self, chain: CheckedCoins, policies: Sequence[Policy[Any]], labels: Labels, limits: Limits, asset: str) -> None:
        self.chain, self.policies, self.labels, self.limits, self.asset = chain, policies, labels, limits, asset
        self.flow = Flow(tuple(policy.name for policy in policies), tip=chain.source.tip_if_told())
        self.marks: dict[Coin, Marks] = {}
        self.edges: dict[Coin, Edge] = {}
        self.queue: list[tuple[tuple[int, int], str]] = []
        self.queued: set[str] = set()
        self.own: frozenset[str] = frozenset()
        self.seeds: frozenset[Coin] = frozenset()

    def seed(self, coin: Coin) -> None:
        value = self.chain.output(*coin).value
        for policy in self.policies:
            self.flow.seeded[policy.name] += value
        marks: Marks = tuple(_Marked(policy.seed(value), 0) if value else None for policy in self.policies)
        self.place(coin, marks, is_seed=True)

    def place(self, coin: Coin, marks: Marks, *, is_seed: bool = False) -> None:
        """Record a coin whose units reached the seed, and ask where it came from unless a door or a limit is here."""
        shown = self.chain.shown(coin[0])
        output = self.chain.output(*coin)
        amounts = {
            policy.name: policy.amount(output.value, marked.mark)
            for policy, marked in zip(self.policies, marks, strict=True)
            if marked is not None
        }
        if not any(amounts.values()):
            return
        spent = (self.chain.output(one.txid, one.vout).address for one in shown.transaction.inputs)
        senders = tuple(dict.fromkeys(address for address in spent if address))
        tainted = {name: amounts.get(name, Fraction(0)) for name in self.flow.policies}
        hop = min(marked.hop for marked in marks if marked)
        edge = Edge(senders, output.address, coin[0], coin[1], output.value, tainted, shown.position, hop, self.asset)
        self.edges[coin] = edge
        self.flow.edges.append(edge)
        if (not is_seed and self.arrive(edge, amounts)) or self.begins_here(edge, amounts):
            return
        kept = self.cut(edge, marks, amounts)
        if any(kept):
            self.marks[coin] = kept
            if coin[0] not in self.queued:
                self.queued.add(coin[0])
                height, index = shown.position.order
                heapq.heappush(self.queue, ((-height, -index), coin[0]))

    def arrive(self, edge: Edge, amounts: Amounts) -> bool:
        if edge.recipient in self.own:
            return False
        labels = weightiest(self.labels.of(edge.recipient, edge.position.at.date() if edge.position.at else None))
        if labels:
            self.flow.arrivals.append(Arrival(edge, labels[0].kind, labels[0].name, amounts, labels))
        return bool(labels)

    def begins_here(self, edge: Edge, amounts: Amounts) -> bool:
        """New coins come from nowhere; the outputs of a CoinJoin from nobody that could be named."""
        transaction = self.chain.transaction(edge.txid)
        if transaction.is_coinbase:
            self.flow.arrivals.append(Arrival(edge, DoorKind.REST, "newly made coins", amounts))
            return True
        shape = coinjoin_shape(transaction)
        if shape is not None and not self.limits.through_coinjoin:
            self.flow.arrivals.append(Arrival(edge, DoorKind.COINJOIN, f"CoinJoin ({shape}) {edge.txid}", amounts))
            return True
        return False

    def cut(self, edge: Edge, marks: Marks, amounts: Amounts) -> Marks:
        kept: list[_Marked | None] = []
        reasons: dict[str, Amounts] = {}
        for policy, marked in zip(self.policies, marks, strict=True):
            why = self.limits.why_not(amounts[policy.name], marked.hop) if marked else None
            kept.append(marked if why is None else None)
            if why is not None:
                reasons.setdefault(why, {})[policy.name] = amounts[policy.name]
        for why, left in reasons.items():
            self.flow.stop(edge.where, why)
            self.flow.arrivals.append(Arrival(edge, DoorKind.REST, f"not followed: {why}", left))
        return tuple(kept)

    def step(self, txid: str) -> None:
        """Take one transaction: pass the marks of the coins it made back to those it spent."""
        transaction = self.chain.transaction(txid)
        spent = [(coin.txid, coin.vout) for coin in transaction.inputs]
        values = [self.chain.output(*coin).value for coin in spent]
        columns: list[list[_Marked | None]] = []
        for number, policy in enumerate(self.policies):
            marked = [self.marks.get((txid, vout), (None,) * len(self.policies))[number] for vout in range(len(transaction.outputs))]
            if not any(marked):
                columns.append([None] * len(spent))
                continue
            made = [(output.value, one.mark if one else None) for output, one in zip(transaction.outputs, marked, strict=True)]
            hop = min(one.hop for one in marked if one) + 1
            columns.append([None if mark is None else _Marked(mark, hop) for mark in policy.gather(made, values)])
        for coin, marks in zip(spent, zip(*columns, strict=True), strict=True):
            if coin in self.seeds:
                self.absorb(coin, marks)
            elif any(marks):
                self.place(coin, marks)

    def absorb(self, coin: Coin, marks: Marks) -> None:
        """Count a coin of the seed that paid for another one once: it is wholly marked already."""
        value = self.chain.output(*coin).value
        for policy, marked in zip(self.policies, marks, strict=True):
            if marked is not None:
                self.flow.seeded[policy.name] -= policy.amount(value, marked.mark)

    def run_out(self, taken: int) -> None:
        why = f"{taken} transactions were followed: the trace is not complete"
        waiting = {txid for _, txid in self.queue}
        for coin, marks in self.marks.items():
            if coin[0] in waiting:
                left = {policy.name: self.edges[coin].tainted[policy.name] for policy, one in zip(self.policies, marks, strict=True) if one}
                self.flow.stop(self.edges[coin].where, why)
                self.flow.arrivals.append(Arrival(self.edges[coin], DoorKind.REST, f"not followed: {why}", left))


def trace_origins(
    chain: CheckedCoins,
    seeds: Sequence[Coin],
    policies: Sequence[Policy[Any]],
    labels: Labels,
    limits: Limits,
    *,
    asset: str = "BTC",
    own: Sequence[str] = (),
) -> Flow:
    """Follow coins backward; arguments and errors as `coin_trace.trace_coins`."""
    walk = _Return(chain, policies, labels, limits, asset)
    walk.own, walk.seeds = frozenset(own), frozenset(seeds)
    for coin in dict.fromkeys(seeds):
        walk.seed(coin)
    taken = 0
    while walk.queue and taken < limits.transactions:
        _, txid = heapq.heappop(walk.queue)
        walk.step(txid)
        taken += 1
    if walk.queue:
        walk.run_out(taken)
    chain.close()
    return walk.flow.in_order()
