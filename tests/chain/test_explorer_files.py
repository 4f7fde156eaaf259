"""Exports of explorers are a source: the same trace as over a node, amounts exact, gaps and lies named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.chain.explorer.table import columns_of, rows_of_file
from comity.chain.sources.evm import USDT
from comity.chain.sources.trongrid import USDT as TRON_USDT
from comity.errors import InputError
from comity.training.counterparts.ledgers.account_ledger import AccountLedger
from comity.training.counterparts.ledgers.evm_server import EvmServer, evm_account
from comity.training.counterparts.ledgers.explorer_export import BLOCKCHAIR, ETHERSCAN, TRONSCAN, ExplorerExport
from comity.training.counterparts.ledgers.trongrid_server import tron_account


def made_ledger(asset):
    ledger = AccountLedger(asset)
    theft = ledger.pay("victim", "thief", 1_234_567_890_123)
    ledger.pay("thief", "friend", 1_000_000)
    ledger.pay("thief", "exchange", 700_000_000_001)
    ledger.pay("friend", "exchange", 900_000, is_failed=asset == TRON_USDT)
    return ledger, theft


def written(folder, contents):
    folder.mkdir()
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return folder


def tags(folder, address):
    folder.mkdir()
    (folder / "t.yaml").write_text(f"title: t\ncategory: exchange\ntags:\n- address: '{address}'\n  label: Example Exchange\n")
    return folder


def door_sums(document):
    return {(one["kind"], one["address"]): one["value"] for one in document["doors"]}


@pytest.mark.parametrize("form", [ETHERSCAN, BLOCKCHAIR], ids=["etherscan", "blockchair"])
def test_the_result_is_that_of_a_node(comity, tmp_path, form):
    ledger, theft = made_ledger(USDT)
    ledger.transactions[-1:] = []
    labels = tags(tmp_path / "tags", evm_account("exchange"))
    arguments = ["trace", "--chain", "evm", "--address", evm_account("thief"), "--tags", labels]
    folder = written(tmp_path / "files", ExplorerExport(ledger, evm_account, form).files("thief", "friend"))
    files = comity.json(*arguments, "--source", folder, "--out", tmp_path / "files-out")
    with EvmServer(ledger).serving() as served:
        live = comity.json(*arguments, "--source", f"evm+{served.address}", "--out", tmp_path / "live")
    assert door_sums(files) == door_sums(live)
    assert door_sums(files)["exchange", evm_account("exchange")]["fifo"] == 700_000_000_001
    assert (files["edges"][0]["txid"], files["edges"][0]["value"]) == (f"0x{theft}", 1_234_567_890_123)
    assert [edge["block"] for edge in files["edges"]] == [edge["block"] for edge in live["edges"]]


def test_tronscan_and_a_failed_payment(comity, tmp_path):
    ledger, theft = made_ledger(TRON_USDT)
    folder = written(tmp_path / "files", ExplorerExport(ledger, tron_account, TRONSCAN).files("thief", "friend"))
    document = comity.json("trace", "--chain", "tron", "--tx", theft, "--source", folder, "--out", tmp_path / "out")
    assert document["symbol"] == "USDT"
    assert {edge["to"] for edge in document["edges"]} == {tron_account(name) for name in ("thief", "friend", "exchange")}
    (gap,) = document["stopped"]
    assert tron_account("exchange") in gap["why"]
    assert "export" in gap["why"]
    again = comity.json("trace", "--chain", "tron", "--tx", theft, "--source", tmp_path / "out", "--out", tmp_path / "again")
    assert door_sums(again) == door_sums(document)


def without_a_row(name, rows):
    return rows[:1] + rows[2:] if name == "thief" else rows


def with_another_amount(name, rows):
    return (
        [[cell.replace("1", "2") if place == 6 else cell for place, cell in enumerate(row)] for row in rows] if name == "friend" else rows
    )


@pytest.mark.parametrize("fault", [without_a_row, with_another_amount])
def test_files_that_do_not_agree_are_named_and_nothing_is_written(comity, tmp_path, fault):
    ledger, theft = made_ledger(USDT)
    folder = written(tmp_path / "files", ExplorerExport(ledger, evm_account).files("thief", "friend", change=fault))
    code, _, err = comity("trace", "--chain", "evm", "--tx", theft, "--source", folder, "--out", tmp_path / "out")
    assert code == 3
    assert "rows are missing" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda row: [*row[:6], "12.3456789", *row[7:]], "more places"),
        (lambda row: [*row[:6], "12,34", *row[7:]], "no amount"),
        (lambda row: [row[0][:20], *row[1:]], "no whole transaction id"),
        (lambda row: row[:5], "breaks off"),
        (lambda row: [*row[:4], "0xabc", *row[5:]], "no address"),
    ],
)
def test_a_row_that_cannot_be_understood_is_refused_with_its_line(comity, tmp_path, change, told):
    ledger, theft = made_ledger(USDT)
    contents = ExplorerExport(ledger, evm_account).files("thief", change=lambda _, rows: [rows[0], change(rows[1]), *rows[2:]])
    folder = written(tmp_path / "files", contents)
    code, _, err = comity("trace", "--chain", "evm", "--tx", theft, "--source", folder, "--out", tmp_path / "out")
    assert code == 2
    assert told in err
    assert ".csv:3" in err


def test_times_without_a_zone_are_refused():
    data = b"Txn Hash,Time,From,To,Amount,Token\n" + b"ab" * 32 + b",2026-01-01 00:00:00,T,T,1,USDT\n"
    with pytest.raises(InputError, match="zone"):
        list(rows_of_file(data, "x.csv"))


def test_a_full_export_is_said_to_be_cut_perhaps(comity, tmp_path):
    ledger = AccountLedger(USDT)
    theft = ledger.pay("victim", "thief", 5_000_000)
    for number in range(4_999):
        ledger.pay("thief", f"friend {number}", 1_000)
    folder = written(tmp_path / "files", ExplorerExport(ledger, evm_account).files("thief"))
    arguments = ["trace", "--chain", "evm", "--tx", theft, "--source", folder, "--out", tmp_path / "out", "--hops", "0"]
    document = comity.json(*arguments)
    assert any("5000 rows" in note or "5,000 rows" in note for note in document["notes"])


@pytest.mark.parametrize("head", [b"a,b,c", b"", b"\xff\xfe\x00", b"Txhash,From,To,TokenId\n", b"Txhash,From,To,Amount,TokenId\n"])
def test_other_files_are_none(head):
    assert columns_of(head) is None


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    try:
        found = list(rows_of_file(b"Txhash,UnixTimestamp,From,To,TokenValue\n" + data, "x"))
    except InputError:
        return
    assert len(found) <= len(data), "a row has a letter and more"
