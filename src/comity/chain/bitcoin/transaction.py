"""Read a serialised transaction (BIP 144) and compute its id."""

from __future__ import annotations

from comity.chain.bitcoin.address import Network, address_of
from comity.chain.bitcoin.hashes import double_sha256, shown
from comity.chain.ledger import CoinTransaction, Output, Spending
from comity.errors import InputError

_COINBASE = bytes(32)


class _Cursor:
    """Reads little-endian fields and says where the bytes end too early."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def take(self, count: int) -> bytes:
        piece = self.data[self.place : self.place + count]
        if len(piece) != count:
            raise InputError(f"the transaction ends at byte {len(self.data)}, {count} more bytes are expected at {self.place}")
        self.place += count
        return piece

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "little")

    def varint(self) -> int:
        first = self.number(1)
        return first if first < 0xFD else self.number({0xFD: 2, 0xFE: 4, 0xFF: 8}[first])

    def text(self) -> bytes:
        return self.take(self.varint())


def read_transaction(raw: bytes, network: Network) -> CoinTransaction:
    """Read a whole transaction.

    Raises:
        InputError: the bytes are no transaction, or more than one.
    """
    cursor = _Cursor(raw)
    transaction = _read(cursor, network)
    if cursor.place != len(raw):
        raise InputError(f"{len(raw) - cursor.place} bytes stand after the transaction")
    return transaction


def read_block(raw: bytes, network: Network) -> tuple[bytes, tuple[CoinTransaction, ...]]:
    """Read a block: its header and its transactions.

    Raises:
        InputError: the bytes are no block.
    """
    cursor = _Cursor(raw)
    header = cursor.take(80)
    transactions = tuple(_read(cursor, network) for _ in range(cursor.varint()))
    if cursor.place != len(raw):
        raise InputError(f"{len(raw) - cursor.place} bytes stand after the block")
    return header, transactions


def _read(cursor: _Cursor, network: Network) -> CoinTransaction:
    start = cursor.place
    version = cursor.take(4)
    has_witness = cursor.data[cursor.place : cursor.place + 2] == b"\x00\x01"
    if has_witness:
        cursor.take(2)
    body = cursor.place
    inputs = []
    for _ in range(cursor.varint()):
        spent, vout = cursor.take(32), cursor.number(4)
        cursor.text()
        cursor.take(4)
        if spent != _COINBASE:
            inputs.append(Spending(shown(spent), vout))
    outputs = []
    for _ in range(cursor.varint()):
        value, script = cursor.number(8), cursor.text()
        outputs.append(Output(value, script, address_of(script, network)))
    stripped = cursor.data[body : cursor.place]
    if has_witness:
        for _ in range(len(inputs) or 1):
            for _ in range(cursor.varint()):
                cursor.text()
    lock_time = cursor.take(4)
    txid = shown(double_sha256(version + stripped + lock_time))
    return CoinTransaction(txid, tuple(inputs), tuple(outputs), cursor.data[start : cursor.place])
