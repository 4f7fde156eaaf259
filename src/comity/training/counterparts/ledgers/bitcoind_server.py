"""A simulated Bitcoin node over JSON-RPC, truthful unless a fault is planted (`faults`; the path is the method's name)."""

from __future__ import annotations

import json
from typing import Any

from comity.chain.ledger import CoinTransaction
from comity.net.loopback import Asked, Given, LoopbackServer
from comity.training.counterparts.ledgers.coin_chain import Block, CoinChain
from comity.training.counterparts.ledgers.faults import Fault

_NOT_FOUND = {"result": None, "error": {"code": -5, "message": "No such mempool or blockchain transaction"}}


class BitcoindServer:
    """Tells of a chain.

    Attributes:
        chain: what is told; may be replaced while serving, as a reorganisation does.
        faults: what is changed in the answers.
        has_filters: whether it answers `scanblocks`.
    """

    def __init__(self, chain: CoinChain, *faults: Fault, has_filters: bool = True) -> None:
        self.chain = chain
        self.faults = list(faults)
        self.has_filters = has_filters

    def serving(self) -> LoopbackServer:
        """Return the server, to be entered."""
        return LoopbackServer(self.answer)

    def answer(self, asked: Asked) -> Given:
        """Answer one request."""
        question = json.loads(asked.body)
        said = {"result": None, "error": None, "id": question["id"]} | self.truth(question["method"], question["params"])
        given = Given(500 if said["error"] else 200, json.dumps(said).encode())
        for fault in self.faults:
            given = fault(question["method"], given)
        return given

    def truth(self, method: str, parameters: list[Any]) -> dict[str, Any]:
        """Answer truthfully."""
        blocks = {block.id: block for block in self.chain.blocks}
        match method, parameters:
            case "getblockcount", []:
                return {"result": len(self.chain.blocks) - 1}
            case "getblockhash", [height]:
                return {"result": self.chain.blocks[height].id}
            case "getblockheader", [block, False]:
                return {"result": blocks[block].header.hex()}
            case "getblock", [block, 0]:
                return {"result": blocks[block].raw.hex()}
            case "getblock", [block, 1]:
                held = blocks[block]
                return {"result": {"hash": block, "height": held.height, "time": held.time, "tx": [one.txid for one in held.transactions]}}
            case "getrawtransaction", [txid, is_verbose]:
                return self._transaction(txid, is_verbose=bool(is_verbose))
            case "gettxout", [txid, vout, _]:
                spent = {(coin.txid, coin.vout) for block in self.chain.blocks for one in block.transactions for coin in one.inputs}
                found = self._found(txid)
                is_there = found is not None and vout < len(found[0].outputs) and (txid, vout) not in spent
                return {"result": {"confirmations": 1} if is_there else None}
            case "scanblocks", ["start", [descriptor]] if self.has_filters:
                address = str(descriptor).removeprefix("addr(").removesuffix(")")
                return {"result": {"relevant_blocks": [block.id for block in self.chain.blocks if _pays(block, address)]}}
            case _:
                return {"error": {"code": -32601, "message": "Method not found"}}

    def _found(self, txid: str) -> tuple[CoinTransaction, Block] | None:
        return next(((one, block) for block in self.chain.blocks for one in block.transactions if one.txid == txid), None)

    def _transaction(self, txid: str, *, is_verbose: bool) -> dict[str, Any]:
        found = self._found(txid)
        if found is None:
            return _NOT_FOUND
        transaction, block = found
        if not is_verbose:
            return {"result": transaction.raw.hex()}
        outputs = [
            {"value": output.value / 100_000_000, "n": number, "scriptPubKey": {"hex": output.script.hex(), "address": output.address}}
            for number, output in enumerate(transaction.outputs)
        ]
        return {"result": {"txid": txid, "blockhash": block.id, "vout": outputs}}


def _pays(block: Block, address: str) -> bool:
    return any(output.address == address for one in block.transactions for output in one.outputs)
