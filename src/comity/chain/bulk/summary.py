"""Count what is in block files, and hold every block against its own Merkle root."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from comity.chain.bitcoin.hashes import double_sha256, has_work
from comity.chain.bulk.best_chain import stale_blocks
from comity.chain.bulk.block_file import block_files, blocks_in
from comity.chain.bulk.parser import parse_block


@dataclass(frozen=True, slots=True)
class BlockTotals:
    """What the best chain holds.

    Attributes:
        blocks: blocks of the best chain.
        transactions: theirs.
        inputs: theirs, coinbases included.
        outputs: theirs.
        merkle_ok: whether every block, stale ones too, leads to its Merkle root.
        work_ok: whether every header has the work that it states.
        stale: blocks that lost against another.
        doubled: blocks that were found more than once.
        bad: places of blocks whose Merkle root or work does not hold.
    """

    blocks: int
    transactions: int
    inputs: int
    outputs: int
    merkle_ok: bool
    work_ok: bool
    stale: int
    doubled: int
    bad: tuple[str, ...]


def count_blocks(paths: Iterable[Path]) -> BlockTotals:
    """Count.

    Raises:
        InputError: a file is no file of blocks.
    """
    seen: set[bytes] = set()
    headers: list[bytes] = []
    counts: list[tuple[int, int, int]] = []
    bad: list[str] = []
    doubled = 0
    merkle_ok = work_ok = True
    for path in block_files(paths):
        for place, data in blocks_in(path):
            block = double_sha256(data[:80])
            if block in seen:
                doubled += 1
                continue
            seen.add(block)
            columns = parse_block(data, place)
            merkle, work = columns.merkle_holds, has_work(columns.header)
            merkle_ok, work_ok = merkle_ok and merkle, work_ok and work
            bad += [] if merkle and work else [place]
            headers.append(columns.header)
            counts.append((len(columns.ids), len(columns.spent_output), len(columns.values)))
    stale = stale_blocks(headers)
    kept = [row for number, row in enumerate(counts) if number not in stale]
    return BlockTotals(
        len(kept),
        sum(row[0] for row in kept),
        sum(row[1] for row in kept),
        sum(row[2] for row in kept),
        merkle_ok,
        work_ok,
        len(stale),
        doubled,
        tuple(bad),
    )
