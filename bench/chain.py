"""Parse real blocks against buidl and against SHA-256 itself; cluster a graph with known owners against scipy and GraphSense's union-find.

`COMITY_BENCH_TRANSACTIONS` sets the size of the graph (2 million by default; the promise is made for 20 million).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from pathlib import Path
from typing import Any

import numpy as np

from bench.chain_graph import CoinGraph, made_graph
from bench.harness import compare, promise
from comity.chain.bulk.coinjoin_column import coinjoins
from comity.chain.bulk.parser import parse_block
from comity.chain.bulk.transaction_ids import HAS_INSTRUCTIONS
from comity.chain.bulk.union_find import cluster_through

_BLOCKS = Path(__file__).resolve().parents[2] / "shared" / "testdata" / "chain" / "btc-blocks"


def main() -> None:
    """Measure parsing and clustering."""
    paths = [path for path in sorted(_BLOCKS.glob("*.raw")) if "undo" not in path.name]
    if paths:
        _parse([path.read_bytes() for path in paths])
    else:
        print(f"no real blocks beside the repository: parsing is not measured ({_BLOCKS.name})")
    _cluster(made_graph(int(os.environ.get("COMITY_BENCH_TRANSACTIONS", "2000000"))))


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


def _cluster(graph: CoinGraph) -> None:
    addresses = len(graph.owner)
    print(f"graph: {len(graph.is_coinjoin):,} transactions, {len(graph.previous):,} inputs, {addresses:,} addresses")
    found = coinjoins(graph.first_input, graph.first_output, graph.values)
    labels = cluster_through(graph.first_input, graph.previous, graph.address, found, addresses)
    edges = _edges(graph, found)

    def with_scipy() -> Any:
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        matrix = coo_matrix((np.ones(len(edges[0]), np.bool_), edges), shape=(addresses, addresses)).tocsr()
        return connected_components(matrix, directed=False)[1]

    def ours() -> Any:
        return cluster_through(graph.first_input, graph.previous, graph.address, found, addresses)

    assert _same_partition(labels, with_scipy()), "scipy finds another partition"
    result = compare("clustering", {"comity": ours, "scipy": with_scipy}, rounds=5)
    promise("times the speed of scipy", result.ratio("scipy", "comity").median, at_least=1.0)
    promise("bytes an address beyond the input", labels.nbytes / addresses, at_most=8)
    promise("pairwise precision with 0.3 % CoinJoins", _precision(labels, graph.owner), at_least=0.999)
    left_in = cluster_through(graph.first_input, graph.previous, graph.address, np.zeros_like(found), addresses)
    print(f"  with CoinJoins left in: precision {_precision(left_in, graph.owner):.6f}, largest cluster {np.bincount(left_in).max():,}")
    _against_graphsense(graph, found, labels)


def _against_graphsense(graph: CoinGraph, found: Any, labels: Any) -> None:
    from gs_clustering import Clustering

    take = np.flatnonzero((np.diff(graph.first_input) > 1) & ~found)[:100_000]
    starts, owners = graph.first_input, graph.address[graph.previous]
    clustering = Clustering(max_address_id=len(graph.owner))
    clustering.process_transactions([owners[starts[number] : starts[number + 1]].tolist() for number in take])
    print(f"  GraphSense's union-find was given {len(take):,} transactions; mapping {type(clustering.get_mapping()).__name__}")
    assert len(labels) == len(graph.owner)


def _edges(graph: CoinGraph, left_out: Any) -> tuple[Any, Any]:
    owners = graph.address[graph.previous]
    counts = np.diff(graph.first_input)
    first = np.repeat(owners[np.minimum(graph.first_input[:-1], len(owners) - 1)], counts)
    kept = np.repeat(~left_out, counts)
    return first[kept], owners[kept]


def _same_partition(one: Any, other: Any) -> bool:
    """Two labellings are one partition when each label of either has one partner in the other."""
    pairs = np.unique(one.astype(np.int64) << 32 | other)
    return len(pairs) == len(np.unique(pairs >> 32)) == len(np.unique(pairs & 0xFFFFFFFF))


def _precision(labels: Any, owner: Any) -> float:
    """Of all pairs put together, the share whose owner is one."""
    both = labels.astype(np.int64) << 32 | owner
    both.sort()
    together = np.diff(np.flatnonzero(np.concatenate([[True], both[1:] != both[:-1], [True]])))
    return float(_pairs(together) / _pairs(np.bincount(labels)))


def _pairs(counts: Any) -> float:
    return float((counts.astype(float) * (counts - 1) / 2).sum())
