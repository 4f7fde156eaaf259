"""Traces over the simulated server: what the tests of coin traces have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.chain.checked import CheckedCoins
from comity.chain.coin_origins import CoinOrigins
from comity.chain.coin_trace import CoinTrace
from comity.chain.flow import Flow, Limits
from comity.chain.labels import DoorKind, Label, Labels
from comity.chain.sources.esplora import Esplora
from comity.chain.taint.fifo import FirstInFirstOut
from comity.chain.taint.haircut import Haircut
from comity.chain.taint.poison import Poison
from comity.net.http import Door
from comity.training.counterparts.ledgers.coin_chain import CoinChain
from comity.training.counterparts.ledgers.esplora_server import EsploraServer

POLICIES = (FirstInFirstOut(), Haircut(), Poison())


def exchange(chain: CoinChain, *names: str, kind: DoorKind = DoorKind.EXCHANGE) -> Labels:
    return Labels(Label(chain.address(name), name, kind, "https://tags.example/pack") for name in names)


def traced(
    server: EsploraServer,
    seeds: Sequence[tuple[str, int]],
    labels: Labels | None = None,
    *,
    policies: Sequence[Any] = POLICIES,
    backward: bool = False,
    own: Sequence[str] = (),
    limits: Limits | None = None,
) -> Flow:
    with server.serving() as served:
        door = Door(served.address, pause=lambda _: None)
        try:
            chain = CheckedCoins(Esplora(door))
            walk = CoinOrigins if backward else CoinTrace
            return walk(chain, seeds, policies, labels or Labels(), limits or Limits(), own=own).run()
        finally:
            door.close()


def doors(flow: Flow, policy: str) -> dict[tuple[str, str], Any]:
    """Sum what a policy counts at each door: kind and name."""
    sums: dict[tuple[str, str], Any] = {}
    for arrival in flow.arrivals:
        if policy in arrival.amounts:
            key = (arrival.kind.value, arrival.name)
            sums[key] = sums.get(key, 0) + arrival.amounts[policy]
    return {key: value for key, value in sums.items() if value}
