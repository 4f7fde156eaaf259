"""Let a Spark cluster of two workers cluster and follow a generated chain: every label and amount is the local engine's.

Spark (Apache-2.0) comes as a source package of 450 MB and wants Java, so it is no dependency: it is measured where both are installed
(`pip install pyspark`; Debian: default-jre-headless). `COMITY_BENCH_SPARK` sets the transactions (300 by default).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bench.chain_graph import made_graph
from bench.harness import promise
from comity.chain.bulk.coinjoin_column import coinjoins
from comity.chain.bulk.column_taint import POLICIES, ColumnFlow, follow
from comity.chain.bulk.columns import derived_columns, write_columns
from comity.chain.bulk.union_find import cluster_through
from comity.chain.spark.clusters import cluster_labels
from comity.chain.spark.taint import follow_with_spark


def main() -> None:
    """Compare."""
    if not (find_spec("pyspark") and shutil.which("java")):
        print("Spark or Java is not installed: not measured")
        return
    graph = made_graph(int(os.environ.get("COMITY_BENCH_SPARK", "300")))
    found = coinjoins(graph.first_input, graph.first_output, graph.values)
    parts = (graph.first_input, graph.first_output, found, graph.previous, graph.values, graph.address)
    columns = derived_columns(*parts, len(graph.owner))
    labels = cluster_through(columns.first_input, columns.previous, columns.address, columns.is_coinjoin, columns.addresses)
    seeds = [int(one) for one in np.flatnonzero(columns.spender >= 0)[:3]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "columns"
        write_columns(folder, columns)
        spark = _session(Path(name))
        try:
            spread = np.arange(columns.addresses)
            for row in cluster_labels(spark, folder, 2).collect():
                spread[row.address] = row.label
            promise("addresses with another label than the local engine's", int((spread != labels).sum()), at_most=0)
            for policy in POLICIES:
                here = follow(columns, seeds, policy, hops=3)
                there = follow_with_spark(spark, folder, seeds, policy, hops=3, parts=2)
                differing = len(_rows(here) ^ _rows(there)) + (here.fees != there.fees)
                promise(f"{policy}: outputs that differ, of {len(here.outputs):,}", differing, at_most=0)
        finally:
            spark.stop()


def _session(folder: Path) -> Any:
    """Start two workers in processes of their own, on this machine."""
    from pyspark.sql import SparkSession

    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(folder / "workers")}
    settings: dict[str, Any] = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.log.level": "FATAL"}
    settings |= {"spark.driver.host": "127.0.0.1", "spark.local.dir": str(folder / "scratch"), "spark.ui.showConsoleProgress": "false"}
    return SparkSession.builder.master("local-cluster[2,1,1024]").config(map=dict(settings)).getOrCreate()


def _rows(flow: ColumnFlow) -> set[tuple[int, float, int, int]]:
    return set(zip(flow.outputs.tolist(), flow.amounts.tolist(), flow.hops.tolist(), flow.states.tolist(), strict=True))
