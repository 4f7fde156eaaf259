"""Follow coins from a seed backward to where they came from, under several policies at once.

The mirror of `coin_trace`: transactions are taken from the newest to the oldest, so that all marked coins that a transaction made are
known before it is taken. FIFO reads the same line of units from the outputs to the inputs; haircut asks every input for its share;
poison for all of them. The doors are the labelled addresses whose coins were spent.
"""

from __future__ import annotations

from comity.chain.checked import Coin
from comity.chain.coin_walk import CoinWalk, Marked, Marks
from comity.chain.coinjoin import coinjoin_shape
from comity.chain.flow import Amounts, Arrival, Edge
from comity.chain.labels import DoorKind
from comity.chain.ledger import Position


class CoinOrigins(CoinWalk):
    """The walk backward."""

    def rank(self, position: Position) -> tuple[int, int]:
        """The newest first."""
        height, index = position.order
        return (-height, -index)

    def settle(self, edge: Edge, amounts: Amounts, *, is_seed: bool) -> bool:
        """End at a label (not the seed's own), at new coins that come from nowhere, and at a CoinJoin, which comes from nobody."""
        if not is_seed and self.arrive(edge, amounts):
            return True
        if (edge.txid, edge.index) in self.chain.undone:
            self.rest(edge, "made before the block files begin; known from the node's undo files alone", amounts)
            return True
        transaction = self.chain.transaction(edge.txid)
        if transaction.is_coinbase:
            self.rest(edge, "newly made coins", amounts)
            return True
        shape = coinjoin_shape(transaction)
        if shape is None or self.limits.through_coinjoin:
            return False
        self.flow.arrivals.append(Arrival(edge, DoorKind.COINJOIN, f"CoinJoin ({shape}) {edge.txid}", amounts))
        return True

    def follow(self, edge: Edge, kept: Marks, amounts: Amounts) -> None:  # noqa: ARG002 - every coin came from somewhere
        """Put the transaction that made the coin on the list."""
        self.marks[edge.txid, edge.index] = kept
        self.enqueue(edge.txid, edge.position)

    def step(self, txid: str) -> None:
        """Pass the marks of the coins that a transaction made back to those it spent."""
        transaction = self.chain.transaction(txid)
        spent = [(coin.txid, coin.vout) for coin in transaction.inputs]
        values = [self.chain.output(*coin).value for coin in spent]
        columns: list[list[Marked | None]] = []
        for number, policy in enumerate(self.policies):
            marked = [self.marks.get((txid, vout), (None,) * len(self.policies))[number] for vout in range(len(transaction.outputs))]
            if not any(marked):
                columns.append([None] * len(spent))
                continue
            made = [(output.value, one.mark if one else None) for output, one in zip(transaction.outputs, marked, strict=True)]
            hop = min(one.hop for one in marked if one) + 1
            columns.append([None if mark is None else Marked(mark, hop) for mark in policy.gather(made, values)])
        for coin, marks in zip(spent, zip(*columns, strict=True), strict=True):
            if coin in self.seeds:
                self.absorb(coin, marks)
            elif any(marks):
                self.place(coin, marks)

    def waiting(self) -> list[Coin]:
        """The marked coins of the transactions on the list."""
        listed = {txid for _, txid in self.queue}
        return [coin for coin in self.marks if coin[0] in listed]
