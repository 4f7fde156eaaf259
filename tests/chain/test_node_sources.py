"""Sources of coins beside Esplora give the same trace, and lie in vain; a real node in regtest is asked where it is installed."""

import json
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from comity.chain.bitcoin.hashes import double_sha256
from comity.training.counterparts.ledgers.bitcoind_server import BitcoindServer
from comity.training.counterparts.ledgers.electrum_server import ElectrumServer
from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from comity.training.counterparts.ledgers.faults import changed, refused_at_first, rewritten

SERVERS = {"bitcoind": (BitcoindServer, "bitcoind+http"), "electrum": (ElectrumServer, "electrum+tcp")}
NODES = Path(__file__).parents[2] / "requirements" / "nodes" / "node_modules"


def place(served, slug):
    return f"{SERVERS[slug][1].partition('+')[0]}+{served.address}"


def run(comity, theft, server, slug, folder, *more, txid=None, as_json=True):
    txid = txid or f"{theft.blocks[2].transactions[0].txid}:0"
    with server.serving() as served:
        arguments = ["trace", "--chain", "btc", "--source", place(served, slug), "--out", folder, *(more or ("--tx", txid))]
        return comity.json(*arguments) if as_json else comity(*arguments)


@pytest.mark.parametrize("slug", SERVERS)
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_the_result_is_that_of_esplora(comity, theft, tmp_path, slug, direction):
    seed = f"{theft.blocks[2].transactions[0].txid}:0" if direction == "forward" else f"{theft.blocks[4].transactions[-1].txid}:0"
    with EsploraServer(theft).serving() as served:
        arguments = ["trace", "--chain", "btc", "--tx", seed, "--direction", direction]
        expected = comity.json(*arguments, "--source", served.address, "--out", tmp_path / "esplora")
    found = run(comity, theft, SERVERS[slug][0](theft), slug, tmp_path / slug, "--tx", seed, "--direction", direction)
    for key in ("edges", "doors", "stopped", "balance"):
        assert found[key] == expected[key]
    again = comity.json(*arguments, "--source", tmp_path / slug, "--out", tmp_path / "again")
    assert again["edges"] == found["edges"]


@pytest.mark.parametrize("slug", SERVERS)
def test_an_address_is_followed_from_every_coin_it_received(comity, theft, tmp_path, slug):
    found = run(comity, theft, SERVERS[slug][0](theft), slug, tmp_path / slug, "--address", theft.address("thief"))
    assert [edge["value"] for edge in found["edges"]] == [900, 880]


def another_result(result):
    return lambda said: said | {"result": result(said["result"])}


