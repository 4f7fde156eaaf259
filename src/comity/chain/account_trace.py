"""Follow payments between accounts from a seed to doors, under several policies at once.

All movements of every account that holds taint are taken in the order of the chain: block, transaction, log. An account is read when
taint first reaches it; what it held before is clean and stands first. Each policy keeps its own purse for each account, its own hops and
its own cuts, so that what it says is what it would say alone. Every payment that is cited is held against the transaction's receipt.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from comity.chain.account_history import AccountHistory, must_agree, read_history
from comity.chain.flow import Amounts, Arrival, Edge, Flow, Limits, Sweep, weightiest
from comity.chain.labels import DoorKind, Labels
from comity.chain.ledger import Transfer
from comity.chain.receipts import Receipts
from comity.chain.source import AccountSource, BusyAccountError
from comity.chain.taint.fifo import FirstInFirstOut
from comity.chain.taint.haircut import Haircut
from comity.chain.taint.policy import Policy
from comity.chain.taint.purse import FifoPurse, HaircutPurse, PoisonPurse, Purse

SWEEP_RULE = "SWEEP-TO-LABEL"
Key = tuple[str, str | None, str | None, int, int]


def purse_of(policy: Policy[Any], opening: int) -> Purse[Any]:
    """Return an account's purse for a policy."""
    if isinstance(policy, FirstInFirstOut):
        return FifoPurse(opening)
    return HaircutPurse(opening) if isinstance(policy, Haircut) else PoisonPurse(opening)


@dataclass(slots=True)
class _Account:
    """An account that holds taint: purses and hops, one a policy; the payments that brought taint in."""

    history: AccountHistory
    purses: list[Purse[Any]]
    hops: list[int | None]
    paid_in: list[Edge] = field(default_factory=list)


