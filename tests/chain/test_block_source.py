"""Block files are a source: the same trace as over a server, and nobody is asked."""

import pytest

from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from tests.chain.test_bulk import in_file


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
