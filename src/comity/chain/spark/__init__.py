"""Whole chains beyond one machine: the columns of `comity.chain.bulk.columns`, clustered and followed by Spark, with equal results."""
