"""Follow taint over the columns of a whole chain: the frontier alone is touched, whatever the length of the chain.

The rules are those of `comity.chain.taint` and `comity.chain.coin_trace`: transactions in the order of the chain; inputs in their order,
the fee last; a CoinJoin ends the trace; each policy has its own hops and cuts. FIFO counts whole units; the haircut counts in
double precision, and what its sum misses is told. Memory grows with what is touched, up to a limit that is told when it is reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from numba import njit

from comity.chain.bulk.columns import UNKNOWN, ChainColumns
from comity.errors import InputError
from comity.text.messages import say

FOLLOWED: Final = 0
UNSPENT: Final = 1
CUT: Final = 2
COINJOIN: Final = 3
UNKNOWN_INPUT: Final = 4
STATES = ("followed", "unspent", "cut", "coinjoin", "unknown_input")
POLICIES = ("fifo", "haircut", "poison")
_NO_HOPS = 1 << 30


@dataclass(frozen=True, slots=True)
class ColumnFlow:
    """What one policy found.

    Attributes:
        outputs: outputs that hold taint, seeds first, then in the order in which they were reached.
        amounts: tainted base units of each: whole numbers for FIFO and poison.
        hops: transactions from the seed.
        states: what became of each: number in `STATES`.
        seeded: amount of the seeds, less what flowed back into a seed.
        fees: tainted amount lost to fees.
        transactions: how many were taken.
        is_whole: False where the limit on outputs was reached first.
    """

    outputs: npt.NDArray[np.int64]
    amounts: npt.NDArray[Any]
    hops: npt.NDArray[np.int32]
    states: npt.NDArray[np.int8]
    seeded: float
    fees: float
    transactions: int
    is_whole: bool

    @property
    def left_over(self) -> float:
        """What is missing when resting places and fees are taken from the seed: nothing for FIFO, a rounding for the haircut."""
        rests: float = self.amounts[self.states != FOLLOWED].sum().item()
        return self.seeded - self.fees - rests


def follow(
    columns: ChainColumns,
    seeds: npt.ArrayLike,
    policy: str,
    *,
    hops: int | None = None,
    minimum: int = 1,
    through_coinjoin: bool = False,
    most: int = 50_000_000,
) -> ColumnFlow:
    """Follow outputs forward under one policy.

    Args:
        columns: the chain.
        seeds: numbers of outputs, wholly tainted.
        policy: one of `POLICIES`.
        hops: transactions after the seed; None without limit.
        minimum: tainted units below which an output is not followed.
        through_coinjoin: whether CoinJoins are passed.
        most: outputs at most.

    Raises:
        InputError: no such policy or output.
    """
    found = np.unique(np.asarray(seeds, np.int64))
    if policy not in POLICIES:
        raise InputError(say("no such policy: {policy}", policy=policy), hint=", ".join(POLICIES))
    if len(found) and (found[0] < 0 or found[-1] >= len(columns.values)):
        raise InputError(say("no such output: {number}", number=int(found[-1])))
    chain = (columns.first_input, columns.first_output, columns.previous, columns.values, columns.spender, columns.is_coinjoin)
    limits = (_NO_HOPS if hops is None else hops, minimum, through_coinjoin, most)
    rows, amounts, fees, absorbed, taken, is_whole = (
        _fifo(*chain, found, *limits) if policy == "fifo" else _shares(*chain, found, *limits, policy == "poison")
    )
    whole = int if policy == "fifo" else float
    seeded = whole(columns.values[found].sum() - absorbed)
    states = rows[:, 2].astype(np.int8)
    return ColumnFlow(rows[:, 0], amounts, rows[:, 1].astype(np.int32), states, seeded, whole(fees), int(taken), bool(is_whole))


@njit(nogil=True)
def _push(heap, count, number):  # type: ignore[no-untyped-def]  # compiled: numba infers the types
    """Put a transaction on the heap, the earliest on top; return the heap, which may have grown."""
    if count == len(heap):
        wider = np.empty(2 * count, heap.dtype)
        wider[:count] = heap
        heap = wider
    place = count
    while place > 0 and heap[(place - 1) >> 1] > number:
        heap[place] = heap[(place - 1) >> 1]
        place = (place - 1) >> 1
    heap[place] = number
    return heap, count + 1


@njit(nogil=True)
def _pop(heap, count):  # type: ignore[no-untyped-def]  # compiled
    top, last, count, place = heap[0], heap[count - 1], count - 1, 0
    while 2 * place + 1 < count:
        child = 2 * place + 1
        if child + 1 < count and heap[child + 1] < heap[child]:
            child += 1
        if last <= heap[child]:
            break
        heap[place] = heap[child]
        place = child
    heap[place] = last
    return top, count


@njit(nogil=True)
def _slot(table, rows, output):  # type: ignore[no-untyped-def]  # compiled
    """Return the place in the table where an output is, or would be; the table's length is a power of two."""
    mask = len(table) - 1
    place = (output * 0x9E3779B1) & mask
    while table[place] >= 0 and rows[table[place], 0] != output:
        place = (place + 1) & mask
    return place


