"""What the coins were that a block spent: the `rev*.dat` files of Bitcoin Core, one record for each block.

A node keeps them to be able to undo a block. They hold value and script of every spent coin, so fees and common spending are known for a
block alone, without the files of all blocks before it. Each record ends with a digest over the hash of the block's parent and the record
itself (`CBlockUndo`, undo.h; amounts and scripts compressed as in compressor.h of Bitcoin Core): a record belongs to the block for which
the digest holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from comity.chain.bitcoin.hashes import double_sha256
from comity.chain.bulk.block_file import find_blocks
from comity.errors import InputError
from comity.text.messages import say

_DIGEST = 32
_SPECIAL = 6
_FIELD = (1 << 256) - (1 << 32) - 977
_LARGEST_SCRIPT = 10_000


@dataclass(frozen=True, slots=True)
class SpentCoin:
    """A coin that was spent.

    Attributes:
        value: base units.
        script: its locking script; empty where it is longer than any that can be spent.
        height: the block that made it.
        is_coinbase: whether it was newly made there.
    """

    value: int
    script: bytes
    height: int
    is_coinbase: bool


@dataclass(frozen=True, slots=True)
class UndoRecord:
    """What one block spent.

    Attributes:
        raw: the record as serialised.
        digest: what the file says the digest is.
        place: where it stands.
    """

    raw: bytes
    digest: bytes
    place: str

    def belongs_to(self, header: bytes) -> bool:
        """Tell whether this is the record of the block with a header."""
        return double_sha256(header[4:36] + self.raw) == self.digest

    def transactions(self) -> int:
        """Return how many transactions the record tells of.

        Raises:
            InputError: the record breaks off.
        """
        return _Cursor(self.raw, self.place).size()

    def coins(self) -> tuple[tuple[SpentCoin, ...], ...]:
        """Return the coins that each transaction spent, the coinbase left out.

        Raises:
            InputError: the record breaks off or goes on.
        """
        cursor = _Cursor(self.raw, self.place)
        found = tuple(tuple(cursor.coin() for _ in range(cursor.size())) for _ in range(cursor.size()))
        if cursor.at != len(self.raw):
            raise InputError(say("something stands after the record"), place=self.place)
        return found


def undo_records(path: Path) -> Iterator[UndoRecord]:
    """Yield the records of a `rev*.dat` file, in the order of the file.

    Raises:
        InputError: the file breaks off, or something else stands between the records.
    """
    for place in find_blocks(path, trailer=_DIGEST):
        data = place.read()
        yield UndoRecord(data[:-_DIGEST], data[-_DIGEST:], str(place))


class _Cursor:
    """Reads the compressed form."""

    def __init__(self, data: bytes, place: str) -> None:
        self.data, self.place, self.at = data, place, 0

    def take(self, count: int) -> bytes:
        piece = self.data[self.at : self.at + count]
        if len(piece) != count:
            raise InputError(say("the record breaks off"), place=self.place)
        self.at += count
        return piece

    def size(self) -> int:
        """Read a compact size."""
        first = self.take(1)[0]
        return first if first < 0xFD else int.from_bytes(self.take({0xFD: 2, 0xFE: 4, 0xFF: 8}[first]), "little")

    def number(self) -> int:
        """Read a number in base 128, in which every length begins where the one before ends (serialize.h)."""
        number = 0
        for _ in range(10):
            byte = self.take(1)[0]
            number = number << 7 | byte & 0x7F
            if not byte & 0x80:
                return number
            number += 1
        raise InputError(say("the record breaks off"), place=self.place)

    def coin(self) -> SpentCoin:
        code = self.number()
        if code >> 1:
            self.number()  # once the version of the transaction; nobody reads it any more
        value = _amount(self.number())
        return SpentCoin(value, self.script(), code >> 1, bool(code & 1))

    def script(self) -> bytes:
        kind = self.number()
        if kind == 0:
            return b"\x76\xa9\x14" + self.take(20) + b"\x88\xac"
        if kind == 1:
            return b"\xa9\x14" + self.take(20) + b"\x87"
        if kind in {2, 3}:
            return b"\x21" + bytes([kind]) + self.take(32) + b"\xac"
        if kind in {4, 5}:
            return b"\x41" + self.whole_key(self.take(32), kind & 1) + b"\xac"
        length = kind - _SPECIAL
        if length > _LARGEST_SCRIPT:
            self.take(length)
            return b""
        return self.take(length)

    def whole_key(self, x: bytes, odd: int) -> bytes:
        number = int.from_bytes(x, "big")
        y = pow(pow(number, 3, _FIELD) + 7, (_FIELD + 1) // 4, _FIELD)
        if (y * y - pow(number, 3, _FIELD) - 7) % _FIELD:
            raise InputError(say("a key in the record is no point of the curve"), place=self.place)
        return b"\x04" + x + (y if y & 1 == odd else _FIELD - y).to_bytes(32, "big")


def _amount(packed: int) -> int:
    """Undo the packing of amounts: trailing zeros are counted, not written."""
    if packed == 0:
        return 0
    packed, zeros = divmod(packed - 1, 10)
    if zeros < 9:
        packed, digit = divmod(packed, 9)
        number = packed * 10 + digit + 1
    else:
        number = packed + 1
    return int(number * 10**zeros)
