"""Clusters over the columns of a whole chain: the largest, or that of one address, with the transactions that joined it.

The labels are those of `union_find`; with the sizes they take eight bytes an address. A cluster is shown by some of its addresses, since
the largest have hundreds of thousands; every transaction that joined it can be named and left out, so that a merge is undone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.chain.bulk.built_chain import BuiltChain
from comity.chain.bulk.clusters import Alarm, Merge
from comity.chain.bulk.columns import ChainColumns
from comity.chain.bulk.union_find import cluster_watched

_LARGE = 100
_ALARMS = 1_000


@dataclass(frozen=True, slots=True)
class ColumnClusters:
    """The result.

    Attributes:
        clusters: some addresses of each cluster, the largest cluster first.
        sizes: how many addresses each of them has.
        count: clusters of two addresses and more.
        alone: addresses that no transaction joins to another.
        merges: the first transactions that joined the cluster that was asked for; empty where none was.
        coinjoins: how many CoinJoins joined nobody.
        alarms: transactions that joined two clusters which were large before, the first of them.
    """

    clusters: tuple[tuple[str, ...], ...]
    sizes: tuple[int, ...]
    count: int
    alone: int
    merges: tuple[Merge, ...]
    coinjoins: int
    alarms: tuple[Alarm, ...]


def clusters_of_columns(
    chain: BuiltChain, *, address: str | None = None, without: Collection[str] = (), with_coinjoins: bool = False, limit: int = 20
) -> ColumnClusters:
    """Cluster a chain.

    Args:
        chain: the columns, with the block files that they were made from.
        address: show its cluster alone, with the transactions that joined it; None shows the largest ones.
        without: transactions that shall join nobody.
        with_coinjoins: let CoinJoins join addresses too.
        limit: clusters, addresses of each, and transactions that are shown.

    Raises:
        InputError: the files do not hold the address, or a transaction.
    """
    columns = chain.columns
    shaped = np.asarray(columns.is_coinjoin)
    left_out = np.zeros(columns.transactions, np.bool_) if with_coinjoins else shaped.copy()
    left_out[[chain.transaction(txid) for txid in without]] = True
    parts = (columns.first_input, columns.previous, columns.address, left_out, columns.addresses)
    labels, sizes, numbers, joined = cluster_watched(*parts, _LARGE, _ALARMS)
    joint = np.flatnonzero(sizes > 1)
    wanted = [int(labels[chain.address(address)])] if address else joint[np.argsort(sizes[joint], kind="stable")[::-1][:limit]].tolist()
    wanted = [label for label in wanted if sizes[label] > 1]
    return ColumnClusters(
        tuple(tuple(map(chain.name, np.flatnonzero(labels == label)[:limit].tolist())) for label in wanted),
        tuple(int(sizes[label]) for label in wanted),
        len(joint),
        int((sizes == 1).sum()),
        _merges(chain, columns, labels, left_out, wanted[0], limit) if address and wanted else (),
        0 if with_coinjoins else int(shaped.sum()),
        tuple(Alarm(chain.txid(number), tuple(pair)) for number, pair in zip(numbers.tolist(), joined.tolist(), strict=True)),
    )


def _merges(
    chain: BuiltChain, columns: ChainColumns, labels: npt.NDArray[np.int32], left_out: npt.NDArray[np.bool_], label: int, limit: int
) -> tuple[Merge, ...]:
    """Name the first transactions that spend coins of several addresses of a cluster."""
    found: list[Merge] = []
    coins = np.concatenate([np.asarray(columns.coins_of(one)) for one in np.flatnonzero(labels == label).tolist()])
    spending = np.unique(columns.spender[coins])
    for number in spending[spending >= 0].tolist():
        if left_out[number] or len(found) == limit:
            continue
        owners = _owners(columns, number)
        if len(owners) > 1:
            found.append(Merge(chain.txid(number), tuple(map(chain.name, owners[:limit]))))
    return tuple(found)


def _owners(columns: ChainColumns, number: int) -> list[int]:
    spent: Any = columns.previous[columns.first_input[number] : columns.first_input[number + 1]]
    owners = columns.address[spent[spent < len(columns.address)]]
    return list(dict.fromkeys(owners[owners >= 0].tolist()))
