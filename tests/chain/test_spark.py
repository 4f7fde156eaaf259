"""The tasks that Spark is given, run one after the other, find what the local engine finds; a cluster runs them in `bench.chain_spark`."""

import random
from itertools import pairwise

import numpy as np

from comity.chain.bulk.column_taint import FOLLOWED, follow
from comity.chain.bulk.columns import derived_columns, write_columns
from comity.chain.bulk.union_find import cluster_through
from comity.chain.spark.clusters import local_edges
from comity.chain.spark.taint import Rules, seeded, take

POLICIES = ("fifo", "haircut", "poison")


def wandering_columns(seed, transactions):
    """A random chain: new coins now and then, joint spending, few addresses, a CoinJoin here and there."""
    chance = random.Random(seed)
    first_input, first_output, previous, values, unspent = [0], [0], [], [], []
    for _ in range(transactions):
        spent = [unspent.pop(chance.randrange(len(unspent))) for _ in range(min(chance.randint(0, 3), len(unspent)))]
        left = sum(values[one] for one in spent) if spent else 10_000
        previous += spent
        for waiting in range(chance.randint(0, 2), -1, -1):
            values.append(chance.randint(0, left) if waiting else max(0, left - 3))  # three units are the fee
            left -= values[-1]
            unspent.append(len(values) - 1)
        first_input.append(len(previous))
        first_output.append(len(values))
    joins = np.array([chance.random() < 0.05 for _ in range(transactions)])
    owner = np.array([chance.randrange(len(values)) for _ in values])
    whole = (np.array(column, np.int64) for column in (first_input, first_output))
    return derived_columns(*whole, joins, np.array(previous, np.uint32), np.array(values, np.int64), owner, len(values))


def labels_one_after_the_other(folder, columns, parts):
    """Run each task, and join what they hand on by a walk over the edges."""
    bounds = np.linspace(0, columns.transactions, parts + 1).astype(int).tolist()
    labels = list(range(columns.addresses))
    edges = [edge for begin, end in pairwise(bounds) for edge in local_edges((str(folder), begin, end, False))]
    changed = True
    while changed:
        changed = False
        for one, other in edges:
            low = min(labels[one], labels[other])
            changed = changed or labels[one] != low or labels[other] != low
            labels[one] = labels[other] = low
    return labels


def marks_one_after_the_other(folder, columns, seeds, policy, hops):
    """Take every transaction again whose inputs changed, until nothing changes."""
    rules = Rules(str(folder), policy, hops, 1, False, frozenset(seeds))
    marks = {seed: seeded(columns, rules, seed) for seed in seeds}
    while True:
        waiting = {}
        for output, mark in marks.items():
            if mark.state == FOLLOWED:
                waiting.setdefault(int(columns.spender[output]), []).append((output, mark))
        now = marks | {output: mark for rows in waiting.values() for output, mark in take(rules, rows).made}
        if now == marks:
            return {output: (mark.amount, mark.hop, mark.state) for output, mark in marks.items()}
        marks = now


def rows_of(flow):
    columns = (flow.outputs, flow.amounts, flow.hops, flow.states)
    return {output: rest for output, *rest in zip(*(one.tolist() for one in columns), strict=True)}


def test_what_spark_is_given_to_do_agrees_with_the_local_engine(tmp_path):
    columns = wandering_columns(4, 120)
    folder = tmp_path / "columns"
    write_columns(folder, columns)
    labels = cluster_through(columns.first_input, columns.previous, columns.address, columns.is_coinjoin, columns.addresses)
    seeds = [int(one) for one in np.flatnonzero(columns.spender >= 0)[:3]]
    flows = {policy: follow(columns, seeds, policy, hops=6) for policy in POLICIES}
    assert labels_one_after_the_other(folder, columns, 5) == labels.tolist()
    for policy, flow in flows.items():
        assert len(flow.outputs) > 5
        found = marks_one_after_the_other(folder, columns, seeds, policy, 6)
        assert {output: list(row) for output, row in found.items()} == rows_of(flow)
