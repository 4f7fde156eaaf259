"""Where a mixed trail may go on: hypotheses, named so, never followed and never counted.

A mixer breaks the link between what goes in and what comes out. Of a CoinJoin the outputs of equal value are the candidates; of a pool, the
payments out of it that fit in time and amount. That one of them is the right one is an opinion that other evidence must carry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from comity.chain.checked import CheckedCoins
from comity.chain.flow import Arrival, Edge, Flow
from comity.chain.labels import DoorKind
from comity.chain.source import AccountSource, UnreadAccountError

MIXER_RULE, COINJOIN_RULE = "MIXER-WITHDRAWAL", "COINJOIN-OUTPUT"
_WINDOW = timedelta(days=30)
_SHOWN = 20
_LEAST_KEPT = 9, 10
"""A mixer keeps a fee: a payment out of at least nine tenths of what went in fits."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A payment by which the trail may go on."""

    txid: str
    index: int | None
    address: str | None
    value: int


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a mixer leaves open.

    Attributes:
        at: the payment that went in.
        name: the mixer.
        rule: by which rule the candidates were chosen.
        count: how many candidates there are: the odds of any one of them, where nothing else is known, are one in so many.
        candidates: the first of them.
    """

    at: Edge
    name: str
    rule: str
    count: int
    candidates: tuple[Candidate, ...]


def hypotheses_of(flow: Flow, coins: CheckedCoins | None, source: object, asset: str) -> tuple[Hypothesis, ...]:
    """Form the hypotheses of a trace forward.

    Args:
        flow: the trace.
        coins: the checked coins; None between accounts.
        source: the source, still open: a mixer between accounts is asked for its payments.
        asset: what is followed.
    """
    found: list[Hypothesis] = []
    for arrival in flow.arrivals:
        if arrival.kind is DoorKind.COINJOIN and coins is not None:
            found += _of_coinjoin(arrival, coins)
        elif arrival.kind is DoorKind.MIXER and isinstance(source, AccountSource) and arrival.door:
            found += _of_pool(arrival, arrival.door, source, asset)
    return tuple(found)


def _of_coinjoin(arrival: Arrival, coins: CheckedCoins) -> Sequence[Hypothesis]:
    edge = arrival.edge
    spender = coins.spender(edge.txid, edge.index)
    if spender is None:
        return ()
    outputs = spender.transaction.outputs
    counts = Counter(output.value for output in outputs)
    fitting = [(vout, output) for vout, output in enumerate(outputs) if counts[output.value] > 1 and output.value <= edge.value]
    if not fitting:
        return ()
    rows = tuple(Candidate(spender.transaction.txid, vout, output.address, output.value) for vout, output in fitting[:_SHOWN])
    return [Hypothesis(edge, arrival.name, COINJOIN_RULE, len(fitting), rows)]


def _of_pool(arrival: Arrival, pool: str, source: AccountSource, asset: str) -> Sequence[Hypothesis]:
    edge, (kept, of) = arrival.edge, _LEAST_KEPT
    try:
        transfers = source.transfers(pool, asset)
    except UnreadAccountError:
        return [Hypothesis(edge, arrival.name, MIXER_RULE, 0, ())]
    at = edge.position.at
    fitting = [
        one
        for one in transfers
        if one.sender == pool
        and one.order > edge.order
        and edge.value * kept <= one.value * of <= edge.value * of
        and (at is None or one.position.at is None or one.position.at <= at + _WINDOW)
    ]
    rows = tuple(Candidate(one.txid, one.index, one.recipient, one.value) for one in fitting[:_SHOWN])
    return [Hypothesis(edge, arrival.name, MIXER_RULE, len(fitting), rows)]
