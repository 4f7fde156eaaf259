"""Union-find over the columns of inputs: the addresses whose coins one transaction spends belong together.

Four bytes an address; the smallest number of a cluster is its label, so no second pass renames them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit


def cluster(
    first_input: npt.NDArray[np.int64], owner: npt.NDArray[np.int32], left_out: npt.NDArray[np.bool_], addresses: int
) -> npt.NDArray[np.int32]:
    """Join the addresses of each transaction's inputs.

    Args:
        first_input: number of the first input of each transaction, and the number of all; shape (transactions + 1,).
        owner: address of the coin that each input spends; -1 where it is not known; shape (inputs,).
        left_out: transactions that join nobody, such as CoinJoins; shape (transactions,).
        addresses: how many addresses there are.

    Returns:
        The smallest address of each address's cluster; shape (addresses,).
    """
    labels: npt.NDArray[np.int32] = _cluster(first_input, owner, left_out, addresses)
    return labels


def cluster_through(
    first_input: npt.NDArray[np.int64], previous: npt.NDArray[Any], owner: npt.NDArray[np.int32], left_out: npt.NDArray[Any], addresses: int
) -> npt.NDArray[np.int32]:
    """Do the same where each input names an output, and each output an address: no column of owners is made.

    Args:
        first_input: as above.
        previous: number of the output that each input spends; beyond the last where it is not known; shape (inputs,).
        owner: address of each output; -1 where it has none; shape (outputs,).
        left_out: as above.
        addresses: as above.
    """
    labels: npt.NDArray[np.int32] = _cluster_through(first_input, previous, owner, left_out, addresses)
    return labels


class Watched(NamedTuple):
    """Labels, and what looks wrong.

    Attributes:
        labels: the smallest address of each address's cluster; shape (addresses,).
        sizes: size of each cluster at its smallest address, nought elsewhere; shape (addresses,).
        numbers: transactions that joined two clusters which were large before, in the order of the chain; shape (found,).
        joined: the sizes of the two clusters; shape (found, 2).
    """

    labels: npt.NDArray[np.int32]
    sizes: npt.NDArray[np.int32]
    numbers: npt.NDArray[np.int64]
    joined: npt.NDArray[np.int64]


def cluster_watched(
    first_input: npt.NDArray[np.int64],
    previous: npt.NDArray[Any],
    owner: npt.NDArray[np.int32],
    left_out: npt.NDArray[Any],
    addresses: int,
    large: int,
    most: int,
) -> Watched:
    """Do as `cluster_through`, and watch the growth of clusters: services do not merge by chance. Eight bytes an address.

    Args:
        first_input: as in `cluster_through`.
        previous: as above.
        owner: as above.
        left_out: as above.
        addresses: as above.
        large: addresses from which a cluster is large.
        most: how many transactions are named at most.
    """
    labels, sizes, numbers, joined, found = _cluster_watched(first_input, previous, owner, left_out, addresses, large, most)
    return Watched(labels, sizes, numbers[:found], joined[:found])


@njit(cache=True, nogil=True)
def _cluster_watched(first_input, previous, owner, left_out, addresses, large, most):  # type: ignore[no-untyped-def]  # compiled
    parent, size = np.empty(addresses, np.int32), np.ones(addresses, np.int32)
    for node in range(addresses):
        parent[node] = node
    numbers, joined, found = np.empty(most, np.int64), np.empty((most, 2), np.int64), 0
    for number in range(len(first_input) - 1):
        start, end = first_input[number], first_input[number + 1]
        if end - start < 2 or left_out[number]:
            continue
        here = np.int32(-1)
        for place in range(start, end):
            who = _spender(previous, owner, place)
            if who < 0:
                continue
            other = _root(parent, who)
            if here < 0 or other == here:
                here = other
                continue
            if size[here] >= large and size[other] >= large and found < most:
                numbers[found], joined[found, 0], joined[found, 1] = number, size[here], size[other]
                found += 1
            low, high = (other, here) if other < here else (here, other)
            parent[high] = low
            size[low] += size[high]
            size[high] = 0
            here = low
    for node in range(addresses):
        parent[node] = parent[parent[node]]
    return parent, size, numbers, joined, found


@njit(cache=True, nogil=True)
def _spender(previous, owner, place):  # type: ignore[no-untyped-def]  # compiled
    """Return whose coin an input spends; -1 where the coin or its owner is not known."""
    coin = np.int64(previous[place])
    return np.int32(-1) if coin < 0 or coin >= len(owner) else owner[coin]


@njit(cache=True, nogil=True)
def _root(parent, node):  # type: ignore[no-untyped-def]  # compiled: numba infers the types
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@njit(cache=True, nogil=True)
def _cluster(first_input, owner, left_out, addresses):  # type: ignore[no-untyped-def]  # compiled
    parent = np.empty(addresses, np.int32)
    for node in range(addresses):  # arange would hold eight bytes more for each address
        parent[node] = node
    for number in range(len(first_input) - 1):
        if left_out[number]:
            continue
        here = np.int32(-1)
        for place in range(first_input[number], first_input[number + 1]):
            if owner[place] < 0:
                continue
            other = _root(parent, owner[place])
            if here < 0:
                here = other
            elif other < here:
                parent[here] = other
                here = other
            elif here < other:
                parent[other] = here
    for node in range(addresses):  # a parent is never larger: one pass makes every label the root
        parent[node] = parent[parent[node]]
    return parent


@njit(cache=True, nogil=True)
def _cluster_through(first_input, previous, owner, left_out, addresses):  # type: ignore[no-untyped-def]  # compiled
    parent = np.empty(addresses, np.int32)
    for node in range(addresses):  # arange would hold eight bytes more for each address
        parent[node] = node
    for number in range(len(first_input) - 1):
        start, end = first_input[number], first_input[number + 1]
        if end - start < 2 or left_out[number]:
            continue
        here = np.int32(-1)
        for place in range(start, end):
            who = _spender(previous, owner, place)
            if who < 0:
                continue
            other = _root(parent, who)
            if here < 0:
                here = other
            elif other < here:
                parent[here] = other
                here = other
            elif here < other:
                parent[other] = here
    for node in range(addresses):
        parent[node] = parent[parent[node]]
    return parent
