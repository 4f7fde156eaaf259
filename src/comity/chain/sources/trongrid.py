"""TronGrid's HTTP interface (https://developers.tron.network/reference): TRX and TRC-20 transfers, 200 a page, confirmed only.

The listing of token transfers names neither block nor log; both, and the amount, are taken from the transaction's receipt when a
transfer is cited. Transfers of one account in one block are put into the order of the block by its receipts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from comity.chain.answers import TRANSFER_TOPIC, a_count, a_digest, a_list, an_amount, an_object, good, numbered, rows_of, some_bytes
from comity.chain.exhibit import Channel, Kept
from comity.chain.ledger import LoggedEvent, Position, Transfer
from comity.chain.source import AccountSource, BusyAccountError, ContradictionError, Token
from comity.chain.tron.address import tron_address
from comity.errors import ExchangeError, InputError
from comity.net.http import Door

USDT = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"  # https://tether.to/en/supported-protocols
_KEY = "TRONGRID_API_KEY"
_PAGE = 200
_BUSY = 60_000
_HINT = "is the interface TronGrid's?"
Row = Mapping[str, Any]


class TronGrid(AccountSource):
    """Asks a TronGrid server, with the key of the environment variable TRONGRID_API_KEY where there is one."""

    slug = "trongrid"
    schemes = ("trongrid+http", "trongrid+https")
    chains = ("tron",)

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = Kept(channel, self.answers)
        self._tokens: dict[str, Token] = {"TRX": Token("TRX", "TRX", 6)}
        self._receipts: dict[str, Row | None] = {}
        self._receipt_path: str | None = None
        self._keeps_receipts = True

    @classmethod
    def over(cls, address: str) -> TronGrid:
        key = os.environ.get(_KEY)
        return cls(Door(address.removeprefix("trongrid+").rstrip("/"), headers={"TRON-PRO-API-KEY": key} if key else {}))

    @classmethod
    def replayed(cls, channel: Channel) -> TronGrid:
        return cls(channel)

    def close(self) -> None:
        self._channel.close()

    def tip(self) -> int:
        for path in ("walletsolidity/getnowblock", "wallet/getnowblock"):
            reply = self._channel.post_json(path, {})
            if reply.status == 200:
                header = an_object(reply.json(), path).get("block_header")
                raw = header.get("raw_data") if isinstance(header, dict) else None
                return a_count(raw.get("number") if isinstance(raw, dict) else None, path)
        raise ExchangeError("the source does not tell its newest block", place="getnowblock")

    def asset(self, name: str | None) -> str:
        if name is None or name.upper() == "USDT":
            return USDT
        if name.upper() == "TRX":
            return "TRX"
        return self.account(name)

    def token(self, asset: str) -> Token:
        return self._tokens.get(asset, Token(asset, "USDT" if asset == USDT else asset, 6 if asset == USDT else None))

    def account(self, text: str) -> str:
        address = tron_address(text)
        if address is None:
            raise InputError(f"no address of TRON: {text}", hint="34 letters and digits, the first a T; one of them is wrong or missing")
        return address

    def balance(self, account: str, asset: str) -> int | None:
        reply = self._channel.get(f"v1/accounts/{account}")
        if reply.status == 404:
            return None
        rows = an_object(good(reply, _HINT).json(), account).get("data")
        if not isinstance(rows, list) or not rows or not isinstance(rows[0], dict):
            return None
        if asset == "TRX":
            return a_count(rows[0].get("balance", 0), account)
        held = rows[0].get("trc20")
        if not isinstance(held, list):
            return None
        stated = [one[asset] for one in held if isinstance(one, dict) and asset in one]
        return an_amount(stated[0], account) if stated else 0

    def is_whole(self, asset: str) -> bool:
        return asset != "TRX"  # internal transactions, staking and rewards move TRX too

    def transfers(self, account: str, asset: str) -> Sequence[Transfer]:
        found = list(self._native_transfers(account) if asset == "TRX" else self._token_transfers(account, asset))
        return self._in_order(numbered(found))

    def transfers_in(self, txid: str, asset: str) -> Sequence[Transfer] | None:
        if asset == "TRX":
            return self._native_in(txid)
        receipt = self._receipt(txid)
        if receipt is None:
            return self._events_in(txid, asset)
        if not receipt:
            raise ContradictionError("the source has no receipt of a transaction that it lists", place=txid)
        outcome = receipt.get("receipt")
        if (isinstance(outcome, dict) and outcome.get("result", "SUCCESS") != "SUCCESS") or receipt.get("result") == "FAILED":
            return []
        height = a_count(receipt.get("blockNumber"), txid)
        milliseconds = a_count(receipt.get("blockTimeStamp"), txid)
        rows = [
            _from_log(log, number, txid, asset, height, milliseconds) for number, log in enumerate(rows_of(receipt.get("log", []), txid))
        ]
        transfers = [row for row in rows if row is not None]
        return numbered(transfers)

    def events_in(self, txid: str) -> Sequence[LoggedEvent] | None:
        receipt = self._receipt(txid)
        if not receipt:
            return None
        return [_event(log, number, txid) for number, log in enumerate(rows_of(receipt.get("log", []), txid))]

    def named(self, address: bytes) -> str:
        return tron_address(address.hex()) or ""

    def _token_transfers(self, account: str, asset: str) -> Iterator[Transfer]:
        for row in self._pages(f"v1/accounts/{account}/transactions/trc20", {"contract_address": asset}, "transaction_id"):
            txid = a_digest(row.get("transaction_id"), account)
            token = row.get("token_info")
            contract = tron_address(str(token.get("address"))) if isinstance(token, dict) else asset
            if contract != asset or row.get("type", "Transfer") != "Transfer":
                continue  # other tokens, approvals
            if isinstance(token, dict) and isinstance(token.get("decimals"), int):
                self._tokens[asset] = Token(asset, str(token.get("symbol") or asset), token["decimals"])
            milliseconds = a_count(row.get("block_timestamp"), txid)
            value = an_amount(row.get("value"), txid)
            sender, recipient = self._named(row.get("from"), txid), self._named(row.get("to"), txid)
            if account not in {sender, recipient}:
                raise ContradictionError(f"the source lists a transfer of others for {account}", place=txid)
            position = Position(None, None, 0, _moment(milliseconds))
            yield Transfer(txid, sender, recipient, value, asset, position, (milliseconds, 0, 0))

    def _native_transfers(self, account: str) -> Iterator[Transfer]:
        for row in self._pages(f"v1/accounts/{account}/transactions", {}, "txID"):
            yield from self._native_of(row, account)

    def _native_of(self, row: Row, place: str) -> Iterator[Transfer]:
        """A payment in TRX that succeeded, and the fee, which is burned."""
        txid = a_digest(row.get("txID"), place)
        milliseconds, height = a_count(row.get("block_timestamp"), txid), a_count(row.get("blockNumber"), txid)
        results = rows_of(row.get("ret", []), txid)
        position = Position(height, None, 0, _moment(milliseconds))
        contracts = rows_of(an_object(row.get("raw_data"), txid).get("contract"), txid)
        owner: str | None = None
        for contract in contracts:
            said = an_object(an_object(contract.get("parameter"), txid).get("value"), txid)
            owner = self._named(said.get("owner_address"), txid)
            failed = any(result.get("contractRet", "SUCCESS") != "SUCCESS" for result in results)
            if failed or contract.get("type") != "TransferContract":
                continue
            recipient = self._named(said.get("to_address"), txid)
            yield Transfer(txid, owner, recipient, a_count(said.get("amount"), txid), "TRX", position, (milliseconds, 0, 0), -1)
        fee = sum(a_count(result.get("fee", 0), txid) for result in results)
        if fee and owner is not None and (owner == place or place == txid):
            yield Transfer(txid, owner, None, fee, "TRX", position, (milliseconds, 0, 1), -1)

    def _native_in(self, txid: str) -> Sequence[Transfer] | None:
        reply = self._channel.post_json("wallet/gettransactionbyid", {"value": txid})
        if reply.status in {400, 404, 405}:
            return None
        row = dict(an_object(good(reply, _HINT).json(), txid))
        receipt = self._receipt(txid)
        if not row or not receipt:
            return None
        row |= {"blockNumber": receipt.get("blockNumber"), "block_timestamp": receipt.get("blockTimeStamp")}
        return [one for one in self._native_of(row, txid) if one.recipient is not None]

    def _pages(self, path: str, query: Mapping[str, str], name: str) -> Iterator[Row]:
        """Read all pages, following the fingerprints; the same page again, or an end in the middle, is a contradiction."""
        fingerprint, read = "", 0
        seen: set[str] = set()
        last = 0
        while True:
            page = self._page(path, query, fingerprint)
            rows = rows_of(page.get("data"), path)
            for row in rows:
                yield row
                last = max(last, a_count(row.get("block_timestamp"), str(row.get(name))))
            read += len(rows)
            if read > _BUSY:
                raise BusyAccountError(f"more than {_BUSY} transfers", place=path)
            meta = page.get("meta")
            following = str(meta.get("fingerprint") or "") if isinstance(meta, dict) else ""
            if not following:
                if len(rows) >= _PAGE and self._more_after(path, query, last):
                    raise ContradictionError("the listing ends in the middle: a page is missing", place=path)
                return
            if following in seen:
                raise ContradictionError("the source gives the same page again", place=path)
            seen.add(following)
            fingerprint = following

    def _page(self, path: str, query: Mapping[str, str], fingerprint: str, after: int | None = None) -> Row:
        asked = {"limit": str(_PAGE), "only_confirmed": "true", "order_by": "block_timestamp,asc", **query}
        asked |= {"fingerprint": fingerprint} if fingerprint else {}
        asked |= {"min_timestamp": str(after)} if after is not None else {}
        page = an_object(good(self._channel.get(f"{path}?{urlencode(asked, quote_via=quote)}"), _HINT).json(), path)
        if page.get("success") is False:
            raise ExchangeError(f"the source refuses: {page.get('error')}", place=path)
        return page

    def _more_after(self, path: str, query: Mapping[str, str], last: int) -> bool:
        return bool(rows_of(self._page(path, query, "", last + 1).get("data"), path))

    def _in_order(self, transfers: Sequence[Transfer]) -> Sequence[Transfer]:
        """Put transfers of one block into the order of the block; the listing's own order is not relied on."""
        ordered: list[Transfer] = []
        for moment, group in groupby(sorted(transfers, key=lambda one: one.order), key=lambda one: one.order[0]):
            rows = list(group)
            ordered += rows if len({row.txid for row in rows}) == 1 and len(rows) == 1 else self._placed(rows, moment)
        return ordered

    def _placed(self, rows: list[Transfer], moment: int) -> list[Transfer]:
        places: dict[str, int] = {}
        if len({row.txid for row in rows}) > 1:
            places = self._places_in_block(rows[0].txid)
        logs = {row.txid: {one.key: one.index for one in self.transfers_in(row.txid, row.asset) or ()} for row in rows}
        placed = [(places.get(row.txid, 0), _log_of(row, logs[row.txid]), number, row) for number, row in enumerate(rows)]
        return [
            Transfer(row.txid, row.sender, row.recipient, row.value, row.asset, row.position, (moment, place, log), row.index, row.nth)
            for place, log, _, row in sorted(placed, key=lambda one: one[:3])
        ]

    def _places_in_block(self, txid: str) -> dict[str, int]:
        """Return the number of each transaction within the block that holds one of them; empty where nobody tells."""
        receipt = self._receipt(txid)
        if not receipt:
            return {}
        number = a_count(receipt.get("blockNumber"), txid)
        reply = self._channel.post_json("wallet/gettransactioninfobyblocknum", {"num": number})
        if reply.status != 200:
            return {}
        return {a_digest(row.get("id"), txid): place for place, row in enumerate(rows_of(reply.json(), txid))}

    def _receipt(self, txid: str) -> Row | None:
        """Return the receipt; empty when the source has none; None when it keeps none at all."""
        if not self._keeps_receipts:
            return None
        if txid not in self._receipts:
            self._receipts[txid] = self._asked_receipt(txid)
        return self._receipts[txid]

    def _asked_receipt(self, txid: str) -> Row | None:
        paths = [self._receipt_path] if self._receipt_path else ["walletsolidity/gettransactioninfobyid", "wallet/gettransactioninfobyid"]
        for path in paths:
            reply = self._channel.post_json(path, {"value": txid})
            if reply.status in {400, 404, 405, 501}:
                continue
            self._receipt_path = path
            receipt = an_object(good(reply, _HINT).json(), txid)
            if receipt and receipt.get("id") != txid:
                raise ContradictionError(f"the source gave the receipt of another transaction ({receipt.get('id')})", place=txid)
            return receipt
        self._keeps_receipts = False
        return None

    def _events_in(self, txid: str, asset: str) -> Sequence[Transfer] | None:
        reply = self._channel.get(f"v1/transactions/{txid}/events?only_confirmed=true")
        if reply.status in {400, 404, 405}:
            return None
        found = []
        for row in rows_of(an_object(good(reply, _HINT).json(), txid).get("data"), txid):
            said = row.get("result")
            if row.get("event_name") != "Transfer" or tron_address(str(row.get("contract_address"))) != asset or not isinstance(said, dict):
                continue
            milliseconds, height = a_count(row.get("block_timestamp"), txid), a_count(row.get("block_number"), txid)
            index = a_count(row.get("event_index"), txid)
            parties = [self._named(said.get(name, said.get(place)), txid) for name, place in (("from", "0"), ("to", "1"))]
            value = an_amount(said.get("value", said.get("2")), txid)
            position = Position(height, None, 0, _moment(milliseconds))
            found.append(Transfer(txid, parties[0], parties[1], value, asset, position, (milliseconds, 0, index), index))
        found.sort(key=lambda one: one.order)
        return numbered(found)

    def _named(self, value: object, place: str) -> str:
        address = tron_address(value) if isinstance(value, str) else None
        if address is None:
            raise ContradictionError(f"{value!r} is no address of TRON", place=place)
        return address


