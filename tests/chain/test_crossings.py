"""Swaps, bridges and mixers recognised by what contracts say in the payment's own transaction."""

import json

import pytest

from comity.chain.abi_event import EventForm
from comity.chain.flow import Limits
from comity.chain.labels import Labels
from comity.chain.ledger import LoggedEvent
from comity.chain.open_source import open_source
from comity.chain.sources.evm import USDT
from comity.chain.sources.trongrid import USDT as TRON_USDT
from comity.chain.tags.tag_folder import TagSet
from comity.chain.trace import Order, seed_of, trace
from comity.chain.trace_document import document_of
from comity.training.counterparts.ledgers.account_ledger import AccountLedger, Move, Said
from comity.training.counterparts.ledgers.evm_server import EvmServer, evm_account
from comity.training.counterparts.ledgers.trongrid_server import TronGridServer, tron_account

TRANSFER = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
SWAP_V2 = "d78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822"
ACROSS = "32ed1a409ef04c7b0227189c3a103dc5ac10e775a15b785dcc510201f7c25ad3"
TORNADO = "a945e51eec50ab98c161376f0db4cf2aeba3ec92755fe2fcd388bdbbb80ff196"
TOKEN = evm_account("another token")


def word(value):
    return f"{value:064x}" if isinstance(value, int) else value.removeprefix("0x").rjust(64, "0")


def moved(token, payer, recipient, value):
    return Said(token, (TRANSFER, word(evm_account(payer)), word(evm_account(recipient))), word(value))


def swap(pool, router, recipient):
    topics = (SWAP_V2, word(evm_account(router)), word(evm_account(recipient)))
    return Said(evm_account(pool), topics, word(0) + word(500) + word(77) + word(0))


def traced(server, chain, asset, txid, **limits):
    with server.serving() as served:
        source = open_source(f"{'evm' if chain == 'evm' else 'trongrid'}+{served.address}", chain)
        try:
            result = trace(Order(chain, (seed_of(transaction=txid),), asset=asset, limits=Limits(**limits)), source, TagSet(Labels()))
        finally:
            source.close()
    return result, document_of(result)


def ledger_with(*said, to="pool", then=True):
    ledger = AccountLedger(USDT, opening={"victim": 900})
    theft = ledger.pay("victim", "thief", 900)
    ledger.pay("thief", to, 500, said=said)
    if then:
        ledger.pay(to, "somebody else", 400)
    return ledger, theft


def doors(document):
    return {(one["kind"], one["name"]): one["value"]["fifo"] for one in document["doors"]}


def test_topics_are_those_that_the_networks_know():
    assert EventForm.read("Transfer(address indexed from, address indexed to, uint256 value)").topic == TRANSFER


def test_a_swap_ends_the_trail_and_tells_what_came_out():
    ledger, theft = ledger_with(moved(TOKEN, "pool", "thief", 77), swap("pool", "router", "thief"))
    _, document = traced(EvmServer(ledger), "evm", None, theft)
    assert doors(document) == {("swap", "pool in the form of Uniswap V2"): 500, ("rest", "held"): 400}
    (door,) = [one for one in document["doors"] if one["kind"] == "swap"]
    assert (door["class"], door["rule"], door["crosses"], door["address"]) == ("heuristic", "CROSSING-EVENT", True, evm_account("pool"))
    (crossing,) = door["crossings"]
    assert crossing["onward"] == [{"asset": TOKEN, "recipient": evm_account("thief"), "value": 77, "chain": None, "memo": None}]
    assert "CROSSING-EVENT" in [rule["id"] for rule in document["rules"]]


def test_a_payment_through_a_router_to_the_pool_crosses_at_the_router():
    ledger = AccountLedger(USDT, opening={"victim": 900})
    theft = ledger.pay("victim", "thief", 900)
    said = (moved(TOKEN, "pool", "router", 77), moved(TOKEN, "router", "friend", 77), swap("pool", "router", "router"))
    ledger.block([Move("thief", "router", 500), Move("router", "pool", 500)], said=said)
    _, document = traced(EvmServer(ledger), "evm", None, theft)
    (door,) = [one for one in document["doors"] if one["kind"] == "swap"]
    assert door["address"] == evm_account("router")
    assert [one["recipient"] for one in door["crossings"][0]["onward"]] == [evm_account("friend")]


