"""A chain as columns, together with the block files that it was made from: numbers become ids and addresses again.

Columns hold no text. An id or an address is looked for by its key, the leading sixteen bytes of the id or of the double SHA-256 of the
locking script, in a sorted column; it is shown by reading the block again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.chain.bitcoin.address import NETWORKS, Network, address_of, script_of
from comity.chain.bitcoin.hashes import double_sha256, hidden, shown
from comity.chain.bulk.block_file import BlockPlace
from comity.chain.bulk.columns import INDEX, ChainColumns, mapped, open_columns, read_index
from comity.chain.bulk.parser import BlockColumns, parse_block
from comity.chain.bulk.spill import places_of
from comity.errors import InputError
from comity.text.messages import say

KEY = np.dtype([("high", "<u8"), ("low", "<u8")])
NUMBERED = np.dtype([("high", "<u8"), ("low", "<u8"), ("number", "<u4")])
BLOCK = np.dtype([("file", "<u4"), ("is_alone", "<u4"), ("start", "<i8"), ("length", "<i8"), ("transaction", "<i8")])
_BLOCKS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Coin:
    """An output as people know it.

    Attributes:
        txid: the transaction that made it.
        vout: its number there.
        address: whom it pays; None where its script has no address.
        value: base units.
        block: hash of the block.
        at: the block's time.
    """

    txid: str
    vout: int
    address: str | None
    value: int
    block: str
    at: datetime


@dataclass(frozen=True)
class BuiltChain:
    """What `comity.chain.bulk.build` made.

    Attributes:
        columns: the graph.
        network: whose addresses are written.
        files: the block files.
        blocks: where each block lies, and its first transaction, in the order of the chain; `BLOCK`.
        ids: ids of the transactions, sorted, with their numbers; `NUMBERED`.
        keys: keys of the addresses, sorted: the place is the address's number; `KEY`.
    """

    columns: ChainColumns
    network: Network
    files: tuple[Path, ...]
    blocks: npt.NDArray[Any]
    ids: npt.NDArray[Any]
    keys: npt.NDArray[Any]
    _read: dict[int, BlockColumns] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> BuiltChain:
        """Map a folder.

        Raises:
            InputError: it holds no columns made from block files.
        """
        index = read_index(folder)
        lengths, files = index.get("lengths"), index.get("files")
        network = NETWORKS.get(str(index.get("network")))
        if not isinstance(lengths, dict) or not isinstance(files, list) or network is None:
            raise InputError(say("no columns of block files are here"), place=str(folder / INDEX))
        blocks, ids, keys = (
            np.asarray(mapped(folder, name, "|u1", lengths.get(name))).view(kind)
            for name, kind in (("blocks", BLOCK), ("ids", NUMBERED), ("keys", KEY))
        )
        return cls(open_columns(folder), network, tuple(Path(str(one)) for one in files), blocks, ids, keys)

    def transaction(self, txid: str) -> int:
        """Return the number of a transaction.

        Raises:
            InputError: the files do not hold it.
        """
        place = int(places_of(self.ids, key_of(hidden(txid)))[0])
        number = int(self.ids["number"][place]) if place >= 0 else -1
        if number < 0 or self.txid(number) != txid:
            raise InputError(say("the files hold no such transaction"), place=txid, hint=say("give all block files up to the tip"))
        return number

    def output(self, txid: str, vout: int) -> int:
        """Return the number of an output.

        Raises:
            InputError: the files do not hold it.
        """
        number = self.transaction(txid)
        first, end = self.columns.first_output[number : number + 2].tolist()
        if vout >= end - first:
            raise InputError(say("output {number} of {count} is named", number=vout, count=end - first), place=txid)
        return int(first + vout)

    def address(self, text: str) -> int:
        """Return the number of an address.

        Raises:
            InputError: it is no address of the network, or was never paid.
        """
        script = script_of(text, self.network)
        if script is None:
            raise InputError(say("no address of {network}: {text}", network=self.network.name, text=text))
        place = int(places_of(self.keys, key_of(double_sha256(script)))[0])
        if place < 0:
            raise InputError(say("this address was never paid in these files"), place=text)
        return place

    def txid(self, transaction: int) -> str:
        """Return the id of a transaction."""
        block, first = self._block(transaction)
        return shown(block.ids[transaction - first].tobytes())

    def coin(self, output: int) -> Coin:
        """Show an output."""
        transaction = self.columns.transaction_of(output)
        block, first = self._block(transaction)
        vout = output - int(self.columns.first_output[transaction])
        script = block.script(int(block.outputs[transaction - first]) + vout)
        at = datetime.fromtimestamp(int.from_bytes(block.header[68:72], "little"), UTC)
        value = int(self.columns.values[output])
        txid = shown(block.ids[transaction - first].tobytes())
        return Coin(txid, vout, address_of(script, self.network), value, shown(double_sha256(block.header)), at)

    def name(self, address: int) -> str:
        """Write an address."""
        return self.coin(int(self.columns.coins_of(address)[0])).address or ""

    def _block(self, transaction: int) -> tuple[BlockColumns, int]:
        """Read the block of a transaction again; the last few are kept."""
        number = int(np.searchsorted(self.blocks["transaction"], transaction, side="right")) - 1
        row = self.blocks[number]
        if number not in self._read:
            place = BlockPlace(self.files[row["file"]], int(row["start"]), int(row["length"]), bool(row["is_alone"]))
            if len(self._read) >= _BLOCKS_KEPT:
                self._read.pop(next(iter(self._read)))
            try:
                self._read[number] = parse_block(place.read(), str(place))
            except OSError as error:
                hint = say("columns show ids by reading the block files again: they must stay where they were")
                raise InputError(say("a block file is gone"), place=str(place), hint=hint) from error
        return self._read[number], int(row["transaction"])


def key_of(digest: bytes) -> npt.NDArray[Any]:
    """Return the key of a digest, as one row."""
    return np.frombuffer(digest[:16], [("high", ">u8"), ("low", ">u8")]).astype(KEY)
