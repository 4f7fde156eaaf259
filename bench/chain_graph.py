"""A synthetic graph of coins with known owners, as columns: heavy-tailed owners, change, consolidations, 0.3 % CoinJoins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit


@dataclass(frozen=True, slots=True)
class CoinGraph:
    """Columns of a chain: inputs and outputs of each transaction, the output each input spends, owner of each address."""

    first_input: Any
    first_output: Any
    previous: Any
    values: Any
    address: Any
    owner: Any
    is_coinjoin: Any


def made_graph(transactions: int, seed: int = 7) -> CoinGraph:
    """Make a graph; the same seed gives the same graph."""
    count, inputs, outputs, addresses, columns = _made(transactions, max(1, transactions // 8), seed)
    first_input, first_output, previous, values, address, owner, joined = columns
    return CoinGraph(
        first_input[: count + 1],
        first_output[: count + 1],
        previous[:inputs],
        values[:outputs],
        address[:outputs],
        owner[:addresses],
        joined[:count],
    )


@njit(cache=True)
def _made(transactions, people, seed):  # type: ignore[no-untyped-def]  # noqa: C901 - one compiled loop
    np.random.seed(seed)
    room = int(transactions * 4)
    first_input, first_output = np.zeros(transactions + 1, np.int64), np.zeros(transactions + 1, np.int64)
    previous, values, address = np.empty(room, np.int32), np.empty(room, np.int64), np.empty(room, np.int32)
    following = np.full(room, -1, np.int32)
    head, tail, held = np.full(people, -1, np.int32), np.full(people, -1, np.int32), np.zeros(people, np.int32)
    owner, last = np.empty(room, np.int32), np.full(people, -1, np.int32)
    joined = np.zeros(transactions, np.bool_)
    inputs = outputs = addresses = 0
    for number in range(transactions):
        first_input[number], first_output[number] = inputs, outputs
        if outputs > room - 800 or inputs > room - 800 or addresses > room - 800:
            return number, inputs, outputs, addresses, (first_input, first_output, previous, values, address, owner, joined)
        person = int(people * np.random.random() ** 4)
        takers = np.empty(260, np.int32)
        amounts = np.empty(260, np.int64)
        many = 0
        if np.random.random() < 0.003:
            smallest, parts = np.int64(1) << 62, 0
            who = np.empty(45, np.int32)
            able = np.empty(45, np.int32)
            candidates = 0
            for _ in range(180):
                one = int(people * np.random.random() ** 2)
                if held[one] > 0 and candidates < 5 + number % 40 and not np.any(able[:candidates] == one):
                    able[candidates] = one
                    candidates += 1
            for one in able[: candidates if candidates >= 5 else 0]:
                coin = head[one]
                head[one] = following[coin]
                held[one] -= 1
                previous[inputs] = coin
                inputs += 1
                smallest = min(smallest, values[coin])
                amounts[100 + parts] = values[coin]
                who[parts] = one
                parts += 1
            joined[number] = parts >= 5
            share = max(np.int64(1), smallest * 9 // 10)
            for place in range(parts):
                takers[many], amounts[many] = who[place], share
                many += 1
            for place in range(parts):
                change = amounts[100 + place] - share
                if change > 0:
                    takers[many], amounts[many] = who[place], change
                    many += 1
        if many == 0 and held[person] == 0:
            takers[0], amounts[0], many = person, 625_000_000, 1
        elif many == 0:
            draw = np.random.random()
            count = 1 if draw < 0.6 else 2 if draw < 0.8 else 3 if draw < 0.88 else int(3 + (1 - np.random.random()) ** -0.9)
            count = min(count, held[person], 300)
            total = np.int64(0)
            for _ in range(count):
                coin = head[person]
                head[person] = following[coin]
                held[person] -= 1
                previous[inputs] = coin
                inputs += 1
                total += values[coin]
            payees = 1 if np.random.random() < 0.8 else 2
            for _ in range(payees):
                part = int(total * np.random.random() * 0.8)
                if part > 0:
                    takers[many], amounts[many] = int(people * np.random.random() ** 4), part
                    many += 1
                    total -= part
            if total > 0:
                takers[many], amounts[many] = person, total
                many += 1
        for place in range(many):
            taker = takers[place]
            if last[taker] < 0 or joined[number] or np.random.random() > 0.3:
                owner[addresses], last[taker] = taker, addresses
                addresses += 1
            address[outputs], values[outputs] = last[taker], amounts[place]
            if held[taker] == 0:
                head[taker] = outputs
            else:
                following[tail[taker]] = outputs
            tail[taker] = outputs
            held[taker] += 1
            outputs += 1
    first_input[transactions], first_output[transactions] = inputs, outputs
    return transactions, inputs, outputs, addresses, (first_input, first_output, previous, values, address, owner, joined)
