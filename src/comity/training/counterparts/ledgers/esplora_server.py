"""A simulated Esplora server over a small chain, truthful unless a fault is planted (see `faults`)."""

from __future__ import annotations

import json
import re
from typing import Any

from comity.chain.bitcoin.hashes import hidden, merkle_branch, shown
from comity.chain.ledger import CoinTransaction
from comity.net.loopback import Asked, Given, LoopbackServer
from comity.training.counterparts.ledgers.coin_chain import Block, CoinChain
from comity.training.counterparts.ledgers.faults import Fault

_PAGE = 25
_MISSING = Given(404, b"Not found", "text/plain")


class EsploraServer:
    """Tells of a chain.

    Attributes:
        chain: what is told; may be replaced while serving, as a reorganisation does.
        faults: what is changed in the answers.
        asked: every path that was asked, in order.
    """

    def __init__(self, chain: CoinChain, *faults: Fault) -> None:
        self.chain = chain
        self.faults = list(faults)
        self.asked: list[str] = []

    def serving(self) -> LoopbackServer:
        """Return the server, to be entered."""
        return LoopbackServer(self.answer)

    def answer(self, asked: Asked) -> Given:
        """Answer one request."""
        self.asked.append(asked.path)
        given = self.truth(asked.path.strip("/").split("/"))
        for fault in self.faults:
            given = fault(asked.path, given)
        return given

    def truth(self, words: list[str]) -> Given:
        """Answer truthfully."""
        match words:
            case ["blocks", "tip", "height"]:
                return _text(str(len(self.chain.blocks) - 1))
            case ["block-height", height] if height.isdigit() and int(height) < len(self.chain.blocks):
                return _text(self.chain.blocks[int(height)].id)
            case ["block", block, "header"]:
                return next((_text(one.header.hex()) for one in self.chain.blocks if one.id == block), _MISSING)
            case ["tx", txid, *rest]:
                return self._transaction(txid, rest)
            case ["address", address, *rest]:
                return self._address(address, rest)
            case _:
                return _MISSING

    def _places(self) -> dict[str, tuple[CoinTransaction, Block | None, int]]:
        placed: dict[str, tuple[CoinTransaction, Block | None, int]] = {
            transaction.txid: (transaction, block, number)
            for block in self.chain.blocks
            for number, transaction in enumerate(block.transactions)
        }
        return placed | {transaction.txid: (transaction, None, 0) for transaction in self.chain.pool}

    def _spenders(self) -> dict[tuple[str, int], tuple[str, int]]:
        return {
            (coin.txid, coin.vout): (txid, number)
            for txid, (transaction, _, _) in self._places().items()
            for number, coin in enumerate(transaction.inputs)
        }

    def _transaction(self, txid: str, rest: list[str]) -> Given:
        found = self._places().get(txid)
        if found is None:
            return _MISSING
        transaction, block, number = found
        match rest:
            case []:
                return _json(self._described(transaction, block))
            case ["hex"]:
                return _text(transaction.raw.hex())
            case ["status"]:
                return _json(_status(block))
            case ["merkle-proof"] if block is not None:
                ids = [hidden(one.txid) for one in block.transactions]
                branch = [shown(node) for node in merkle_branch(ids, number)]
                return _json({"block_height": block.height, "merkle": branch, "pos": number})
            case ["outspends"]:
                spenders = self._spenders()
                rows = (spenders.get((txid, vout)) for vout in range(len(transaction.outputs)))
                return _json([{"spent": True, "txid": row[0], "vin": row[1]} if row else {"spent": False} for row in rows])
            case _:
                return _MISSING

    def _described(self, transaction: CoinTransaction, block: Block | None) -> dict[str, Any]:
        outputs = [
            {"scriptpubkey": output.script.hex(), "value": output.value}
            | ({"scriptpubkey_address": output.address} if output.address else {})
            for output in transaction.outputs
        ]
        inputs = [{"txid": coin.txid, "vout": coin.vout} for coin in transaction.inputs]
        return {"txid": transaction.txid, "vin": inputs, "vout": outputs, "status": _status(block)}

    def _address(self, address: str, rest: list[str]) -> Given:
        places, spenders = self._places(), self._spenders()
        confirmed = {txid: place for txid, place in places.items() if place[1] is not None}
        coins = [
            (txid, vout, output.value)
            for txid, (transaction, _, _) in confirmed.items()
            for vout, output in enumerate(transaction.outputs)
            if output.address == address
        ]
        match rest:
            case []:
                stats = {"funded_txo_count": len(coins), "funded_txo_sum": sum(value for _, _, value in coins)}
                return _json({"address": address, "chain_stats": stats})
            case ["utxo"]:
                return _json([{"txid": txid, "vout": vout, "value": value} for txid, vout, value in coins if (txid, vout) not in spenders])
            case ["txs", "chain", *after]:
                held = {txid for txid, _, _ in coins}
                spends = {txid for coin, (txid, _) in spenders.items() if coin in {(one, vout) for one, vout, _ in coins}}
                newest = [txid for txid in reversed(confirmed) if txid in held | spends]
                start = newest.index(after[0]) + 1 if after and after[0] in newest else 0
                return _json([self._described(*confirmed[txid][:2]) for txid in newest[start : start + _PAGE]])
            case _:
                return _MISSING


def _status(block: Block | None) -> dict[str, Any]:
    if block is None:
        return {"confirmed": False}
    return {"confirmed": True, "block_height": block.height, "block_hash": block.id, "block_time": block.time}


def _json(value: object) -> Given:
    return Given(200, json.dumps(value).encode())


def _text(words: str) -> Given:
    return Given(200, words.encode(), "text/plain")


def reorganised(server: EsploraServer, chain: CoinChain, pattern: str, after: int = 1) -> Fault:
    """Let another chain take over after some requests of the paths that match."""
    left = [after]

    def fault(path: str, given: Given) -> Given:
        if re.search(pattern, path):
            left[0] -= 1
            if left[0] == 0:
                server.chain = chain
        return given

    return fault