@njit(nogil=True)
def _added(table, rows, count, output, hop, state):  # type: ignore[no-untyped-def]  # compiled
    """Add a row for an output; return table and rows, which may have grown."""
    if count == len(rows):
        wider = np.empty((2 * count, 3), np.int64)
        wider[:count] = rows
        rows = wider
        table = np.full(8 * count, -1, np.int64)
        for number in range(count):
            table[_slot(table, rows, rows[number, 0])] = number
    rows[count, 0], rows[count, 1], rows[count, 2] = output, hop, state
    table[_slot(table, rows, output)] = count
    return table, rows


@njit(nogil=True)
def _state(first_input, previous, spender, is_coinjoin, output, hop, hops, is_small, through):  # type: ignore[no-untyped-def]  # compiled
    """Tell what becomes of an output that holds taint."""
    if is_small or hop >= hops:
        return CUT
    after = spender[output]
    if after < 0:
        return UNSPENT
    if is_coinjoin[after] and not through:
        return COINJOIN
    for place in range(first_input[after], first_input[after + 1]):
        if previous[place] == UNKNOWN:
            return UNKNOWN_INPUT
    return FOLLOWED


@njit(cache=True, nogil=True)
def _fifo(  # type: ignore[no-untyped-def]  # noqa: C901 - one compiled loop
    first_input, first_output, previous, values, spender, is_coinjoin, seeds, hops, minimum, through, most
):
    """Walk with stretches: which units of an output are tainted, as pieces in one growing list."""
    rows, table = np.empty((1024, 3), np.int64), np.full(4096, -1, np.int64)
    piece_of, amounts = np.empty((1024, 2), np.int64), np.empty(1024, np.int64)
    pieces, used = np.empty((4096, 2), np.int64), 0
    line = np.empty((1024, 2), np.int64)
    heap, waiting = np.empty(1024, np.int64), 0
    count, taken, last, fees, absorbed = 0, 0, np.int64(-1), np.int64(0), np.int64(0)
    for seed in seeds:
        if count == len(amounts):
            piece_of, amounts = np.concatenate((piece_of, piece_of)), np.concatenate((amounts, amounts))
        if used == len(pieces):
            pieces = np.concatenate((pieces, pieces))
        value = values[seed]
        state = _state(first_input, previous, spender, is_coinjoin, seed, 0, hops, value < minimum, through)
        table, rows = _added(table, rows, count, seed, 0, state)
        pieces[used, 0], pieces[used, 1] = 0, value
        piece_of[count, 0], piece_of[count, 1], amounts[count] = used, used + 1, value
        used += 1
        count += 1
        if state == FOLLOWED:
            heap, waiting = _push(heap, waiting, np.int64(spender[seed]))
    seeded = count
    while waiting > 0 and count < most:
        number, waiting = _pop(heap, waiting)
        if number == last:
            continue
        last = np.int64(number)
        taken += 1
        offset, laid, hop = np.int64(0), 0, np.int64(1 << 40)
        for place in range(first_input[number], first_input[number + 1]):
            coin = np.int64(previous[place])
            row = table[_slot(table, rows, coin)]
            if row >= 0 and rows[row, 2] == FOLLOWED:
                hop = min(hop, rows[row, 1])
                for piece in range(piece_of[row, 0], piece_of[row, 1]):
                    begin, end = offset + pieces[piece, 0], offset + pieces[piece, 1]
                    if laid > 0 and line[laid - 1, 1] == begin:
                        line[laid - 1, 1] = end
                    else:
                        if laid == len(line):
                            line = np.concatenate((line, line))
                        line[laid, 0], line[laid, 1] = begin, end
                        laid += 1
            offset += values[coin]
        start, first = np.int64(0), 0
        for output in range(first_output[number], first_output[number + 1]):
            end = start + values[output]
            while first < laid and line[first, 1] <= start:
                first += 1
            began, amount, piece = used, np.int64(0), first
            while piece < laid and line[piece, 0] < end:
                low, high = max(line[piece, 0], start), min(line[piece, 1], end)
                if low < high:
                    if used == len(pieces):
                        pieces = np.concatenate((pieces, pieces))
                    pieces[used, 0], pieces[used, 1] = low - start, high - start
                    used += 1
                    amount += high - low
                piece += 1
            start = end
            if amount == 0:
                continue
            known = table[_slot(table, rows, np.int64(output))]
            if known >= 0 and known < seeded:  # a seed is wholly tainted already
                absorbed += amount
                used = began
                continue
            state = _state(first_input, previous, spender, is_coinjoin, output, hop + 1, hops, amount < minimum, through)
            table, rows = _added(table, rows, count, np.int64(output), hop + 1, state)
            if count == len(amounts):
                piece_of, amounts = np.concatenate((piece_of, piece_of)), np.concatenate((amounts, amounts))
            piece_of[count, 0], piece_of[count, 1], amounts[count] = began, used, amount
            count += 1
            if state == FOLLOWED:
                heap, waiting = _push(heap, waiting, np.int64(spender[output]))
        for piece in range(laid):
            fees += max(np.int64(0), line[piece, 1] - max(line[piece, 0], start))
    return rows[:count], amounts[:count], fees, absorbed, taken, waiting == 0


