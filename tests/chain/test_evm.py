"""Token transfers of an EVM chain are followed over JSON-RPC; a lying node is found out."""

import json
import socket
import subprocess
from pathlib import Path

import pytest

from comity.chain.sources.evm import USDT as USDT_ON_ETHEREUM
from comity.chain.sources.evm import Evm
from comity.errors import ExchangeError, InputError
from comity.net.http import Door
from comity.training.counterparts.ledgers.account_ledger import AccountLedger, Move
from comity.training.counterparts.ledgers.evm_server import EvmServer, evm_account
from comity.training.counterparts.ledgers.faults import changed, rewritten

TOKEN = evm_account("a token for tests")


@pytest.fixture
def ledger():
    made = AccountLedger(TOKEN, opening={"victim": 1 << 200, "thief": 600})
    made.height = 1_000
    made.pay("victim", "thief", 400)
    made.block([Move("thief", "exchange", 500), Move("thief", "exchange", 500)], is_failed=True)
    made.block([Move("other", "thief", 0)], [Move("thief", "exchange", 500), Move("thief", "friend", 100)])
    made.pay("friend", "exchange", 100)
    return made


@pytest.fixture
def trace(comity, tmp_path):
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "t.yaml").write_text(
        f"title: t\ncategory: exchange\ntags:\n- address: '{evm_account('exchange')}'\n  label: An exchange\n"
    )

    def run(server, *more, asset=TOKEN):
        with server.serving() as served:
            txid = server.ledger.transactions[0].txid
            arguments = ["--chain", "evm", "--source", f"evm+{served.address}", "--tx", f"0x{txid}", "--asset", asset]
            return comity("trace", *arguments, "--tags", tmp_path / "tags", "--out", tmp_path / "out", "--json", *more)

    return run


@pytest.mark.parametrize("widest", [None, 100])
def test_token_transfers_are_followed_to_the_exchange(trace, ledger, widest):
    code, out, err = trace(EvmServer(ledger, widest=widest))
    assert code == 0, err
    document = json.loads(out)
    (door,) = [one for one in document["doors"] if one["kind"] == "exchange"]
    # 600 clean stand before 400 stolen: 500 clean go to the exchange, 100 clean to the friend and on
    assert door["value"]["poison"] == 600
    assert door["value"]["fifo"] == 0
    assert door["value"]["haircut"] == 240
    assert (document["symbol"], document["decimals"]) == ("SIMT", 6)
    assert document["edges"][0]["index"] == 0
    assert document["edges"][0]["block"] == 1_001
    assert document["balance"]["fifo"] == document["balance"]["haircut"] == 0


