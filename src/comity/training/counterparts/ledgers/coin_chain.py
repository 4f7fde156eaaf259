"""Make a small chain of real Bitcoin transactions and blocks, with work of a private test network.

Names stand for people: each has one witness address made from the hash of the name, so that nobody's real address appears. Signatures are
absent: a tracer reads amounts and links, it does not validate scripts.

    chain = CoinChain()
    saved = chain.fund("victim", 5_000)                                       new coins, in a block of their own
    theft = chain.send([(saved, 0)], ("thief", 4_000), ("victim", 900))       a payment with a fee of 100, in a block of its own
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from comity.chain.bitcoin.address import NETWORKS, Network, address_of
from comity.chain.bitcoin.hashes import double_sha256, has_work, hidden, merkle_root
from comity.chain.bitcoin.transaction import read_transaction
from comity.chain.ledger import CoinTransaction

_BITS = 0x207FFFFF
_GENESIS_TIME = 1_767_225_600  # 2026-01-01T00:00:00Z
_BLOCK_SECONDS = 600
Coin = tuple[str, int]


@dataclass(slots=True)
class Block:
    """A block: its header and its transactions in order."""

    height: int
    header: bytes
    transactions: list[CoinTransaction]

    @property
    def id(self) -> str:
        """Hash as shown."""
        return double_sha256(self.header)[::-1].hex()

    @property
    def time(self) -> int:
        """Seconds since 1970."""
        return int.from_bytes(self.header[68:72], "little")

    @property
    def raw(self) -> bytes:
        """The block as serialised."""
        return self.header + _varint(len(self.transactions)) + b"".join(transaction.raw for transaction in self.transactions)


@dataclass
class CoinChain:
    """A chain that grows by `mine`.

    Attributes:
        network: whose addresses are written.
        blocks: by height.
        pool: transactions that no block holds.
    """

    network: Network = NETWORKS["btc-regtest"]
    blocks: list[Block] = field(default_factory=list)
    pool: list[CoinTransaction] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.blocks:
            self.mine()

    def address(self, name: str) -> str:
        """Return the address of a name."""
        address = address_of(script_of(name), self.network)
        if address is None:
            raise ValueError(name)
        return address

    def coinbase(self, outputs: Sequence[tuple[str, int]], height: int | None = None) -> CoinTransaction:
        """Make a transaction that makes new coins."""
        mark = (len(self.blocks) if height is None else height).to_bytes(4, "little")
        made = b"".join(_output(name, value) for name, value in outputs)
        spent = bytes(32) + b"\xff" * 4 + _varint(5) + b"\x04" + mark + b"\xff" * 4
        raw = (2).to_bytes(4, "little") + b"\x01" + spent + _varint(len(outputs)) + made + bytes(4)
        return read_transaction(raw, self.network)

    def pay(self, coins: Sequence[Coin], outputs: Sequence[tuple[str, int]]) -> CoinTransaction:
        """Make a transaction that spends coins; what is left over is the fee."""
        inputs = b"".join(hidden(txid) + vout.to_bytes(4, "little") + b"\x00" + b"\xfd\xff\xff\xff" for txid, vout in coins)
        made = b"".join(_output(name, value) for name, value in outputs)
        witness = b"".join(_varint(1) + _varint(2) + b"\x51\x51" for _ in coins)
        head = (2).to_bytes(4, "little") + b"\x00\x01"
        raw = head + _varint(len(coins)) + inputs + _varint(len(outputs)) + made + witness + bytes(4)
        return read_transaction(raw, self.network)

    def mine(self, *transactions: CoinTransaction) -> str:
        """Add a block; a coinbase is added where none is given.

        Returns:
            Id of the last transaction.
        """
        held = list(transactions)
        if not held or not held[0].is_coinbase:
            held.insert(0, self.coinbase([("miner", 50)]))
        before = double_sha256(self.blocks[-1].header) if self.blocks else bytes(32)
        height = len(self.blocks)
        self.blocks.append(Block(height, _worked(before, held, height), held))
        return held[-1].txid

    def fund(self, name: str, value: int) -> str:
        """Give a name new coins in a block of its own; return the transaction's id (the coin is its output 0)."""
        return self.mine(self.coinbase([(name, value)]))

    def send(self, coins: Sequence[Coin], *outputs: tuple[str, int]) -> str:
        """Pay in a block of its own; return the transaction's id."""
        return self.mine(self.pay(coins, outputs))

    def fork(self, height: int) -> CoinChain:
        """Return another chain that agrees with this one below a height: what a reorganisation leaves."""
        return CoinChain(self.network, list(self.blocks[:height]), list(self.pool))


def script_of(name: str) -> bytes:
    """Return the locking script of a name: a witness program of its hash; `return:` begins data nobody can spend, `script:` a script."""
    if name.startswith("script:"):
        return bytes.fromhex(name.removeprefix("script:"))
    if name.startswith("return:"):
        data = name.removeprefix("return:").encode()
        return b"\x6a" + _varint(len(data)) + data
    return b"\x00\x14" + hashlib.sha256(name.encode()).digest()[:20]


def _output(name: str, value: int) -> bytes:
    script = script_of(name)
    return value.to_bytes(8, "little") + _varint(len(script)) + script


def _worked(before: bytes, transactions: Sequence[CoinTransaction], height: int) -> bytes:
    root = merkle_root([hidden(transaction.txid) for transaction in transactions])
    time = (_GENESIS_TIME + height * _BLOCK_SECONDS).to_bytes(4, "little")
    start = (4).to_bytes(4, "little") + before + root + time + _BITS.to_bytes(4, "little")
    return next(header for nonce in range(1 << 20) if has_work(header := start + nonce.to_bytes(4, "little")))


def _varint(number: int) -> bytes:
    if number < 0xFD:
        return bytes([number])
    return b"\xfd" + number.to_bytes(2, "little") if number < 1 << 16 else b"\xfe" + number.to_bytes(4, "little")
