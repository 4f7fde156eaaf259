"""Read a serialised block into columns, in one pass of compiled code.

An object for each transaction is what makes readers of blocks slow, not the language. Here a block becomes a few arrays: where each
transaction stands, what each input spends, what each output holds and to which script; and the transactions without their witnesses, laid
end to end, from which the ids are hashed. Every read is bounded: broken bytes end in an error, never beyond the buffer.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from comity.chain.bitcoin.hashes import HEADER_SIZE, double_sha256, merkle_root
from comity.errors import InputError
from comity.text.messages import say

Bytes = npt.NDArray[np.uint8]
Whole = npt.NDArray[np.int64]
_USUAL_BLOCK = 4 << 20
_local = threading.local()
_SMALLEST_INPUT, _SMALLEST_OUTPUT, _SMALLEST_TRANSACTION = 41, 9, 10


@dataclass(frozen=True, slots=True)
class BlockColumns:
    """A block.

    Attributes:
        header: its 80 bytes.
        txids: ids of the transactions, 32 bytes each, in internal order.
        inputs: number of the first input of each transaction, and the number of all.
        outputs: the same of the outputs.
        spent_places: place in `raw` of the id of the transaction whose coin an input spends.
        spent_output: number of that coin.
        values: what each output holds, base units.
        scripts: place of each output's script in `raw`, and its length; shape (outputs, 2).
        raw: the block.
    """

    header: bytes
    txids: tuple[bytes, ...]
    inputs: Whole
    outputs: Whole
    spent_places: Whole
    spent_output: npt.NDArray[np.uint32]
    values: Whole
    scripts: Whole
    raw: Bytes

    @property
    def merkle_holds(self) -> bool:
        """Tell whether the ids lead to the Merkle root of the header."""
        return merkle_root(self.txids) == self.header[36:68]

    @property
    def spent(self) -> Bytes:
        """Ids of the transactions whose coins the inputs spend, in internal order; shape (inputs, 32)."""
        gathered: Bytes = self.raw[self.spent_places[:, np.newaxis] + np.arange(32)]
        return gathered

    def script(self, output: int) -> bytes:
        """Return the locking script of an output."""
        place, length = self.scripts[output].tolist()
        return self.raw[place : place + length].tobytes()


def parse_block(data: bytes, place: str = "block") -> BlockColumns:
    """Read one block.

    Args:
        data: the block and nothing else.
        place: where it stands, for the error.

    Raises:
        InputError: the bytes are no block.
    """
    raw = np.frombuffer(data, np.uint8)
    if len(raw) <= HEADER_SIZE:
        raise InputError(say("is no block: {count} bytes", count=len(raw)), place=place)
    room = _rooms(len(raw))
    counts = _parse(raw, *room)
    if counts[0] < 0:
        raise InputError(say("is no block: it breaks off at byte {number}", number=int(counts[1])), place=place)
    transactions, inputs, outputs, stripped, end = (int(count) for count in counts)
    if end != len(raw):
        raise InputError(say("is no block: {count} bytes stand after it", count=len(raw) - end), place=place)
    starts, first_input, first_output, spent, spent_output, values, scripts, strip = room
    ids = _ids(strip[:stripped], starts[: transactions + 1].tolist())
    return BlockColumns(
        data[:HEADER_SIZE],
        ids,
        first_input[: transactions + 1],
        first_output[: transactions + 1],
        spent[:inputs],
        spent_output[:inputs],
        values[:outputs],
        scripts[:outputs],
        raw,
    )


def _rooms(size: int) -> tuple[Any, ...]:
    """Make columns large enough for whatever a block of this size can hold; pages that are not used cost nothing."""
    transactions, inputs, outputs = size // _SMALLEST_TRANSACTION + 2, size // _SMALLEST_INPUT + 2, size // _SMALLEST_OUTPUT + 2
    return (
        np.empty(transactions, np.int64),
        np.empty(transactions, np.int64),
        np.empty(transactions, np.int64),
        np.empty(inputs, np.int64),
        np.empty(inputs, np.uint32),
        np.empty(outputs, np.int64),
        np.empty((outputs, 2), np.int64),
        _bench(size),
    )


def _bench(size: int) -> Bytes:
    """Return room for the transactions without witnesses: one for each thread, used again, since fresh pages cost more than the work."""
    if len(getattr(_local, "strip", ())) < size:
        _local.strip = np.empty(max(size, _USUAL_BLOCK), np.uint8)
    strip: Bytes = _local.strip
    return strip


def _ids(stripped: Bytes, starts: list[int]) -> tuple[bytes, ...]:
    sha256, view = hashlib.sha256, stripped.data
    return tuple([sha256(sha256(view[start:end]).digest()).digest() for start, end in pairwise(starts)])


def block_id(header: bytes) -> str:
    """Return a block's hash as shown."""
    return double_sha256(header)[::-1].hex()


