"""GraphSense's REST interface (graphsense-lib 2.x): payments on Ethereum and TRON, and the labels that its operator keeps.

It states no raw bytes, so of Bitcoin, where every transaction is held against its own bytes, it is no source; its labels can be asked for
beside any source. A key, if the operator wants one, stands in the environment variable GRAPHSENSE_API_KEY. Whoever asks for the labels of
an address tells the operator which address interests them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from comity.chain.answers import a_count, an_object, good, numbered, rows_of
from comity.chain.exhibit import Channel, Kept
from comity.chain.labels import Label
from comity.chain.ledger import Position, Transfer
from comity.chain.source import AccountSource, BusyAccountError, ContradictionError, Token
from comity.chain.tags.tag_folder import label_of
from comity.chain.tags.validity import with_intervals
from comity.chain.tron.address import tron_address
from comity.errors import InputError
from comity.net.http import Door
from comity.text.messages import say

_KEY = "GRAPHSENSE_API_KEY"
_CURRENCIES = {"evm": "eth", "tron": "trx", "btc": "btc"}
_COINS = {"evm": Token("ETH", "ETH", 18), "tron": Token("TRX", "TRX", 6)}
_PAGE = 1_000
_BUSY = 60_000
_HINT = "is the interface GraphSense's?"
_ZERO = frozenset({"0x" + "0" * 40, "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb"})
Row = Mapping[str, Any]


class GraphSense(AccountSource):
    """Asks a GraphSense server."""

    slug = "graphsense"
    schemes = ("graphsense+http", "graphsense+https")
    chains: tuple[str, ...] = ("evm", "tron")
    is_probed = False

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = Kept(channel, self.answers)
        self._tokens: dict[str, tuple[str, Token]] = {}

    @classmethod
    def over(cls, address: str) -> GraphSense:
        key = os.environ.get(_KEY)
        return cls(Door(address.removeprefix("graphsense+").rstrip("/"), headers={"Authorization": key} if key else {}))

    @classmethod
    def replayed(cls, channel: Channel) -> GraphSense:
        return cls(channel)

    def on(self, chain: str) -> GraphSense:
        self.chains = (chain,)
        return self

    def close(self) -> None:
        self._channel.close()

    def tip(self) -> int:
        rows = rows_of(self._asked("stats").get("currencies"), "stats")
        found = [a_count(row.get("no_blocks"), "stats") for row in rows if row.get("name") == self._currency]
        if not found:
            raise ContradictionError(f"the source keeps no {self._currency}", place="stats")
        return found[0] - 1  # blocks are counted from 0

    def asset(self, name: str | None) -> str:
        coin = _COINS[self.chains[0]]
        if name is not None and name.upper() == coin.symbol:
            return coin.asset
        contract, ticker = (None, "usdt") if name is None or name.upper() == "USDT" else (self.account(name), "")
        for row in rows_of(self._asked(f"{self._currency}/supported_tokens").get("token_configs"), "supported_tokens"):
            if not row.get("contract_address"):
                continue
            known = self.account(str(row["contract_address"]))
            if known == contract or row.get("ticker") == ticker:
                symbol = str(row.get("ticker"))
                self._tokens[known] = (symbol, Token(known, symbol.upper(), a_count(row.get("decimals"), "supported_tokens")))
                return known
        raise InputError(say("the source does not follow this token: {text}", text=name or "USDT"), place="--asset")

    def token(self, asset: str) -> Token:
        coin = _COINS[self.chains[0]]
        return coin if asset == coin.asset else self._tokens[asset][1] if asset in self._tokens else Token(asset, asset, None)

    def account(self, text: str) -> str:
        found = (
            tron_address(text) if self.chains == ("tron",) else text.lower() if text.lower().startswith("0x") and len(text) == 42 else None
        )
        if found is None:
            raise InputError(say("no address of this chain: {text}", text=text))
        return found

    def balance(self, account: str, asset: str) -> int | None:
        said = self._asked(f"{self._currency}/addresses/{account}")
        held = said.get("balance") if asset == _COINS[self.chains[0]].asset else (said.get("token_balances") or {}).get(self._code(asset))
        return 0 if held is None else a_count(an_object(held, account).get("value"), account)

    def is_whole(self, asset: str) -> bool:
        return asset != _COINS[self.chains[0]].asset  # rewards and withdrawals of stakes are no transactions

    def transfers(self, account: str, asset: str) -> Sequence[Transfer]:
        query = {"order": "asc", "token_currency": self._code(asset), "pagesize": str(_PAGE)}
        found = []
        for row in self._pages(f"{self._currency}/addresses/{account}/txs", query, "address_txs"):
            found.append(self._transfer(row, asset))
            if account not in {found[-1].sender, found[-1].recipient}:
                raise ContradictionError(f"the source lists a transfer of others for {account}", place=found[-1].txid)
            if len(found) > _BUSY:
                raise BusyAccountError(f"more than {_BUSY} transfers", place=account)
        return numbered(sorted(found, key=lambda one: one.order))

    def transfers_in(self, txid: str, asset: str) -> Sequence[Transfer] | None:
        if asset == _COINS[self.chains[0]].asset:
            reply = self._channel.get(f"{self._currency}/txs/{txid}")
            return None if reply.status == 404 else numbered([self._transfer(an_object(good(reply, _HINT).json(), txid), asset)])
        reply = self._channel.get(f"{self._currency}/token_txs/{txid}")
        if reply.status == 404:
            return []
        rows = rows_of(good(reply, _HINT).json(), txid)
        return numbered([self._transfer(row, asset) for row in rows if row.get("currency") == self._code(asset)])

    def labels(self, address: str, chain: str) -> Sequence[Label]:
        rows = self._pages(f"{_CURRENCIES[chain]}/addresses/{address}/tags", {"pagesize": "100"}, "address_tags")
        return with_intervals(self._label(row, address) for row in rows)

    @property
    def _currency(self) -> str:
        return _CURRENCIES[self.chains[0]]

    def _code(self, asset: str) -> str:
        return self._tokens[asset][0] if asset in self._tokens else self._currency

    def _label(self, row: Row, address: str) -> Label:
        said = {name: row.get(name) for name in ("label", "source", "category", "concepts", "abuse", "actor", "confidence")}
        day = datetime.fromtimestamp(a_count(row["lastmod"], address), UTC).date() if row.get("lastmod") is not None else None
        inherited = {"confidence": f"of its cluster: {row.get('confidence')}"} if row.get("inherited_from") else {}
        pack = {"title": row.get("tagpack_title"), "source": row.get("source") or row.get("tagpack_uri")}
        return label_of({**said, **inherited, **pack, "address": address, "lastmod": day}, address)

    def _transfer(self, row: Row, asset: str) -> Transfer:
        txid = str(row.get("tx_hash", "")).lower()
        hashed = f"0x{txid.removeprefix('0x')}" if self.chains == ("evm",) else txid
        height, seconds = a_count(row.get("height"), hashed), a_count(row.get("timestamp"), hashed)
        value = a_count(an_object(row.get("value"), hashed).get("value"), hashed)
        index = row.get("token_tx_id")
        log = a_count(index, hashed) if index is not None else -1
        payer, paid = (
            None if one in _ZERO else one for one in (self.account(str(row.get(side))) for side in ("from_address", "to_address"))
        )
        position = Position(height, None, 0, datetime.fromtimestamp(seconds, UTC))
        return Transfer(hashed, payer, paid, value, asset, position, (height, 0, log), log)

    def _pages(self, path: str, query: Mapping[str, str], name: str) -> Iterator[Row]:
        page, seen = "", set[str]()
        while True:
            asked = {**query, **({"page": page} if page else {})}
            reply = self._channel.get(f"{path}?{urlencode(asked, quote_via=quote)}")
            if reply.status == 404:  # an address that the source has never seen
                return
            said = an_object(good(reply, _HINT).json(), path)
            yield from rows_of(said.get(name), path)
            page = str(said.get("next_page") or "")
            if not page:
                return
            if page in seen:
                raise ContradictionError("the source gives the same page again", place=path)
            seen.add(page)

    def _asked(self, path: str) -> dict[str, Any]:
        return an_object(good(self._channel.get(path), _HINT).json(), path)
