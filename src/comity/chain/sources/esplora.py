"""Esplora's HTTP interface (Blockstream's explorer, mempool.space and own instances of either)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from comity.chain.answers import a_count, a_digest, a_list, an_object, good, rows_of, some_bytes
from comity.chain.bitcoin.hashes import hidden
from comity.chain.exhibit import Channel, Kept
from comity.chain.source import CoinSource, ContradictionError, Inclusion, StatedCoin, StatedOutput
from comity.net.http import Door

_PAGE = 25
_HINT = "is the id whole, and the network the right one?"


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
        return self._bytes(f"tx/{txid}/hex", txid)

    def inclusion(self, txid: str) -> Inclusion | None:
        status = self._status(txid)
        if not status.get("confirmed"):
            return None
        proof = self._object(f"tx/{txid}/merkle-proof")
        height = a_count(proof.get("block_height"), txid)
        if height != status.get("block_height"):
            raise ContradictionError(f"block {status.get('block_height')} by the status, {height} by the proof", place=txid)
        block = a_digest(status.get("block_hash"), txid)
        header = self._bytes(f"block/{block}/header", block)
        branch = tuple(hidden(a_digest(node, txid)) for node in a_list(proof.get("merkle"), txid))
        seconds = status.get("block_time")
        at = datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 <= seconds < 1 << 33 else None
        return Inclusion(height, header, branch, a_count(proof.get("pos"), txid), at, block)

    def stated(self, txid: str) -> Sequence[StatedOutput] | None:
        said = self._whole(txid)
        if said is None or "vout" not in said:
            return None
        if said.get("txid", txid) != txid:
            raise ContradictionError(f"the source describes another transaction ({said.get('txid')})", place=txid)
        return [
            StatedOutput(a_count(row.get("value"), txid), address if isinstance(address := row.get("scriptpubkey_address"), str) else None)
            for row in rows_of(said.get("vout"), txid)
        ]

    def spenders(self, txid: str, outputs: int) -> Sequence[str | None]:
        rows = rows_of(self._json(f"tx/{txid}/outspends"), txid)
        if len(rows) != outputs:
            raise ContradictionError(f"{len(rows)} outputs are listed, the transaction has {outputs}", place=txid)
        return [a_digest(row.get("txid"), txid) if row.get("spent") else None for row in rows]

    def coins(self, address: str) -> Sequence[StatedCoin]:
        found: dict[tuple[str, int], int] = {}
        seen: set[str] = set()
        path = f"address/{address}/txs/chain"
        last = ""
        while True:
            page = rows_of(self._json(f"{path}/{last}" if last else path), address)
            for row in page:
                txid = a_digest(row.get("txid"), address)
                if txid in seen:
                    raise ContradictionError(f"the source lists {txid} on two pages", place=address)
                seen.add(txid)
                for vout, output in enumerate(rows_of(row.get("vout"), txid)):
                    if output.get("scriptpubkey_address") == address:
                        found[txid, vout] = a_count(output.get("value"), txid)
            if not page or (len(page) < _PAGE and self._is_whole(address, len(found), sum(found.values()))):
                break
            last = a_digest(page[-1].get("txid"), address)
        if not self._is_whole(address, len(found), sum(found.values())):
            raise ContradictionError(f"{len(found)} coins were listed, more are stated: a page is missing", place=address)
        return [StatedCoin(txid, vout, value) for (txid, vout), value in found.items()]

    def unspent(self, address: str) -> Sequence[StatedCoin] | None:
        reply = self._channel.get(f"address/{address}/utxo")
        if reply.status in {400, 404}:  # some servers keep no such list, or refuse it for busy addresses
            return None
        rows = rows_of(good(reply, _HINT).json(), address)
        return [
            StatedCoin(a_digest(row.get("txid"), address), a_count(row.get("vout"), address), a_count(row.get("value"), address))
            for row in rows
        ]

    def block_at(self, height: int) -> str | None:
        reply = self._channel.get(f"block-height/{height}")
        return a_digest(reply.body.decode("ascii", "replace").strip(), f"block {height}") if reply.status == 200 else None

    def tip(self) -> int:
        return a_count(self._json("blocks/tip/height"), "blocks/tip/height")

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
            self._said[txid] = None if reply.status in {400, 404} else an_object(good(reply, _HINT).json(), txid)
        return self._said[txid]

    def _status(self, txid: str) -> dict[str, object]:
        """Take the place from the whole description, where it is told; its own address otherwise."""
        said = self._whole(txid)
        if said is not None and isinstance(said.get("status"), dict):
            return an_object(said["status"], txid)
        return self._object(f"tx/{txid}/status")

    def _json(self, path: str) -> object:
        return good(self._channel.get(path), _HINT).json()

    def _object(self, path: str) -> dict[str, object]:
        return an_object(self._json(path), path)

    def _bytes(self, path: str, place: str) -> bytes:
        return some_bytes(good(self._channel.get(path), _HINT).body.decode("ascii", "replace").strip().lower(), place)