@njit(cache=True, nogil=True)
def _varint(raw, place, size):  # type: ignore[no-untyped-def]  # compiled: numba infers the types
    """Return a number and the place after it; the number is -1 where the bytes end."""
    if place >= size:
        return np.int64(-1), place
    first = raw[place]
    width = 0
    if first == 0xFD:
        width = 2
    elif first == 0xFE:
        width = 4
    elif first == 0xFF:
        width = 8
    if place + 1 + width > size:
        return np.int64(-1), place
    if width == 0:
        return np.int64(first), place + 1
    number = np.int64(0)
    for step in range(width):
        number |= np.int64(raw[place + 1 + step]) << np.int64(8 * step)
    if number < 0 or number > size:  # nothing can be longer than the block
        return np.int64(-1), place
    return number, place + 1 + width


@njit(cache=True, nogil=True)
def _parse(  # type: ignore[no-untyped-def]  # noqa: C901 - one pass: a compiled loop that is cut copies its columns
    raw, starts, first_input, first_output, spent, spent_output, values, scripts, strip
):
    """Fill the columns; return the counts and the end, or -1 and the place where the bytes break off."""
    size = len(raw)
    inputs = 0
    outputs = 0
    stripped = 0
    transactions, place = _varint(raw, 80, size)
    if transactions < 0 or transactions > len(starts) - 1:
        return -1, place, 0, 0, 0
    for number in range(transactions):
        starts[number] = stripped
        first_input[number] = inputs
        first_output[number] = outputs
        if place + 10 > size:
            return -1, place, 0, 0, 0
        has_witness = raw[place + 4] == 0 and raw[place + 5] == 1
        strip[stripped : stripped + 4] = raw[place : place + 4]
        stripped += 4
        place += 6 if has_witness else 4
        body = place
        count, place = _varint(raw, place, size)
        if count < 0:
            return -1, place, 0, 0, 0
        for _ in range(count):
            if place + 36 > size:
                return -1, place, 0, 0, 0
            spent[inputs] = place
            spent_output[inputs] = (
                np.uint32(raw[place + 32])
                | (np.uint32(raw[place + 33]) << np.uint32(8))
                | (np.uint32(raw[place + 34]) << np.uint32(16))
                | (np.uint32(raw[place + 35]) << np.uint32(24))
            )
            inputs += 1
            length, place = _varint(raw, place + 36, size)
            if length < 0 or place + length + 4 > size:
                return -1, place, 0, 0, 0
            place += length + 4
        made, place = _varint(raw, place, size)
        if made < 0:
            return -1, place, 0, 0, 0
        for _ in range(made):
            if place + 8 > size:
                return -1, place, 0, 0, 0
            value = np.int64(0)
            for step in range(8):
                value |= np.int64(raw[place + step]) << np.int64(8 * step)
            length, place = _varint(raw, place + 8, size)
            if length < 0 or place + length > size or value < 0:
                return -1, place, 0, 0, 0
            values[outputs] = value
            scripts[outputs, 0] = place
            scripts[outputs, 1] = length
            outputs += 1
            place += length
        strip[stripped : stripped + place - body] = raw[body:place]
        stripped += place - body
        if has_witness:
            for _ in range(count):
                items, place = _varint(raw, place, size)
                if items < 0:
                    return -1, place, 0, 0, 0
                for _ in range(items):
                    length, place = _varint(raw, place, size)
                    if length < 0 or place + length > size:
                        return -1, place, 0, 0, 0
                    place += length
        if place + 4 > size:
            return -1, place, 0, 0, 0
        strip[stripped : stripped + 4] = raw[place : place + 4]
        stripped += 4
        place += 4
    starts[transactions] = stripped
    first_input[transactions] = inputs
    first_output[transactions] = outputs
    return transactions, inputs, outputs, stripped, place
