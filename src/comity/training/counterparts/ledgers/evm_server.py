"""A simulated EVM node over a small ledger of one token, truthful unless a fault is planted (`faults`; the path is the method's name)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from comity.net.loopback import Asked, Given, LoopbackServer
from comity.training.counterparts.ledgers.account_ledger import AccountLedger, AccountTransaction
from comity.training.counterparts.ledgers.faults import Fault

_TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"


def evm_account(name: str) -> str:
    """Return the address of a name: made from its hash, so that nobody's real address appears."""
    return "0x" + hashlib.sha256(name.encode()).hexdigest()[:40]


def _padded(name: str) -> str:
    return "0x" + evm_account(name)[2:].rjust(64, "0")


class EvmServer:
    """Tells of a ledger.

    Attributes:
        ledger: what is told.
        faults: what is changed in the answers.
        widest: how many blocks one question for logs may span; None for any number.
        has_traces: whether the ledger is of the chain's own coin, and told in traces.
    """

    def __init__(self, ledger: AccountLedger, *faults: Fault, widest: int | None = None, has_traces: bool = False) -> None:
        self.ledger = ledger
        self.faults = list(faults)
        self.widest = widest
        self.has_traces = has_traces

    def serving(self) -> LoopbackServer:
        """Return the server, to be entered."""
        return LoopbackServer(self.answer)

    def answer(self, asked: Asked) -> Given:
        """Answer one request."""
        question = json.loads(asked.body)
        given = Given(
            200, json.dumps({"jsonrpc": "2.0", "id": question["id"], **self.truth(question["method"], question["params"])}).encode()
        )
        for fault in self.faults:
            given = fault(question["method"], given)
        return given

    def truth(self, method: str, parameters: list[Any]) -> dict[str, Any]:
        """Answer truthfully."""
        match method:
            case "eth_blockNumber":
                return {"result": hex(self.ledger.height)}
            case "eth_getBlockByNumber":
                height = int(parameters[0], 16)
                return {"result": {"hash": _block(height), "timestamp": hex(1_767_225_600 + height)}}
            case "eth_getTransactionReceipt":
                found = [one for one in self.ledger.transactions if f"0x{one.txid}" == parameters[0]]
                return {"result": self._receipt(found[0]) if found else None}
            case "eth_getLogs":
                return self._logs(parameters[0])
            case "eth_getBalance":
                names = {name for one in self.ledger.transactions for move in one.moves for name in (move.sender, move.recipient)}
                return {"result": hex(next((self.ledger.balance(name) for name in names if evm_account(name) == parameters[0]), 0))}
            case "trace_filter" if self.has_traces:
                (side, (account,)) = next((key, value) for key, value in parameters[0].items() if key.endswith("Address"))
                rows = [row for one in self.ledger.transactions for row in self._traces(one)]
                return {"result": [row for row in rows if row["action"]["from" if side == "fromAddress" else "to"] == account]}
            case "trace_transaction" if self.has_traces:
                return {
                    "result": [row for one in self.ledger.transactions if f"0x{one.txid}" == parameters[0] for row in self._traces(one)]
                }
            case "eth_call":
                return self._call(parameters[0]["data"])
            case _:
                return {"error": {"code": -32601, "message": "the method does not exist"}}

    def _logs(self, query: dict[str, Any]) -> dict[str, Any]:
        first, last = int(query["fromBlock"], 16), int(query["toBlock"], 16)
        if self.widest is not None and last - first >= self.widest:
            return {"error": {"code": -32005, "message": "range too wide"}}
        rows = [
            log
            for one in self.ledger.transactions
            if first <= one.height <= last
            for log in self._of(one)
            if all(topic in {None, log["topics"][place]} for place, topic in enumerate(query["topics"]))
        ]
        return {"result": rows}

    def _of(self, one: AccountTransaction) -> list[dict[str, Any]]:
        return [
            {
                "address": self.ledger.asset,
                "topics": [_TRANSFER, _padded(move.sender), _padded(move.recipient)],
                "data": f"0x{move.value:064x}",
                "blockNumber": hex(one.height),
                "blockHash": _block(one.height),
                "transactionHash": f"0x{one.txid}",
                "transactionIndex": hex(one.place),
                "logIndex": hex(one.place * 10 + number),
            }
            for number, move in enumerate(() if one.is_failed else one.moves)
        ]

    def _said(self, one: AccountTransaction) -> list[dict[str, Any]]:
        """Tell what contracts say beside the transfers."""
        return [
            {
                "address": said.contract,
                "topics": [f"0x{topic}" for topic in said.topics],
                "data": f"0x{said.data}",
                "logIndex": hex(one.place * 10 + len(one.moves) + number),
            }
            for number, said in enumerate(() if one.is_failed else one.said)
        ]

    def _receipt(self, one: AccountTransaction) -> dict[str, Any]:
        said = {"transactionHash": f"0x{one.txid}", "status": "0x0" if one.is_failed else "0x1", "logs": self._of(one) + self._said(one)}
        place = {"blockNumber": hex(one.height), "blockHash": _block(one.height), "transactionIndex": hex(one.place)}
        return said | place | {"from": evm_account(one.moves[0].sender), "gasUsed": hex(one.fee), "effectiveGasPrice": "0x1"}

    def _traces(self, one: AccountTransaction) -> list[dict[str, Any]]:
        """Tell a transaction as calls: its own, those that contracts make, and to each a delegate call with the same value beneath it."""
        rows = []
        for number, move in enumerate(one.moves):
            address = [] if number == 0 else [number]
            failed = {"error": "Reverted"} if one.is_failed and number == 0 else {}
            action = {"from": evm_account(move.sender), "to": evm_account(move.recipient), "value": hex(move.value)}
            same = {"transactionHash": f"0x{one.txid}", "type": "call", "result": {}}
            rows.append(same | failed | {"action": action | {"callType": "call"}, "traceAddress": address})
            rows.append(same | {"action": action | {"callType": "delegatecall"}, "traceAddress": [*address, 99]})
        return rows

    def _call(self, data: str) -> dict[str, Any]:
        if data == "0x313ce567":
            return {"result": f"0x{6:064x}"}
        if data == "0x95d89b41":
            return {"result": "0x" + f"{32:064x}" + f"{4:064x}" + b"SIMT".hex().ljust(64, "0")}
        names = {name for one in self.ledger.transactions for move in one.moves for name in (move.sender, move.recipient)}
        held = next((self.ledger.balance(name) for name in names if evm_account(name)[2:] == data[-40:]), 0)
        return {"result": f"0x{held:064x}"}


def _block(height: int) -> str:
    return "0x" + hashlib.sha256(f"block {height}".encode()).hexdigest()
