"""What the calls of one transaction moved of an EVM chain's own coin, in the trace format of Parity (Erigon, Nethermind, Anvil).

A call that failed moves nothing, nor does anything that it called. A delegate call and a static call move nothing: the value that stands
there is that of the call above. The fee is no call: it is in the receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.chain.answers import a_list, a_quantity, an_object

_STANDING = frozenset({"delegatecall", "staticcall", "callcode"})


@dataclass(frozen=True, slots=True)
class ValueMove:
    """A movement of the chain's own coin.

    Attributes:
        sender: who pays.
        recipient: who receives.
        value: base units.
        number: place among the calls of the transaction.
        is_inner: whether a contract made it, not the transaction itself.
    """

    sender: str
    recipient: str
    value: int
    number: int
    is_inner: bool


def value_moves(traces: Sequence[dict[str, Any]], place: str) -> list[ValueMove]:
    """Read all traces of one transaction, in the order of the calls.

    Raises:
        ContradictionError: a trace cannot be read.
    """
    failed = [tuple(a_list(row.get("traceAddress"), place)) for row in traces if row.get("error")]
    found = []
    for number, row in enumerate(traces):
        address = tuple(a_list(row.get("traceAddress"), place))
        if any(address[: len(one)] == one for one in failed):
            continue
        action = an_object(row.get("action"), place)
        kind = row.get("type")
        if kind == "suicide":
            parties, value = (action.get("address"), action.get("refundAddress")), action.get("balance")
        elif kind == "create":
            parties, value = (action.get("from"), an_object(row.get("result"), place).get("address")), action.get("value")
        elif kind == "call" and action.get("callType") in _STANDING:
            continue
        elif kind == "call":
            parties, value = (action.get("from"), action.get("to")), action.get("value")
        else:
            continue
        amount = a_quantity(value, place)
        if amount:
            found.append(ValueMove(str(parties[0]).lower(), str(parties[1]).lower(), amount, number, bool(address)))
    return found
