"""A trace over columns as people and programs read it: seeds by id, resting places with address, block and state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from comity.chain.bulk.built_chain import BuiltChain
from comity.chain.bulk.column_taint import FOLLOWED, STATES, ColumnFlow
from comity.errors import InputError
from comity.text.messages import say


def seed_outputs(chain: BuiltChain, seeds: Iterable[str]) -> list[int]:
    """Return the outputs that seeds name: `ID:VOUT` one, `ID` all of a transaction.

    Raises:
        InputError: the files do not hold one of them.
    """
    found: list[int] = []
    for seed in seeds:
        txid, _, vout = seed.partition(":")
        if len(txid) != 64 or set(txid.lower()) - set("0123456789abcdef") or not (vout.isdecimal() or not vout):
            raise InputError(say("no transaction id: {text}", text=seed), hint=say("64 hexadecimal digits, then perhaps :VOUT"))
        if vout:
            found.append(chain.output(txid.lower(), int(vout)))
        else:
            number = chain.transaction(txid.lower())
            found += range(int(chain.columns.first_output[number]), int(chain.columns.first_output[number + 1]))
    return found


def resting_places(chain: BuiltChain, flow: ColumnFlow, limit: int) -> list[dict[str, Any]]:
    """Describe the outputs where taint rests: the largest, in the order of the chain."""
    resting = np.flatnonzero(flow.states != FOLLOWED)
    largest = resting[np.argsort(flow.amounts[resting])[::-1][:limit]]
    rows = []
    for row in largest[np.argsort(flow.outputs[largest])].tolist():
        coin = chain.coin(int(flow.outputs[row]))
        rows.append(
            {
                "txid": coin.txid,
                "vout": coin.vout,
                "address": coin.address,
                "tainted": flow.amounts[row].item(),
                "value": coin.value,
                "hops": int(flow.hops[row]),
                "state": STATES[flow.states[row]],
                "block": coin.block,
                "at": coin.at,
            }
        )
    return rows
