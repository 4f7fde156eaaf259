"""Follow taint over a chain with Spark: outputs, amounts, hops and states are those of `comity.chain.bulk.column_taint`.

Machines that share no order of work cannot take transactions one after the other. Instead every transaction whose inputs have changed is
taken again, with all that is known of its inputs, until nothing changes: marks only grow, and the chain has no circles, so this ends, with
the values that one pass in the order of the chain gives. The folder of the columns must lie where every worker can read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from comity.chain.bulk.column_taint import COINJOIN, CUT, FOLLOWED, UNKNOWN_INPUT, UNSPENT, ColumnFlow
from comity.chain.bulk.columns import UNKNOWN, ChainColumns, open_columns
from comity.chain.taint.fifo import FirstInFirstOut, Stretches

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession


class Rules(NamedTuple):
    """What every worker needs to know."""

    folder: str
    policy: str
    hops: int | None
    minimum: int
    through_coinjoin: bool
    seeds: frozenset[int]


class Mark(NamedTuple):
    """What is known of an output: stretches for FIFO, an amount otherwise; hops from the seed; what becomes of it."""

    mark: Any
    amount: float
    hop: int
    state: int


class Taken(NamedTuple):
    """What a transaction gave: marks of its outputs, what was lost to its fee, what flowed back into a seed."""

    made: tuple[tuple[int, Mark], ...]
    fee: float
    absorbed: float


@cache
def _columns(folder: str) -> ChainColumns:
    return open_columns(Path(folder))


def follow_with_spark(
    spark: SparkSession,
    folder: Path,
    seeds: Sequence[int],
    policy: str,
    *,
    hops: int | None = None,
    minimum: int = 1,
    through_coinjoin: bool = False,
    parts: int = 8,
) -> ColumnFlow:
    """Follow outputs forward under one policy; arguments as `column_taint.follow`.

    Args:
        spark: the session.
        folder: columns of a chain, at a place that all workers can read.
        seeds: numbers of outputs.
        policy: fifo, haircut or poison.
        hops: transactions after the seed; None without limit.
        minimum: tainted units below which an output is not followed.
        through_coinjoin: whether CoinJoins are passed.
        parts: tasks.
    """
    rules = Rules(str(folder), policy, hops, minimum, through_coinjoin, frozenset(int(seed) for seed in seeds))
    columns = _columns(rules.folder)
    begun = [(seed, seeded(columns, rules, seed)) for seed in sorted(rules.seeds)]
    marks: RDD[tuple[int, Mark]] = spark.sparkContext.parallelize(begun, parts)
    changed = marks
    while True:
        dirty = changed.filter(_is_followed).map(lambda one: (_spender(rules, one[0]), None)).distinct()
        inputs = marks.filter(_is_followed).map(lambda one: (_spender(rules, one[0]), one)).groupByKey(parts)
        taken = inputs.join(dirty, parts).mapValues(lambda pair: take(rules, pair[0]))
        made = taken.flatMap(lambda row: row[1].made)
        both: Any = marks.cogroup(made, parts).mapValues(lambda pair: (next(iter(pair[0]), None), next(iter(pair[1]), None))).cache()
        both.localCheckpoint()  # or each round would carry the plan of all rounds before it
        changed = both.filter(lambda row: row[1][1] is not None and row[1][0] != row[1][1]).mapValues(lambda pair: pair[1])
        marks = both.mapValues(lambda pair: pair[1] if pair[1] is not None else pair[0])
        if changed.isEmpty():
            break
    last = marks.filter(_is_followed).map(lambda one: (_spender(rules, one[0]), one)).groupByKey(parts)
    taken_rows = sorted(last.mapValues(lambda rows: take(rules, rows)).map(lambda row: (row[0], row[1].fee, row[1].absorbed)).collect())
    return _flow(columns, rules, marks.collect(), taken_rows)


def _flow(columns: ChainColumns, rules: Rules, marks: Iterable[tuple[int, Mark]], taken: Sequence[tuple[int, float, float]]) -> ColumnFlow:
    """Lay the result out as the local engine does: seeds first, then by transaction."""
    whole = int if rules.policy == "fifo" else float
    rows = sorted(marks, key=lambda row: (row[0] not in rules.seeds, row[0]))
    fees, absorbed = whole(0), whole(0)
    for _, fee, back in taken:  # in the order of the chain, as the local engine adds them up
        fees += whole(fee)
        absorbed += whole(back)
    begun = sum(int(columns.values[seed]) for seed in rules.seeds) - absorbed
    return ColumnFlow(
        np.array([output for output, _ in rows], np.int64),
        np.array([mark.amount for _, mark in rows], np.int64 if rules.policy == "fifo" else np.float64),
        np.array([mark.hop for _, mark in rows], np.int32),
        np.array([mark.state for _, mark in rows], np.int8),
        begun,
        fees,
        len(taken),
        is_whole=True,
    )


def seeded(columns: ChainColumns, rules: Rules, seed: int) -> Mark:
    """Mark a seed: wholly tainted."""
    value = int(columns.values[seed])
    amount = value if rules.policy == "fifo" else float(value)
    return Mark(((0, value),) if rules.policy == "fifo" else amount, amount, 0, _state(columns, rules, seed, amount, 0))


def _is_followed(row: tuple[int, Mark]) -> bool:
    return row[1].state == FOLLOWED


def _spender(rules: Rules, output: int) -> int:
    return int(_columns(rules.folder).spender[output])


def _state(columns: ChainColumns, rules: Rules, output: int, amount: float, hop: int) -> int:
    """Tell what becomes of an output that holds taint."""
    if amount < rules.minimum or (rules.hops is not None and hop >= rules.hops):
        return CUT
    after = int(columns.spender[output])
    if after < 0:
        return UNSPENT
    if columns.is_coinjoin[after] and not rules.through_coinjoin:
        return COINJOIN
    spent = columns.previous[columns.first_input[after] : columns.first_input[after + 1]]
    return UNKNOWN_INPUT if (spent == UNKNOWN).any() else FOLLOWED


def take(rules: Rules, known: Iterable[tuple[int, Mark]]) -> Taken:
    """Take one transaction with all that is known of its inputs."""
    columns, marks = _columns(rules.folder), dict(known)
    number = int(columns.spender[next(iter(marks))])
    spent = columns.previous[columns.first_input[number] : columns.first_input[number + 1]].tolist()
    first, end = columns.first_output[number : number + 2].tolist()
    made = columns.values[first:end].tolist()
    hop = min(mark.hop for mark in marks.values()) + 1
    coins = [(int(columns.values[one]), marks[one].mark if one in marks else None) for one in spent]
    spread, fee = _stretched(coins, made) if rules.policy == "fifo" else _shared(coins, made, is_poison=rules.policy == "poison")
    rows, absorbed = [], 0.0 if rules.policy != "fifo" else 0
    for output, (mark, amount) in enumerate(spread, start=first):
        if output in rules.seeds:  # a seed is wholly tainted already
            absorbed += amount
        elif amount:
            rows.append((output, Mark(mark, amount, hop, _state(columns, rules, output, amount, hop))))
    return Taken(tuple(rows), fee, absorbed)


def _stretched(coins: Sequence[tuple[int, Stretches | None]], made: Sequence[int]) -> tuple[Iterator[tuple[Any, float]], float]:
    marks, fee = FirstInFirstOut().spread(coins, made)
    return ((mark, sum(end - begin for begin, end in mark or ())) for mark in marks), int(fee)


def _shared(coins: Sequence[tuple[int, Any]], made: Sequence[int], *, is_poison: bool) -> tuple[Iterator[tuple[Any, float]], float]:
    """Give each output its share in double precision, added up in the order in which the local engine does."""
    total, tainted, given = sum(value for value, _ in coins), 0.0, 0.0
    for _, mark in coins:
        tainted += mark or 0.0
    amounts = [float(value) if is_poison else tainted * value / total for value in made]
    for amount in amounts:
        given += amount
    return ((amount, amount) for amount in amounts), max(0.0, tainted - given)
