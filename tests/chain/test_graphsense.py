"""GraphSense's REST interface: as a source, as one who is asked for labels, and when it does not tell the truth."""

import pytest

from comity.chain.sources.evm import USDT
from comity.chain.sources.trongrid import USDT as TRON_USDT
from comity.training.counterparts.ledgers.account_ledger import AccountLedger
from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from comity.training.counterparts.ledgers.evm_server import EvmServer, evm_account
from comity.training.counterparts.ledgers.faults import changed, refused_at_first
from comity.training.counterparts.ledgers.graphsense_server import GraphSenseServer
from comity.training.counterparts.ledgers.trongrid_server import tron_account

TAG = {
    "label": "Example Exchange",
    "category": "exchange",
    "source": "https://tags.example",
    "lastmod": 1_767_225_600,
    "confidence": "ownership",
}


def made(asset=USDT):
    ledger = AccountLedger(asset)
    theft = ledger.pay("victim", "thief", 900)
    for name in ("one", "two", "three"):
        ledger.pay("thief", name, 200)
    ledger.pay("one", "exchange", 150)
    return ledger, theft


def sums(document):
    return {(door["kind"], door["address"]): door["value"] for door in document["doors"]}


@pytest.mark.parametrize("chain", ["evm", "tron"])
def test_payments_and_labels_of_the_same_server(comity, tmp_path, chain):
    address, asset, currency = (evm_account, USDT, "eth") if chain == "evm" else (tron_account, TRON_USDT, "trx")
    ledger, theft = made(asset)
    with GraphSenseServer(ledger, address, currency=currency, tags={"exchange": TAG}).serving() as served:
        arguments = ["trace", "--chain", chain, "--tx", theft, "--source", f"graphsense+{served.address}"]
        document = comity.json(*arguments, "--out", tmp_path / "out")
    (door,) = [one for one in document["doors"] if one["kind"] == "exchange"]
    assert (door["address"], door["value"]["fifo"], door["tag_source"]) == (address("exchange"), 150, "https://tags.example")
    assert door["labels"][0]["as_of"] == "2026-01-01"
    assert len(document["edges"]) == 5
    assert [file["name"] for file in document["tag_set"]["files"]] == ["told by graphsense"]
    again = comity.json("trace", "--chain", chain, "--tx", theft, "--source", tmp_path / "out", "--out", tmp_path / "again")
    assert sums(again) == sums(document)


def test_labels_are_asked_for_beside_another_source(comity, tmp_path):
    ledger, theft = made()
    inherited = TAG | {"inherited_from": "cluster"}
    with EvmServer(ledger).serving() as node, GraphSenseServer(ledger, evm_account, tags={"exchange": inherited}).serving() as teller:
        arguments = ["--source", f"evm+{node.address}", "--ask-labels", f"graphsense+{teller.address}", "--out", tmp_path / "out"]
        document = comity.json("trace", "--chain", "evm", "--tx", theft, *arguments)
    (door,) = [one for one in document["doors"] if one["kind"] == "exchange"]
    assert door["labels"][0]["confidence"] == "of its cluster: ownership"


def test_labels_of_a_coin_chain_are_asked_for_too(comity, theft, tmp_path):
    ledger, _ = made()
    server = GraphSenseServer(ledger, evm_account)
    server.tags = {theft.address("exchange"): TAG}
    with EsploraServer(theft).serving() as node, server.serving() as teller:
        arguments = ["--source", f"esplora+{node.address}", "--ask-labels", f"graphsense+{teller.address}", "--out", tmp_path / "out"]
        document = comity.json("trace", "--chain", "btc", "--tx", f"{theft.blocks[2].transactions[0].txid}:0", *arguments)
    assert ("exchange", theft.address("exchange")) in sums(document)


def without_one(answer):
    return answer | {"address_txs": answer["address_txs"][1:]}


def more_than_was_paid(answer):
    rows = [row | {"value": {"value": row["value"]["value"] + 1}} for row in answer["address_txs"]]
    return answer | {"address_txs": rows}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (changed(f"{evm_account('thief')}/txs", without_one), "do"),
        (changed(f"{evm_account('one')}/txs", more_than_was_paid), "do"),
        (changed("txs", lambda answer: answer | {"next_page": "2"} if isinstance(answer, dict) else answer), "same page again"),
        (changed("txs", lambda answer: answer | {"address_txs": None} if isinstance(answer, dict) else answer), "list of objects"),
    ],
)
def test_a_server_that_lies_is_found_out(comity, tmp_path, fault, told):
    ledger, theft = made()
    with GraphSenseServer(ledger, evm_account, fault, page=100).serving() as served:
        arguments = ["--tx", theft, "--source", f"graphsense+{served.address}", "--out", tmp_path / "out"]
        code, _, err = comity("trace", "--chain", "evm", *arguments)
    assert code == 3, err
    assert told in err
    assert not (tmp_path / "out").exists()


def test_too_many_requests_are_waited_out(comity, tmp_path):
    ledger, theft = made()
    with GraphSenseServer(ledger, evm_account, refused_at_first("txs", 2)).serving() as served:
        arguments = ["--tx", theft, "--source", f"graphsense+{served.address}", "--out", tmp_path / "out"]
        assert len(comity.json("trace", "--chain", "evm", *arguments)["edges"]) == 5


def test_a_token_that_the_server_does_not_follow_is_bad_input(comity, tmp_path):
    ledger, theft = made()
    with GraphSenseServer(ledger, evm_account).serving() as served:
        arguments = [
            "--tx",
            theft,
            "--source",
            f"graphsense+{served.address}",
            "--asset",
            evm_account("other token"),
            "--out",
            tmp_path / "out",
        ]
        code, _, err = comity("trace", "--chain", "evm", *arguments)
    assert (code, "does not follow this token" in err) == (2, True)
