"""A node of one's own over JSON-RPC: Bitcoin Core and its kin, bcoin (https://developer.bitcoin.org/reference/rpc/).

A node keeps no index of who spends a coin: the blocks after it are read until the spender is found. It keeps one of transactions with
`-txindex=1`, and one of addresses as filters with `-blockfilterindex=1`, without which a trace begins with `--tx`.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from comity.chain.answers import a_count, a_digest, a_list, an_object, rows_of, some_bytes
from comity.chain.bitcoin.address import NETWORKS
from comity.chain.bitcoin.hashes import hidden, merkle_branch
from comity.chain.bitcoin.transaction import read_block
from comity.chain.exhibit import Channel, Kept
from comity.chain.ledger import CoinTransaction
from comity.chain.source import CoinSource, ContradictionError, Inclusion, StatedCoin, StatedOutput
from comity.errors import ExchangeError, InputError
from comity.net.http import Door

_COIN = 100_000_000
_NO_METHOD, _NOT_FOUND = -32601, -5


class _RefusedError(ExchangeError):
    """The node answers with an error.

    Attributes:
        code: its number.
    """

    def __init__(self, message: str, code: int, place: str) -> None:
        super().__init__(message, place=place, hint="is the node synchronised, and started with -txindex=1?")
        self.code = code


class Bitcoind(CoinSource):
    """Asks a node."""

    slug = "bitcoind"
    schemes = ("bitcoind+http", "bitcoind+https")
    chains = ("btc",)

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = Kept(channel, self.answers)
        self._described: dict[str, Mapping[str, Any]] = {}
        self._blocks: dict[str, Mapping[str, Any]] = {}
        self._spent: dict[tuple[str, int], str] = {}
        self._scanned: dict[int, str] = {}

    @classmethod
    def over(cls, address: str) -> Bitcoind:
        parts = urlsplit(address.removeprefix("bitcoind+"))
        headers = {}
        if parts.username is not None:
            secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            headers["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
        host = parts.netloc.rpartition("@")[2]
        return cls(Door(urlunsplit((parts.scheme, host, parts.path, "", "")).rstrip("/"), headers=headers))

    @classmethod
    def replayed(cls, channel: Channel) -> Bitcoind:
        return cls(channel)

    def close(self) -> None:
        self._channel.close()

    def tip(self) -> int:
        return a_count(self._asked("getblockcount"), "getblockcount")

    def transaction(self, txid: str) -> bytes:
        try:
            return some_bytes(self._asked("getrawtransaction", txid, False), txid)
        except _RefusedError as error:
            if error.code == _NOT_FOUND:
                raise ExchangeError("the node has no such transaction", place=txid, hint="is it started with -txindex=1?") from error
            raise

    def inclusion(self, txid: str) -> Inclusion | None:
        said = self._whole(txid)
        if not said.get("blockhash"):
            return None
        block = a_digest(said["blockhash"], txid)
        listed = self._block(block)
        ids = [a_digest(one, block) for one in a_list(listed.get("tx"), block)]
        if txid not in ids:
            raise ContradictionError(f"block {block} does not list the transaction that is said to be in it", place=txid)
        header = some_bytes(self._asked("getblockheader", block, False), block)
        position = ids.index(txid)
        branch = merkle_branch([hidden(one) for one in ids], position)
        at = datetime.fromtimestamp(a_count(listed.get("time"), block), UTC)
        return Inclusion(a_count(listed.get("height"), block), header, tuple(branch), position, at, block)

    def stated(self, txid: str) -> Sequence[StatedOutput] | None:
        outputs = []
        for row in rows_of(self._whole(txid).get("vout"), txid):
            script = an_object(row.get("scriptPubKey"), txid)
            named = script.get("addresses")
            address = script.get("address") or (named[0] if isinstance(named, list) and len(named) == 1 else None)
            outputs.append(StatedOutput(_units(row.get("value"), txid), address if isinstance(address, str) else None))
        return outputs

    def spenders(self, txid: str, outputs: int) -> Sequence[str | None]:
        said = self._whole(txid)
        if not said.get("blockhash"):
            return [None] * outputs
        missing = {
            vout for vout in range(outputs) if (txid, vout) not in self._spent and self._asked("gettxout", txid, vout, False) is None
        }
        height = a_count(self._block(a_digest(said["blockhash"], txid)).get("height"), txid)
        last = self.tip() if missing else height
        while missing and height <= last:
            self._scan(height)
            missing -= {vout for vout in missing if (txid, vout) in self._spent}
            height += 1
        # what no block spends and nobody can spend (data, say) stands in no list of unspent coins either
        return [self._spent.get((txid, vout)) for vout in range(outputs)]

    def coins(self, address: str) -> Sequence[StatedCoin]:
        try:
            said = an_object(self._asked("scanblocks", "start", [f"addr({address})"]), address)
        except _RefusedError as error:
            hint = "begin with --tx, or start the node with -blockfilterindex=1 (Bitcoin Core 25 and newer)"
            raise InputError("the node keeps no index of addresses", place=address, hint=hint) from error
        found = []
        for block in a_list(said.get("relevant_blocks"), address):
            for transaction in self._raw_block(a_digest(block, address)):
                described = self.stated(transaction.txid) or ()
                found += [StatedCoin(transaction.txid, vout, one.value) for vout, one in enumerate(described) if one.address == address]
        return found

    def block_at(self, height: int) -> str | None:
        return a_digest(self._asked("getblockhash", height), f"block {height}")

    def answers_here(self) -> bool:
        try:
            return isinstance(self._asked("getblockcount"), int)
        except (ExchangeError, InputError):
            return False
        finally:
            self.answers.clear()

    def _scan(self, height: int) -> None:
        """Read a block and remember what it spends; a block that was read before must still be the one at its height."""
        block = self.block_at(height)
        if block is None or self._scanned.setdefault(height, block) != block:
            raise ContradictionError(f"two blocks {height}: the chain was reorganised meanwhile, trace again")
        for transaction in self._raw_block(block):
            self._spent |= {(coin.txid, coin.vout): transaction.txid for coin in transaction.inputs}

    def _raw_block(self, block: str) -> Sequence[CoinTransaction]:
        raw = some_bytes(self._asked("getblock", block, 0), block)
        try:
            return read_block(raw, NETWORKS["btc"])[1]  # addresses are not read from it
        except InputError as error:
            raise ContradictionError(f"the source gave bytes that are no block: {error}", place=block) from error

    def _block(self, block: str) -> Mapping[str, Any]:
        if block not in self._blocks:
            said = an_object(self._asked("getblock", block, 1), block)
            if said.get("hash") != block:
                raise ContradictionError(f"the source gave another block ({said.get('hash')})", place=block)
            self._blocks[block] = said
        return self._blocks[block]

    def _whole(self, txid: str) -> Mapping[str, Any]:
        if txid not in self._described:
            said = an_object(self._asked("getrawtransaction", txid, True), txid)
            if said.get("txid") != txid:
                raise ContradictionError(f"the source describes another transaction ({said.get('txid')})", place=txid)
            self._described[txid] = said
        return self._described[txid]

    def _asked(self, method: str, *parameters: object) -> object:
        reply = self._channel.post_json("", {"jsonrpc": "1.0", "id": 1, "method": method, "params": list(parameters)})
        if reply.status in {401, 403}:
            raise ExchangeError(f"the node refuses the user or the password ({reply.status})", place=method)
        said = an_object(reply.json(), method)  # Core tells errors of a method with status 500 or 404
        error = said.get("error")
        if isinstance(error, dict):
            code = error.get("code")
            raise _RefusedError(f"the node refuses: {error.get('message')}", code if isinstance(code, int) else 0, method)
        if "result" not in said or reply.status != 200:
            raise ContradictionError(f"the answer has no result (status {reply.status})", place=method)
        return said["result"]


def _units(value: object, place: str) -> int:
    """Return base units; nodes write whole coins with eight places, which a double holds exactly up to all coins there are."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 1e9:
        raise ContradictionError(f"{value!r} is no amount", place=place)
    return round(value * _COIN)
