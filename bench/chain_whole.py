"""Cluster, follow and look up over the columns of a generated chain with known owners, against scipy, igraph and GraphSense's union-find.

`COMITY_BENCH_TRANSACTIONS` sets the size (2 million by default; the promises are made for 20 million). igraph is GPL and no dependency of
this project: it is measured where somebody has installed it.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bench.chain_graph import made_graph
from bench.harness import compare, cost, promise
from comity.chain.bulk.coinjoin_column import coinjoins
from comity.chain.bulk.column_taint import follow
from comity.chain.bulk.columns import ChainColumns, derived_columns, open_columns, write_columns
from comity.chain.bulk.union_find import cluster_through

_BITCOIN = {"transactions": 1.4e9, "outputs": 3.4e9, "addresses": 1.4e9}
"""About what Bitcoin holds (estimates of its size in late 2026, unverified)."""


def main() -> None:
    """Measure clustering, taint, look-up and memory."""
    graph = made_graph(int(os.environ.get("COMITY_BENCH_TRANSACTIONS", "2000000")))
    addresses, owner = len(graph.owner), graph.owner
    found = coinjoins(graph.first_input, graph.first_output, graph.values)
    with tempfile.TemporaryDirectory() as folder:
        parts = (graph.first_input, graph.first_output, found, graph.previous, graph.values, graph.address)
        write_columns(Path(folder), derived_columns(*parts, addresses))
        del graph, parts
        columns = open_columns(Path(folder))
        print(f"chain: {columns.transactions:,} transactions, {len(columns.previous):,} inputs, {addresses:,} addresses")
        _cluster(columns, owner)
        _taint(columns)
        _look_up(columns)
        size = sum(path.stat().st_size for path in Path(folder).glob("*.bin"))
        whole = size / len(columns.values) * _BITCOIN["outputs"]
        print(f"columns on disk: {size / len(columns.values):.1f} B an output, so {whole / 1e9:.0f} GB for Bitcoin with its ids apart")


def _cluster(columns: ChainColumns, owner: Any) -> None:
    addresses = columns.addresses

    def ours() -> Any:
        return cluster_through(columns.first_input, columns.previous, columns.address, columns.is_coinjoin, addresses)

    ours()  # compiled, and the pages in memory
    labels, most = _most_memory(ours)
    promise("bytes of own memory an address while clustering", most / addresses, at_most=8)
    print(f"  so {most / addresses * _BITCOIN['addresses'] / 1e9:.1f} GB for Bitcoin; the columns are mapped")
    promise("pairwise precision with 0.3 % CoinJoins", _precision(labels, owner), at_least=0.999)
    left_in = cluster_through(columns.first_input, columns.previous, columns.address, np.zeros_like(columns.is_coinjoin), addresses)
    print(f"  with CoinJoins left in: precision {_precision(left_in, owner):.6f}, largest cluster {np.bincount(left_in).max():,}")
    edges = _edges(columns)

    def with_scipy() -> Any:
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        matrix = coo_matrix((np.ones(len(edges[0]), np.bool_), edges), shape=(addresses, addresses)).tocsr()
        return connected_components(matrix, directed=False)[1]

    def with_graphsense() -> Any:
        from gs_clustering import Clustering
        from pyarrow import ListArray, array

        clustering = Clustering(max_address_id=addresses - 1)
        clustering.process_transactions_arrow(ListArray.from_arrays(array(lists[0]), array(lists[1])))
        return np.asarray(clustering.get_mapping().column("cluster_id"))

    def with_igraph() -> Any:
        import igraph

        return np.array(igraph.Graph(n=addresses, edges=np.column_stack(edges)).connected_components().membership)

    lists = _lists(columns)
    assert np.array_equal(labels, with_graphsense()), "GraphSense finds another partition"
    assert np.array_equal(labels, _smallest(with_scipy())), "scipy finds another partition"
    ways: dict[str, Callable[[], object]] = {"comity": ours, "scipy": with_scipy, "graphsense-clustering": with_graphsense}
    result = compare("clustering: all three find one partition", ways, rounds=3, warm=0)
    promise("times the speed of scipy", result.ratio("scipy", "comity").median, at_least=1.0)
    if find_spec("igraph"):
        promise("times the speed of igraph", cost(with_igraph) / result.cpu("comity").median, at_least=10)
    else:
        print("  igraph is not installed: not measured")


def _taint(columns: ChainColumns) -> None:
    first, end = columns.first_output[columns.transactions // 10], columns.first_output[columns.transactions // 10 + 1000]
    large = first + np.argsort(columns.values[first:end])[::-1]
    seeds = large[columns.spender[large] >= 0][:10]
    for policy in ("fifo", "haircut"):
        follow(columns, seeds, policy, hops=10)  # the pages in memory
        seconds = statistics.median(cost(partial(follow, columns, seeds, policy, hops=10)) for _ in range(7))
        flow, whole = follow(columns, seeds, policy, hops=10), follow(columns, seeds, policy)
        label = f"{policy}, ten outputs over ten hops: milliseconds for {len(flow.outputs):,} outputs"
        promise(label, seconds * 1e3, at_most=200)
        missing = max(abs(flow.left_over) / flow.seeded, abs(whole.left_over) / whole.seeded)
        promise(f"{policy}: share that is missing in the sum", missing, at_most=0 if policy == "fifo" else 1e-9)


def _look_up(columns: ChainColumns) -> None:
    seconds = []
    for address in np.random.default_rng(1).integers(0, columns.addresses, 5_000).tolist():
        start = time.perf_counter()
        coins = columns.coins_of(address)
        columns.values[coins].sum()
        seconds.append(time.perf_counter() - start)
    promise("median microseconds to look an address up", statistics.median(seconds) * 1e6, at_most=100)
    promise("bytes of the index a row", columns.look_up_bytes + 16 * columns.addresses / len(columns.coins), at_most=25)


def _most_memory(do: Callable[[], Any]) -> tuple[Any, int]:
    """Call, and return the result with the most own memory (not mapped files) that it took beyond what there was."""
    results: list[Any] = []
    before = most = _own_memory()
    thread = threading.Thread(target=lambda: results.append(do()))
    thread.start()
    while thread.is_alive():
        most = max(most, _own_memory())
        time.sleep(0.002)
    return results[0], max(most, _own_memory()) - before


def _own_memory() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) << 10
    return 0


def _edges(columns: ChainColumns) -> tuple[Any, Any]:
    counts = np.diff(columns.first_input)
    owners = columns.address[columns.previous]
    first = np.repeat(owners[np.minimum(columns.first_input[:-1], len(owners) - 1)], counts)
    kept = np.repeat(~columns.is_coinjoin, counts) & (first != owners)
    return first[kept], owners[kept]


def _lists(columns: ChainColumns) -> tuple[Any, Any]:
    """Return what GraphSense takes: the addresses of each transaction's inputs, CoinJoins apart, as one list of lists."""
    counts = np.diff(columns.first_input)
    kept = (counts > 1) & ~columns.is_coinjoin
    owners = columns.address[columns.previous[np.repeat(kept, counts)]].astype(np.uint32)
    return np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int32), owners


def _smallest(labels: Any) -> Any:
    """Name each component by its smallest member."""
    smallest = np.full(labels.max() + 1, len(labels), np.int64)
    np.minimum.at(smallest, labels, np.arange(len(labels)))
    return smallest[labels]


def _precision(labels: Any, owner: Any) -> float:
    """Of all pairs put together, the share whose owner is one."""
    both = labels.astype(np.int64) << 32 | owner
    both.sort()
    together = np.diff(np.flatnonzero(np.concatenate([[True], both[1:] != both[:-1], [True]])))
    return float(_pairs(together) / _pairs(np.bincount(labels)))


def _pairs(counts: Any) -> float:
    return float((counts.astype(float) * (counts - 1) / 2).sum())
