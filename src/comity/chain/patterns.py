"""Patterns of a trace that have names: peel chains, and deposit addresses that several payers use.

Both read the result of a trace and say what they see, with the transactions that show it. Neither changes a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.chain.flow import Edge, Flow

PEEL_RULE, DEPOSIT_RULE = "PEEL-CHAIN", "DEPOSIT-REUSE"
_SHORTEST = 3
_LARGER = 2


@dataclass(frozen=True, slots=True)
class PeelChain:
    """Payments in a row that each split a small part off and hand the rest on to a fresh address.

    Attributes:
        links: the payments that hand on, in their order.
        peeled: the payments split off.
    """

    links: tuple[Edge, ...]
    peeled: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class SharedDeposit:
    """A deposit address into which several addresses paid: perhaps one customer of the service holds them all.

    Attributes:
        deposit: the address.
        service: name of the labelled wallet into which it was emptied.
        payers: who paid in, in order, without doubles.
        txids: the transactions that emptied it.
    """

    deposit: str
    service: str
    payers: tuple[str, ...]
    txids: tuple[str, ...]


def peel_chains(flow: Flow, shortest: int = _SHORTEST) -> tuple[PeelChain, ...]:
    """Find peel chains among the payments of a trace of coins: each link has one sender, two outputs, and hands on at least two thirds.

    Args:
        flow: the result.
        shortest: links from which a row counts as one.
    """
    made: dict[str, list[Edge]] = {}
    for edge in flow.edges:
        made.setdefault(edge.txid, []).append(edge)
    by_sender: dict[str, list[str]] = {}
    for edges in made.values():
        if len(edges) == 2 and len(edges[0].senders) == 1:
            by_sender.setdefault(edges[0].senders[0], []).append(edges[0].txid)
    chains: list[PeelChain] = []
    used: set[str] = set()
    for first in made:
        links: list[Edge] = []
        peeled: list[Edge] = []
        txid: str | None = first
        while txid is not None and txid not in used and (step := _step(made[txid])):
            used.add(txid)
            links.append(step[0])
            peeled.append(step[1])
            following = by_sender.get(step[0].recipient or "", [])
            txid = following[0] if len(following) == 1 else None
        if len(links) >= shortest:
            chains.append(PeelChain(tuple(links), tuple(peeled)))
    return tuple(chains)


def shared_deposits(flow: Flow) -> tuple[SharedDeposit, ...]:
    """Find deposit addresses that were used by more than one payer, among the sweeps of a trace."""
    found: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for arrival in flow.arrivals:
        for sweep in arrival.sweeps:
            payers, txids = found.setdefault((sweep.deposit, arrival.name), ({}, {}))
            payers |= {sender: None for edge in sweep.paid_in for sender in edge.senders}
            txids[sweep.txid] = None
    return tuple(
        SharedDeposit(deposit, service, tuple(payers), tuple(txids))
        for (deposit, service), (payers, txids) in found.items()
        if len(payers) > 1
    )


def _step(edges: Sequence[Edge]) -> tuple[Edge, Edge] | None:
    """Return what a link hands on and what it splits off; None where it is none."""
    if len(edges) != 2 or len(edges[0].senders) != 1:
        return None
    small, large = sorted(edges, key=lambda edge: edge.value)
    return (large, small) if large.value >= _LARGER * small.value else None
