"""Follow payments between accounts from a seed to doors, under several policies at once.

All movements of every account that holds taint are taken in the order of the chain: block, transaction, log. An account is read when
taint first reaches it; what it held before is clean and stands first. Each policy keeps its own purse for each account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from comity.chain.account_history import AccountHistory, must_agree
from comity.chain.account_walk import AccountWalk, Hops
from comity.chain.flow import Edge, Sweep, weightiest
from comity.chain.ledger import Transfer
from comity.chain.taint.fifo import FirstInFirstOut
from comity.chain.taint.haircut import Haircut
from comity.chain.taint.policy import Policy
from comity.chain.taint.purse import FifoPurse, HaircutPurse, PoisonPurse, Purse

SWEEP_RULE = "SWEEP-TO-LABEL"


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


class AccountTrace(AccountWalk):
    """The walk forward."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.accounts: dict[str, _Account] = {}

    def rank(self, transfer: Transfer) -> tuple[int, ...]:
        """The oldest first."""
        return transfer.order

    def take(self, transfer: Transfer) -> None:
        """Take one movement: out of one purse, into another."""
        sender = self.accounts.get(transfer.sender or "")
        marks: list[Any] = [purse.take(transfer.value) for purse in sender.purses] if sender else [None] * len(self.policies)
        hops = [None if mark is None else (hop or 0) + 1 for mark, hop in zip(marks, sender.hops if sender else marks, strict=True)]
        if transfer.key in self.seeds:
            self.begin(transfer, marks)
        elif transfer.recipient is None:
            self.burn(transfer, marks)
        elif any(mark is not None for mark in marks):
            self.place(transfer, marks, hops)
        else:
            self.put_if_known(transfer)

    def begin(self, transfer: Transfer, marks: Sequence[Any]) -> None:
        """Begin with a payment, wholly tainted; taint that flows into it is counted once."""
        for policy, mark in zip(self.policies, marks, strict=True):
            absorbed = policy.amount(transfer.value, mark) if mark is not None else Fraction(0)
            self.flow.seeded[policy.name] += transfer.value - absorbed
        self.place(transfer, [policy.seed(transfer.value) for policy in self.policies], [0] * len(self.policies))

    def burn(self, transfer: Transfer, marks: Sequence[Any]) -> None:
        """Count what is destroyed with the fees."""
        for policy, mark in zip(self.policies, marks, strict=True):
            if mark is not None:
                self.flow.fees[policy.name] += policy.amount(transfer.value, mark)

    def place(self, transfer: Transfer, marks: list[Any], hops: Hops) -> None:
        """Record a payment that holds taint, and follow it unless a door or a limit is here."""
        amounts = self.amounts(transfer.value, marks)
        if not any(amounts.values()):
            self.put_if_known(transfer)
            return
        edge = self.edge(transfer, amounts, hops)
        if self.arrive(edge, amounts, self.sweeps(edge), crossing=self.crossing(edge, transfer)):
            return
        kept = self.kept(edge, marks, hops, amounts)
        if not any(mark is not None for mark in kept):
            self.put_if_known(transfer)
            return
        if edge.recipient not in self.accounts and not self.open(edge, transfer):
            self.leave(edge, edge.recipient or "", kept, amounts)
            return
        self.put(transfer, kept, hops)
        self.accounts[edge.recipient or ""].paid_in.append(edge)

    def put_if_known(self, transfer: Transfer) -> None:
        """Put a clean payment into a purse that is watched."""
        if transfer.recipient in self.accounts:
            self.put(transfer, [None] * len(self.policies), [None] * len(self.policies))

    def put(self, transfer: Transfer, marks: Sequence[Any], hops: Hops) -> None:
        """Put a payment into the recipient's purses."""
        account = self.accounts[transfer.recipient or ""]
        for number, (purse, mark, hop) in enumerate(zip(account.purses, marks, hops, strict=True)):
            purse.put(transfer.value, mark)
            known = account.hops[number]
            if mark is not None and hop is not None:
                account.hops[number] = hop if known is None else min(known, hop)

    def open(self, edge: Edge, transfer: Transfer) -> bool:
        """Read an account that taint reaches for the first time, and replay what it did before."""
        name = transfer.recipient or ""
        history = self.history(name, edge, transfer, transfer.sender or "a seed")
        if history is None:
            return False
        purses = [purse_of(policy, history.opening) for policy in self.policies]
        self.accounts[name] = _Account(history, purses, [None] * len(purses))
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

    def sweeps(self, edge: Edge) -> tuple[Sweep, ...]:
        """Name the payer as a deposit address when it pays labelled wallets of one name and nobody else."""
        payer = edge.senders[0] if edge.senders else ""
        account = self.accounts.get(payer)
        if account is None or payer in self.own or not self.labels_at(edge.recipient, edge):
            return ()
        paid = {one.recipient for one in account.history.transfers if one.sender == payer and one.recipient not in {None, payer}}
        names = [tuple(label.name for label in weightiest(self.labels.of(one))[:1]) for one in paid]
        if len(set(names)) != 1 or not names[0]:
            return ()
        return (Sweep(payer, edge.recipient or "", SWEEP_RULE, edge.txid, tuple(account.paid_in)),)

    def finish(self, *, is_cut: bool) -> None:
        """What accounts still hold at the end."""
        why = "not followed: the limit was reached" if is_cut else "held"
        for account in self.accounts.values():
            held = {policy.name: purse.held() for policy, purse in zip(self.policies, account.purses, strict=True)}
            if any(held.values()) and account.paid_in:
                self.rest(account.paid_in[-1], why, {name: value for name, value in held.items() if value})
