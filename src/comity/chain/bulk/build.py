"""Build the columns of a chain from block files, in bounded memory.

The order of the chain comes from the headers alone. Then every block is read once. What joins blocks with each other (an input with the
output that it spends; the outputs that pay one address) is joined part by part: keys are spilled to files by their leading bits, and one
part at a time is sorted. So memory depends on the size of a part, not on the length of the chain; what is filled across it is mapped.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from numba import njit

from comity.chain.bitcoin.address import NETWORKS
from comity.chain.bitcoin.hashes import HEADER_SIZE
from comity.chain.bulk.best_chain import chain_order
from comity.chain.bulk.block_file import BlockPlace, block_files, find_blocks, network_of
from comity.chain.bulk.built_chain import BLOCK, KEY, NUMBERED, BuiltChain
from comity.chain.bulk.coinjoin_column import coinjoins
from comity.chain.bulk.columns import TYPES, UNKNOWN, write_index
from comity.chain.bulk.loads import byte_at
from comity.chain.bulk.parser import BlockColumns, parse_block
from comity.chain.bulk.spill import Spill, places_of
from comity.chain.bulk.transaction_ids import transaction_ids
from comity.errors import InputError
from comity.text.messages import say

_PART = 256 << 20
"""Bytes of block files for one part of the joins: about a million transactions, which sort in some 200 MB."""
_SPENT = np.dtype([("high", "<u8"), ("low", "<u8"), ("input", "<u8"), ("vout", "<u4"), ("by", "<u4")])
_MOST_OUTPUTS = (1 << 32) - 1


class _Building:
    """Columns under construction: those written end to end, and the spilled keys."""

    def __init__(self, folder: Path, spills: Path, bits: int, stack: ExitStack) -> None:
        self.folder = folder
        names = ("first_input", "first_output", "is_coinjoin", "values", "blocks")
        self.streams: dict[str, BinaryIO] = {name: stack.enter_context((folder / f"{name}.bin").open("wb")) for name in names}
        self.made = Spill(spills, "made", NUMBERED, bits)
        self.spent = Spill(spills, "spent", _SPENT, bits)
        self.paid = Spill(spills, "paid", NUMBERED, bits)
        self.transactions = self.inputs = self.outputs = 0

    def take(self, block: BlockColumns, place: BlockPlace, file: int) -> None:
        """Append a block."""
        count = len(block.ids)
        row = np.array([(file, place.is_alone, place.start, place.length, self.transactions)], BLOCK)
        row.tofile(self.streams["blocks"])
        (block.inputs[:-1] + self.inputs).tofile(self.streams["first_input"])
        (block.outputs[:-1] + self.outputs).tofile(self.streams["first_output"])
        coinjoins(block.inputs, block.outputs, block.values).tofile(self.streams["is_coinjoin"])
        block.values.tofile(self.streams["values"])
        self.made.add(_keyed(block.ids, NUMBERED, number=np.arange(count) + self.transactions))
        spent, by = block.spent, np.repeat(np.arange(count), np.diff(block.inputs)) + self.transactions
        is_old = spent.any(axis=1)  # new coins spend nothing
        numbers = np.arange(len(spent)) + self.inputs
        self.spent.add(_keyed(spent, _SPENT, input=numbers, vout=block.spent_output, by=by)[is_old])
        addressed = np.flatnonzero(_addressed(block.raw, block.scripts))
        begins, ends = block.scripts[addressed, 0], block.scripts[addressed].sum(axis=1)
        places = np.stack([begins, ends - 4, ends, np.zeros(len(addressed), np.int64)], axis=1)
        self.paid.add(_keyed(transaction_ids(block.raw, places), NUMBERED, number=addressed + self.outputs))
        self.transactions += count
        self.inputs += len(spent)
        self.outputs += len(block.values)
        if self.outputs > _MOST_OUTPUTS:
            raise InputError(say("more than {count} outputs: this form of columns cannot count them", count=_MOST_OUTPUTS))

    def finish(self) -> dict[str, int]:
        """Close the columns written end to end, and join; return the length of each column."""
        np.array([self.inputs], "<i8").tofile(self.streams["first_input"])
        np.array([self.outputs], "<i8").tofile(self.streams["first_output"])
        for stream in self.streams.values():
            stream.flush()
        previous = self._filled("previous", self.inputs, UNKNOWN)
        spender = self._filled("spender", self.outputs, -1)
        address = self._filled("address", self.outputs, -1)
        ids = self._join_inputs(previous, spender)
        addresses, coins = self._number_addresses(address)
        blocks = (self.folder / "blocks.bin").stat().st_size
        lengths = {"first_input": self.transactions + 1, "first_output": self.transactions + 1, "is_coinjoin": self.transactions}
        lengths |= {"previous": self.inputs, "values": self.outputs, "spender": self.outputs, "address": self.outputs}
        lengths |= {"first_coin": addresses + 1, "coins": coins}
        return lengths | {"blocks": blocks, "ids": ids * NUMBERED.itemsize, "keys": addresses * KEY.itemsize}

    def _join_inputs(self, previous: npt.NDArray[Any], spender: npt.NDArray[Any]) -> int:
        """Name the output that each input spends, and the transaction that spends each output."""
        first = np.memmap(self.folder / "first_output.bin", "<i8", "r")
        total = 0
        with (self.folder / "ids.bin").open("wb") as stream:
            for made, spent in zip(self.made.every_part(), self.spent.every_part(), strict=True):
                made.tofile(stream)
                total += len(made)
                places = places_of(made, spent)
                known = spent[places >= 0]
                number = made["number"][places[places >= 0]].astype(np.int64)
                output = first[number] + known["vout"]
                is_there = output < first[number + 1]
                if not is_there.all() or (number >= known["by"]).any():
                    raise InputError(say("an input spends an output that is not there, or comes later: these are no blocks of one chain"))
                previous[known["input"]] = output
                spender[output] = known["by"]
        return total

    def _number_addresses(self, address: npt.NDArray[Any]) -> tuple[int, int]:
        """Number the addresses in the order of their keys, and list the coins of each."""
        numbered = coins = 0
        with ExitStack() as stack:
            keys, firsts, lists = (
                stack.enter_context((self.folder / f"{name}.bin").open("wb")) for name in ("keys", "first_coin", "coins")
            )
            for rows in self.paid.every_part():
                begins = np.ones(len(rows), np.bool_)
                begins[1:] = (rows["high"][1:] != rows["high"][:-1]) | (rows["low"][1:] != rows["low"][:-1])
                address[rows["number"]] = np.cumsum(begins) - 1 + numbered
                rows[["high", "low"]][begins].astype(KEY).tofile(keys)
                (np.flatnonzero(begins) + coins).astype("<i8").tofile(firsts)
                rows["number"].tofile(lists)
                numbered += int(begins.sum())
                coins += len(rows)
            np.array([coins], "<i8").tofile(firsts)
        return numbered, coins

    def _filled(self, name: str, length: int, value: Any) -> npt.NDArray[Any]:
        """Map a column that is filled across the chain."""
        if not length:
            (self.folder / f"{name}.bin").write_bytes(b"")
            return np.empty(0, TYPES[name])
        column: npt.NDArray[Any] = np.memmap(self.folder / f"{name}.bin", TYPES[name], "w+", shape=(length,))
        column[:] = value
        return column


def build(paths: Iterable[Path], folder: Path, network: str | None = None, *, part: int = _PART) -> BuiltChain:
    """Build.

    Args:
        paths: block files and folders of them.
        folder: where the columns go; what is there of an earlier build is replaced.
        network: whose addresses are written; by the magic bytes, else Bitcoin's own, when not given.
        part: bytes of block files for one part of the joins.

    Raises:
        InputError: a file is no file of blocks, a Merkle root does not hold, or the blocks are not of one chain.
    """
    files = block_files(paths)
    found = [(place, number) for number, path in enumerate(files) for place in find_blocks(path)]
    order = chain_order([place.read(HEADER_SIZE) for place, _ in found])
    size = sum(found[number][0].length for number in order)
    spills = folder / "building"
    folder.mkdir(parents=True, exist_ok=True)
    spills.mkdir(exist_ok=True)
    try:
        with ExitStack() as stack:
            building = _Building(folder, spills, (size // part).bit_length(), stack)
            for number in order:
                place, file = found[number]
                block = parse_block(place.read(), str(place))
                if not block.merkle_holds:
                    raise InputError(say("the Merkle root of this block does not hold"), place=str(place))
                building.take(block, place, file)
            lengths = building.finish()
    finally:
        shutil.rmtree(spills)
    chosen = network or (network_of(files[0]) if files else None) or "btc"
    write_index(folder, lengths, files=[str(path.resolve()) for path in files], network=NETWORKS[chosen].name)
    return BuiltChain.open(folder)


def _keyed(digests: npt.NDArray[np.uint8], kind: np.dtype[Any], **columns: Any) -> npt.NDArray[Any]:
    """Make rows of a kind: the leading sixteen bytes of digests as the key, and other columns."""
    rows = np.empty(len(digests), kind)
    key = np.ascontiguousarray(digests[:, :16]).view(">u8")
    rows["high"], rows["low"] = key[:, 0], key[:, 1]
    for name, values in columns.items():
        rows[name] = values
    return rows


@njit(cache=True, nogil=True)
def _addressed(raw, scripts):  # type: ignore[no-untyped-def]  # compiled: numba infers the types
    """Tell which scripts stand for an address, as `comity.chain.bitcoin.address.address_of` does."""
    found = np.zeros(len(scripts), np.bool_)
    for number in range(len(scripts)):
        place, length = scripts[number, 0], scripts[number, 1]
        if length < 4:
            continue
        first, second = byte_at(raw, place), byte_at(raw, place + 1)
        last = byte_at(raw, place + length - 1)
        if length == 25 and first == 0x76 and second == 0xA9 and byte_at(raw, place + 2) == 0x14:
            found[number] = byte_at(raw, place + 23) == 0x88 and last == 0xAC
        elif length == 23 and first == 0xA9 and second == 0x14:
            found[number] = last == 0x87
        elif length <= 42 and second == length - 2:
            found[number] = (first == 0 and (length == 22 or length == 34)) or (0x51 <= first <= 0x60)
    return found
