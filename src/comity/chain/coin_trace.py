"""Follow coins from a seed, forward to where they went, under several policies at once.

Transactions are taken in the order of the chain (block, then place in the block), so that every coin a transaction spends has its
marks before the transaction is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from comity.chain.checked import Coin, Shown
from comity.chain.coin_walk import CoinWalk, Marked, Marks
from comity.chain.coinjoin import coinjoin_shape
from comity.chain.flow import Amounts, Arrival, Edge, Sweep, weightiest
from comity.chain.labels import DoorKind
from comity.chain.ledger import Position
from comity.chain.taint.policy import Policy

SWEEP_RULE = "SWEEP-TO-LABEL"


class CoinTrace(CoinWalk):
    """The walk forward."""

    def rank(self, position: Position) -> tuple[int, int]:
        """The oldest first."""
        return position.order

    def settle(self, edge: Edge, amounts: Amounts, *, is_seed: bool) -> bool:  # noqa: ARG002 - a seed paid to an exchange ends there too
        """End at a labelled recipient."""
        return self.arrive(edge, amounts)

    def follow(self, edge: Edge, kept: Marks, amounts: Amounts) -> None:
        """Put the spending transaction on the list; an unspent coin is a rest."""
        spender = self.chain.spender(edge.txid, edge.index)
        if spender is None:
            pairs = zip(self.policies, kept, strict=True)
            self.rest(edge, "unspent", {policy.name: amounts[policy.name] for policy, marked in pairs if marked})
            return
        self.marks[edge.txid, edge.index] = kept
        self.enqueue(spender.transaction.txid, spender.position)

    def step(self, txid: str) -> None:
        """Pass the marks of the coins that a transaction spends on to those it makes."""
        shown = self.chain.shown(txid)
        spent = [(coin.txid, coin.vout) for coin in shown.transaction.inputs]
        shape = coinjoin_shape(shown.transaction)
        if shape is not None and not self.limits.through_coinjoin:
            self.end_in_coinjoin(shown, spent, shape)
            return
        columns = [self.spread(number, policy, shown, spent) for number, policy in enumerate(self.policies)]
        before = len(self.flow.arrivals)
        for vout, marks in enumerate(zip(*columns, strict=True)):
            if (txid, vout) in self.seeds:
                self.absorb((txid, vout), marks)
            elif any(marks):
                self.place((txid, vout), marks, shape)
        self.flow.arrivals[before:] = self.swept(shown, spent, self.flow.arrivals[before:])

    def spread(self, number: int, policy: Policy[Any], shown: Shown, spent: Sequence[Coin]) -> list[Marked | None]:
        """Pass one policy's marks on."""
        marked = [self.marks[coin][number] if coin in self.marks else None for coin in spent]
        if not any(marked):
            return [None] * len(shown.transaction.outputs)
        coins = [(self.chain.output(*coin).value, one.mark if one else None) for coin, one in zip(spent, marked, strict=True)]
        marks, fee = policy.spread(coins, [output.value for output in shown.transaction.outputs])
        self.flow.fees[policy.name] += fee
        hop = min(one.hop for one in marked if one) + 1
        return [None if mark is None else Marked(mark, hop) for mark in marks]

    def end_in_coinjoin(self, shown: Shown, spent: Sequence[Coin], shape: str) -> None:
        """End at a CoinJoin: the tainted coins that went in are the arrivals, since no output can be called theirs."""
        name = f"CoinJoin ({shape}) {shown.transaction.txid}"
        for coin in spent:
            if coin in self.marks:
                self.flow.arrivals.append(Arrival(self.edges[coin], DoorKind.COINJOIN, name, self.held(coin)))

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

    def waiting(self) -> list[Coin]:
        """The coins that the transactions on the list spend."""
        spent = [(coin.txid, coin.vout) for _, txid in self.queue for coin in self.chain.transaction(txid).inputs]
        return [coin for coin in spent if coin in self.marks]


def _with_sweeps(arrival: Arrival, paid_in: Mapping[str, Sequence[Edge]]) -> Arrival:
    edge = arrival.edge
    sweeps = tuple(
        Sweep(deposit, edge.recipient or "", SWEEP_RULE, edge.txid, tuple(edges))
        for deposit, edges in paid_in.items()
        if deposit != edge.recipient
    )
    return replace(arrival, sweeps=sweeps)
