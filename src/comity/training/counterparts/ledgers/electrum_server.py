"""A simulated Electrum server over a small chain, truthful unless a fault is planted (`faults`; the path is the method's name)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from comity.chain.bitcoin.hashes import hidden, merkle_branch, shown
from comity.chain.ledger import CoinTransaction
from comity.net.loopback import Given
from comity.net.loopback_lines import LoopbackLines
from comity.training.counterparts.ledgers.coin_chain import Block, CoinChain
from comity.training.counterparts.ledgers.faults import Fault


class ElectrumServer:
    """Tells of a chain.

    Attributes:
        chain: what is told.
        faults: what is changed in the answers.
        breaks: how many questions more before the connection breaks, once; None for never.
    """

    def __init__(self, chain: CoinChain, *faults: Fault, breaks: int | None = None) -> None:
        self.chain = chain
        self.faults = list(faults)
        self.breaks = breaks

    def serving(self) -> LoopbackLines:
        """Return the server, to be entered."""
        return LoopbackLines(self.answer)

    def answer(self, number: int, method: str, parameters: list[Any]) -> bytes | None:
        """Answer one question."""
        if self.breaks is not None:
            self.breaks -= 1
            if self.breaks == 0:
                return None
        given = Given(200, json.dumps({"jsonrpc": "2.0", "id": number, **self.truth(method, parameters)}).encode())
        for fault in self.faults:
            given = fault(method, given)
        return given.body

    def truth(self, method: str, parameters: list[Any]) -> dict[str, Any]:
        """Answer truthfully."""
        places = {one.txid: (one, block) for block in self.chain.blocks for one in block.transactions}
        match method.removeprefix("blockchain."), parameters:
            case "server.version", _:
                return {"result": ["simulated", "1.4"]}
            case "headers.subscribe", []:
                return {"result": {"height": len(self.chain.blocks) - 1, "hex": self.chain.blocks[-1].header.hex()}}
            case "block.header", [height]:
                return {"result": self.chain.blocks[height].header.hex()}
            case "transaction.get", [txid, False] if txid in places:
                return {"result": places[txid][0].raw.hex()}
            case "transaction.get_merkle", [txid, height] if txid in places and places[txid][1].height == height:
                ids = [one.txid for one in places[txid][1].transactions]
                branch = merkle_branch([hidden(one) for one in ids], ids.index(txid))
                return {"result": {"block_height": height, "merkle": [shown(node) for node in branch], "pos": ids.index(txid)}}
            case "scripthash.get_history", [key]:
                return {"result": [{"tx_hash": one.txid, "height": block.height} for one, block in self._touching(key)]}
            case "scripthash.listunspent", [key]:
                spent = {(coin.txid, coin.vout) for one, _ in places.values() for coin in one.inputs}
                return {
                    "result": [
                        {"tx_hash": one.txid, "tx_pos": vout, "height": block.height, "value": output.value}
                        for one, block in places.values()
                        for vout, output in enumerate(one.outputs)
                        if _hashed(output.script) == key and (one.txid, vout) not in spent
                    ]
                }
            case _:
                return {"error": {"code": 1, "message": "no such method, transaction or block"}}

    def _touching(self, key: str) -> list[tuple[CoinTransaction, Block]]:
        """Return the transactions that pay a script or spend from it, in the order of the chain."""
        held: set[tuple[str, int]] = set()
        found = []
        for block in self.chain.blocks:
            for one in block.transactions:
                paid = {(one.txid, vout) for vout, output in enumerate(one.outputs) if _hashed(output.script) == key}
                if paid or any((coin.txid, coin.vout) in held for coin in one.inputs):
                    found.append((one, block))
                held |= paid
        return found


def _hashed(script: bytes) -> str:
    return hashlib.sha256(script).digest()[::-1].hex()
