"""The result of a trace: payments that hold taint, doors that were reached, and where it was cut short.

The same for coins and accounts, forward and backward. The amount of a payment is a fact of the ledger; each policy's share of it stands
beside it and is that policy's alone: a result with three policies is three results, each what the policy would give by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from comity.chain.crossings import Crossing
from comity.chain.labels import DoorKind, Label
from comity.chain.ledger import Position

Amounts = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to go.

    Attributes:
        hops: transactions after the seed; None without limit.
        minimum: tainted base units below which a policy does not follow a payment.
        maximum: tainted base units above which a policy does not follow a payment; None without.
        since: instant before which payments are not followed; None without.
        until: instant after which payments are not followed; None without.
        through_coinjoin: whether a CoinJoin is passed instead of being a door.
        transactions: how many transactions at most; a safety line that is always said when it is reached.
    """

    hops: int | None = None
    minimum: Fraction = Fraction(0)
    through_coinjoin: bool = False
    transactions: int = 20_000
    maximum: Fraction | None = None
    since: datetime | None = None
    until: datetime | None = None

    def why_not(self, tainted: Fraction, hop: int, at: datetime | None = None) -> str | None:
        """Tell why a payment is not followed; None when it is. A payment without a time is in every window."""
        if self.maximum is not None and tainted > self.maximum:
            return f"above the limit of {self.maximum}"
        if at is not None and self.since is not None and at < self.since:
            return f"before {self.since:%Y-%m-%dT%H:%M:%SZ}"
        if at is not None and self.until is not None and at > self.until:
            return f"after {self.until:%Y-%m-%dT%H:%M:%SZ}"
        if tainted < self.minimum:
            return f"below the threshold of {self.minimum}"
        if self.hops is not None and hop >= self.hops:
            return f"{self.hops} transactions from the seed"
        return None


@dataclass(frozen=True, slots=True)
class Edge:
    """A payment that holds taint.

    Attributes:
        senders: addresses of the coins spent, in order, without doubles; the paying account.
        recipient: who is paid; None where the script has no address.
        txid: the transaction.
        index: number of the output, or of the log.
        value: its real amount, a fact.
        tainted: each policy's share of it.
        position: where the transaction stands.
        hop: transactions from the seed.
        asset: native symbol or token contract.
        shape: the shape of CoinJoin that was passed; None where none was.
        order: sort key between accounts; empty for coins, whose position says it.
    """

    senders: tuple[str, ...]
    recipient: str | None
    txid: str
    index: int
    value: int
    tainted: Amounts
    position: Position
    hop: int
    asset: str
    shape: str | None = None
    order: tuple[int, ...] = ()

    @property
    def where(self) -> str:
        """Transaction and number."""
        return f"{self.txid}:{self.index}"


@dataclass(frozen=True, slots=True)
class Sweep:
    """An unlabelled address that was emptied into a labelled wallet: perhaps a customer's deposit address there.

    Attributes:
        deposit: the unlabelled address.
        wallet: the labelled one.
        rule: id of the heuristic.
        txid: the transaction that emptied it.
        paid_in: the payments that reached the deposit address.
    """

    deposit: str
    wallet: str
    rule: str
    txid: str
    paid_in: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Taint that reached a door through one payment.

    Attributes:
        edge: the payment.
        kind: what kind of door.
        name: who or what.
        amounts: what each policy counts here; a policy that still follows the payment is not named.
        labels: the statements behind it, the weightiest first; empty for a rest or a CoinJoin.
        sweeps: deposit addresses through which it came.
        address: the door's address where it is not the recipient's (backward between accounts: the payer).
        crossing: where the value goes over to another asset or chain, as the transaction's own events say; None elsewhere.
    """

    edge: Edge
    kind: DoorKind
    name: str
    amounts: Amounts
    labels: tuple[Label, ...] = ()
    sweeps: tuple[Sweep, ...] = ()
    address: str | None = None
    crossing: Crossing | None = None

    @property
    def door(self) -> str | None:
        """The door's address."""
        return self.address or self.edge.recipient


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the trace was cut short, and why."""

    where: str
    why: str


@dataclass(slots=True)
class Flow:
    """The result.

    Attributes:
        policies: names of the policies.
        edges: payments that hold taint, in the order of the chain.
        arrivals: what reached a door.
        stopped: where limits cut.
        fees: tainted amount lost to fees, by policy.
        seeded: amount of the seed, by policy, base units.
        tip: height of the newest block when the trace began.
    """

    policies: tuple[str, ...]
    edges: list[Edge] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    stopped: list[Stop] = field(default_factory=list)
    fees: Amounts = field(default_factory=dict)
    seeded: Amounts = field(default_factory=dict)
    tip: int | None = None

    def __post_init__(self) -> None:
        self.fees = dict.fromkeys(self.policies, Fraction(0))
        self.seeded = dict.fromkeys(self.policies, Fraction(0))

    def balance(self, policy: str) -> Fraction:
        """Return what is left over when doors and fees are taken from the seed: zero for a policy that conserves."""
        arrived = sum((arrival.amounts.get(policy, Fraction(0)) for arrival in self.arrivals), Fraction(0))
        return self.seeded[policy] - self.fees[policy] - arrived

    def stop(self, where: str, why: str) -> None:
        """Note a place where the trace was cut, once."""
        found = Stop(where, why)
        if found not in self.stopped:
            self.stopped.append(found)

    def in_order(self) -> Flow:
        """Sort by the order of the chain, whatever the order in which it was walked."""
        self.edges.sort(key=_edge_order)
        self.arrivals.sort(key=lambda arrival: (_edge_order(arrival.edge), arrival.name))
        return self


def weightiest(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Sort labels: those that a request can go to first, then the graver, then the surer and the newer."""
    ranks = {kind: number for number, kind in enumerate(DoorKind)}
    return tuple(sorted(labels, key=lambda label: (ranks[label.kind], label.confidence or "", label.source, label.name)))


def _edge_order(edge: Edge) -> tuple[tuple[int, ...], str, int]:
    return (edge.order or edge.position.order, edge.txid, edge.index)
