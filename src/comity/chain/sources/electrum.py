"""Electrum's protocol over lines, as ElectrumX, electrs and Fulcrum speak it (https://electrum-protocol.readthedocs.io/, version 1.4).

A server lists the history of a script by its hash; who spends a coin is found by reading the transactions of that history.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from comity.chain.answers import a_count, a_digest, a_list, an_object, rows_of, some_bytes
from comity.chain.bitcoin.address import NETWORKS, script_of
from comity.chain.bitcoin.hashes import double_sha256, hidden, shown
from comity.chain.bitcoin.transaction import read_transaction
from comity.chain.exhibit import Channel, Kept
from comity.chain.ledger import CoinTransaction
from comity.chain.source import CoinSource, ContradictionError, Inclusion, StatedCoin
from comity.errors import ExchangeError, InputError
from comity.net.lines import LineDoor

_SPOKEN = ["comity", "1.4"]
_REGTEST_BITS = bytes.fromhex("ffff7f20")
_GENESIS = {
    "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943": "btc-test",
    "12a765e31ffd4059bada1e25190f6e98c99d9714d334efa41a195a7e7e04bfe2": "ltc",
}
"""First blocks (chainparams of Bitcoin Core and Litecoin Core); a network that is not named here has Bitcoin's addresses."""


class _RefusedError(ExchangeError):
    """The server answers with an error."""


class Electrum(CoinSource):
    """Asks a server."""

    slug = "electrum"
    schemes = ("electrum+tcp", "electrum+ssl")
    chains = ("btc",)

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = Kept(channel, self.answers)
        self._greeted = False
        self._network: str | None = None
        self._read: dict[str, CoinTransaction] = {}
        self._histories: dict[str, Mapping[str, int]] = {}

    @classmethod
    def over(cls, address: str) -> Electrum:
        base = address.removeprefix("electrum+")
        if "://" not in base or base.partition("://")[0] not in {"tcp", "ssl"}:
            raise InputError(f"no address of an Electrum server: {address}", hint="electrum+ssl://HOST:PORT")
        return cls(LineDoor(base.rstrip("/")))

    @classmethod
    def replayed(cls, channel: Channel) -> Electrum:
        return cls(channel)

    def close(self) -> None:
        self._channel.close()

    def answers_here(self) -> bool:
        return False  # a line protocol is asked only where it is named

    def tip(self) -> int:
        said = an_object(self._asked("blockchain.headers.subscribe"), "blockchain.headers.subscribe")
        return a_count(said.get("height"), "blockchain.headers.subscribe")

    def network(self) -> str | None:
        if self._network is None:
            header = some_bytes(self._asked("blockchain.block.header", 0), "block 0")
            is_private = header[72:76] == _REGTEST_BITS
            self._network = "btc-regtest" if is_private else _GENESIS.get(shown(double_sha256(header)), "btc")
        return self._network

    def transaction(self, txid: str) -> bytes:
        return some_bytes(self._asked("blockchain.transaction.get", txid, False), txid)

    def inclusion(self, txid: str) -> Inclusion | None:
        transaction = self._transaction(txid)
        scripts = [output.script for output in transaction.outputs]
        heights = {self._history(script).get(txid) for script in scripts if not _is_data(script)} - {None}
        if len(heights) != 1:
            words = "different heights for one transaction" if heights else "the transaction is in no history of what it pays"
            raise ContradictionError(words, place=txid)
        height = heights.pop() or 0
        if height <= 0:
            return None
        proof = an_object(self._asked("blockchain.transaction.get_merkle", txid, height), txid)
        if proof.get("block_height") != height:
            raise ContradictionError(f"block {height} by the history, {proof.get('block_height')} by the proof", place=txid)
        header = some_bytes(self._asked("blockchain.block.header", height), f"block {height}")
        branch = tuple(hidden(a_digest(node, txid)) for node in a_list(proof.get("merkle"), txid))
        at = datetime.fromtimestamp(int.from_bytes(header[68:72], "little"), UTC)
        return Inclusion(height, header, branch, a_count(proof.get("pos"), txid), at)

    def spenders(self, txid: str, outputs: int) -> Sequence[str | None]:
        made = self._transaction(txid).outputs
        if len(made) != outputs:
            raise ContradictionError(f"{len(made)} outputs are listed, the transaction has {outputs}", place=txid)
        found: list[str | None] = []
        for vout, output in enumerate(made):
            history = () if _is_data(output.script) else self._history(output.script)
            spending = (one for one in history if one != txid and any(_is(coin, txid, vout) for coin in self._transaction(one).inputs))
            found.append(next(spending, None))
        return found

    def coins(self, address: str) -> Sequence[StatedCoin]:
        script = self._script(address)
        return [
            StatedCoin(txid, vout, output.value)
            for txid, height in self._history(script).items()
            if height > 0
            for vout, output in enumerate(self._transaction(txid).outputs)
            if output.script == script
        ]

    def unspent(self, address: str) -> Sequence[StatedCoin] | None:
        rows = rows_of(self._asked("blockchain.scripthash.listunspent", _hashed(self._script(address))), address)
        return [
            StatedCoin(a_digest(row.get("tx_hash"), address), a_count(row.get("tx_pos"), address), a_count(row.get("value"), address))
            for row in rows
        ]

    def block_at(self, height: int) -> str | None:
        return shown(double_sha256(some_bytes(self._asked("blockchain.block.header", height), f"block {height}")))

    def _history(self, script: bytes) -> Mapping[str, int]:
        """Return the transactions that pay a script or spend from it, with their heights; 0 and less while unconfirmed."""
        key = _hashed(script)
        if key not in self._histories:
            found: dict[str, int] = {}
            for row in rows_of(self._asked("blockchain.scripthash.get_history", key), key):
                txid, height = a_digest(row.get("tx_hash"), key), row.get("height")
                if txid in found or not isinstance(height, int) or isinstance(height, bool):
                    raise ContradictionError("a history lists a transaction twice, or without its height", place=txid)
                found[txid] = height
            self._histories[key] = found
        return self._histories[key]

    def _script(self, address: str) -> bytes:
        script = script_of(address, NETWORKS[self.network() or "btc"])
        if script is None:
            raise InputError(f"no address of Bitcoin: {address}")
        return script

    def _transaction(self, txid: str) -> CoinTransaction:
        if txid not in self._read:
            try:
                self._read[txid] = read_transaction(self.transaction(txid), NETWORKS["btc"])  # addresses are not read from it
            except InputError as error:
                raise ContradictionError(f"the source gave bytes that are no transaction: {error}", place=txid) from error
        return self._read[txid]

    def _asked(self, method: str, *parameters: object) -> object:
        if not self._greeted:
            self._greeted = True
            self._asked("server.version", *_SPOKEN)
        reply = self._channel.post_json(method, list(parameters))
        said: dict[str, Any] = an_object(reply.json(), method)
        if said.get("error") is not None:
            raise _RefusedError(f"the source refuses: {str(said['error'])[:200]}", place=method)
        if "result" not in said:
            raise ContradictionError("the answer has no result", place=method)
        result: object = said["result"]
        return result


def _hashed(script: bytes) -> str:
    return hashlib.sha256(script).digest()[::-1].hex()


def _is_data(script: bytes) -> bool:
    """Tell whether nobody can ever spend it: servers keep no history of such scripts."""
    return script[:1] == b"\x6a"


def _is(coin: Any, txid: str, vout: int) -> bool:
    return bool(coin.txid == txid and coin.vout == vout)
