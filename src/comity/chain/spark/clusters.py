"""Cluster the addresses of a chain with Spark: the labels are those of `comity.chain.bulk.union_find`.

Each task maps the columns, joins the addresses of its own stretch of transactions with the local union-find, and hands on one edge for each
address that is not its own label there. The stretches are then joined by alternating large and small stars (Kiveris, Lattanzi, Mirrokni,
Rastogi, Vassilvitskii, "Connected components in MapReduce and beyond", SoCC 2014), which ends with every address beside the smallest of its
cluster. The folder must lie where every worker can read it.

Spark is not among the packages that Comity brings: `pip install pyspark`, and a Java runtime.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from comity.chain.bulk.columns import UNKNOWN, open_columns
from comity.chain.bulk.union_find import cluster

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SCHEMA = "u int, v int"


def cluster_labels(spark: SparkSession, folder: Path, parts: int = 8, *, with_coinjoins: bool = False) -> DataFrame:
    """Return the label of every address that is not alone and not its cluster's smallest: columns `address`, `label`.

    Args:
        spark: the session.
        folder: columns of a chain, at a place that all workers can read.
        parts: tasks.
        with_coinjoins: let CoinJoins join addresses too.
    """
    columns = open_columns(folder)
    bounds = np.linspace(0, columns.transactions, parts + 1).astype(int).tolist()
    stretches = [(str(folder), begin, end, with_coinjoins) for begin, end in pairwise(bounds)]
    edges = spark.sparkContext.parallelize(stretches, parts).flatMap(local_edges).toDF(_SCHEMA).distinct().localCheckpoint()
    before = None
    while before != (now := _fingerprint(edges)):
        before, edges = now, _small_star(_large_star(edges)).localCheckpoint()
    return edges.selectExpr("u as address", "v as label")


def _fingerprint(edges: DataFrame) -> tuple[int, int]:
    """Return what tells two sets of edges apart: their number, and the sum of their hashes."""
    count, total = edges.selectExpr("count(1)", "sum(cast(xxhash64(u, v) as decimal(38, 0)))").first() or (0, 0)
    return int(count), int(total or 0)


def local_edges(stretch: tuple[str, int, int, bool]) -> Iterator[tuple[int, int]]:
    """Join the addresses of some transactions; yield each with the smallest of its cluster there, when it is another."""
    folder, begin, end, with_coinjoins = stretch
    columns = open_columns(Path(folder))
    first = np.asarray(columns.first_input[begin : end + 1])
    previous = np.asarray(columns.previous[first[0] : first[-1]])
    known = previous != UNKNOWN
    owner = np.full(len(previous), -1, np.int32)
    owner[known] = columns.address[previous[known]]
    addresses, numbers = np.unique(owner, return_inverse=True)  # sorted: the smallest number is the smallest address
    unknown = int(addresses[0] == -1) if len(addresses) else 0
    left_out = np.zeros(end - begin, np.bool_) if with_coinjoins else np.asarray(columns.is_coinjoin[begin:end])
    labels = cluster(first - first[0], (numbers - unknown).astype(np.int32), left_out, len(addresses) - unknown)
    named = addresses[unknown:]
    for address, label in zip(named.tolist(), named[labels].tolist(), strict=True):
        if address != label:
            yield address, label


def _large_star(edges: DataFrame) -> DataFrame:
    """Join every larger neighbour of an address with the smallest of its neighbourhood."""
    both = edges.union(edges.selectExpr("v as u", "u as v"))
    smallest = both.groupBy("u").agg({"v": "min"}).selectExpr("u as w", "least(u, `min(v)`) as m")
    return _joined(both.where("v > u"), smallest).selectExpr("v as u", "m as v").where("u <> v").distinct()


def _small_star(edges: DataFrame) -> DataFrame:
    """Join an address and its smaller neighbours with the smallest of them."""
    down = edges.selectExpr("greatest(u, v) as u", "least(u, v) as v")
    smallest = down.groupBy("u").agg({"v": "min"}).selectExpr("u as w", "`min(v)` as m")
    neighbours = _joined(down, smallest).selectExpr("v as u", "m as v")
    return neighbours.union(smallest.selectExpr("w as u", "m as v")).where("u <> v").distinct()


def _joined(edges: DataFrame, smallest: DataFrame) -> DataFrame:
    return edges.join(smallest, edges["u"] == smallest["w"])
