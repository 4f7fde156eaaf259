"""Recognise CoinJoins by their shape.

A CoinJoin is a transaction of several people with outputs of equal value, so that no output can be called anybody's. The shapes are
those that the literature and the wallets themselves describe; each has its name. A transaction that fits is no door of a person.
"""

from __future__ import annotations

from collections import Counter

from comity.chain.ledger import CoinTransaction

_WHIRLPOOL_POOLS = frozenset({100_000, 1_000_000, 5_000_000, 50_000_000})
_WASABI_1_BASE, _WASABI_1_TOLERANCE = 10_000_000, 2_000_000


def coinjoin_shape(transaction: CoinTransaction) -> str | None:
    """Name the shape of CoinJoin that a transaction has; None where it has none."""
    inputs, outputs = len(transaction.inputs), len(transaction.outputs)
    if inputs < 2 or outputs < 2:
        return None
    values = Counter(output.value for output in transaction.outputs)
    value, equal = max(values.items(), key=lambda pair: (pair[1], pair[0]))
    if inputs == outputs == equal and inputs >= 5 and value in _WHIRLPOOL_POOLS:
        return "whirlpool"
    if equal >= 10 and inputs >= equal and abs(value - _WASABI_1_BASE) <= _WASABI_1_TOLERANCE:
        return "wasabi_1"
    if inputs >= 50 and outputs >= 50 and sum(count for count in values.values() if count > 1) * 2 >= outputs:
        return "wasabi_2"
    people = min(equal, inputs)  # somebody's change may equal the common amount by chance: then there are more of it than people
    if people >= 3 and people * 2 - 1 <= outputs <= people * 2 + 1:
        return "joinmarket"
    if equal >= 5 and inputs + max(1, inputs // 10) >= equal:
        return "equal_outputs"
    return None


def is_coinjoin(transaction: CoinTransaction) -> bool:
    """Tell whether a transaction has the shape of a CoinJoin."""
    return coinjoin_shape(transaction) is not None
