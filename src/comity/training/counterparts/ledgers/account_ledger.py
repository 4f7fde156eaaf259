"""Make a small ledger of accounts: token and native transfers in blocks, with the hashes and addresses of no real chain.

ledger = AccountLedger()
ledger.pay("victim", "thief", 5_000)                       a token transfer in a block of its own
ledger.block([Move("thief", "a", 10)], [Move("a", "b", 5), Move("a", "c", 5)])      two transactions, the second with two logs
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

_FIRST = 60_000_000
_GENESIS = 1_767_225_600_000  # 2026-01-01T00:00:00Z, milliseconds
_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Move:
    """A transfer by name of account."""

    sender: str
    recipient: str
    value: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a contract says beside the transfers.

    Attributes:
        contract: its address, in the chain's own form.
        topics: 64 hexadecimal digits each.
        data: hexadecimal.
    """

    contract: str
    topics: tuple[str, ...]
    data: str


@dataclass(frozen=True, slots=True)
class AccountTransaction:
    """A transaction of one or more transfers of one asset."""

    txid: str
    height: int
    milliseconds: int
    place: int
    asset: str
    moves: tuple[Move, ...]
    is_failed: bool = False
    fee: int = 0
    logs_before: int = 0
    said: tuple[Said, ...] = ()


@dataclass
class AccountLedger:
    """A ledger that grows by `block`.

    Attributes:
        asset: the token.
        opening: what accounts held before the first listed transfer.
        transactions: in order.
    """

    asset: str
    opening: dict[str, int] = field(default_factory=dict)
    transactions: list[AccountTransaction] = field(default_factory=list)
    height: int = _FIRST

    def block(
        self, *transactions: Sequence[Move], asset: str | None = None, is_failed: bool = False, fee: int = 0, said: Sequence[Said] = ()
    ) -> list[str]:
        """Add a block with some transactions; return their ids."""
        self.height += 1
        made = []
        for place, moves in enumerate(transactions):
            txid = hashlib.sha256(f"{self.height} {place} {moves}".encode()).hexdigest()
            time = _GENESIS + (self.height - _FIRST) * _SECONDS * 1000
            self.transactions.append(
                AccountTransaction(
                    txid,
                    self.height,
                    time,
                    place,
                    asset or self.asset,
                    tuple(moves),
                    is_failed,
                    fee,
                    logs_before=place % 3,
                    said=tuple(said),
                )
            )
            made.append(txid)
        return made

    def pay(self, sender: str, recipient: str, value: int, **settings: object) -> str:
        """Pay in a block of its own; return the transaction's id."""
        return self.block([Move(sender, recipient, value)], **settings)[0]  # type: ignore[arg-type]  # handed through

    def balance(self, name: str, asset: str | None = None) -> int:
        """Return what an account holds."""
        total = self.opening.get(name, 0) if asset in {None, self.asset} else 0
        for transaction in self.transactions:
            if transaction.asset != (asset or self.asset):
                continue
            for move in () if transaction.is_failed else transaction.moves:
                total += move.value * ((move.recipient == name) - (move.sender == name))
        return total
