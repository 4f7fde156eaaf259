"""A simulated TronGrid server over a small ledger, truthful unless a fault is planted (see `faults`)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from comity.chain.bitcoin.address import base58_bytes, base58check
from comity.net.loopback import Asked, Given, LoopbackServer
from comity.training.counterparts.ledgers.account_ledger import AccountLedger, AccountTransaction, Move
from comity.training.counterparts.ledgers.faults import Fault

_TRANSFER = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
_LENGTH = 34
_MISSING = Given(404, b'{"Error": "not found"}')


def tron_account(name: str) -> str:
    """Return the address of a name: made from its hash, so that nobody's real address appears; an address of a story stays what it is."""
    if len(name) == _LENGTH and name.startswith("T") and base58_bytes(name) is not None:
        return name
    return base58check(b"\x41" + hashlib.sha256(name.encode()).digest()[:20])


def _hex(address: str) -> str:
    return (base58_bytes(address) or b"").hex()


class TronGridServer:
    """Tells of a ledger.

    Attributes:
        ledger: what is told.
        faults: what is changed in the answers; the path holds the query.
        keeps_receipts: whether receipts are told.
        asked: every path that was asked, in order.
    """

    def __init__(self, ledger: AccountLedger, *faults: Fault, keeps_receipts: bool = True, symbol: str = "USDT", decimals: int = 6) -> None:
        self.ledger = ledger
        self.faults = list(faults)
        self.keeps_receipts = keeps_receipts
        self.token = {"symbol": symbol, "address": ledger.asset, "decimals": decimals, "name": "Simulated USD"}
        self.asked: list[str] = []
        self._names: dict[str, str] = {}

    def serving(self) -> LoopbackServer:
        """Return the server, to be entered."""
        self._names = {
            tron_account(name): name for one in self.ledger.transactions for move in one.moves for name in (move.sender, move.recipient)
        }
        return LoopbackServer(self.answer)

    def answer(self, asked: Asked) -> Given:
        """Answer one request."""
        query = "&".join(f"{name}={value}" for name, value in asked.query.items())
        path = f"{asked.path}?{query}" if query else asked.path
        self.asked.append(path)
        given = self.truth(asked.path.strip("/").split("/"), asked)
        for fault in self.faults:
            given = fault(path, given)
        return given

    def truth(self, words: list[str], asked: Asked) -> Given:
        """Answer truthfully."""
        body = json.loads(asked.body) if asked.body else {}
        match words:
            case [_, "getnowblock"]:
                return _json({"block_header": {"raw_data": {"number": self.ledger.height}}})
            case ["wallet", "gettransactioninfobyid"] if self.keeps_receipts:
                return _json(next((self._receipt(one) for one in self.ledger.transactions if one.txid == body.get("value")), {}))
            case ["wallet", "gettransactionbyid"]:
                return _json(next((self._native(one) for one in self.ledger.transactions if one.txid == body.get("value")), {}))
            case ["wallet", "gettransactioninfobyblocknum"] if self.keeps_receipts:
                return _json([self._receipt(one) for one in self.ledger.transactions if one.height == body.get("num")])
            case ["v1", "accounts", account]:
                return _json({"success": True, "data": self._account(account)})
            case ["v1", "accounts", account, "transactions", "trc20"]:
                return self._page(self._token_rows(account), asked)
            case ["v1", "accounts", account, "transactions"]:
                return self._page(self._native_rows(account), asked)
            case _:
                return _MISSING

    def _account(self, account: str) -> list[dict[str, Any]]:
        name = self._names.get(account)
        if name is None:
            return []
        held = self.ledger.balance(name)
        return [
            {
                "address": _hex(account),
                "balance": self.ledger.balance(name, "TRX"),
                "trc20": [{self.ledger.asset: str(held)}] if held else [],
            }
        ]

    def _token_rows(self, account: str) -> list[dict[str, Any]]:
        name = self._names.get(account, "")
        return [
            self._row(one, move)
            for one in self.ledger.transactions
            for move in one.moves
            if one.asset == self.ledger.asset and not one.is_failed and name in {move.sender, move.recipient}
        ]

    def _row(self, one: AccountTransaction, move: Move) -> dict[str, Any]:
        return {
            "transaction_id": one.txid,
            "token_info": self.token,
            "block_timestamp": one.milliseconds,
            "from": tron_account(move.sender),
            "to": tron_account(move.recipient),
            "type": "Transfer",
            "value": str(move.value),
        }

    def _native_rows(self, account: str) -> list[dict[str, Any]]:
        name = self._names.get(account, "")
        return [
            self._native(one)
            for one in self.ledger.transactions
            if one.asset == "TRX" and any(name in {move.sender, move.recipient} for move in one.moves)
        ]

    def _native(self, one: AccountTransaction) -> dict[str, Any]:
        contracts = [
            {
                "type": "TransferContract",
                "parameter": {
                    "value": {
                        "amount": move.value,
                        "owner_address": _hex(tron_account(move.sender)),
                        "to_address": _hex(tron_account(move.recipient)),
                    }
                },
            }
            for move in one.moves
        ]
        outcome = "REVERT" if one.is_failed else "SUCCESS"
        return {
            "txID": one.txid,
            "blockNumber": one.height,
            "block_timestamp": one.milliseconds,
            "ret": [{"contractRet": outcome, "fee": one.fee}],
            "raw_data": {"contract": contracts},
        }

    def _page(self, rows: list[dict[str, Any]], asked: Asked) -> Given:
        after = int(asked.query.get("min_timestamp", 0))
        rows = [row for row in rows if row["block_timestamp"] >= after]
        size = int(asked.query.get("limit", 20))
        start = int(asked.query.get("fingerprint") or 0)
        meta: dict[str, Any] = {"at": 0, "page_size": len(rows[start : start + size])}
        if start + size < len(rows):
            meta["fingerprint"] = str(start + size)
        return _json({"data": rows[start : start + size], "success": True, "meta": meta})

    def _receipt(self, one: AccountTransaction) -> dict[str, Any]:
        other = {"address": "00" * 20, "topics": ["11" * 32], "data": ""}
        token = _hex(self.ledger.asset)[2:]
        logs = [
            {
                "address": token,
                "topics": [_TRANSFER, *(_hex(tron_account(name))[2:].rjust(64, "0") for name in (move.sender, move.recipient))],
                "data": f"{move.value:064x}",
            }
            for move in one.moves
        ]
        logs += [{"address": _hex(said.contract)[2:], "topics": list(said.topics), "data": said.data} for said in one.said]
        return {
            "id": one.txid,
            "fee": one.fee,
            "blockNumber": one.height,
            "blockTimeStamp": one.milliseconds,
            "receipt": {"result": "REVERT" if one.is_failed else "SUCCESS"},
            "log": [] if one.is_failed or one.asset == "TRX" else [other] * one.logs_before + logs,
        }


def _json(value: object) -> Given:
    return Given(200, json.dumps(value).encode())