def _event(log: Row, index: int, txid: str) -> LoggedEvent:
    contract, topics, data = tron_address(str(log.get("address"))), a_list(log.get("topics", []), txid), log.get("data") or ""
    if contract is None:
        raise ContradictionError("a log cannot be read", place=txid)
    return LoggedEvent(contract, tuple(a_digest(one, txid) for one in topics), some_bytes(data, txid) if data else b"", index)


def _from_log(log: Row, index: int, txid: str, asset: str, height: int, milliseconds: int) -> Transfer | None:
    """Read a Transfer log of a contract; None for other contracts and events (four topics are an NFT's)."""
    topics, data = log.get("topics"), str(log.get("data", ""))
    if tron_address(str(log.get("address"))) != asset or not isinstance(topics, list) or len(topics) != 3 or topics[0] != TRANSFER_TOPIC:
        return None
    sender, recipient = tron_address(str(topics[1])[-40:]), tron_address(str(topics[2])[-40:])
    if len(data) != 64 or sender is None or recipient is None:
        raise ContradictionError("a log of a transfer cannot be read", place=txid)
    position = Position(height, None, 0, _moment(milliseconds))
    return Transfer(txid, sender, recipient, int(data, 16), asset, position, (milliseconds, 0, index), index)


def _log_of(row: Transfer, logs: Mapping[tuple[str, str | None, str | None, int, int], int | None]) -> int:
    found = logs.get(row.key, row.index)
    return row.order[2] if found is None else found if found >= 0 else row.order[2]


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
