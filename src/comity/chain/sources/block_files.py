"""Block files of a node, or raw blocks, as a source: everything is read once, and nobody is asked.

Only what the files hold is known: a coin whose spending lies in a later file is called unspent, so give all files up to the tip. What
was spent of blocks before the first file is known where the node's undo files (`rev*.dat`) lie beside: by the node's word.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from comity.chain.bitcoin.address import NETWORKS, address_of
from comity.chain.bitcoin.hashes import double_sha256, hidden, merkle_branch, shown
from comity.chain.bitcoin.transaction import read_block
from comity.chain.bulk.best_chain import stale_blocks
from comity.chain.bulk.block_file import block_files, blocks_in, network_of
from comity.chain.bulk.spent_coins import spent_coins, undo_paths
from comity.chain.bulk.undo_file import SpentCoin
from comity.chain.exhibit import Channel
from comity.chain.ledger import CoinTransaction
from comity.chain.source import CoinSource, ContradictionError, Inclusion, StatedCoin, StatedOutput, UndoneCoin
from comity.errors import ExchangeError, InputError


class BlockFiles(CoinSource):
    """Holds the blocks of some files."""

    slug = "block_files"
    schemes = ()
    chains = ("btc",)

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        found: dict[bytes, tuple[bytes, tuple[CoinTransaction, ...]]] = {}
        named = network_of(paths[0])
        self._network, self._is_named = NETWORKS[named or "btc"], named is not None
        for path in paths:
            for _, data in blocks_in(path):
                found.setdefault(double_sha256(data[:80]), read_block(data, self._network))
        stale = stale_blocks([header for header, _ in found.values()])
        kept = {block: one for number, (block, one) in enumerate(found.items()) if number not in stale}
        self._heights = _heights(kept)
        self._spent = spent_coins(undo_paths(paths), list(found.values()))
        self._places: dict[str, tuple[bytes, int]] = {}
        self._transactions: dict[str, CoinTransaction] = {}
        self._spenders: dict[tuple[str, int], str] = {}
        self._blocks = kept
        for block, (_, transactions) in kept.items():
            for number, transaction in enumerate(transactions):
                self._places[transaction.txid] = (block, number)
                self._transactions[transaction.txid] = transaction
                self._spenders |= {(coin.txid, coin.vout): transaction.txid for coin in transaction.inputs}
        for (txid, vout), spent in self._spent.items():
            if txid in self._transactions:
                _must_agree(txid, vout, spent, self._transactions[txid])

    @classmethod
    def over(cls, address: str) -> BlockFiles:
        raise InputError(f"block files have no address: {address}", hint="give their folder")

    @classmethod
    def replayed(cls, channel: Channel) -> BlockFiles:
        raise InputError(f"block files are not recorded: {channel!r}", hint="give their folder")

    @classmethod
    def in_folder(cls, path: Path) -> BlockFiles | None:
        try:
            return cls(block_files([path]))
        except InputError as error:
            if error.place == str(path):  # no such folder, or no block file in it
                return None
            raise

    def tip(self) -> int:
        return max(self._heights.values())

    def transaction(self, txid: str) -> bytes:
        if txid not in self._transactions:
            raise ExchangeError("the files hold no such transaction", place=txid, hint="give all block files up to the tip")
        return self._transactions[txid].raw

    def inclusion(self, txid: str) -> Inclusion | None:
        block, number = self._places[txid]
        header, transactions = self._blocks[block]
        branch = merkle_branch([hidden(one.txid) for one in transactions], number)
        at = datetime.fromtimestamp(int.from_bytes(header[68:72], "little"), UTC)
        return Inclusion(self._heights[block], header, tuple(branch), number, at, shown(block))

    def spenders(self, txid: str, outputs: int) -> Sequence[str | None]:
        return [self._spenders.get((txid, vout)) for vout in range(outputs)]

    def spent_coin(self, txid: str, vout: int) -> UndoneCoin | None:
        spent = self._spent.get((txid, vout)) if txid not in self._transactions else None
        return UndoneCoin(spent.value, spent.script, spent.height) if spent else None

    def network(self) -> str | None:
        return self._network.name if self._is_named else None

    def stated(self, txid: str) -> Sequence[StatedOutput] | None:
        outputs = self._transactions[txid].outputs if txid in self._transactions else ()
        return [StatedOutput(output.value, address_of(output.script, self._network)) for output in outputs] or None

    def coins(self, address: str) -> Sequence[StatedCoin]:
        return [
            StatedCoin(txid, vout, output.value)
            for txid, transaction in self._transactions.items()
            for vout, output in enumerate(transaction.outputs)
            if output.address == address
        ]

    def unspent(self, address: str) -> Sequence[StatedCoin] | None:
        return [coin for coin in self.coins(address) if (coin.txid, coin.vout) not in self._spenders]


def _must_agree(txid: str, vout: int, spent: SpentCoin, transaction: CoinTransaction) -> None:
    """See that the undo files say of a coin what its own transaction says."""
    made = transaction.outputs[vout] if vout < len(transaction.outputs) else None
    if made is None or made.value != spent.value or (spent.script and made.script != spent.script):
        words = f"the undo files say {spent.value} of output {vout}, the transaction says {made.value if made else 'nothing'}"
        raise ContradictionError(words, place=txid)


def _heights(blocks: dict[bytes, tuple[bytes, tuple[CoinTransaction, ...]]]) -> dict[bytes, int]:
    """Number the blocks: from the first block of the chain, else from the height that its coinbase states (BIP 34)."""
    heights: dict[bytes, int] = {}
    for block in blocks:
        path = []
        here = block
        while here in blocks and here not in heights:
            path.append(here)
            here = blocks[here][0][4:36]
        height = heights.get(here)
        for one in reversed(path):
            height = _stated_height(*blocks[one]) if height is None else height + 1
            heights[one] = height
    return heights


def _stated_height(header: bytes, transactions: tuple[CoinTransaction, ...]) -> int:
    if not any(header[4:36]):
        return 0
    raw = transactions[0].raw
    script = raw[4 + (2 if raw[4:6] == b"\x00\x01" else 0) + 1 + 36 :]  # version, marker, one input, the coin it does not spend
    size = script[1]
    return int.from_bytes(script[2 : 2 + size], "little") if 1 <= size <= 5 else 0
