"""Token transfers of an EVM chain are followed over JSON-RPC; a lying node is found out."""

import pytest

from comity.chain.sources.evm import USDT as USDT_ON_ETHEREUM
from comity.chain.sources.evm import Evm
from comity.errors import ExchangeError, InputError
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
    import json

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


def test_the_chains_own_coin_is_refused_not_guessed(trace, ledger):
    code, _, err = trace(EvmServer(ledger), asset="ETH")
    assert code == 2
    assert "cannot be followed" in err


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
