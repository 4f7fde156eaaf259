"""What each person lost, and where it went: the same trace once a person, from the source of the joint one.

Under FIFO and haircut the shares of the persons add up to the joint result at every door, since what one person's coins do does not depend
on whose the others are. Poison does not add up: a payment touched by two persons' money counts whole for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from comity.chain.flow import Amounts, Arrival
from comity.chain.source import Source
from comity.chain.tags.tag_folder import TagSet
from comity.chain.trace import Order, Seed, Traced, trace

Victims = Mapping[str, tuple[Seed, ...]]


@dataclass(frozen=True, slots=True)
class Reached:
    """What of a person's loss reached one door.

    Attributes:
        address: the door's address; None where the script has none.
        kind: kind of door.
        name: who or what.
        amounts: what each policy counts.
    """

    address: str | None
    kind: str
    name: str
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Loss:
    """What became of one person's payments.

    Attributes:
        person: the name or number the person goes by in the case.
        seeds: the payments.
        lost: their amount, by policy (the same under each).
        fees: what went to fees, by policy.
        doors: what reached each door, in the order in which it did.
    """

    person: str
    seeds: tuple[Seed, ...]
    lost: Amounts
    fees: Amounts
    doors: tuple[Reached, ...]


def losses(order: Order, victims: Victims, source: Source, tags: TagSet) -> tuple[Loss, ...]:
    """Trace each person's payments.

    Args:
        order: what was asked for all of them; its seeds are replaced.
        victims: the payments of each person.
        source: the source of the joint trace, still open; what it is asked here joins its exhibits.
        tags: the labels.
    """
    return tuple(_loss(person, trace(replace(order, seeds=seeds), source, tags)) for person, seeds in victims.items())


def _loss(person: str, traced: Traced) -> Loss:
    grouped: dict[tuple[str | None, str, str], list[Arrival]] = {}
    for arrival in traced.flow.arrivals:
        grouped.setdefault((arrival.door, arrival.kind.value, arrival.name), []).append(arrival)
    doors = tuple(Reached(*door, _sum(arrivals, traced.order.policies)) for door, arrivals in grouped.items())
    return Loss(person, traced.order.seeds, traced.flow.seeded, traced.flow.fees, doors)


def _sum(arrivals: list[Arrival], policies: tuple[str, ...]) -> Amounts:
    return {policy: sum((one.amounts.get(policy, Fraction(0)) for one in arrivals), Fraction(0)) for policy in policies}
