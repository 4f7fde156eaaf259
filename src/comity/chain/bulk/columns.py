"""A whole chain as columns in files: the graph of coins, mapped into memory instead of read into it.

A folder holds one raw file a column, and `columns.json`, which says what they are. Transactions, inputs, outputs and addresses are numbers
in the order given below; nothing here is text. Ids and addresses are shown by reading the block again (`comity.chain.bulk.built_chain`).
The same files are read by the local engine and by Spark.

| column | one for each | type | says |
| --- | --- | --- | --- |
| first_input | transaction, and the end | int64 | number of its first input |
| first_output | transaction, and the end | int64 | number of its first output |
| is_coinjoin | transaction | bool | whether it has the shape of a CoinJoin |
| previous | input | uint32 | the output that it spends; `UNKNOWN` where the files do not hold it (and for new coins) |
| values | output | int64 | base units |
| spender | output | int32 | the transaction that spends it; -1 where none is known |
| address | output | int32 | the address that it pays; -1 where its script has none |
| first_coin | address, and the end | int64 | place of its first coin in `coins` |
| coins | output with an address | uint32 | outputs, grouped by address, in the order of the chain |

Outputs are counted in 32 bits without a sign: to 4.29 thousand million. Bitcoin has about 3.4.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from comity.errors import InputError
from comity.text.messages import say

UNKNOWN = np.uint32(0xFFFFFFFF)
FORMAT = 1
INDEX = "columns.json"
TYPES: Mapping[str, str] = {
    "first_input": "<i8",
    "first_output": "<i8",
    "is_coinjoin": "|b1",
    "previous": "<u4",
    "values": "<i8",
    "spender": "<i4",
    "address": "<i4",
    "first_coin": "<i8",
    "coins": "<u4",
}


@dataclass(frozen=True, slots=True)
class ChainColumns:
    """The columns; each attribute as the table above says."""

    first_input: npt.NDArray[np.int64]
    first_output: npt.NDArray[np.int64]
    is_coinjoin: npt.NDArray[np.bool_]
    previous: npt.NDArray[np.uint32]
    values: npt.NDArray[np.int64]
    spender: npt.NDArray[np.int32]
    address: npt.NDArray[np.int32]
    first_coin: npt.NDArray[np.int64]
    coins: npt.NDArray[np.uint32]

    @property
    def transactions(self) -> int:
        """How many transactions there are."""
        return len(self.first_input) - 1

    @property
    def addresses(self) -> int:
        """How many addresses there are."""
        return len(self.first_coin) - 1

    @property
    def look_up_bytes(self) -> float:
        """Bytes of the index from an address to its coins, for each coin."""
        return (self.first_coin.nbytes + self.coins.nbytes) / max(1, len(self.coins))

    def coins_of(self, address: int) -> npt.NDArray[np.uint32]:
        """Return the outputs that pay an address, in the order of the chain."""
        return self.coins[self.first_coin[address] : self.first_coin[address + 1]]

    def transaction_of(self, output: int) -> int:
        """Return the transaction that made an output."""
        return int(np.searchsorted(self.first_output, output, side="right")) - 1


def open_columns(folder: Path) -> ChainColumns:
    """Map the columns of a folder.

    Raises:
        InputError: it holds none, or a file is not as long as it should be.
    """
    index = read_index(folder)
    lengths = index.get("lengths")
    if index.get("format") != FORMAT or not isinstance(lengths, dict):
        raise InputError(say("columns of another version"), place=str(folder / INDEX), hint=say("build them anew from the block files"))
    return ChainColumns(**{name: mapped(folder, name, TYPES[name], lengths.get(name)) for name in TYPES})


def read_index(folder: Path) -> dict[str, Any]:
    """Read what `columns.json` says.

    Raises:
        InputError: it is not there, or is no JSON.
    """
    try:
        index = json.loads((folder / INDEX).read_bytes())
    except (OSError, ValueError) as error:
        hint = say("make them with: comity chain build FILE… --out DIR")
        raise InputError(say("no columns of a chain are here"), place=str(folder), hint=hint) from error
    if not isinstance(index, dict):
        raise InputError(say("no columns of a chain are here"), place=str(folder / INDEX))
    return index


def mapped(folder: Path, name: str, kind: str, length: object) -> Any:
    """Map one column.

    Raises:
        InputError: it is missing or cut off.
    """
    path = folder / f"{name}.bin"
    size = np.dtype(kind).itemsize
    if not isinstance(length, int) or not path.is_file() or path.stat().st_size != length * size:
        raise InputError(say("a column is missing or cut off"), place=str(path), hint=say("build them anew from the block files"))
    return np.memmap(path, dtype=kind, mode="r", shape=(length,)) if length else np.empty(0, kind)


def write_columns(folder: Path, columns: ChainColumns, **more: object) -> None:
    """Write columns that are in memory, and the index; `more` goes into the index."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in TYPES.items():
        np.ascontiguousarray(getattr(columns, name), dtype=kind).tofile(folder / f"{name}.bin")
    write_index(folder, {field.name: len(getattr(columns, field.name)) for field in fields(columns)}, **more)


def write_index(folder: Path, lengths: Mapping[str, int], **more: object) -> None:
    """Write `columns.json`, last of all: a folder without it is not finished."""
    document = {"format": FORMAT, "lengths": dict(lengths), **more}
    (folder / INDEX).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def derived_columns(
    first_input: Any, first_output: Any, is_coinjoin: Any, previous: Any, values: Any, address: Any, addresses: int
) -> ChainColumns:
    """Complete a graph that is in memory: who spends each output, and the coins of each address."""
    previous = np.asarray(previous).astype(np.uint32)
    address = np.asarray(address).astype(np.int32)
    spender = _spenders(first_input, previous, len(values))
    first_coin, coins = _coins(address, addresses)
    return ChainColumns(first_input, first_output, is_coinjoin, previous, values, spender, address, first_coin, coins)


@njit(cache=True, nogil=True)
def _spenders(first_input, previous, outputs):  # type: ignore[no-untyped-def]  # compiled: numba infers the types
    spender = np.full(outputs, -1, np.int32)
    for number in range(len(first_input) - 1):
        for place in range(first_input[number], first_input[number + 1]):
            if previous[place] != UNKNOWN:
                spender[previous[place]] = number
    return spender


@njit(cache=True, nogil=True)
def _coins(address, addresses):  # type: ignore[no-untyped-def]  # compiled
    first = np.zeros(addresses + 1, np.int64)
    for one in address:
        if one >= 0:
            first[one + 1] += 1
    for number in range(addresses):
        first[number + 1] += first[number]
    following = first[:-1].copy()
    coins = np.empty(first[addresses], np.uint32)
    for output in range(len(address)):
        one = address[output]
        if one >= 0:
            coins[following[one]] = output
            following[one] += 1
    return first, coins
