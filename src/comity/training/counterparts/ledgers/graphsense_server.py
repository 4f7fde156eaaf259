"""A simulated GraphSense server over a small ledger, with labels, truthful unless a fault is planted (see `faults`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from comity.net.loopback import Asked, Given, LoopbackServer
from comity.training.counterparts.ledgers.account_ledger import AccountLedger, AccountTransaction, Move
from comity.training.counterparts.ledgers.faults import Fault


class GraphSenseServer:
    """Tells of a ledger.

    Attributes:
        ledger: what is told.
        address: writes an account's name as an address.
        currency: GraphSense's name of the chain: eth or trx.
        tags: by name of account: the fields of a tag.
        faults: what is changed in the answers; the path holds the query.
        page: rows of a page.
    """

    def __init__(
        self,
        ledger: AccountLedger,
        address: Callable[[str], str],
        *faults: Fault,
        currency: str = "eth",
        tags: Mapping[str, Mapping[str, Any]] | None = None,
        page: int = 2,
    ) -> None:
        self.ledger, self.address, self.currency, self.page = ledger, address, currency, page
        self.tags = {address(name): dict(tag) for name, tag in (tags or {}).items()}
        self.faults = list(faults)

    def serving(self) -> LoopbackServer:
        """Return the server, to be entered."""
        return LoopbackServer(self.answer)

    def answer(self, asked: Asked) -> Given:
        """Answer one request."""
        path = f"{asked.path}?{'&'.join(f'{name}={value}' for name, value in asked.query.items())}"
        given = self.truth(asked.path.strip("/").split("/"), asked)
        for fault in self.faults:
            given = fault(path, given)
        return given

    def truth(self, words: list[str], asked: Asked) -> Given:
        """Answer truthfully."""
        names = {
            self.address(name): name for one in self.ledger.transactions for move in one.moves for name in (move.sender, move.recipient)
        }
        match words:
            case ["stats"]:
                return _json({"currencies": [{"name": self.currency, "no_blocks": self.ledger.height + 1}]})
            case [_, "supported_tokens"]:
                return _json({"token_configs": [{"ticker": "usdt", "decimals": 6, "contract_address": self.ledger.asset}]})
            case [_, "addresses", address, "tags"]:
                rows = [self.tags[address]] if address in self.tags else []
                return _json({"address_tags": rows, "next_page": None})
            case [_, "addresses", address, "txs"] if address in names:
                rows = [
                    self._row(one, move, place) for one, move, place in self._moves() if names[address] in {move.sender, move.recipient}
                ]
                start = int(asked.query.get("page") or 0)
                following = str(start + self.page) if start + self.page < len(rows) else None
                return _json({"address_txs": rows[start : start + self.page], "next_page": following})
            case [_, "token_txs", txid]:
                return _json([self._row(one, move, place) for one, move, place in self._moves() if one.txid == txid.removeprefix("0x")])
            case [_, "addresses", address] if address in names:
                held = {"value": self.ledger.balance(names[address]), "fiat_values": []}
                return _json({"address": address, "balance": {"value": 0, "fiat_values": []}, "token_balances": {"usdt": held}})
            case _:
                return Given(404, b'{"detail": "not found"}')

    def _moves(self) -> list[tuple[AccountTransaction, Move, int]]:
        return [(one, move, place) for one in self.ledger.transactions if not one.is_failed for place, move in enumerate(one.moves)]

    def _row(self, one: AccountTransaction, move: Move, place: int) -> dict[str, Any]:
        return {
            "tx_type": "account",
            "identifier": f"{one.txid}_T{place}",
            "currency": "usdt",
            "network": self.currency,
            "tx_hash": one.txid,
            "height": one.height,
            "timestamp": one.milliseconds // 1000,
            "value": {"value": move.value, "fiat_values": []},
            "from_address": self.address(move.sender),
            "to_address": self.address(move.recipient),
            "token_tx_id": place,
        }


def _json(value: object) -> Given:
    return Given(200, json.dumps(value).encode())