FAULTS = {
    "another amount in the listing": (
        changed("eth_getLogs", lambda said: said | {"result": [row | {"data": f"0x{9:064x}"} for row in said["result"]]}),
        3,
    ),
    "a log of a block that is no more": (
        changed("eth_getBlockByNumber", lambda said: said | {"result": said["result"] | {"hash": "0x" + "1" * 64}}),
        3,
    ),
    "a removed log": (changed("eth_getLogs", lambda said: said | {"result": [row | {"removed": True} for row in said["result"]]}), 3),
    "missing logs": (changed("eth_getLogs", lambda said: said | {"result": said["result"][:0]}), 3),
    "the receipt of another transaction": (
        changed("eth_getTransactionReceipt", lambda said: said | {"result": said["result"] | {"transactionHash": "0x" + "2" * 64}}),
        3,
    ),
    "no receipt": (changed("eth_getTransactionReceipt", lambda said: said | {"result": None}), 3),
    "cut off": (rewritten("eth_getLogs", lambda body: body[:-3]), 1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_and_nothing_is_given_out(trace, ledger, name):
    fault, expected = FAULTS[name]
    code, out, err = trace(EvmServer(ledger, fault))
    assert (code, out) == (expected, "")
    assert "Traceback" not in err


def test_the_chains_own_coin_is_refused_where_the_node_keeps_no_traces(trace, ledger):
    code, _, err = trace(EvmServer(ledger), asset="ETH")
    assert code == 2
    assert "keeps no traces" in err


def test_the_chains_own_coin_is_followed_through_calls_and_fees(trace):
    ledger = AccountLedger("ETH", opening={"victim": 1_000, "thief": 600})
    ledger.height = 1_000
    ledger.block([Move("victim", "thief", 400)], fee=7)
    ledger.block([Move("thief", "exchange", 500), Move("exchange", "thief", 500)], is_failed=True, fee=10)
    ledger.block([Move("thief", "router", 800), Move("router", "exchange", 800)], fee=10)
    code, out, err = trace(EvmServer(ledger, has_traces=True), asset="ETH")
    assert code == 0, err
    document = json.loads(out)
    assert (document["symbol"], document["decimals"]) == ("ETH", 18)
    moved = [(edge["value"], edge["tainted"]["fifo"]) for edge in document["edges"]]
    assert moved[0] == (400, 400)
    (door,) = [one for one in document["doors"] if one["kind"] == "exchange"]
    # the thief's least opening that makes all payments possible is 420: 10 fee, 800 paid, 10 fee out of 420 + 400
    assert door["value"]["fifo"] == 800 - 410
    assert door["value"]["poison"] == 800
    assert document["balance"]["fifo"] == document["balance"]["haircut"] == 0


@pytest.mark.parametrize(
    "fault",
    [
        changed("trace_transaction", lambda said: said | {"result": [row | {"transactionHash": "0x12"} for row in said["result"]]}),
        changed("trace_transaction", lambda said: said | {"result": [row | {"action": {}} for row in said["result"]]}),
        changed("eth_getTransactionReceipt", lambda said: said | {"result": said["result"] | {"blockHash": "0x" + "1" * 64}}),
    ],
    ids=["calls of another transaction", "calls without parties", "a receipt of a block that is no more"],
)
def test_a_fault_in_traces_is_named(trace, fault):
    ledger = AccountLedger("ETH", opening={"victim": 1_000})
    ledger.height = 1_000
    ledger.pay("victim", "thief", 400)
    code, out, err = trace(EvmServer(ledger, fault, has_traces=True), asset="ETH")
    assert (code, out) == (3, "")
    assert "Traceback" not in err


ANVIL = Path(__file__).parents[2] / "requirements" / "nodes" / "node_modules" / "@foundry-rs" / "anvil-linux-amd64" / "bin" / "anvil"
FIRST, SECOND = (
    "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
    "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
)


@pytest.mark.real_clock
def test_a_coin_is_followed_on_a_simulated_node_and_a_real_one(comity, tmp_path):
    ledger = AccountLedger("ETH", opening={"first": 10**18})
    ledger.height = 1_000
    ledger.pay("first", "second", 10**17)
    with EvmServer(ledger, has_traces=True).serving() as served:
        assert followed(comity, served.address, f"0x{ledger.transactions[0].txid}", tmp_path / "simulated") == (
            evm_account("second"),
            10**17,
        )
    if not ANVIL.is_file():
        return
    with socket.socket() as stream:
        stream.bind(("127.0.0.1", 0))
        port = stream.getsockname()[1]
    with subprocess.Popen([str(ANVIL), "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as node:
        try:
            assert any("Listening" in line for line in node.stdout)
            door = Door(f"http://127.0.0.1:{port}")
            payment = {"from": FIRST, "to": SECOND, "value": hex(10**18)}
            asked = {"jsonrpc": "2.0", "id": 1, "method": "eth_sendTransaction", "params": [payment]}
            txid = json.loads(door.post_json("", asked).body)["result"]
            sought = {"jsonrpc": "2.0", "id": 1, "method": "eth_getTransactionReceipt", "params": [txid]}
            assert any(json.loads(door.post_json("", sought).body)["result"] for _ in range(500)), "the payment is not mined"
            door.close()
            assert followed(comity, f"http://127.0.0.1:{port}", txid, tmp_path / "real") == (SECOND, 10**18)
        finally:
            node.kill()
            node.communicate()


def followed(comity, address, txid, folder):
    document = comity.json("trace", "--chain", "evm", "--source", f"evm+{address}", "--tx", txid, "--asset", "ETH", "--out", folder)
    (edge,) = document["edges"]
    assert [door["kind"] for door in document["doors"]] == ["rest"]
    return edge["to"], int(edge["value"])


def test_addresses_and_the_usual_asset():
    source = Evm.over("http://127.0.0.1:1")
    assert source.asset(None) == USDT_ON_ETHEREUM
    assert source.account("0x" + "AB" * 20) == "0x" + "ab" * 20
    with pytest.raises(InputError):
        source.account("0x12")


def test_a_node_that_refuses_every_range_is_an_error(ledger):
    with EvmServer(ledger, widest=1).serving() as served:
        source = Evm.over(f"evm+{served.address}")
        try:
            with pytest.raises(ExchangeError, match="refuses even"):
                source.transfers(evm_account("thief"), TOKEN)
        finally:
            source.close()
