"""A trace ends in requests: drafts with what the trace knows, letters, and an annex that a machine can read."""

import csv
import io
import json
from pathlib import Path

import pytest

from comity.chain.sources.trongrid import USDT
from comity.drafting.draft_file import read_draft
from comity.text.extract import extract
from comity.training.counterparts.ledgers.account_ledger import AccountLedger
from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from comity.training.counterparts.ledgers.trongrid_server import TronGridServer, tron_account

CASE = Path(__file__).parents[2] / "src" / "comity" / "samples" / "worked-case" / "case.yaml"


@pytest.fixture
def fraud():
    ledger = AccountLedger(USDT, opening={"victim": 5_000_000_000})
    ledger.pay("victim", "thief", 5_000_000_000)
    ledger.pay("thief", "deposit", 3_999_000_000)
    ledger.pay("deposit", "hot wallet", 3_999_000_000)
    return ledger


@pytest.fixture
def asked(comity, fraud, tmp_path):
    tags = tmp_path / "tags"
    tags.mkdir()
    (tags / "t.yaml").write_text(
        f"title: t\ncategory: exchange\ntags:\n- {{address: {tron_account('hot wallet')}, label: =Binance hot wallet, actor: binance}}\n"
    )

    def ask(*more):
        with TronGridServer(fraud).serving() as served:
            arguments = ["--chain", "tron", "--source", served.address, "--tx", fraud.transactions[0].txid, "--tags", tags]
            return comity("trace", *arguments, "--out", tmp_path / "out", "--json", *more)

    return ask


def by_name(document, ending):
    return [Path(path) for path in document["requests"] if path.endswith(ending)]


def test_each_exchange_gets_a_freeze_and_a_disclosure_and_the_issuer_a_freeze(asked, fraud):
    code, out, _ = asked()
    assert code == 0
    document = json.loads(out)
    assert [path.name for path in by_name(document, ".yaml")] == [
        "01-binance-hot-wallet-freeze.yaml",
        "01-binance-hot-wallet-disclosure.yaml",
        "02-tether-freeze.yaml",
    ]
    assert all(Path(path).is_file() for path in document["requests"])
    freeze = read_draft(by_name(document, "hot-wallet-freeze.yaml")[0])
    assert freeze.asset.txids == tuple(transaction.txid for transaction in fraud.transactions[1:])
    assert freeze.asset.block_times == ("60000002, 2026-01-01T00:00:06Z", "60000003, 2026-01-01T00:00:09Z")
    assert freeze.asset.amount_native == ("3999.000000 USDT", "3999.000000 USDT")
    assert freeze.asset.token_contract == USDT
    assert freeze.asset.identifier == f"{tron_account('deposit')}; {tron_account('hot wallet')}"
    assert "fifo 3999.000000 USDT" in freeze.asset.flow_summary
    assert freeze.asset.amount_fiat == ()
    assert fraud.transactions[0].txid in freeze.asset.flow_summary
    assert freeze.request.instrument == "freeze_provider"
    issuer = read_draft(by_name(document, "tether-freeze.yaml")[0])
    assert issuer.asset.identifier == tron_account("thief")


def test_the_annex_names_everything_whole_and_holds_no_formula(asked, fraud):
    document = json.loads(asked()[1])
    (path, *_) = by_name(document, "freeze.annex.csv")
    row, swept = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    assert row["transaction"] == fraud.transactions[1].txid
    assert (row["block"], row["time_utc"], row["amount"], row["index"]) == ("60000002", "2026-01-01T00:00:06Z", "3999.000000", "0")
    assert (row["from"], row["to"], row["labelled_address"]) == tuple(tron_account(name) for name in ("thief", "deposit", "hot wallet"))
    assert (row["rule"], row["traced_fifo"], row["contract"]) == ("SWEEP-TO-LABEL", "3999000000", USDT)
    assert (swept["to"], swept["rule"]) == (tron_account("hot wallet"), "TAG")
    annex = json.loads(by_name(document, "freeze.annex.json")[0].read_text())
    assert annex["deposits"][0]["transaction"] == row["transaction"]
    assert {rule["id"] for rule in annex["rules"]} >= {"TAINT-FIFO", "SWEEP-TO-LABEL", "TAG"}
    assert all(rule["error_rate"] for rule in annex["rules"])


