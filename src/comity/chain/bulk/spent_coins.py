"""Which coins the blocks of some files spent, as the node's undo files beside them tell: also coins that were made before the files begin.

An undo record is bound to its block by a digest, but no work stands behind it: it is the node's own word. So a coin that the blocks do hold
must be what the record says, and a coin that they do not hold is named as known from the undo files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from comity.chain.bulk.undo_file import SpentCoin, UndoRecord, undo_records
from comity.chain.ledger import CoinTransaction
from comity.chain.source import ContradictionError

Block = tuple[bytes, tuple[CoinTransaction, ...]]


def undo_paths(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the `rev*.dat` files that lie beside `blk*.dat` files."""
    beside = (path.with_name(path.name.replace("blk", "rev", 1)) for path in paths if path.name.startswith("blk"))
    return tuple(path for path in beside if path.is_file())


def spent_coins(paths: Sequence[Path], blocks: Sequence[Block]) -> Mapping[tuple[str, int], SpentCoin]:
    """Return every coin that the blocks spent, as far as undo files tell.

    Args:
        paths: undo files.
        blocks: headers and transactions, stale ones too.

    Raises:
        ContradictionError: a record belongs to no block, or does not fit its block.
        InputError: a file breaks off.
    """
    by_size: dict[int, list[Block]] = {}
    for block in blocks:
        by_size.setdefault(len(block[1]) - 1, []).append(block)
    found: dict[tuple[str, int], SpentCoin] = {}
    for path in paths:
        for record in undo_records(path):
            header, transactions = _block_of(record, by_size)
            found |= _laid_beside(record, transactions, header)
    return found


def _block_of(record: UndoRecord, by_size: Mapping[int, list[Block]]) -> Block:
    """Find the block of a record: among those with as many transactions, the one for which the digest holds."""
    for block in by_size.get(record.transactions(), ()):
        if record.belongs_to(block[0]):
            return block
    raise ContradictionError("an undo record belongs to no block of these files, or was changed", place=record.place)


def _laid_beside(record: UndoRecord, transactions: Sequence[CoinTransaction], header: bytes) -> dict[tuple[str, int], SpentCoin]:
    coins = record.coins()
    spending = transactions[1:]
    if [len(one) for one in coins] != [len(one.inputs) for one in spending]:
        raise ContradictionError(
            f"an undo record does not fit its block {header[::-1].hex()[:16]}: other numbers of coins", place=record.place
        )
    return {
        (coin.txid, coin.vout): spent
        for transaction, row in zip(spending, coins, strict=True)
        for coin, spent in zip(transaction.inputs, row, strict=True)
    }