class _Walk:
    def __init__(
        self, source: AccountSource, asset: str, policies: Sequence[Policy[Any]], labels: Labels, limits: Limits, own: frozenset[str]
    ) -> None:
        self.source, self.asset, self.policies, self.labels, self.limits, self.own = source, asset, policies, labels, limits, own
        self.flow = Flow(tuple(policy.name for policy in policies), tip=source.tip_if_told())
        self.receipts = Receipts(source, asset)
        self.accounts: dict[str, _Account] = {}
        self.closed: set[str] = set()
        self.events: list[tuple[tuple[int, int, int], str, int, Transfer]] = []
        self.listed: set[Key] = set()
        self.seeds: dict[Key, Transfer] = {}
        self.notes: list[str] = []
        self.taken = 0

    def add_event(self, transfer: Transfer) -> None:
        if transfer.key not in self.listed:
            self.listed.add(transfer.key)
            heapq.heappush(self.events, (transfer.order, transfer.txid, len(self.listed), transfer))

    def take(self, transfer: Transfer) -> None:
        """Take one movement: out of one purse, into another."""
        sender = self.accounts.get(transfer.sender or "")
        marks: list[Any] = [purse.take(transfer.value) for purse in sender.purses] if sender else [None] * len(self.policies)
        hops = [None if mark is None else (hop or 0) + 1 for mark, hop in zip(marks, sender.hops if sender else marks, strict=True)]
        if transfer.key in self.seeds:
            self.seed(transfer, marks)
        elif transfer.recipient is None:
            self.burn(transfer, marks)
        elif any(mark is not None for mark in marks):
            self.place(transfer, marks, hops)
        elif transfer.recipient in self.accounts:
            self.put(transfer, marks, hops)

    def seed(self, transfer: Transfer, marks: Sequence[Any]) -> None:
        """Begin with a payment, wholly tainted; taint that flows into it is counted once."""
        for policy, mark in zip(self.policies, marks, strict=True):
            absorbed = policy.amount(transfer.value, mark) if mark is not None else Fraction(0)
            self.flow.seeded[policy.name] += transfer.value - absorbed
        self.place(transfer, [policy.seed(transfer.value) for policy in self.policies], [0] * len(self.policies))

    def burn(self, transfer: Transfer, marks: Sequence[Any]) -> None:
        for policy, mark in zip(self.policies, marks, strict=True):
            if mark is not None:
                self.flow.fees[policy.name] += policy.amount(transfer.value, mark)

    def place(self, transfer: Transfer, marks: list[Any], hops: Sequence[int | None]) -> None:
        """Record a payment that holds taint, and follow it unless a door or a limit is here."""
        amounts = {
            policy.name: policy.amount(transfer.value, mark) for policy, mark in zip(self.policies, marks, strict=True) if mark is not None
        }
        if not any(amounts.values()):
            self.put_if_known(transfer)
            return
        edge = self.edge(transfer, amounts, min(hop for hop in hops if hop is not None))
        self.flow.edges.append(edge)
        if self.arrive(edge, amounts):
            return
        kept = self.cut(edge, marks, hops, amounts)
        if not any(mark is not None for mark in kept):
            self.put_if_known(transfer)
            return
        if edge.recipient not in self.accounts and not self.open(edge, transfer, kept):
            left = {policy.name: amounts[policy.name] for policy, mark in zip(self.policies, kept, strict=True) if mark is not None}
            self.flow.arrivals.append(Arrival(edge, DoorKind.REST, "not followed: a busy account without a label, perhaps a service", left))
            return
        self.put(transfer, kept, hops)
        self.accounts[edge.recipient or ""].paid_in.append(edge)

    def edge(self, transfer: Transfer, amounts: Amounts, hop: int) -> Edge:
        """Cite a payment, with block and log as its receipt states them."""
        settled = self.receipts.settled(transfer)
        tainted = {name: amounts.get(name, Fraction(0)) for name in self.flow.policies}
        senders = (transfer.sender,) if transfer.sender else ()
        index = settled.index if settled.index is not None else transfer.nth
        return Edge(
            senders,
            transfer.recipient,
            transfer.txid,
            index,
            transfer.value,
            tainted,
            settled.position,
            hop,
            self.asset,
            order=transfer.order,
        )

    def put_if_known(self, transfer: Transfer) -> None:
        if transfer.recipient in self.accounts:
            self.put(transfer, [None] * len(self.policies), [None] * len(self.policies))

    def put(self, transfer: Transfer, marks: Sequence[Any], hops: Sequence[int | None]) -> None:
        account = self.accounts[transfer.recipient or ""]
        for number, (purse, mark, hop) in enumerate(zip(account.purses, marks, hops, strict=True)):
            purse.put(transfer.value, mark)
            known = account.hops[number]
            if mark is not None and hop is not None:
                account.hops[number] = hop if known is None else min(known, hop)

    def open(self, edge: Edge, transfer: Transfer, marks: Sequence[Any]) -> bool:
        """Read an account that taint reaches for the first time, and replay what it did before."""
        name = transfer.recipient or ""
        if name in self.closed:
            return False
        try:
            history = read_history(self.source, name, self.asset)
        except BusyAccountError as error:
            self.closed.add(name)
            self.flow.stop(edge.where, f"{name}: {error.message}: perhaps a service without a label")
            return False
        must_agree(history, transfer, transfer.sender or "a seed")
        self.notes += history.notes
        purses = [purse_of(policy, history.opening) for policy in self.policies]
        self.accounts[name] = _Account(history, purses, [None] * len(marks))
        here = next(number for number, one in enumerate(history.transfers) if one.key == transfer.key)
        for one in history.transfers[:here]:
            for purse in purses:
                if one.sender == name:
                    purse.take(one.value)
                if one.recipient == name:
                    purse.put(one.value, None)
        for one in history.transfers[here + 1 :]:
            self.agree(one, name)
            self.add_event(one)
        return True

    def agree(self, transfer: Transfer, name: str) -> None:
        """See that the other side, where it was read, lists the same transfer."""
        other = transfer.sender if transfer.recipient == name else transfer.recipient
        if other is not None and other != name and other in self.accounts:
            must_agree(self.accounts[other].history, transfer, name)

    def arrive(self, edge: Edge, amounts: Amounts) -> bool:
        if edge.recipient in self.own:
            return False
        labels = weightiest(self.labels.of(edge.recipient, edge.position.at.date() if edge.position.at else None))
        if labels:
            self.flow.arrivals.append(Arrival(edge, labels[0].kind, labels[0].name, amounts, labels, self.sweeps(edge)))
        return bool(labels)

    def sweeps(self, edge: Edge) -> tuple[Sweep, ...]:
        """Name the payer as a deposit address when it pays labelled wallets of one name and nobody else."""
        payer = edge.senders[0] if edge.senders else ""
        account = self.accounts.get(payer)
        if account is None or payer in self.own:
            return ()
        paid = {one.recipient for one in account.history.transfers if one.sender == payer and one.recipient not in {None, payer}}
        names = [tuple(label.name for label in weightiest(self.labels.of(one))[:1]) for one in paid]
        if len(set(names)) != 1 or not names[0]:
            return ()
        return (Sweep(payer, edge.recipient or "", SWEEP_RULE, edge.txid, tuple(account.paid_in)),)

    def cut(self, edge: Edge, marks: Sequence[Any], hops: Sequence[int | None], amounts: Amounts) -> list[Any]:
        """Let each policy stop at its own limit; what it does not follow is a rest, with the reason."""
        kept: list[Any] = []
        reasons: dict[str, Amounts] = {}
        for policy, mark, hop in zip(self.policies, marks, hops, strict=True):
            why = None if mark is None else self.limits.why_not(amounts[policy.name], hop or 0)
            kept.append(mark if why is None else None)
            if why is not None:
                reasons.setdefault(why, {})[policy.name] = amounts[policy.name]
        for why, left in reasons.items():
            self.flow.stop(edge.where, why)
            self.flow.arrivals.append(Arrival(edge, DoorKind.REST, f"not followed: {why}", left))
        return kept

    def rest(self, why: str) -> None:
        """What accounts still hold at the end."""
        for account in self.accounts.values():
            held = {policy.name: purse.held() for policy, purse in zip(self.policies, account.purses, strict=True)}
            if any(held.values()) and account.paid_in:
                left = {name: value for name, value in held.items() if value}
                self.flow.arrivals.append(Arrival(account.paid_in[-1], DoorKind.REST, why, left))

    def run(self, seeds: Sequence[Transfer]) -> None:
        """Take all movements in order."""
        self.seeds = {seed.key: seed for seed in seeds}
        for seed in seeds:
            self.add_event(seed)
        while self.events and self.taken < self.limits.transactions:
            *_, transfer = heapq.heappop(self.events)
            self.take(transfer)
            self.taken += 1
        if self.events:
            self.flow.stop(f"after {self.taken} movements", "the limit was reached: the trace is not complete")
        self.rest("not followed: the limit was reached" if self.events else "held")


def trace_accounts(
    source: AccountSource,
    seeds: Sequence[Transfer],
    asset: str,
    policies: Sequence[Policy[Any]],
    labels: Labels,
    limits: Limits,
    own: Sequence[str] = (),
) -> tuple[Flow, tuple[str, ...]]:
    """Follow payments forward.

    Args:
        source: the source.
        seeds: payments to begin with.
        asset: token contract or native symbol.
        policies: rules to walk side by side.
        labels: who stands behind accounts; the trace ends there.
        limits: how far to go; `transactions` counts movements.
        own: accounts that were asked about: no doors of their own trace.

    Returns:
        The flow, and notes on opening balances and receipts.

    Raises:
        ContradictionError: the source contradicts itself; nothing is returned then.
    """
    walk = _Walk(source, asset, policies, labels, limits, frozenset(own))
    walk.run(seeds)
    return walk.flow.in_order(), tuple(dict.fromkeys([*walk.notes, *walk.receipts.notes]))
