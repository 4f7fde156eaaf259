"""What was seen in a trace beside its amounts, as rows of the document: groups of addresses, peel chains, shared deposits, hypotheses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comity.chain.crossings import CROSSING_RULE, Crossing
from comity.chain.labels import DoorKind
from comity.chain.patterns import DEPOSIT_RULE, PEEL_RULE, peel_chains, shared_deposits
from comity.chain.trace import Traced

Row = dict[str, Any]
CROSSED = frozenset({DoorKind.BRIDGE, DoorKind.SWAP})
_EXACT = 1 << 53


def observations(traced: Traced) -> Row:
    """Return the rows."""
    grouping = traced.grouping
    return {
        "groups": [
            {
                "addresses": list(group.addresses),
                "names": list(group.names),
                "class": "heuristic",
                "joins": [{"txid": join.txid, "rule": join.rule, "addresses": list(join.addresses)} for join in group.joins],
            }
            for group in grouping.groups
        ],
        "coinjoins_left_out": list(grouping.left_out),
        "joins_undone": list(grouping.undone),
        "alarms": [{"txid": alarm.txid, "sizes": list(alarm.sizes), "names": list(alarm.names)} for alarm in grouping.alarms],
        "peel_chains": [
            {
                "rule": PEEL_RULE,
                "class": "heuristic",
                "links": [edge.where for edge in chain.links],
                "peeled": [edge.where for edge in chain.peeled],
            }
            for chain in peel_chains(traced.flow)
        ],
        "shared_deposits": [
            {
                "rule": DEPOSIT_RULE,
                "class": "heuristic",
                "deposit": one.deposit,
                "service": one.service,
                "payers": list(one.payers),
                "txids": list(one.txids),
            }
            for one in shared_deposits(traced.flow)
        ],
        "hypotheses": [
            {
                "rule": one.rule,
                "class": "opinion",
                "at": one.at.where,
                "name": one.name,
                "count": one.count,
                "candidates": [
                    {"txid": row.txid, "index": row.index, "address": row.address, "value": _whole(row.value)} for row in one.candidates
                ],
            }
            for one in traced.hypotheses
        ],
    }


def observed_rules(traced: Traced) -> Iterator[str]:
    """Name the rules that what was seen rests on."""
    rows = observations(traced)
    yield from dict.fromkeys(join["rule"] for group in rows["groups"] for join in group["joins"])
    yield from [PEEL_RULE] * bool(rows["peel_chains"]) + [DEPOSIT_RULE] * bool(rows["shared_deposits"])
    yield from [CROSSING_RULE] * any(arrival.crossing for arrival in traced.flow.arrivals)
    yield from dict.fromkeys(one["rule"] for one in rows["hypotheses"])


def crossing_row(crossing: Crossing | None) -> Row | None:
    """Write a crossing; None where there is none to read."""
    if crossing is None:
        return None
    return {
        "rule": CROSSING_RULE,
        "class": "heuristic",
        "form": crossing.id,
        "name": crossing.name,
        "event": crossing.event,
        "contract": crossing.contract,
        "index": crossing.index,
        "source": crossing.source,
        "onward": [
            {
                "asset": one.asset,
                "recipient": one.recipient,
                "value": None if one.value is None else _whole(one.value),
                "chain": one.chain,
                "memo": one.memo,
            }
            for one in crossing.onward
        ],
    }


def _whole(value: int) -> int | str:
    return value if value <= _EXACT else str(value)
