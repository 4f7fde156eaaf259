"""Recognise CoinJoins in columns, by the shapes of `comity.chain.coinjoin`, with compiled code."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit


def coinjoins(
    first_input: npt.NDArray[np.int64], first_output: npt.NDArray[np.int64], values: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Tell of each transaction whether it has the shape of a CoinJoin.

    Args:
        first_input: number of the first input of each transaction, and the number of all.
        first_output: the same of the outputs.
        values: what each output holds.
    """
    found: npt.NDArray[np.bool_] = _coinjoins(first_input, first_output, values)
    return found


@njit(cache=True, nogil=True)
def _coinjoins(first_input, first_output, values):  # type: ignore[no-untyped-def]  # compiled: numba infers the types
    count = len(first_input) - 1
    found = np.zeros(count, np.bool_)
    for number in range(count):
        inputs = first_input[number + 1] - first_input[number]
        outputs = first_output[number + 1] - first_output[number]
        if inputs < 2 or outputs < 3:
            continue
        ordered = np.sort(values[first_output[number] : first_output[number + 1]])
        equal, alike, run, largest = 0, 0, 0, np.int64(0)
        for place in range(outputs):
            run = run + 1 if place > 0 and ordered[place] == ordered[place - 1] else 1
            if run == 2:
                alike += 2
            elif run > 2:
                alike += 1
            if run >= equal:  # the larger value wins a tie: they come in rising order
                equal, largest = run, ordered[place]
        pool = largest == 100_000 or largest == 1_000_000 or largest == 5_000_000 or largest == 50_000_000
        whirlpool = inputs == outputs and outputs == equal and inputs >= 5 and pool
        wasabi_1 = equal >= 10 and inputs >= equal and abs(largest - 10_000_000) <= 2_000_000
        wasabi_2 = inputs >= 50 and outputs >= 50 and alike * 2 >= outputs
        people = min(equal, inputs)
        joinmarket = people >= 3 and people * 2 - 1 <= outputs <= people * 2 + 1
        equal_outputs = equal >= 5 and inputs + max(1, inputs // 10) >= equal
        found[number] = whirlpool or wasabi_1 or wasabi_2 or joinmarket or equal_outputs
    return found