@njit(cache=True, nogil=True)
def _shares(  # type: ignore[no-untyped-def]  # noqa: C901 - one compiled loop
    first_input, first_output, previous, values, spender, is_coinjoin, seeds, hops, minimum, through, most, is_poison
):
    """Walk with amounts: each output its share, or all of it where touched is touched."""
    rows, table = np.empty((1024, 3), np.int64), np.full(4096, -1, np.int64)
    amounts = np.empty(1024, np.float64)
    heap, waiting = np.empty(1024, np.int64), 0
    count, taken, last, fees, absorbed = 0, 0, np.int64(-1), 0.0, 0.0
    for seed in seeds:
        if count == len(amounts):
            amounts = np.concatenate((amounts, amounts))
        value = values[seed]
        state = _state(first_input, previous, spender, is_coinjoin, seed, 0, hops, value < minimum, through)
        table, rows = _added(table, rows, count, seed, 0, state)
        amounts[count] = value
        count += 1
        if state == FOLLOWED:
            heap, waiting = _push(heap, waiting, np.int64(spender[seed]))
    seeded = count
    while waiting > 0 and count < most:
        number, waiting = _pop(heap, waiting)
        if number == last:
            continue
        last = np.int64(number)
        taken += 1
        total, tainted, hop = np.int64(0), 0.0, np.int64(1 << 40)
        for place in range(first_input[number], first_input[number + 1]):
            coin = np.int64(previous[place])
            row = table[_slot(table, rows, coin)]
            if row >= 0 and rows[row, 2] == FOLLOWED:
                hop = min(hop, rows[row, 1])
                tainted += amounts[row]
            total += values[coin]
        given = 0.0
        for output in range(first_output[number], first_output[number + 1]):
            value = values[output]
            amount = float(value) if is_poison else tainted * value / total
            if amount == 0:
                continue
            given += amount
            known = table[_slot(table, rows, np.int64(output))]
            if known >= 0 and known < seeded:
                absorbed += amount
                continue
            state = _state(first_input, previous, spender, is_coinjoin, output, hop + 1, hops, amount < minimum, through)
            table, rows = _added(table, rows, count, np.int64(output), hop + 1, state)
            if count == len(amounts):
                amounts = np.concatenate((amounts, amounts))
            amounts[count] = amount
            count += 1
            if state == FOLLOWED:
                heap, waiting = _push(heap, waiting, np.int64(spender[output]))
        fees += max(0.0, tainted - given)
    return rows[:count], amounts[:count], fees, absorbed, taken, waiting == 0
