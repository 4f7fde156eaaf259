"""Facts of a ledger as plain values: transactions of coins, transfers between accounts, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Position:
    """Where a transaction stands.

    Attributes:
        height: block number; None while unconfirmed.
        block: block hash, hexadecimal.
        index: number within the block.
        at: the block's time (UTC).
    """

    height: int | None
    block: str | None
    index: int
    at: datetime | None

    @property
    def order(self) -> tuple[int, int]:
        """Sort key: earlier first, unconfirmed last."""
        return (self.height if self.height is not None else 1 << 62, self.index)


@dataclass(frozen=True, slots=True)
class Output:
    """A coin.

    Attributes:
        value: base units, exact.
        script: the locking script.
        address: the address it stands for; None where the script has none.
    """

    value: int
    script: bytes
    address: str | None


@dataclass(frozen=True, slots=True)
class Spending:
    """An input: the coin it spends."""

    txid: str
    vout: int


@dataclass(frozen=True, slots=True)
class CoinTransaction:
    """A transaction of the UTXO kind.

    Attributes:
        txid: hexadecimal, as shown by explorers.
        inputs: coins spent, in order; empty for a coinbase.
        outputs: coins made, in order.
        raw: the transaction as serialised, witness included.
    """

    txid: str
    inputs: tuple[Spending, ...]
    outputs: tuple[Output, ...]
    raw: bytes

    @property
    def is_coinbase(self) -> bool:
        """Tell whether the transaction makes new coins."""
        return not self.inputs


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """What a contract said within a transaction.

    Attributes:
        contract: its address, in the chain's own form.
        topics: 64 hexadecimal digits each; the first tells the event.
        data: the other arguments.
        index: number of the log.
    """

    contract: str
    topics: tuple[str, ...]
    data: bytes
    index: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer between accounts, of the native coin or a token.

    Attributes:
        txid: transaction hash.
        sender: account that pays; None where the asset is newly made.
        recipient: account that receives; None where the asset is destroyed or paid as a fee.
        value: base units, exact (up to 256 bits).
        asset: token contract, or the native symbol.
        position: where it stands.
        order: sort key on its chain: block (or the block's time), transaction within it, log within that.
        index: log index; -1 for the native value of the transaction itself; None where the listing does not tell.
        nth: number among transfers of one transaction that are alike in everything else.
    """

    txid: str
    sender: str | None
    recipient: str | None
    value: int
    asset: str
    position: Position
    order: tuple[int, int, int]
    index: int | None = None
    nth: int = 0

    @property
    def key(self) -> tuple[str, str | None, str | None, int, int]:
        """What makes it the same transfer in every listing."""
        return (self.txid, self.sender, self.recipient, self.value, self.nth)
