"""What a trace sees beside its amounts: groups of addresses that can be undone, peel chains, shared deposits, windows."""

import pytest

from comity.chain.groups import JOINS
from comity.training.counterparts.ledgers.coin_chain import CoinChain
from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from tests.chain.test_trace_command import tag_pack


@pytest.fixture
def followed(comity, tmp_path):
    """Trace over a simulated server; the folder is a fresh one each time."""

    def run(chain, *arguments, tags=None):
        number = sum(1 for _ in tmp_path.glob("out*"))
        with EsploraServer(chain).serving() as served:
            labels = ["--tags", tags] if tags else []
            source = ["--source", f"esplora+{served.address}", "--out", tmp_path / f"out{number}"]
            return comity.json("trace", "--chain", "btc", *source, *labels, *arguments)

    return run


@pytest.fixture
def spent_together():
    """Two addresses of the thief are spent together, then their change with a third; the exchange gets the rest."""
    chain = CoinChain()
    stolen, other = chain.fund("thief one", 400), chain.fund("thief two", 300)
    first = chain.send([(stolen, 0), (other, 0)], ("thief three", 650), ("shop", 40))
    more = chain.fund("thief four", 100)
    second = chain.send([(first, 0), (more, 0)], ("exchange", 730))
    return chain, stolen, first, second


def test_every_join_names_its_transaction_and_can_be_undone(followed, spent_together):
    chain, stolen, first, second = spent_together
    seen = followed(chain, "--tx", f"{stolen}:0")["observations"]
    assert {frozenset(group["addresses"]) for group in seen["groups"]} == {
        frozenset(map(chain.address, ("thief one", "thief two"))),
        frozenset(map(chain.address, ("thief three", "thief four"))),
    }
    assert {join["txid"]: join["rule"] for group in seen["groups"] for join in group["joins"]} == {
        first: "MULTI-INPUT",
        second: "MULTI-INPUT",
    }
    document = followed(chain, "--tx", f"{stolen}:0", "--without", first)
    assert document["observations"]["joins_undone"] == [first]
    assert [join["txid"] for group in document["observations"]["groups"] for join in group["joins"]] == [second]
    assert document["without"] == [first]


def test_a_change_rule_joins_only_when_asked_for_and_is_named(followed, spent_together):
    chain, stolen, first, _ = spent_together
    document = followed(chain, "--tx", f"{stolen}:0", "--join", "CHANGE-SMALLER")
    (large, *_) = document["observations"]["groups"]
    assert set(large["addresses"]) == set(map(chain.address, ("thief one", "thief two", "shop")))  # the rule is wrong here, and says which
    assert {"CHANGE-SMALLER"} == {join["rule"] for join in large["joins"] if chain.address("shop") in join["addresses"]}
    assert "CHANGE-SMALLER" in [rule["id"] for rule in document["rules"]]
    assert first in {join["txid"] for join in large["joins"]}


def test_two_services_in_one_group_raise_the_alarm(followed, spent_together, tmp_path):
    chain, stolen, first, _ = spent_together
    tags = tag_pack(tmp_path / "tags", chain, **{"thief two": "exchange"})
    (tags / "other.yaml").write_text(f"title: o\ntags:\n- {{address: {chain.address('thief one')}, label: another, category: gambling}}\n")
    seen = followed(chain, "--tx", f"{stolen}:0", "--through-coinjoin", tags=tags)["observations"]
    assert seen["alarms"] == []  # the trace ends at the first label: nothing was spent together yet
    seen = followed(chain, "--address", chain.address("thief one"), tags=tags)["observations"]
    assert [(alarm["txid"], set(alarm["names"])) for alarm in seen["alarms"]] == [(first, {"thief two", "another"})]


def test_a_peel_chain_is_named_with_its_payments(followed):
    chain = CoinChain()
    here, value, links = (chain.fund("thief", 10_000), 0), 10_000, []
    for step in range(4):
        value -= 1_000
        txid = chain.send([here], (f"fresh {step}", value - 500), (f"cash {step}", 500))
        here, value = (txid, 0), value - 500
        links.append(f"{txid}:0")
    (peel,) = followed(chain, "--tx", f"{chain.blocks[1].transactions[0].txid}:0")["observations"]["peel_chains"]
    assert peel["links"] == links
    assert peel["peeled"] == [link.replace(":0", ":1") for link in links]


def test_deposits_that_several_payers_share_are_named_and_join_when_asked(followed, tmp_path):
    chain = CoinChain()
    first, second = chain.fund("victim", 500), chain.fund("victim", 400)
    one, two = chain.send([(first, 0)], ("mule one", 490)), chain.send([(second, 0)], ("mule two", 390))
    paid = [chain.send([(one, 0)], ("deposit", 480)), chain.send([(two, 0)], ("deposit", 380))]
    chain.send([(paid[0], 0), (paid[1], 0)], ("wallet", 850))
    tags = tag_pack(tmp_path / "tags", chain, wallet="exchange")
    asked = ("--address", chain.address("victim"), "--join", "DEPOSIT-REUSE")
    seen = followed(chain, *asked, tags=tags)["observations"]
    (shared,) = seen["shared_deposits"]
    mules = {chain.address("mule one"), chain.address("mule two")}
    assert (shared["deposit"], shared["service"], set(shared["payers"])) == (chain.address("deposit"), "wallet", mules)
    assert [set(group["addresses"]) for group in seen["groups"]] == [mules]
    assert [join["rule"] for join in seen["groups"][0]["joins"]] == ["DEPOSIT-REUSE"]


def test_windows_of_time_and_value_cut_and_say_so(followed):
    chain = CoinChain()
    stolen = chain.fund("victim", 1_000)
    first = chain.send([(stolen, 0)], ("large", 800), ("small", 100))
    later = chain.send([(first, 0)], ("later", 790))
    document = followed(chain, "--tx", f"{stolen}:0", "--max-value", "500", "--policy", "fifo")
    assert [(stop["where"], stop["why"]) for stop in document["stopped"]] == [(f"{stolen}:0", "above the limit of 500")]
    document = followed(chain, "--tx", f"{stolen}:0", "--until", "2026-01-01T00:20:00Z", "--policy", "fifo")
    assert document["stopped"] == [{"where": f"{later}:0", "why": "after 2026-01-01T00:20:00Z"}]
    assert (document["until"], document["since"]) == ("2026-01-01T00:20:00Z", None)
    assert document["balance"] == {"fifo": 0}
    document = followed(chain, "--tx", f"{stolen}:0", "--since", "2026-01-02", "--policy", "fifo")
    assert document["stopped"] == [{"where": f"{stolen}:0", "why": "before 2026-01-02T00:00:00Z"}]


@pytest.mark.parametrize("words", [("--join", "NO-SUCH"), ("--since", "soon"), ("--until", "2026-01-01T10:00"), ("--max-value", "much")])
def test_what_cannot_be_read_is_refused_with_its_place(comity, tmp_path, words):
    code, _, told = comity("trace", "--chain", "btc", "--source", tmp_path, "--tx", "ab" * 32, "--out", tmp_path / "o", *words)
    assert code == 2
    assert words[0] in told


def test_the_rules_that_may_join_are_described():
    from comity.chain.heuristic import heuristics

    assert set(JOINS) <= set(heuristics())
