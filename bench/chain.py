"""Parse real blocks, ids and Merkle roots included, against buidl and against SHA-256 itself."""

from __future__ import annotations

import contextlib
import hashlib
import io
from pathlib import Path

from bench.harness import compare, promise
from comity.chain.bulk.parser import parse_block
from comity.chain.bulk.transaction_ids import HAS_INSTRUCTIONS

_BLOCKS = Path(__file__).resolve().parents[2] / "shared" / "testdata" / "chain" / "btc-blocks"


def main() -> None:
    """Measure parsing."""
    paths = [path for path in sorted(_BLOCKS.glob("*.raw")) if "undo" not in path.name]
    if paths:
        _parse([path.read_bytes() for path in paths])
    else:
        print(f"no real blocks beside the repository: parsing is not measured ({_BLOCKS.name})")


def _parse(blocks: list[bytes]) -> None:
    from buidl.tx import Tx  # the fastest of eight libraries in pure Python that were measured

    def with_buidl() -> None:
        for block, count in counts:
            stream = io.BytesIO(block)
            stream.seek(80 + (1 if count < 0xFD else 3))
            with contextlib.redirect_stdout(None):  # it talks about scripts that it does not understand
                for _ in range(count):
                    Tx.parse(stream).hash()

    columns = [parse_block(block) for block in blocks]
    assert all(block.merkle_holds for block in columns)
    counts = [(block, len(read.ids)) for block, read in zip(blocks, columns, strict=True)]
    result = compare(
        f"{sum(map(len, blocks)) / 1e6:.1f} MB of real blocks, with ids",
        {
            "comity x20": lambda: [parse_block(block) for _ in range(20) for block in blocks],
            "sha256 of the bytes x20": lambda: [hashlib.sha256(block).digest() for _ in range(20) for block in blocks],
            "buidl": with_buidl,
        },
        rounds=5,
    )
    print(f"  instructions for SHA-256 used: {HAS_INSTRUCTIONS}")
    promise("of the rate of SHA-256", result.ratio("sha256 of the bytes x20", "comity x20").median, at_least=0.4)
    promise("times the speed of buidl", 20 * result.ratio("buidl", "comity x20").median, at_least=100)
