"""What each person lost, told apart: the parts of all persons are the whole, at every door."""

import json
from fractions import Fraction

import pytest

from comity.chain.sources.trongrid import USDT
from comity.training.counterparts.ledgers.account_ledger import AccountLedger
from comity.training.counterparts.ledgers.coin_chain import CoinChain
from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from comity.training.counterparts.ledgers.trongrid_server import TronGridServer, tron_account


def tags(folder, address):
    folder.mkdir()
    (folder / "t.yaml").write_text(f"title: t\ncategory: exchange\ntags:\n- address: {address}\n  label: An exchange\n")
    return folder


@pytest.fixture(params=["btc", "tron"])
def followed(request, comity, tmp_path):
    """Two persons pay one thief, who adds own money, pays a part on to an exchange and keeps the rest."""
    if request.param == "btc":
        chain = CoinChain()
        first, second, own = chain.fund("first", 400), chain.fund("second", 250), chain.fund("own", 150)
        paid = [chain.send([(coin, 0)], ("thief", value)) for coin, value in ((first, 400), (second, 250))]
        spent = chain.send([(paid[0], 0), (own, 0), (paid[1], 0)], ("broker", 500), ("thief", 290))
        chain.send([(spent, 0)], ("exchange", 480), ("broker", 15))
        seeds, where, server = [f"{txid}:0" for txid in paid], chain.address("exchange"), EsploraServer(chain)
        scheme = "esplora"
    else:
        ledger = AccountLedger(USDT, opening={"first": 400, "second": 250, "thief": 150})
        seeds = [ledger.pay("first", "thief", 400), ledger.pay("second", "thief", 250)]
        ledger.pay("thief", "broker", 500)
        ledger.pay("broker", "exchange", 480)
        where, server, scheme = tron_account("exchange"), TronGridServer(ledger), "trongrid"
    arguments = ["trace", "--chain", request.param, "--tags", tags(tmp_path / "tags", where), "--out", tmp_path / "out"]
    for name, seed in zip(("first person", "second person"), seeds, strict=True):
        arguments += ["--victim", f"{name}={seed}"]
    with server.serving() as served:
        return comity.json(*arguments, "--source", f"{scheme}+{served.address}"), tmp_path / "out"


@pytest.mark.parametrize("policy", ["fifo", "haircut"])
def test_the_parts_of_all_persons_are_the_whole_at_every_door(followed, policy):
    document, _ = followed
    whole = {(door["address"], door["kind"]): Fraction(door["value"][policy]) for door in document["doors"]}
    parts = dict.fromkeys(whole, Fraction(0))
    for loss in document["losses"]:
        for door in loss["doors"]:
            parts[door["address"], door["kind"]] += Fraction(door["value"][policy])
        arrived = sum(Fraction(door["value"][policy]) for door in loss["doors"])
        assert Fraction(loss["lost"][policy]) == arrived + Fraction(loss["fees"][policy])
    assert parts == whole


def test_each_person_has_the_own_payments_and_amount(followed):
    document, _ = followed
    assert [(loss["person"], loss["lost"]["fifo"]) for loss in document["losses"]] == [("first person", 400), ("second person", 250)]
    assert [seed for loss in document["losses"] for seed in loss["seeds"]] == document["seeds"]


def test_the_report_tells_it(followed):
    document, out = followed
    assert (out / "flow.ru.svg").read_text(encoding="utf-8").startswith("<svg")
    assert json.loads((out / "trace.json").read_text())["losses"] == document["losses"]
    assert {path.rpartition("/")[2] for path in document["reports"]} == {
        f"report.{tag}.{kind}" for tag in ("en", "ru") for kind in ("pdf", "docx")
    }


@pytest.mark.parametrize(
    ("victim", "more", "words"),
    [
        ("a" * 64, (), "no person's payment"),
        ("=" + "a" * 64, (), "no person's payment"),
        ("somebody=xyz", (), "no whole transaction id"),
        ("somebody=" + "a" * 64, ("--direction", "backward"), "followed forward"),
    ],
)
def test_bad_input_is_named(comity, tmp_path, victim, more, words):
    code, _, told = comity(
        "trace", "--chain", "btc", "--source", "esplora+http://127.0.0.1:9", "--victim", victim, *more, "--out", tmp_path / "o"
    )
    assert (code, words in told) == (2, True)
    assert not (tmp_path / "o").exists()
