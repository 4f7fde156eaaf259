"""Esplora's HTTP interface (Blockstream's explorer, mempool.space and own instances of either)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from comity.chain.bitcoin.hashes import hidden
from comity.chain.exhibit import Channel, Kept, Reply
from comity.chain.source import CoinSource, ContradictionError, Inclusion, StatedCoin, StatedOutput
from comity.errors import ExchangeError
from comity.net.http import Door

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_HEX = re.compile(r"(?:[0-9a-f]{2})+\Z")
_PAGE = 25


class Esplora(CoinSource):
    """Asks an Esplora server."""

    slug = "esplora"
    schemes = ("esplora+http", "esplora+https")
    chains = ("btc",)
    usual_path = "api"

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = Kept(channel, self.answers)
        self._said: dict[str, dict[str, object] | None] = {}

    @classmethod
    def over(cls, address: str) -> Esplora:
        return cls(Door(address.removeprefix("esplora+").rstrip("/")))

    @classmethod
    def replayed(cls, channel: Channel) -> Esplora:
        return cls(channel)

    def transaction(self, txid: str) -> bytes:
        return bytes.fromhex(self._hex(f"tx/{txid}/hex", txid))

    def inclusion(self, txid: str) -> Inclusion | None:
        status = self._status(txid)
        if not status.get("confirmed"):
            return None
        proof = self._object(f"tx/{txid}/merkle-proof")
        height = _count(proof.get("block_height"), txid)
        if height != status.get("block_height"):
            raise ContradictionError(f"block {status.get('block_height')} by the status, {height} by the proof", place=txid)
        block = _digest(status.get("block_hash"), txid)
        header = bytes.fromhex(self._hex(f"block/{block}/header", block))
        branch = tuple(hidden(_digest(node, txid)) for node in _list(proof.get("merkle"), txid))
        seconds = status.get("block_time")
        at = datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 <= seconds < 1 << 33 else None
        return Inclusion(height, header, branch, _count(proof.get("pos"), txid), at, block)

    def stated(self, txid: str) -> Sequence[StatedOutput] | None:
        said = self._whole(txid)
        if said is None or "vout" not in said:
            return None
        if said.get("txid", txid) != txid:
            raise ContradictionError(f"the source describes another transaction ({said.get('txid')})", place=txid)
        return [
            StatedOutput(_count(row.get("value"), txid), address if isinstance(address := row.get("scriptpubkey_address"), str) else None)
            for row in _rows(said.get("vout"), txid)
        ]

    def spenders(self, txid: str, outputs: int) -> Sequence[str | None]:
        rows = _rows(self._json(f"tx/{txid}/outspends"), txid)
        if len(rows) != outputs:
            raise ContradictionError(f"{len(rows)} outputs are listed, the transaction has {outputs}", place=txid)
        return [_digest(row.get("txid"), txid) if row.get("spent") else None for row in rows]

    def coins(self, address: str) -> Sequence[StatedCoin]:
        found: dict[tuple[str, int], int] = {}
        seen: set[str] = set()
        path = f"address/{address}/txs/chain"
        last = ""
        while True:
            page = _rows(self._json(f"{path}/{last}" if last else path), address)
            for row in page:
                txid = _digest(row.get("txid"), address)
                if txid in seen:
                    raise ContradictionError(f"the source lists {txid} on two pages", place=address)
                seen.add(txid)
                for vout, output in enumerate(_rows(row.get("vout"), txid)):
                    if output.get("scriptpubkey_address") == address:
                        found[txid, vout] = _count(output.get("value"), txid)
            if not page or (len(page) < _PAGE and self._is_whole(address, len(found), sum(found.values()))):
                break
            last = _digest(page[-1].get("txid"), address)
        if not self._is_whole(address, len(found), sum(found.values())):
            raise ContradictionError(f"{len(found)} coins were listed, more are stated: a page is missing", place=address)
        return [StatedCoin(txid, vout, value) for (txid, vout), value in found.items()]

    def unspent(self, address: str) -> Sequence[StatedCoin] | None:
        reply = self._channel.get(f"address/{address}/utxo")
        if reply.status in {400, 404}:  # some servers keep no such list, or refuse it for busy addresses
            return None
        rows = _rows(_good(reply).json(), address)
        return [
            StatedCoin(_digest(row.get("txid"), address), _count(row.get("vout"), address), _count(row.get("value"), address))
            for row in rows
        ]

    def block_at(self, height: int) -> str | None:
        reply = self._channel.get(f"block-height/{height}")
        return _digest(reply.body.decode("ascii", "replace").strip(), f"block {height}") if reply.status == 200 else None

    def tip(self) -> int:
        return _count(self._json("blocks/tip/height"), "blocks/tip/height")

    def close(self) -> None:
        self._channel.close()

    def _is_whole(self, address: str, found: int, value: int) -> bool:
        """Compare with the count and sum that the source states itself: a missing page must not pass unseen."""
        said = self._said.setdefault(address, self._object(f"address/{address}") if address not in self._said else None)
        stats = said.get("chain_stats") if said else None
        if not isinstance(stats, dict):
            return True
        return bool(stats.get("funded_txo_count", found) == found and stats.get("funded_txo_sum", value) == value)

    def _whole(self, txid: str) -> dict[str, object] | None:
        if txid not in self._said:
            reply = self._channel.get(f"tx/{txid}")
            self._said[txid] = None if reply.status in {400, 404} else _object(_good(reply).json(), txid)
        return self._said[txid]

    def _status(self, txid: str) -> dict[str, object]:
        """Take the place from the whole description, where it is told; its own address otherwise."""
        said = self._whole(txid)
        if said is not None and isinstance(said.get("status"), dict):
            return _object(said["status"], txid)
        return self._object(f"tx/{txid}/status")

    def _json(self, path: str) -> object:
        return _good(self._channel.get(path)).json()

    def _object(self, path: str) -> dict[str, object]:
        return _object(self._json(path), path)

    def _hex(self, path: str, place: str) -> str:
        text = _good(self._channel.get(path)).body.decode("ascii", "replace").strip().lower()
        if not _HEX.match(text):
            raise ContradictionError("hexadecimal digits are expected", place=place)
        return text


def _good(reply: Reply) -> Reply:
    if reply.status != 200:
        words = reply.body[:120].decode("utf-8", "replace").strip()
        hint = "is the id whole, and the network the right one?"
        raise ExchangeError(f"the source says {reply.status}: {words}", place=reply.url, hint=hint)
    return reply


def _object(value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ContradictionError("an object is expected", place=place)
    return value


def _rows(value: object, place: str) -> list[dict[str, object]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ContradictionError("a list of objects is expected", place=place)
    return value


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise ContradictionError("a list is expected", place=place)
    return value


def _digest(value: object, place: str) -> str:
    if not isinstance(value, str) or not _DIGEST.match(value):
        raise ContradictionError(f"{value!r} is no transaction or block id", place=place)
    return value


def _count(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ContradictionError(f"{value!r} is no number", place=place)
    return value
