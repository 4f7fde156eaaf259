"""Follow coins from a seed, forward to where they went, under several policies at once.

Transactions are taken in the order of the chain (block, then place in the block), so that every coin a transaction spends has its
marks before the transaction is taken: the result does not depend on the order in which a source answers. Each policy keeps its own
marks, its own hops and its own cuts, so that what it says is what it would say alone.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from comity.chain.checked import CheckedCoins, Coin, Shown
from comity.chain.coinjoin import coinjoin_shape
from comity.chain.flow import Amounts, Arrival, Edge, Flow, Limits, Sweep, weightiest
from comity.chain.labels import DoorKind, Labels
from comity.chain.taint.policy import Policy

SWEEP_RULE = "SWEEP-TO-LABEL"


@dataclass(frozen=True, slots=True)
class _Marked:
    """What one policy knows of one coin."""

    mark: Any
    hop: int


Marks = tuple[_Marked | None, ...]


class _Walk:
    def __init__(self, chain: CheckedCoins, policies: Sequence[Policy[Any]], labels: Labels, limits: Limits, asset: str) -> None:
        self.chain, self.policies, self.labels, self.limits, self.asset = chain, policies, labels, limits, asset
        self.flow = Flow(tuple(policy.name for policy in policies), tip=chain.source.tip_if_told())
        self.marks: dict[Coin, Marks] = {}
        self.edges: dict[Coin, Edge] = {}
        self.queue: list[tuple[tuple[int, int], str]] = []
        self.queued: set[str] = set()
        self.seeds: set[Coin] = set()
        self.own: frozenset[str] = frozenset()

    def seed(self, coin: Coin) -> None:
        """Begin with a coin, wholly tainted."""
        shown = self.chain.shown(coin[0])
        value = self.chain.output(*coin).value
        for policy in self.policies:
            self.flow.seeded[policy.name] += value
        marks = tuple(_Marked(policy.seed(value), 0) if value else None for policy in self.policies)
        self.place(shown, coin[1], marks, self.senders(shown))

    def senders(self, shown: Shown) -> tuple[str, ...]:
        """Name the addresses of the coins that a transaction spends."""
        spent = (self.chain.output(coin.txid, coin.vout).address for coin in shown.transaction.inputs)
        return tuple(dict.fromkeys(address for address in spent if address))

    def place(self, shown: Shown, vout: int, marks: Marks, senders: tuple[str, ...], shape: str | None = None) -> None:
        """Record an output that holds taint, and follow it unless a door or a limit is here."""
        output = shown.transaction.outputs[vout]
        amounts = {
            policy.name: policy.amount(output.value, marked.mark)
            for policy, marked in zip(self.policies, marks, strict=True)
            if marked is not None
        }
        if not any(amounts.values()):
            return
        hop = min(marked.hop for marked in marks if marked is not None)
        tainted = {name: amounts.get(name, Fraction(0)) for name in self.flow.policies}
        txid = shown.transaction.txid
        edge = Edge(senders, output.address, txid, vout, output.value, tainted, shown.position, hop, self.asset, shape)
        self.edges[txid, vout] = edge
        self.flow.edges.append(edge)
        if self.arrive(edge, amounts):
            return
        kept = self.cut(edge, marks, amounts)
        if any(kept):
            self.follow(edge, kept, amounts)

    def follow(self, edge: Edge, kept: Marks, amounts: Amounts) -> None:
        """Put the spending transaction on the list; an unspent coin is a rest."""
        spender = self.chain.spender(edge.txid, edge.index)
        if spender is None:
            left = {policy.name: amounts[policy.name] for policy, marked in zip(self.policies, kept, strict=True) if marked}
            self.flow.arrivals.append(Arrival(edge, DoorKind.REST, "unspent", left))
            return
        self.marks[edge.txid, edge.index] = kept
        txid = spender.transaction.txid
        if txid not in self.queued:
            self.queued.add(txid)
            heapq.heappush(self.queue, (spender.position.order, txid))

    def cut(self, edge: Edge, marks: Marks, amounts: Amounts) -> Marks:
        """Let each policy stop at its own limit; what it does not follow is a rest, with the reason."""
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

    def arrive(self, edge: Edge, amounts: Amounts) -> bool:
        """End at a labelled address; the address that was asked about is no door of its own trace."""
        if edge.recipient in self.own:
            return False
        labels = self.labels.of(edge.recipient, edge.position.at.date() if edge.position.at else None)
        if labels:
            first, *_ = sorted_labels = weightiest(labels)
            self.flow.arrivals.append(Arrival(edge, first.kind, first.name, amounts, sorted_labels))
        return bool(labels)

    def step(self, txid: str) -> None:
        """Take one transaction: pass the marks of the coins it spends on to those it makes."""
        shown = self.chain.shown(txid)
        spent = [(coin.txid, coin.vout) for coin in shown.transaction.inputs]
        shape = coinjoin_shape(shown.transaction)
        if shape is not None and not self.limits.through_coinjoin:
            self.end_in_coinjoin(shown, spent, shape)
            return
        columns = [self.spread(number, policy, shown, spent) for number, policy in enumerate(self.policies)]
        senders, before = self.senders(shown), len(self.flow.arrivals)
        for vout, marks in enumerate(zip(*columns, strict=True)):
            if (txid, vout) in self.seeds:
                self.absorb(shown, vout, marks)
            elif any(marks):
                self.place(shown, vout, marks, senders, shape)
        self.flow.arrivals[before:] = self.swept(shown, spent, self.flow.arrivals[before:])

    def spread(self, number: int, policy: Policy[Any], shown: Shown, spent: Sequence[Coin]) -> list[_Marked | None]:
        """Pass one policy's marks on."""
        marked = [self.marks[coin][number] if coin in self.marks else None for coin in spent]
        if not any(marked):
            return [None] * len(shown.transaction.outputs)
        coins = [(self.chain.output(*coin).value, one.mark if one else None) for coin, one in zip(spent, marked, strict=True)]
        marks, fee = policy.spread(coins, [output.value for output in shown.transaction.outputs])
        self.flow.fees[policy.name] += fee
        hop = min(one.hop for one in marked if one) + 1
        return [None if mark is None else _Marked(mark, hop) for mark in marks]

    def absorb(self, shown: Shown, vout: int, marks: Marks) -> None:
        """Count taint that flows into a coin of the seed once: the coin is wholly tainted already."""
        value = shown.transaction.outputs[vout].value
        for policy, marked in zip(self.policies, marks, strict=True):
            if marked is not None:
                self.flow.seeded[policy.name] -= policy.amount(value, marked.mark)

    def end_in_coinjoin(self, shown: Shown, spent: Sequence[Coin], shape: str) -> None:
        """End at a CoinJoin: the tainted coins that went in are the arrivals, since no output can be called theirs."""
        name = f"CoinJoin ({shape}) {shown.transaction.txid}"
        for coin in spent:
            if coin in self.marks:
                self.flow.arrivals.append(Arrival(self.edges[coin], DoorKind.COINJOIN, name, self.held(coin)))

    def held(self, coin: Coin) -> Amounts:
        """Return what the policies that still follow a coin count in it."""
        pairs = zip(self.policies, self.marks[coin], strict=True)
        return {policy.name: self.edges[coin].tainted[policy.name] for policy, marked in pairs if marked}

    def swept(self, shown: Shown, spent: Sequence[Coin], arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Name the deposit addresses when a transaction pays labelled wallets of one name and nobody else."""
        outputs = [output for output in shown.transaction.outputs if output.value]
        day = shown.position.at.date() if shown.position.at else None
        names = {label.name for output in outputs for label in weightiest(self.labels.of(output.address, day))[:1]}
        all_labelled = all(self.labels.of(output.address, day) for output in outputs)
        if len(names) != 1 or not all_labelled:
            return list(arrivals)
        paid_in: dict[str, list[Edge]] = {}
        for coin in spent:
            address = self.edges[coin].recipient if coin in self.marks else None
            if address is not None and address not in self.own:
                paid_in.setdefault(address, []).append(self.edges[coin])
        return [_with_sweeps(arrival, paid_in) for arrival in arrivals]

    def run_out(self, taken: int) -> None:
        """Say what was still to be followed when the limit on transactions was reached."""
        why = f"{taken} transactions were followed: the trace is not complete"
        for _, txid in self.queue:
            for coin in self.chain.transaction(txid).inputs:
                key = (coin.txid, coin.vout)
                if key in self.marks:
                    self.flow.stop(self.edges[key].where, why)
                    self.flow.arrivals.append(Arrival(self.edges[key], DoorKind.REST, f"not followed: {why}", self.held(key)))


def _with_sweeps(arrival: Arrival, paid_in: Mapping[str, Sequence[Edge]]) -> Arrival:
    edge = arrival.edge
    sweeps = tuple(
        Sweep(deposit, edge.recipient or "", SWEEP_RULE, edge.txid, tuple(edges))
        for deposit, edges in paid_in.items()
        if deposit != edge.recipient
    )
    return Arrival(edge, arrival.kind, arrival.name, arrival.amounts, arrival.labels, sweeps)


def trace_coins(
    chain: CheckedCoins,
    seeds: Sequence[Coin],
    policies: Sequence[Policy[Any]],
    labels: Labels,
    limits: Limits,
    *,
    asset: str = "BTC",
    own: Sequence[str] = (),
) -> Flow:
    """Follow coins forward.

    Args:
        chain: the checked source.
        seeds: transaction ids and output numbers.
        policies: rules to walk side by side.
        labels: who stands behind addresses; the trace ends there.
        limits: how far to go.
        asset: symbol of the coin.
        own: addresses that were asked about: no doors of their own trace.

    Raises:
        ContradictionError: the source does not prove what it says; nothing is returned then.
    """
    walk = _Walk(chain, policies, labels, limits, asset)
    walk.seeds, walk.own = set(seeds), frozenset(own)
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
