"""What every walk over a ledger shares: the result, the doors, and where each policy stops.

There are four walks: over coins and between accounts, forward and backward. Each policy keeps its own marks, its own hops and its own cuts,
so that what it says is what it would say alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from comity.chain.crossings import Crossing
from comity.chain.flow import Amounts, Arrival, Edge, Flow, Limits, Sweep, weightiest
from comity.chain.labels import DoorKind, Label, Labels
from comity.chain.taint.policy import Policy


class Walk:
    """A walk.

    Attributes:
        policies: rules to walk side by side.
        labels: who stands behind addresses; the walk ends there.
        limits: how far to go.
        own: addresses that were asked about: no doors of their own trace.
        flow: the result.
    """

    def __init__(self, policies: Sequence[Policy[Any]], labels: Labels, limits: Limits, own: Iterable[str], tip: int | None) -> None:
        self.policies, self.labels, self.limits, self.own = policies, labels, limits, frozenset(own)
        self.flow = Flow(tuple(policy.name for policy in policies), tip=tip)

    def amounts(self, value: int, marks: Sequence[Any]) -> Amounts:
        """Return what each policy that has a mark counts in a value."""
        pairs = zip(self.policies, marks, strict=True)
        return {policy.name: policy.amount(value, mark) for policy, mark in pairs if mark is not None}

    def whole(self, amounts: Amounts) -> Amounts:
        """Return the amounts with nought for the policies that count nothing."""
        return {name: amounts.get(name, Fraction(0)) for name in self.flow.policies}

    def labels_at(self, address: str | None, edge: Edge) -> tuple[Label, ...]:
        """Return the labels of an address on the day of a payment, the weightiest first; none of one that was asked about."""
        if address in self.own:
            return ()
        return weightiest(self.labels.of(address, edge.position.at.date() if edge.position.at else None))

    def arrive(
        self,
        edge: Edge,
        amounts: Amounts,
        sweeps: tuple[Sweep, ...] = (),
        address: str | None = None,
        crossing: Crossing | None = None,
    ) -> bool:
        """End at a labelled address, the recipient's or the one that is given; without a label, where the value crosses over."""
        labels = self.labels_at(address or edge.recipient, edge)
        if labels:
            self.flow.arrivals.append(Arrival(edge, labels[0].kind, labels[0].name, amounts, labels, sweeps, address, crossing))
        elif crossing:
            self.flow.arrivals.append(Arrival(edge, crossing.kind, crossing.name, amounts, crossing=crossing))
        return bool(labels or crossing)

    def rest(self, edge: Edge, why: str, amounts: Amounts, address: str | None = None) -> None:
        """Let taint rest, with the reason."""
        self.flow.arrivals.append(Arrival(edge, DoorKind.REST, why, amounts, address=address))

    def cut(self, edge: Edge, amounts: Amounts, hops: Mapping[str, int]) -> frozenset[str]:
        """Let each policy stop at its own limit; what it does not follow is a rest, with the reason.

        Returns:
            The policies that go on.
        """
        reasons: dict[str, Amounts] = {}
        for name, amount in amounts.items():
            why = self.limits.why_not(amount, hops[name], edge.position.at)
            if why is not None:
                reasons.setdefault(why, {})[name] = amount
        for why, left in reasons.items():
            self.flow.stop(edge.where, why)
            self.rest(edge, f"not followed: {why}", left)
        return frozenset(amounts) - {name for left in reasons.values() for name in left}
