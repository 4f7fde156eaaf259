"""Sources of ledger data, and what each must answer.

To add one, write a file in `sources/` with one subclass of `CoinSource` or `AccountSource`. A source fetches and keeps every raw answer;
it is not believed: what it says about a transaction is checked against the transaction's own bytes, its Merkle branch and the header's
work by `comity.chain.checked`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from comity.chain.exhibit import Channel, RawAnswer
from comity.chain.labels import Label
from comity.chain.ledger import LoggedEvent, Transfer
from comity.errors import ExchangeError, InputError


class ContradictionError(ExchangeError):
    """A source contradicts itself or its own proofs: nothing that rests on it is given out."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Where a source says a transaction stands, with its proof.

    Attributes:
        height: block number.
        header: the 80 bytes of the block's header.
        branch: Merkle branch, sibling of the transaction first (internal byte order).
        position: number of the transaction within the block.
        at: the block's time as the source states it; the header's own time is checked against it.
        block: the block's hash as the source states it; None where it does not.
    """

    height: int
    header: bytes
    branch: tuple[bytes, ...]
    position: int
    at: datetime | None = None
    block: str | None = None


@dataclass(frozen=True, slots=True)
class StatedOutput:
    """What a source says in words of its own about an output; its bytes say what is true.

    Attributes:
        value: base units.
        address: as the source writes it; None where it names none.
    """

    value: int
    address: str | None


@dataclass(frozen=True, slots=True)
class StatedCoin:
    """A coin that a source lists for an address.

    Attributes:
        txid: the transaction that made it.
        vout: number of the output.
        value: base units, as the source states them; None where it does not.
    """

    txid: str
    vout: int
    value: int | None = None


@dataclass(frozen=True, slots=True)
class UndoneCoin:
    """A spent coin as a node's undo files tell, without the transaction that made it.

    Attributes:
        value: base units.
        script: the locking script.
        height: the block that made it.
    """

    value: int
    script: bytes
    height: int


class Source(ABC):
    """What coin and account sources have in common.

    Attributes:
        slug: name in records; the file's name.
        schemes: prefixes of addresses that name this source outright.
        chains: which `--chain` it serves.
        usual_path: where the interface stands when an address names only the host; None where at its root.
        is_probed: whether a plain address is asked if it is this interface; another is used where it is named.
        answers: every raw answer, in the order in which it came.
    """

    slug: str
    schemes: tuple[str, ...]
    chains: tuple[str, ...]
    usual_path: str | None = None
    is_probed: bool = True

    def __init__(self) -> None:
        self.answers: list[RawAnswer] = []

    @classmethod
    @abstractmethod
    def over(cls, address: str) -> Source:
        """Open the source at an address, with or without its own prefix."""

    @classmethod
    @abstractmethod
    def replayed(cls, channel: Channel) -> Source:
        """Open the source over recorded answers."""

    @classmethod
    def in_folder(cls, path: Path) -> Source | None:  # noqa: ARG003 - most sources are servers
        """Open the source over files in a folder; None where this kind of source finds none there."""
        return None

    def remarks(self) -> Sequence[str]:
        """Return what a reader must know of the source itself."""
        return ()

    def on(self, chain: str) -> Source:  # noqa: ARG002 - most interfaces serve one chain
        """Set the chain, for an interface that serves several."""
        return self

    def labels(self, address: str, chain: str) -> Sequence[Label]:  # noqa: ARG002 - most sources keep none
        """Return what the source itself says of who stands behind an address."""
        return ()

    def tip_if_told(self) -> int | None:
        """Return the height of the newest block; None where the source does not say: a result is complete without it."""
        try:
            return self.tip()
        except ContradictionError:
            raise
        except ExchangeError:
            return None

    def answers_here(self) -> bool:
        """Tell whether this interface answers at the address, with as little asking as possible."""
        try:
            self.tip()
        except (ExchangeError, InputError):
            return False
        finally:
            self.answers.clear()
        return True

    def close(self) -> None:  # noqa: B027 - a folder has nothing to let go
        """Let the connection go."""

    @abstractmethod
    def tip(self) -> int:
        """Return the height of the newest block."""


class CoinSource(Source):
    """A source of a UTXO chain."""

    @abstractmethod
    def transaction(self, txid: str) -> bytes:
        """Return a transaction as serialised.

        Raises:
            ExchangeError: the source has no such transaction, or does not answer.
        """

    @abstractmethod
    def inclusion(self, txid: str) -> Inclusion | None:
        """Return where the transaction stands and the proof of it; None while unconfirmed."""

    @abstractmethod
    def spenders(self, txid: str, outputs: int) -> Sequence[str | None]:
        """Return, for each output, the id of the transaction that spends it; None where unspent."""

    @abstractmethod
    def coins(self, address: str) -> Sequence[StatedCoin]:
        """Return every coin that an address ever received."""

    def unspent(self, address: str) -> Sequence[StatedCoin] | None:  # noqa: ARG002 - a source may have no such listing
        """Return the coins that the address still holds, a second witness for what `spenders` says; None where it is not kept."""
        return None

    def spent_coin(self, txid: str, vout: int) -> UndoneCoin | None:  # noqa: ARG002 - few sources keep what blocks spent
        """Return a spent coin whose own transaction the source does not hold, by its word alone; None otherwise."""
        return None

    def network(self) -> str | None:
        """Return whose chain it is (a key of `NETWORKS`); None where it must be told from the addresses that the source states."""
        return None

    def stated(self, txid: str) -> Sequence[StatedOutput] | None:  # noqa: ARG002 - a source may have no words of its own
        """Return what the source says about the outputs beside their bytes; None where it says nothing."""
        return None

    def block_at(self, height: int) -> str | None:  # noqa: ARG002 - a source may not tell
        """Return the hash of the block at a height now; None where the source cannot tell."""
        return None


@dataclass(frozen=True, slots=True)
class Token:
    """What an asset is called and counted in.

    Attributes:
        asset: contract, or native symbol.
        symbol: what people call it; the contract itself where nobody says.
        decimals: places of its unit; None where unknown.
    """

    asset: str
    symbol: str
    decimals: int | None


class AccountSource(Source):
    """A source of an account chain."""

    @abstractmethod
    def asset(self, name: str | None) -> str:
        """Return the normal form of an asset: a contract, or the native symbol; the chain's USDT when none is named.

        Raises:
            InputError: it is none.
        """

    @abstractmethod
    def token(self, asset: str) -> Token:
        """Return what an asset is called and counted in, as far as the source has told by now."""

    @abstractmethod
    def account(self, text: str) -> str:
        """Return the normal form of an account's address.

        Raises:
            InputError: it is none.
        """

    @abstractmethod
    def transfers(self, account: str, asset: str) -> Sequence[Transfer]:
        """Return every transfer of an asset from or to an account, in the order of the chain, all pages.

        Raises:
            UnreadAccountError: the source does not tell of the account, or of more than can be read.
            ContradictionError: a page is missing or comes twice.
        """

    @abstractmethod
    def transfers_in(self, txid: str, asset: str) -> Sequence[Transfer] | None:
        """Return the transfers of an asset within one transaction, in the order of their logs, with block and log index.

        Empty when the transaction failed; None where the source keeps no receipts.
        """

    @abstractmethod
    def balance(self, account: str, asset: str) -> int | None:
        """Return the balance now; None where the source cannot tell."""

    def events_in(self, txid: str) -> Sequence[LoggedEvent] | None:  # noqa: ARG002 - a source may keep no receipts
        """Return everything that contracts said in a transaction that succeeded; None where the source keeps no receipts."""
        return None

    def named(self, address: bytes) -> str:
        """Write an address of twenty bytes in the chain's own form."""
        return "0x" + address.hex()

    def is_whole(self, asset: str) -> bool:  # noqa: ARG002 - a source that lists everything need not look
        """Tell whether every movement of the asset is listed (not so where calls between contracts stay unlisted)."""
        return True


class UnreadAccountError(ExchangeError):
    """An account cannot be read from this source; the trace says so and rests there.

    Attributes:
        why: name of the rest.
        meaning: what it may mean, told beside the message.
    """

    why: str = "not followed: the source does not tell of this account"
    meaning: str = "ask another source"


class BusyAccountError(UnreadAccountError):
    """An account has more transfers than are read for one trace: perhaps a service."""

    why = "not followed: a busy account without a label, perhaps a service"
    meaning = "perhaps a service without a label"


class UnexportedAccountError(UnreadAccountError):
    """No file that was given is of this account."""

    why = "not followed: no export of this account was given"
    meaning = "export it from the explorer, and trace again"
