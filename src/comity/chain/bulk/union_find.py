"""Union-find over the columns of inputs: the addresses whose coins one transaction spends belong together.

Four bytes an address; the smallest number of a cluster is its label, so no second pass renames them.
"""

from __future__ import annotations

from typing import Any

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
            coin = np.int64(previous[place])
            if coin < 0 or coin >= len(owner) or owner[coin] < 0:
                continue
            other = _root(parent, owner[coin])
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
