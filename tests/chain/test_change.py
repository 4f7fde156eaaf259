"""Change heuristics speak only where one output fits; their merges carry their name and can be undone; patterns name what is seen."""

import pytest

from comity.chain.change import RULES, Paid, Payment, change_of
from comity.chain.heuristic import heuristics
from comity.chain.patterns import peel_chains, shared_deposits
from comity.training.counterparts.ledgers.coin_chain import CoinChain
from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from tests.chain.ledger_setting import exchange, traced
from tests.chain.test_bulk import in_file


def payment(*outputs, spent=(1_000_000,), forms=("w",)):
    return Payment([f"sender {number}" for number in range(len(spent))], spent, set(forms), [Paid(*output) for output in outputs])


@pytest.mark.parametrize(
    ("rule", "made", "change"),
    [
        ("CHANGE-ONE-TIME", payment(("shop", 5, "w", False), ("fresh", 7, "w", True)), 1),
        ("CHANGE-ONE-TIME", payment(("shop", 5, "w", True), ("fresh", 7, "w", True)), None),
        ("CHANGE-ONE-TIME", payment(("sender 0", 5, "w", False), ("fresh", 7, "w", True)), None),
        ("CHANGE-FORM", payment(("shop", 5, "s", False), ("fresh", 7, "w", True)), 1),
        ("CHANGE-FORM", payment(("shop", 5, "w", False), ("fresh", 7, "w", True)), None),
        ("CHANGE-FORM", payment(("shop", 5, "s", False), ("fresh", 7, "w", True), forms=("w", "s")), None),
        ("CHANGE-ROUND", payment(("shop", 50_000, "w", False), ("fresh", 949_321, "w", True)), 1),
        ("CHANGE-ROUND", payment(("shop", 50_001, "w", False), ("fresh", 949_321, "w", True)), None),
        ("CHANGE-SMALLER", payment(("shop", 900, "w", False), ("fresh", 90, "w", True), spent=(500, 500)), 1),
        ("CHANGE-SMALLER", payment(("shop", 400, "w", False), ("fresh", 90, "w", True), spent=(500, 500)), None),
        ("CHANGE-SMALLER", payment(("shop", 400, "w", False), ("fresh", 90, "w", True), spent=(500,)), None),
        ("CHANGE-ROUND", payment(("alone", 5, "w", True)), None),
    ],
)
def test_a_rule_speaks_where_exactly_one_output_fits(rule, made, change):
    assert change_of(made, rule) == change


def test_every_rule_is_described_with_its_error_rate_in_both_languages():
    for name in [*RULES, "PEEL-CHAIN", "DEPOSIT-REUSE"]:
        rule = heuristics()[name]
        assert rule.kind == "heuristic"
        assert all(rule.describes[tongue] and rule.error_rate[tongue] for tongue in ("en", "ru"))


@pytest.fixture
def chain():
    made = CoinChain()
    shop = made.fund("shop", 77_000)
    saved = made.fund("a1", 1_000_000)
    made.send([(saved, 0)], ("shop", 500_000), ("a2", 499_123))
    made.send([(shop, 0)], ("other", 76_000))
    return made


def test_a_merge_by_change_carries_its_rule_and_is_undone(comity, chain, tmp_path):
    path = in_file(tmp_path, *chain.blocks)
    assert comity.json("chain", "clusters", path)["clusters"] == []
    for rule in ("CHANGE-ONE-TIME", "CHANGE-ROUND"):
        document = comity.json("chain", "clusters", path, "--change", rule)
        assert document["clusters"] == [sorted(chain.address(name) for name in ("a1", "a2"))]
        (merge,) = document["merges"]
        assert (merge["rule"], merge["txid"]) == (rule, chain.blocks[3].transactions[-1].txid)
        assert [one["id"] for one in document["rules"]] == ["MULTI-INPUT", rule]
        assert comity.json("chain", "clusters", path, "--change", rule, "--without", merge["txid"])["clusters"] == []
    assert "collapse" in comity("chain", "clusters", path, "--change", "CHANGE-ROUND")[1]


def test_a_peel_chain_is_seen_and_an_ordinary_row_is_not():
    chain = CoinChain()
    coin, value = (chain.fund("link 0", 10_000), 0), 10_000
    for number in range(1, 5):
        value -= 1_000
        coin = (chain.send([coin], (f"peeled {number}", 990), (f"link {number}", value)), 1)
    flow = traced(EsploraServer(chain), [(chain.blocks[1].transactions[-1].txid, 0)])
    (peel,) = peel_chains(flow)
    assert [edge.recipient for edge in peel.links] == [chain.address(f"link {number}") for number in range(1, 5)]
    assert [edge.recipient for edge in peel.peeled] == [chain.address(f"peeled {number}") for number in range(1, 5)]
    assert peel_chains(flow, shortest=5) == ()


def test_a_deposit_address_that_several_payers_use_is_named():
    chain = CoinChain()
    seeds = [(chain.fund(name, 500), 0) for name in ("thief one", "thief two")]
    paid = [(chain.send([seed], ("deposit", 490)), 0) for seed in seeds]
    emptied = chain.send(paid, ("exchange", 970))
    flow = traced(EsploraServer(chain), seeds, exchange(chain, "exchange"))
    (shared,) = shared_deposits(flow)
    assert (shared.deposit, shared.service, shared.txids) == (chain.address("deposit"), "exchange", (emptied,))
    assert set(shared.payers) == {chain.address("thief one"), chain.address("thief two")}
    assert shared_deposits(traced(EsploraServer(chain), seeds[:1], exchange(chain, "exchange"))) == ()
