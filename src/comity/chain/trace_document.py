"""A trace as a document: plain values that other programs read, every amount exact.

Amounts are base units. A whole number above 2^53 is written as text, since many readers of JSON would round it; a fraction is `p/q`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

from comity.chain.coin_trace import SWEEP_RULE
from comity.chain.crossings import CROSSING_RULE
from comity.chain.flow import Amounts, Arrival, Edge
from comity.chain.heuristic import heuristics
from comity.chain.labels import DoorKind, Label
from comity.chain.losses import Loss
from comity.chain.observation_rows import CROSSED, crossing_row, observations, observed_rules
from comity.chain.trace import POLICIES, Traced

_EXACT = 1 << 53
COINJOIN_RULE = "COINJOIN-SHAPE"
Row = dict[str, Any]


def document_of(traced: Traced) -> Row:
    """Return the document, without the paths of what was written beside it."""
    flow, order = traced.flow, traced.order
    return {
        "chain": order.chain,
        "network": traced.network,
        "direction": order.direction.value,
        "asset": traced.asset,
        "symbol": traced.symbol,
        "decimals": traced.decimals,
        "seeds": [str(seed) for seed in order.seeds],
        "policies": list(order.policies),
        "threshold": amount(order.limits.minimum),
        "maximum": None if order.limits.maximum is None else amount(order.limits.maximum),
        "since": as_time(order.limits.since),
        "until": as_time(order.limits.until),
        "hops": order.limits.hops,
        "through_coinjoin": order.limits.through_coinjoin,
        "joins": list(order.joins),
        "without": list(order.without),
        "tip": flow.tip,
        "edges": [edge_row(edge, traced) for edge in flow.edges],
        "doors": doors(traced),
        "stopped": [{"where": stop.where, "why": stop.why} for stop in flow.stopped],
        "seeded": amounts(flow.seeded),
        "fees": amounts(flow.fees),
        "balance": {policy: amount(flow.balance(policy)) for policy in order.policies},
        "rules": [_rule_row(rule) for rule in rules_used(traced)],
        "tag_set": {
            "sha256": traced.tags.version,
            "files": [{"name": file.name, "sha256": file.sha256, "tags": file.tags, "as_of": file.as_of} for file in traced.tags.files],
        },
        "notes": list(traced.notes),
        "observations": observations(traced),
    }


def loss_rows(found: Iterable[Loss]) -> list[Row]:
    """Write what each person lost and where it went."""
    return [
        {
            "person": loss.person,
            "seeds": [str(seed) for seed in loss.seeds],
            "lost": amounts(loss.lost),
            "fees": amounts(loss.fees),
            "doors": [
                {"address": door.address, "kind": door.kind, "name": door.name, "value": amounts(door.amounts)} for door in loss.doors
            ],
        }
        for loss in found
    ]


def amount(value: Fraction | int) -> int | str:
    """Write an amount exactly."""
    value = Fraction(value)
    if value.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    return value.numerator if abs(value.numerator) <= _EXACT else str(value.numerator)


def amounts(values: Amounts) -> dict[str, int | str]:
    """Write the amounts of all policies."""
    return {policy: amount(value) for policy, value in values.items()}


def edge_row(edge: Edge, traced: Traced) -> Row:
    """Write a payment."""
    is_seed = edge.hop == 0
    return {
        "from": edge.senders[0] if len(edge.senders) == 1 else list(edge.senders),
        "to": edge.recipient,
        "txid": edge.txid,
        "index": edge.index,
        "value": amount(edge.value),
        "tainted": amounts(edge.tainted),
        "asset": edge.asset,
        "at": as_time(edge.position.at),
        "block": edge.position.height,
        "class": "fact" if is_seed else "heuristic",
        "rule": "SEED" if is_seed else " ".join(POLICIES[policy]().rule for policy in traced.order.policies),
        "value_class": "fact",
        "hop": edge.hop,
        "block_hash": edge.position.block,
        "coinjoin": edge.shape,
    }


def doors(traced: Traced) -> list[Row]:
    """Add up what reached each door."""
    grouped: dict[tuple[str | None, str, str], list[Arrival]] = {}
    for arrival in traced.flow.arrivals:
        grouped.setdefault((arrival.door, arrival.kind.value, arrival.name), []).append(arrival)
    return [_door_row(arrivals, traced) for arrivals in grouped.values()]


def _door_row(arrivals: list[Arrival], traced: Traced) -> Row:
    first = arrivals[0]
    label = first.labels[0] if first.labels else None
    value = {
        policy: sum((arrival.amounts.get(policy, Fraction(0)) for arrival in arrivals), Fraction(0)) for policy in traced.order.policies
    }
    return {
        "address": first.door,
        "asset": first.edge.asset,
        "kind": first.kind.value,
        "name": first.name,
        "tag_source": label.source if label else None,
        "value": amounts(value),
        "class": "tag" if label else "heuristic" if first.kind is DoorKind.COINJOIN or first.crossing else "fact",
        "rule": door_rule(first),
        "crosses": first.kind in CROSSED,
        "crossings": [row for row in (crossing_row(arrival.crossing) for arrival in arrivals) if row],
        "labels": [_label_row(one) for one in first.labels],
        "payments": [
            {
                "txid": arrival.edge.txid,
                "index": arrival.edge.index,
                "block": arrival.edge.position.height,
                "at": as_time(arrival.edge.position.at),
                "value": amount(arrival.edge.value),
                "tainted": amounts(arrival.amounts),
            }
            for arrival in arrivals
        ],
        "via": [
            {
                "deposit_address": sweep.deposit,
                "swept_into": sweep.wallet,
                "class": "heuristic",
                "rule": sweep.rule,
                "txid": sweep.txid,
                "paid_in": [edge_row(edge, traced) for edge in sweep.paid_in],
            }
            for arrival in arrivals
            for sweep in arrival.sweeps
        ],
    }


def door_rule(arrival: Arrival) -> str | None:
    """Name the rule by which a door is one; None for a fact of the ledger."""
    if arrival.labels:
        return "TAG"
    return COINJOIN_RULE if arrival.kind is DoorKind.COINJOIN else CROSSING_RULE if arrival.crossing else None


def _label_row(label: Label) -> Row:
    return {
        "name": label.name,
        "kind": label.kind.value,
        "source": label.source,
        "as_of": label.as_of,
        "confidence": label.confidence,
        "valid_from": label.valid_from,
        "valid_to": label.valid_to,
        "licence": label.licence,
        "actor": label.actor,
    }


def rules_used(traced: Traced) -> tuple[str, ...]:
    """Name the rules that the result rests on."""
    used = ["SEED", *(POLICIES[policy]().rule for policy in traced.order.policies)]
    arrivals = traced.flow.arrivals
    used += ["TAG"] * any(arrival.labels for arrival in arrivals)
    used += [SWEEP_RULE] * any(arrival.sweeps for arrival in arrivals)
    shaped = any(arrival.kind is DoorKind.COINJOIN and not arrival.labels for arrival in arrivals) or any(
        e.shape for e in traced.flow.edges
    )
    return tuple(dict.fromkeys((*used, *[COINJOIN_RULE] * shaped, *observed_rules(traced))))


def _rule_row(rule: str) -> Row:
    found = heuristics()[rule]
    return {
        "id": rule,
        "class": found.kind,
        "describes": found.describes["en"],
        "error_rate": found.error_rate["en"],
        "source": found.source,
    }


def as_time(moment: datetime | None) -> str | None:
    """Write an instant as RFC 3339 in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
