"""Block files are a source: the same trace as over a server, and nobody is asked."""

import pytest

from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from tests.chain.test_bulk import in_file
from tests.chain.test_undo_files import in_file as undo_file
from tests.chain.test_undo_files import packed, record, written


@pytest.fixture
def seed(theft):
    return f"{theft.blocks[2].transactions[0].txid}:0"


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_the_result_is_that_of_a_server(comity, theft, seed, tmp_path, direction):
    if direction == "backward":
        seed = f"{theft.blocks[4].transactions[-1].txid}:0"
    folder = tmp_path / "blocks"
    folder.mkdir()
    in_file(folder, *theft.blocks)
    arguments = ["trace", "--chain", "btc", "--tx", seed, "--direction", direction]
    with EsploraServer(theft).serving() as served:
        live = comity.json(*arguments, "--source", served.address, "--out", tmp_path / "live")
    files = comity.json(*arguments, "--source", folder, "--out", tmp_path / "files")
    places = {"proof_pack": None, "reports": None}
    assert files | places == live | places


def test_stale_blocks_do_not_count(comity, theft, seed, tmp_path):
    other = theft.fork(3)
    other.fund("somebody", 1)
    path = in_file(tmp_path, *theft.blocks[:3], *other.blocks[3:], *theft.blocks[3:])
    document = comity.json("trace", "--chain", "btc", "--source", path, "--tx", seed, "--out", tmp_path / "out")
    assert len(document["edges"]) == 4


def test_a_transaction_that_the_files_do_not_hold_is_said(comity, theft, tmp_path):
    path = in_file(tmp_path, *theft.blocks[:2])
    seed = theft.blocks[3].transactions[-1].txid
    code, _, err = comity("trace", "--chain", "btc", "--source", path, "--tx", seed, "--out", tmp_path / "out")
    assert code == 1
    assert "no such transaction" in err


def test_a_folder_without_anything_is_bad_input(comity, seed, tmp_path):
    code, _, err = comity("trace", "--chain", "btc", "--source", tmp_path, "--tx", seed, "--out", tmp_path / "out")
    assert code == 2
    assert "blk*.dat" in err


def undo_of(chain, block):
    """Return what a node would write of a block: every coin that it spent, by its own compressed form."""
    made = {one.txid: (one, number) for number, other in enumerate(chain.blocks) for one in other.transactions}
    rows = []
    for transaction in block.transactions[1:]:
        coins = [(made[coin.txid][0].outputs[coin.vout], made[coin.txid][1]) for coin in transaction.inputs]
        rows.append([(coin.value, written(6 + len(coin.script)) + coin.script, height) for coin, height in coins])
    return record(*rows)


def block_folder(folder, chain, first, change=lambda body: body):
    """Write the blocks from a height on, and the undo files of all of them."""
    folder.mkdir()
    in_file(folder, *chain.blocks[first:])
    undo_file(folder, *((block.header, change(undo_of(chain, block))) for block in chain.blocks[first:]))
    return folder


def test_coins_older_than_the_files_are_known_from_undo_files_and_named(comity, theft, seed, tmp_path):
    spending = theft.blocks[3].transactions[-1].txid
    arguments = ["trace", "--chain", "btc", "--tx", f"{spending}:0"]
    folder = block_folder(tmp_path / "undo", theft, 3)
    document = comity.json(*arguments, "--source", folder, "--out", tmp_path / "forward")
    assert document["edges"][0]["from"] == [theft.address("clean"), theft.address("victim")]
    assert any("undo files" in note for note in document["notes"])
    back = comity.json(*arguments, "--direction", "backward", "--source", folder, "--out", tmp_path / "backward")
    assert {(one["address"], one["value"]["fifo"]) for one in back["doors"]} == {
        (theft.address("clean"), 600),
        (theft.address("victim"), 300),
    }
    assert all("undo files" in one["name"] for one in back["doors"])
    assert {edge["block"] for edge in back["edges"]} == {1, 2, 3}
    (folder / "rev00000.dat").unlink()
    code, _, err = comity(*arguments, "--source", folder, "--out", tmp_path / "without")
    assert (code, "no such transaction" in err) == (1, True)
    assert seed


@pytest.mark.parametrize("fault", ["digest", "amount", "missing coin"])
def test_undo_files_that_lie_are_named(comity, theft, tmp_path, fault):
    lies = {
        "digest": lambda body: body,
        "amount": lambda body: body.replace(written(packed(600)), written(packed(700)), 1),
        "missing coin": lambda body: record([]) if len(body) > 3 else body,
    }
    folder = block_folder(tmp_path / "undo", theft, 0 if fault == "amount" else 3, lies[fault])
    if fault == "digest":
        path = folder / "rev00000.dat"
        path.write_bytes(path.read_bytes().replace(undo_of(theft, theft.blocks[3])[-20:], bytes(20), 1))
    seed = theft.blocks[3].transactions[-1].txid
    code, _, err = comity("trace", "--chain", "btc", "--tx", seed, "--source", folder, "--out", tmp_path / "out")
    assert code == 3, err
    assert "undo" in err
    assert not (tmp_path / "out").exists()