def wrong_bytes(said):
    raw = bytearray(bytes.fromhex(said["result"])) if isinstance(said["result"], str) else b""
    if not raw:
        return said
    raw[len(raw) // 2] ^= 1
    return said | {"result": raw.hex()}


FAULTS = {
    ("bitcoind", "wrong bytes"): (changed("getrawtransaction", wrong_bytes), {3}),
    ("bitcoind", "another amount in words"): (
        changed(
            "getrawtransaction",
            another_result(lambda said: said | {"vout": [row | {"value": 7} for row in said["vout"]]} if isinstance(said, dict) else said),
        ),
        {3},
    ),
    ("bitcoind", "a block without the transaction"): (
        changed("getblock$", another_result(lambda said: said | {"tx": said["tx"][:0]} if isinstance(said, dict) else said)),
        {3},
    ),
    ("bitcoind", "a block with other transactions"): (
        changed(
            "getblock$", another_result(lambda said: said | {"tx": [*said["tx"], "1" * 64, "2" * 64]} if isinstance(said, dict) else said)
        ),
        {3},
    ),
    ("bitcoind", "a header without work"): (changed("getblockheader", another_result(lambda said: said[:-8] + "ffffffff")), {3}),
    ("bitcoind", "a time that the header does not state"): (
        changed("getblock$", another_result(lambda said: said | {"time": 1} if isinstance(said, dict) else said)),
        {3},
    ),
    ("bitcoind", "cut off"): (rewritten("getrawtransaction", lambda body: body[:-4]), {1}),
    ("bitcoind", "no password"): (lambda _, given: type(given)(401, b""), {1}),
    ("bitcoind", "another block"): (
        changed("getblock$", another_result(lambda said: said | {"hash": "0" * 64} if isinstance(said, dict) else said)),
        {3},
    ),
    ("electrum", "wrong bytes"): (changed("transaction.get$", wrong_bytes), {3}),
    ("electrum", "wrong branch"): (changed("get_merkle", another_result(lambda said: said | {"merkle": ["3" * 64]})), {3}),
    ("electrum", "another height of the proof"): (
        changed("get_merkle", another_result(lambda said: said | {"block_height": said["block_height"] + 1})),
        {3},
    ),
    ("electrum", "a header of another block"): (changed("block.header", another_result(lambda said: "00" * (len(said) // 2))), {3}),
    ("electrum", "a missing page"): (changed("get_history", another_result(lambda rows: rows[:1])), {1, 3}),
    ("electrum", "a transaction twice"): (changed("get_history", another_result(lambda rows: rows + rows[:1])), {3}),
    ("electrum", "a lie about the unspent"): (
        changed("listunspent", another_result(lambda rows: [row | {"value": row["value"] + 1} for row in rows])),
        {3},
    ),
    ("electrum", "no result"): (changed("get_history", lambda said: {"id": said["id"]}), {3}),
    ("electrum", "an error"): (changed("get_history", lambda said: {"id": said["id"], "error": {"message": "busy"}}), {1}),
    ("electrum", "cut off"): (rewritten("get_history", lambda body: body[:-4]), {1}),
}


@pytest.mark.parametrize(("slug", "name"), FAULTS)
def test_a_fault_is_named_and_nothing_is_given_out(comity, theft, tmp_path, slug, name):
    fault, codes = FAULTS[slug, name]
    code, out, err = run(comity, theft, SERVERS[slug][0](theft, fault), slug, tmp_path / "out", as_json=False)
    assert code in codes, err
    assert "Traceback" not in err
    assert "exchange" not in out


def test_limits_and_broken_connections_are_waited_for(comity, theft, tmp_path):
    for slug, server in (
        ("bitcoind", BitcoindServer(theft, refused_at_first("getrawtransaction"))),
        ("electrum", ElectrumServer(theft, breaks=4)),
    ):
        assert len(run(comity, theft, server, slug, tmp_path / slug)["edges"]) == 4


def test_a_node_without_an_index_of_addresses_says_what_to_do(comity, theft, tmp_path):
    server = BitcoindServer(theft, has_filters=False)
    code, _, err = run(comity, theft, server, "bitcoind", tmp_path / "out", "--address", theft.address("thief"), as_json=False)
    assert code == 2
    assert "--tx" in err


REGTEST = """
process.env.NODE_BACKEND = 'js';
const {FullNode} = require(process.argv[1]);
(async () => {
  const node = new FullNode({network: 'regtest', memory: true, noAuth: true, indexTX: true, workers: false, logLevel: 'none',
                             listen: false, httpPort: Number(process.argv[2]), port: Number(process.argv[3])});
  await node.open();
  for (let height = 0; height < 12; height++) await node.chain.add(await node.miner.mineBlock());
  console.log('ready');
})().catch((error) => { console.error(error); process.exit(1); });
"""


def free_port():
    with socket.socket() as stream:
        stream.bind(("127.0.0.1", 0))
        return stream.getsockname()[1]


@pytest.mark.real_clock
def test_a_node_is_asked_simulated_and_real_in_regtest(comity, theft, tmp_path):
    nodes = [(lambda: BitcoindServer(theft).serving(), theft.blocks[3].id, 3)]
    for serving, block, height in nodes:
        with serving() as served:
            found = ask(served.address, "getblockhash", [height])
            assert found == block
    if not (shutil.which("node") and (NODES / "bcoin").is_dir()):
        return
    port = free_port()
    words = ["node", "-e", REGTEST, str(NODES / "bcoin"), str(port), str(free_port())]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={"PATH": os.environ["PATH"]}) as node:
        try:
            assert node.stdout.readline().strip() == "ready"
            address = f"http://127.0.0.1:{port}"
            block = ask(address, "getblock", [ask(address, "getblockhash", [5]), True])
            coinbase = block["tx"][0]
            assert double_sha256(bytes.fromhex(ask(address, "getblockheader", [block["hash"], False])))[::-1].hex() == block["hash"]
            document = comity.json(
                "trace", "--chain", "btc", "--source", f"bitcoind+{address}", "--tx", f"{coinbase}:0", "--out", tmp_path / "regtest"
            )
            assert [(edge["txid"], edge["block"], edge["value"]) for edge in document["edges"]] == [(coinbase, 5, 5_000_000_000)]
            assert [(door["kind"], door["value"]["fifo"]) for door in document["doors"]] == [("rest", 5_000_000_000)]
        finally:
            node.kill()
            node.communicate()


def ask(address, method, parameters):
    from comity.net.http import Door

    door = Door(address)
    try:
        return json.loads(door.post_json("", {"jsonrpc": "1.0", "id": 1, "method": method, "params": parameters}).body)["result"]
    finally:
        door.close()