def test_the_letter_shows_the_transaction_as_text(asked, fraud):
    document = json.loads(asked()[1])
    text = extract(by_name(document, "freeze.docx")[0]).text
    assert fraud.transactions[1].txid in text
    assert by_name(document, "freeze.pdf")[0].read_bytes().startswith(b"%PDF")


def test_a_missing_fact_blocks_the_final_letter_not_the_draft(asked):
    code, out, _ = asked("--final")
    document = json.loads(out)
    assert code == 1
    assert not by_name(document, ".docx")
    assert by_name(document, ".yaml")
    assert all(row["refused"] for row in document["to_complete"])
    assert all("case.facts" in row["missing"] for row in document["to_complete"])


def test_a_case_file_fills_what_it_knows(asked):
    document = json.loads(asked("--case", CASE)[1])
    freeze = read_draft(by_name(document, "hot-wallet-freeze.yaml")[0])
    assert (freeze.addressee.name, freeze.authority.issuing_state) == ("Binance", "KG")
    assert freeze.request.reference
    assert [target.identifier for target in freeze.targets] == [tron_account("deposit"), tron_account("hot wallet")]
    without = {row["draft"]: len(row["missing"]) for row in json.loads(asked()[1])["to_complete"]}
    assert all(len(row["missing"]) < without[row["draft"]] for row in document["to_complete"])


def test_money_is_named_with_the_source_of_the_rate_only(asked, tmp_path):
    rates = tmp_path / "rates.csv"
    rates.write_text("day,currency,rate,source\n2026-01-01,USD,1.0005,a daily fixing\n", encoding="utf-8")
    document = json.loads(asked("--rates", rates)[1])
    freeze = read_draft(by_name(document, "hot-wallet-freeze.yaml")[0])
    assert freeze.asset.amount_fiat == ("4001.00 USD (a daily fixing)", "4001.00 USD (a daily fixing)")
    rates.write_text("day,currency,rate,source\n2026-01-01,USD,1.0005,\n", encoding="utf-8")
    code, _, err = asked("--rates", rates)
    assert (code, "rates.csv:2" in err) == (2, True)


@pytest.mark.parametrize("tag", ["en", "ru"])
def test_letters_in_russian_say_the_same_identifiers(asked, fraud, tag):
    document = json.loads(asked("--letters", tag)[1])
    freeze = read_draft(by_name(document, "hot-wallet-freeze.yaml")[0])
    assert freeze.request.language == tag
    assert fraud.transactions[0].txid in freeze.asset.flow_summary
    assert ("начинается" in freeze.asset.flow_summary) == (tag == "ru")


def test_a_coin_is_named_with_the_number_of_its_output(comity, theft, tmp_path):
    tags = tmp_path / "tags"
    tags.mkdir()
    (tags / "t.yaml").write_text(f"title: t\ncategory: exchange\ntags:\n- {{address: {theft.address('exchange')}, label: Kraken 7}}\n")
    with EsploraServer(theft).serving() as served:
        txid = theft.blocks[2].transactions[0].txid
        document = comity.json("trace", "--chain", "btc", "--source", served.address, "--tx", txid, "--tags", tags, "--out", tmp_path / "o")
    freeze = read_draft(by_name(document, "freeze.yaml")[0])
    assert freeze.asset.output_index == ("0", "0")
    assert freeze.asset.token_contract is None
    assert freeze.asset.amount_native == ("0.00000900 BTC", "0.00000880 BTC")
