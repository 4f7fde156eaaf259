"""Ethereum and its kin over JSON-RPC (https://ethereum.github.io/execution-apis/): token transfers from the logs of their contract.

Logs come only from calls that succeeded, and a delegate call logs under the contract that made it, so neither can move money twice or
falsely. Four topics are an NFT's transfer and are left out. The chain's own coin is not in logs but in traces (`trace_filter`), which not
every node keeps: then it is refused, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from comity.chain.answers import TRANSFER_TOPIC, a_list, a_quantity, an_object, numbered, rows_of
from comity.chain.exhibit import Channel, Kept
from comity.chain.ledger import LoggedEvent, Position, Transfer
from comity.chain.source import AccountSource, BusyAccountError, ContradictionError, Token
from comity.chain.value_traces import value_moves
from comity.errors import ExchangeError, InputError
from comity.net.http import Door

USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"  # https://tether.to/en/supported-protocols
_TRANSFER = f"0x{TRANSFER_TOPIC}"
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}\Z")
_WORD = re.compile(r"0x[0-9a-f]{64}\Z")
_DATA = re.compile(r"0x(?:[0-9a-f]{2})*\Z")
_BALANCE_OF, _DECIMALS, _SYMBOL = "0x70a08231", "0x313ce567", "0x95d89b41"
_ZERO = "0x" + "0" * 40
_COIN = "ETH"
_FEE_ORDER = 1 << 30
_BUSY = 60_000
_NARROWEST = 16
Row = Mapping[str, Any]


class _RefusedError(ExchangeError):
    """The node refuses a question: unknown, or too large a range."""


class Evm(AccountSource):
    """Asks a node."""

    slug = "evm"
    schemes = ("evm+http", "evm+https")
    chains = ("evm",)

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel = Kept(channel, self.answers)
        self._blocks: dict[int, tuple[str, int]] = {}
        self._tokens: dict[str, Token] = {_COIN: Token(_COIN, _COIN, 18)}
        self._receipts: dict[str, Row] = {}

    @classmethod
    def over(cls, address: str) -> Evm:
        return cls(Door(address.removeprefix("evm+").rstrip("/")))

    @classmethod
    def replayed(cls, channel: Channel) -> Evm:
        return cls(channel)

    def close(self) -> None:
        self._channel.close()

    def tip(self) -> int:
        return a_quantity(self._asked("eth_blockNumber", []), "eth_blockNumber")

    def asset(self, name: str | None) -> str:
        if name is None or name.upper() == "USDT":
            return USDT
        return _COIN if name.upper() == _COIN else self.account(name)

    def token(self, asset: str) -> Token:
        if asset not in self._tokens:
            digits = self._call(asset, _DECIMALS)
            decimals = int(digits, 16) if digits is not None and len(digits) == 66 and int(digits, 16) <= 77 else None
            self._tokens[asset] = Token(asset, _text(self._call(asset, _SYMBOL)) or asset, decimals)
        return self._tokens[asset]

    def account(self, text: str) -> str:
        if not _ADDRESS.match(text):
            raise InputError(f"no address of an EVM chain: {text}", hint="0x and forty hexadecimal digits")
        return text.lower()

    def is_whole(self, asset: str) -> bool:
        return asset != _COIN  # withdrawals of stakes and rewards of blocks are no calls

    def balance(self, account: str, asset: str) -> int | None:
        if asset == _COIN:
            return a_quantity(self._asked("eth_getBalance", [account, "latest"]), account)
        digits = self._call(asset, _BALANCE_OF + account[2:].rjust(64, "0"))
        return int(digits, 16) if digits is not None and len(digits) == 66 else None

    def transfers(self, account: str, asset: str) -> Sequence[Transfer]:
        if asset == _COIN:
            return self._coin_transfers(account)
        padded, last = "0x" + account[2:].rjust(64, "0"), self.tip()
        logs = self._logs(asset, [_TRANSFER, padded], 0, last) + self._logs(asset, [_TRANSFER, None, padded], 0, last)
        if len(logs) > _BUSY:
            raise BusyAccountError(f"more than {_BUSY} transfers", place=account)
        found = {(row.txid, row.index): row for row in (self._transfer(log, asset) for log in logs) if row is not None}
        if any(account not in {row.sender, row.recipient} for row in found.values()):
            raise ContradictionError(f"the source lists a transfer of others for {account}", place=account)
        return numbered(sorted(found.values(), key=lambda one: one.order))

    def transfers_in(self, txid: str, asset: str) -> Sequence[Transfer] | None:
        hashed = txid if txid.startswith("0x") else f"0x{txid}"
        if asset == _COIN:
            return [one for one in self._coin_moves(hashed) if one.recipient is not None]
        said = self._receipt(hashed)
        if a_quantity(said.get("status", "0x1"), txid) != 1:
            return []
        rows = [self._transfer(log, asset) for log in rows_of(said.get("logs"), txid)]
        return numbered([row for row in rows if row is not None])

    def events_in(self, txid: str) -> Sequence[LoggedEvent] | None:
        said = self._receipt(txid)
        return [] if a_quantity(said.get("status", "0x1"), txid) != 1 else [_event(log, txid) for log in rows_of(said.get("logs"), txid)]

    def _receipt(self, txid: str) -> Row:
        if txid not in self._receipts:
            receipt = self._asked("eth_getTransactionReceipt", [txid])
            if receipt is None:
                raise ContradictionError("the source has no receipt of a transaction that it lists, or there is none", place=txid)
            said = an_object(receipt, txid)
            if said.get("transactionHash") != txid:
                raise ContradictionError(f"the source gave the receipt of another transaction ({said.get('transactionHash')})", place=txid)
            self._receipts[txid] = said
        return self._receipts[txid]

    def _coin_transfers(self, account: str) -> Sequence[Transfer]:
        """List the payments in the chain's own coin: of every transaction with a call from or to the account, all calls are read."""
        span = {"fromBlock": "0x0", "toBlock": hex(self.tip())}
        named: dict[str, None] = {}
        for side in ("fromAddress", "toAddress"):
            rows = self._traces("trace_filter", span | {side: [account]}, account)
            named |= dict.fromkeys(str(row["transactionHash"]) for row in rows if row.get("transactionHash"))
        if len(named) > _BUSY:
            raise BusyAccountError(f"more than {_BUSY} transactions", place=account)
        moves = [move for txid in named for move in self._coin_moves(txid)]
        return sorted((one for one in moves if account in {one.sender, one.recipient}), key=lambda one: one.order)

    def _coin_moves(self, txid: str) -> Sequence[Transfer]:
        """Read what one transaction moved of the chain's own coin, the fee last, which nobody receives here."""
        traces = self._traces("trace_transaction", txid, txid)
        if not traces or any(row.get("transactionHash") != txid for row in traces):
            raise ContradictionError("the source gave the calls of another transaction", place=txid)
        receipt = self._receipt(txid)
        height, place = a_quantity(receipt.get("blockNumber"), txid), a_quantity(receipt.get("transactionIndex"), txid)
        position = self._position(height, place, receipt.get("blockHash"), txid)
        is_failed = a_quantity(receipt.get("status", "0x1"), txid) != 1
        found = [
            Transfer(txid, move.sender, move.recipient, move.value, _COIN, position, (height, place, move.number), -1)
            for move in ([] if is_failed else value_moves(traces, txid))
        ]
        fee = a_quantity(receipt.get("gasUsed"), txid) * a_quantity(receipt.get("effectiveGasPrice", "0x0"), txid)
        payer = str(receipt.get("from")).lower()
        if fee:
            found.append(Transfer(txid, payer, None, fee, _COIN, position, (height, place, _FEE_ORDER), -1))
        return numbered(found)

    def _traces(self, method: str, sought: object, place: str) -> list[dict[str, Any]]:
        try:
            return rows_of(self._asked(method, [sought]), place)
        except _RefusedError as error:
            hint = "ask a node that answers trace_filter (Erigon, Nethermind, Anvil), or name a token contract"
            words = "this node keeps no traces, so payments in ETH itself cannot be followed"
            raise InputError(words, place="--asset", hint=hint) from error

    def _position(self, height: int, place: int, stated: object, txid: str) -> Position:
        block, seconds = self._block(height)
        if stated != block:
            raise ContradictionError(f"two blocks {height}: the chain was reorganised meanwhile, trace again", place=txid)
        return Position(height, block, place, datetime.fromtimestamp(seconds, UTC))

    def _logs(self, asset: str, topics: list[str | None], first: int, last: int) -> list[dict[str, Any]]:
        """Read the logs of a range of blocks; a range that the node finds too large is halved."""
        query = {"address": asset, "topics": topics, "fromBlock": hex(first), "toBlock": hex(last)}
        try:
            return rows_of(self._asked("eth_getLogs", [query]), asset)
        except _RefusedError as error:
            if last - first < _NARROWEST:
                raise ExchangeError(f"the source refuses even {last - first + 1} blocks: {error.message}", place=asset) from error
        middle = (first + last) // 2
        return self._logs(asset, topics, first, middle) + self._logs(asset, topics, middle + 1, last)

    def _transfer(self, log: Row, asset: str) -> Transfer | None:
        """Read a log; None for other contracts and events, and for NFTs."""
        topics, txid = log.get("topics"), str(log.get("transactionHash"))
        if str(log.get("address")).lower() != asset or not isinstance(topics, list) or len(topics) != 3 or topics[0] != _TRANSFER:
            return None
        if log.get("removed"):
            raise ContradictionError("the source lists a transfer that a reorganisation removed", place=txid)
        data = str(log.get("data"))
        if not _WORD.match(txid) or not _WORD.match(data) or not all(_WORD.match(str(topic)) for topic in topics):
            raise ContradictionError("a log of a transfer cannot be read", place=txid)
        height, index = a_quantity(log.get("blockNumber"), txid), a_quantity(log.get("logIndex"), txid)
        place = a_quantity(log.get("transactionIndex"), txid)
        position = self._position(height, place, log.get("blockHash"), txid)
        parties = [None if (address := f"0x{topic[-40:]}") == _ZERO else address for topic in topics[1:]]
        return Transfer(txid, parties[0], parties[1], int(data, 16), asset, position, (height, place, index), index)

    def _block(self, height: int) -> tuple[str, int]:
        if height not in self._blocks:
            said = an_object(self._asked("eth_getBlockByNumber", [hex(height), False]), f"block {height}")
            self._blocks[height] = (str(said.get("hash")), a_quantity(said.get("timestamp"), f"block {height}"))
        return self._blocks[height]

    def _call(self, contract: str, data: str) -> str | None:
        try:
            answer = self._asked("eth_call", [{"to": contract, "data": data}, "latest"])
        except _RefusedError:
            return None
        return answer if isinstance(answer, str) and len(answer) >= 66 else None

    def _asked(self, method: str, parameters: list[object]) -> object:
        reply = self._channel.post_json("", {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
        if reply.status != 200:
            words = reply.body[:120].decode("utf-8", "replace").strip()
            raise ExchangeError(f"the source says {reply.status}: {words}", place=reply.url)
        said = an_object(reply.json(), method)
        if said.get("error") is not None:
            raise _RefusedError(f"the source refuses: {str(said['error'])[:200]}", place=method)
        if "result" not in said:
            raise ContradictionError("the answer has no result", place=method)
        return said["result"]


def _event(log: Row, txid: str) -> LoggedEvent:
    topics, data = [str(one) for one in a_list(log.get("topics"), txid)], str(log.get("data", "0x"))
    if not all(_WORD.match(topic) for topic in topics) or not _DATA.match(data):
        raise ContradictionError("a log cannot be read", place=txid)
    words = tuple(topic[2:] for topic in topics)
    return LoggedEvent(str(log.get("address")).lower(), words, bytes.fromhex(data[2:]), a_quantity(log.get("logIndex"), txid))


def _text(answer: str | None) -> str | None:
    """Read a string as contracts return it: a length and bytes, or thirty-two bytes alone."""
    if answer is None:
        return None
    data = bytes.fromhex(answer[2:])
    if len(data) > 64:
        data = data[64 : 64 + int.from_bytes(data[32:64], "big")]
    text = data.rstrip(b"\0").decode("utf-8", "replace")
    return text if text.isprintable() and text else None