def test_a_bridge_tells_chain_and_recipient():
    arguments = [word(USDT), word(evm_account("far token")), word(500), word(499), *[word(1)] * 3, word(evm_account("far thief")), word(0)]
    data = "".join([*arguments, word(32 * 10), word(0)])
    event = Said(evm_account("spoke pool"), (ACROSS, word(42161), word(7), word(evm_account("thief"))), data)
    ledger, theft = ledger_with(event, to="spoke pool")
    _, document = traced(EvmServer(ledger), "evm", None, theft)
    (door,) = [one for one in document["doors"] if one["kind"] == "bridge"]
    assert door["crossings"][0]["onward"] == [
        {"asset": None, "recipient": evm_account("far thief"), "value": 500, "chain": "EIP-155 42161", "memo": None}
    ]


def test_a_mixer_ends_the_trail_with_hypotheses_and_their_number():
    ledger = AccountLedger(USDT, opening={"victim": 900, "other": 500})
    theft = ledger.pay("victim", "thief", 900)
    ledger.pay("other", "mixer", 500)
    ledger.pay("thief", "mixer", 500, said=[Said(evm_account("mixer"), (TORNADO, word(5)), word(1) + word(1_767_225_600))])
    one, two = ledger.pay("mixer", "fresh one", 495), ledger.pay("mixer", "fresh two", 450)
    ledger.pay("mixer", "too little", 44)
    _, document = traced(EvmServer(ledger), "evm", None, theft)
    assert doors(document)["mixer", "pool in the form of Tornado Cash"] == 500
    (hypothesis,) = document["observations"]["hypotheses"]
    assert (hypothesis["class"], hypothesis["count"], hypothesis["rule"]) == ("opinion", 2, "MIXER-WITHDRAWAL")
    assert [row["txid"] for row in hypothesis["candidates"]] == [f"0x{one}", f"0x{two}"]
    assert not any(edge["to"] == evm_account("fresh one") for edge in document["edges"])


def test_the_same_event_on_tron():
    ledger = AccountLedger(TRON_USDT, opening={"victim": 900})
    theft = ledger.pay("victim", "thief", 900)
    ledger.pay("thief", "pool", 500, said=[Said(tron_account("pool"), (SWAP_V2, word(0), word(0)), word(0) * 4)])
    _, document = traced(TronGridServer(ledger), "tron", None, theft)
    (door,) = [one for one in document["doors"] if one["kind"] == "swap"]
    assert (door["address"], door["crossings"][0]["onward"]) == (tron_account("pool"), [])


def test_an_event_of_another_contract_does_not_end_the_trail():
    ledger, theft = ledger_with(swap("elsewhere", "router", "thief"), to="friend")
    _, document = traced(EvmServer(ledger), "evm", None, theft)
    assert [one["kind"] for one in document["doors"]] == ["rest"] * len(document["doors"])
    assert any(edge["to"] == evm_account("somebody else") for edge in document["edges"])


def test_a_payment_out_of_a_pool_is_no_crossing():
    ledger = AccountLedger(USDT, opening={"pool": 900})
    got = ledger.pay("pool", "buyer", 500, said=[swap("pool", "router", "buyer")])
    ledger.pay("buyer", "friend", 300)
    _, document = traced(EvmServer(ledger), "evm", None, got)
    assert {edge["to"] for edge in document["edges"]} == {evm_account("buyer"), evm_account("friend")}


@pytest.mark.parametrize("cut", [0, 31, 64, 300])
def test_a_log_that_breaks_off_is_of_no_known_form(cut):
    form = EventForm.read("Deposit(address indexed to, address indexed asset, uint256 amount, string memo)")
    data = bytes.fromhex(word(7) + word(64) + word(30)) + b"=:BTC.BTC:an-address-elsewhere"
    whole = LoggedEvent("c", (form.topic, word(1), word(2)), data + bytes(2), 0)
    assert form.values(whole)["memo"] == b"=:BTC.BTC:an-address-elsewhere"
    broken = LoggedEvent("c", (form.topic, word(1), word(2)), data[: min(cut, len(data) - 1)], 0)
    assert form.values(broken) is None


def test_a_document_with_a_crossing_is_json():
    ledger, theft = ledger_with(swap("pool", "router", "thief"))
    assert json.dumps(traced(EvmServer(ledger), "evm", None, theft)[1], default=str)
