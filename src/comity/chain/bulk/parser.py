"""Read a serialised block into columns, in one pass of compiled code.

An object for each transaction is what makes readers of blocks slow, not the language. Here a block becomes a few arrays: where each
transaction stands, what each input spends, what each output holds and to which script. Ids are hashed where the
transactions stand. Every read is bounded: broken bytes end in an error, never beyond the buffer.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from comity.chain.bitcoin.hashes import HEADER_SIZE, double_sha256
from comity.chain.bulk.loads import byte_at, half_at, long_at, word_at
from comity.chain.bulk.transaction_ids import merkle_root, transaction_ids
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
        ids: ids of the transactions, in internal order; shape (transactions, 32).
        inputs: number of the first input of each transaction, and the number of all.
        outputs: the same of the outputs.
        spent_places: place in `raw` of the id of the transaction whose coin an input spends.
        spent_output: number of that coin.
        values: what each output holds, base units.
        scripts: place of each output's script in `raw`, and its length; shape (outputs, 2).
        raw: the block.
    """

    header: bytes
    ids: Bytes
    inputs: Whole
    outputs: Whole
    spent_places: Whole
    spent_output: npt.NDArray[np.uint32]
    values: Whole
    scripts: Whole
    raw: Bytes

    @property
    def txids(self) -> tuple[bytes, ...]:
        """Ids of the transactions, 32 bytes each, in internal order."""
        joined = self.ids.tobytes()
        return tuple(joined[place : place + 32] for place in range(0, len(joined), 32))

    @property
    def merkle_holds(self) -> bool:
        """Tell whether the ids lead to the Merkle root of the header."""
        return len(self.ids) > 0 and merkle_root(self.ids) == self.header[36:68]

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
    transactions, inputs, outputs, end = (int(count) for count in counts)
    if end != len(raw):
        raise InputError(say("is no block: {count} bytes stand after it", count=len(raw) - end), place=place)
    places, first_input, first_output, spent, spent_output, values, scripts = room
    return BlockColumns(
        data[:HEADER_SIZE],
        transaction_ids(raw, places[:transactions]),
        first_input[: transactions + 1].copy(),
        first_output[: transactions + 1].copy(),
        spent[:inputs].copy(),
        spent_output[:inputs].copy(),
        values[:outputs].copy(),
        scripts[:outputs].copy(),
        raw,
    )


def _rooms(size: int) -> tuple[Any, ...]:
    """Return columns large enough for whatever a block of this size can hold.

    One set for each thread, used again: fresh pages cost more than copying out what was filled.
    """
    if getattr(_local, "size", 0) < size:
        _local.size = size = max(size, _USUAL_BLOCK)
        transactions, inputs, outputs = size // _SMALLEST_TRANSACTION + 2, size // _SMALLEST_INPUT + 2, size // _SMALLEST_OUTPUT + 2
        _local.rooms = (
            np.empty((transactions, 4), np.int64),
            np.empty(transactions, np.int64),
            np.empty(transactions, np.int64),
            np.empty(inputs, np.int64),
            np.empty(inputs, np.uint32),
            np.empty(outputs, np.int64),
            np.empty((outputs, 2), np.int64),
        )
    rooms: tuple[Any, ...] = _local.rooms
    return rooms


def block_id(header: bytes) -> str:
    """Return a block's hash as shown."""
    return double_sha256(header)[::-1].hex()


@njit(cache=True, nogil=True, inline="always")
def _varint(raw, place, size):  # type: ignore[no-untyped-def]  # compiled: numba infers the types
    """Return a number and the place after it; the number is -1 where the bytes end."""
    if place >= size:
        return np.int64(-1), place
    number = byte_at(raw, place)
    if number < 0xFD:
        return number, place + 1
    width = 2 if number == 0xFD else 4 if number == 0xFE else 8
    if place + 1 + width > size:
        return np.int64(-1), place
    number = half_at(raw, place + 1) if width == 2 else word_at(raw, place + 1) if width == 4 else long_at(raw, place + 1)
    if number < 0 or number > size:  # nothing can be longer than the block
        return np.int64(-1), place
    return number, place + 1 + width


@njit(cache=True, nogil=True)
def _parse(  # type: ignore[no-untyped-def]  # noqa: C901 - one pass: a compiled loop that is cut copies its columns
    raw, places, first_input, first_output, spent, spent_output, values, scripts
):
    """Fill the columns; return the counts and the end, or -1 and the place where the bytes break off."""
    size = np.int64(len(raw))
    inputs = np.int64(0)
    outputs = np.int64(0)
    transactions, place = _varint(raw, np.int64(80), size)
    if transactions < 0 or transactions > len(places):
        return -1, place, 0, 0
    for number in range(transactions):
        first_input[number] = inputs
        first_output[number] = outputs
        begin = place
        if place + 10 > size:
            return -1, place, 0, 0
        has_witness = half_at(raw, place + 4) == 0x0100
        place += 6 if has_witness else 4
        count, place = _varint(raw, place, size)
        if count < 0:
            return -1, place, 0, 0
        for _ in range(count):
            if place + 36 > size:
                return -1, place, 0, 0
            spent[inputs] = place
            spent_output[inputs] = word_at(raw, place + 32)
            inputs += 1
            length, place = _varint(raw, place + 36, size)
            if length < 0 or place + length + 4 > size:
                return -1, place, 0, 0
            place += length + 4
        made, place = _varint(raw, place, size)
        if made < 0:
            return -1, place, 0, 0
        for _ in range(made):
            if place + 8 > size:
                return -1, place, 0, 0
            value = long_at(raw, place)
            length, place = _varint(raw, place + 8, size)
            if length < 0 or place + length > size or value < 0:
                return -1, place, 0, 0
            values[outputs] = value
            scripts[outputs, 0] = place
            scripts[outputs, 1] = length
            outputs += 1
            place += length
        after = place
        if has_witness:
            for _ in range(count):
                items, place = _varint(raw, place, size)
                if items < 0:
                    return -1, place, 0, 0
                for _ in range(items):
                    length, place = _varint(raw, place, size)
                    if length < 0 or place + length > size:
                        return -1, place, 0, 0
                    place += length
        if place + 4 > size:
            return -1, place, 0, 0
        place += 4
        places[number, 0] = begin
        places[number, 1] = after
        places[number, 2] = place
        places[number, 3] = 2 if has_witness else 0
    first_input[transactions] = inputs
    first_output[transactions] = outputs
    return transactions, inputs, outputs, place
