"""Whole blocks in columns say what the careful reader says; clusters have the truth of known owners; tokens add up exactly."""

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.chain.bitcoin.address import NETWORKS
from comity.chain.bitcoin.hashes import double_sha256, hidden
from comity.chain.bitcoin.transaction import read_block
from comity.chain.bulk.block_file import blocks_in
from comity.chain.bulk.clusters import clusters_of
from comity.chain.bulk.coinjoin_column import coinjoins
from comity.chain.bulk.parser import parse_block
from comity.chain.bulk.token_events import token_totals
from comity.chain.bulk.transaction_ids import transaction_ids
from comity.chain.bulk.union_find import cluster, cluster_through
from comity.chain.coinjoin import coinjoin_shape, is_coinjoin
from comity.chain.ledger import CoinTransaction, Output, Spending
from comity.errors import InputError
from comity.training.counterparts.ledgers.coin_chain import CoinChain

DATA = Path(__file__).parents[3] / "shared" / "testdata" / "chain"
REAL = sorted(path for path in (DATA / "btc-blocks").glob("*.raw") if "undo" not in path.name)
REGTEST = NETWORKS["btc-regtest"]


@pytest.fixture
def chain():
    made = CoinChain()
    first, second = made.fund("a1", 100), made.fund("a2", 100)
    third = made.fund("b1", 100)
    spent = made.send([(first, 0), (second, 0)], ("shop", 150), ("a3", 40))
    made.send([(spent, 1), (third, 0)], ("shop", 130))
    return made


def in_file(folder, *blocks, name="blk00000.dat", magic="fabfb5da", key=b""):
    data = b"".join(bytes.fromhex(magic) + len(block.raw).to_bytes(4, "little") + block.raw for block in blocks) + bytes(64)
    if key:
        data = bytes(byte ^ key[place % 8] for place, byte in enumerate(data))
        (folder / "xor.dat").write_bytes(key)
    path = folder / name
    path.write_bytes(data)
    return path


def agrees(data, network):
    columns = parse_block(data)
    header, transactions = read_block(data, network)
    assert columns.header == header
    assert columns.txids == tuple(hidden(transaction.txid) for transaction in transactions)
    assert columns.values.tolist() == [output.value for transaction in transactions for output in transaction.outputs]
    assert [columns.script(number) for number in range(len(columns.values))] == [
        output.script for transaction in transactions for output in transaction.outputs
    ]
    named = [(columns.spent[number].tobytes(), number_of) for number, number_of in enumerate(columns.spent_output.tolist())]
    assert [one for one in named if any(one[0])] == [
        (hidden(coin.txid), coin.vout) for transaction in transactions for coin in transaction.inputs
    ]
    assert columns.merkle_holds


def test_columns_say_what_the_careful_reader_says_on_made_and_real_blocks(chain):
    for block in chain.blocks:
        agrees(block.raw, REGTEST)
    for path in [path for path in REAL if path.stat().st_size < 1_400_000]:  # the careful reader takes its time
        agrees(path.read_bytes(), NETWORKS["btc"])


@given(st.lists(st.tuples(st.binary(min_size=8, max_size=300), st.booleans()), min_size=1, max_size=7))
def test_ids_hashed_by_the_processor_are_those_of_hashlib(pieces):
    raw, places = b"", []
    for piece, has_witness in pieces:
        begin, skipped = len(raw), 2 if has_witness else 0
        raw += piece[:4] + bytes(skipped) + piece[4:-4]
        after = len(raw)
        raw += (b"a witness" if has_witness else b"") + piece[-4:]
        places.append((begin, after, len(raw), skipped))
    found = transaction_ids(np.frombuffer(raw, np.uint8), np.array(places, np.int64))
    assert [row.tobytes() for row in found] == [double_sha256(piece) for piece, _ in pieces]


@given(st.data())
def test_broken_bytes_end_in_an_error(data):
    raw = CoinChain().blocks[0].raw
    place = data.draw(st.integers(80, len(raw) - 1))
    broken = bytearray(raw[: data.draw(st.integers(place, len(raw)))])
    if place < len(broken):
        broken[place] = data.draw(st.integers(0, 255))
    try:
        columns = parse_block(bytes(broken))
    except InputError:
        return
    assert len(columns.txids) == 1


@given(st.binary(max_size=300))
def test_no_bytes_break_the_parser(data):
    try:
        columns = parse_block(data)
    except InputError:
        return
    assert len(columns.txids) * 60 <= len(data), "a transaction has sixty bytes and more"


def test_totals_of_a_node_file_count_the_best_chain(comity, chain, tmp_path):
    other = chain.fork(4)
    other.fund("loser", 7)
    path = in_file(tmp_path, *chain.blocks[:4], other.blocks[4], *chain.blocks[4:], chain.blocks[1])
    document = comity.json("chain", "blocks", path)
    transactions = [one for block in chain.blocks for one in block.transactions]
    assert {key: document[key] for key in ("blocks", "transactions", "inputs", "outputs", "merkle_ok", "stale")} == {
        "blocks": len(chain.blocks),
        "transactions": len(transactions),
        "inputs": sum(len(one.inputs) or 1 for one in transactions),
        "outputs": sum(len(one.outputs) for one in transactions),
        "merkle_ok": True,
        "stale": 1,
    }
    assert document["doubled"] == 1


def test_a_longer_branch_wins_over_the_one_that_came_first(comity, chain, tmp_path):
    other = chain.fork(3)
    for number in range(len(chain.blocks)):
        other.fund(f"winner {number}", 1)
    document = comity.json("chain", "blocks", in_file(tmp_path, *chain.blocks, *other.blocks[3:]))
    assert (document["blocks"], document["stale"]) == (len(other.blocks), len(chain.blocks) - 3)


def test_scrambled_files_are_read(comity, chain, tmp_path):
    plain = comity.json("chain", "blocks", in_file(tmp_path, *chain.blocks))
    folder = tmp_path / "scrambled"
    folder.mkdir()
    in_file(folder, *chain.blocks, key=bytes(range(1, 9)))
    assert comity.json("chain", "blocks", folder) == plain


def test_a_wrong_merkle_root_is_said_and_leaves_with_three(comity, chain, tmp_path):
    raw = bytearray(chain.blocks[1].raw)
    raw[-6] ^= 1
    path = tmp_path / "one.raw"
    path.write_bytes(raw)
    code, out, _ = comity("chain", "blocks", path, "--json")
    assert (code, json.loads(out)["merkle_ok"]) == (3, False)
    assert str(path) in json.loads(out)["bad"][0]


@pytest.mark.parametrize("cut", [9, 60, 200])
def test_a_file_that_breaks_off_is_refused_with_its_place(comity, chain, tmp_path, cut):
    path = in_file(tmp_path, *chain.blocks)
    path.write_bytes(path.read_bytes()[:cut])
    code, _, err = comity("chain", "blocks", path)
    assert code == 2
    assert "blk00000.dat" in err


def test_totals_of_made_and_real_raw_blocks(comity, chain, tmp_path):
    paths = [tmp_path / f"{number}.raw" for number in range(len(chain.blocks))]
    for path, block in zip(paths, chain.blocks, strict=True):
        path.write_bytes(block.raw)
    samples = [(paths, (len(paths), sum(len(block.transactions) for block in chain.blocks)))]
    samples += [(REAL, (10, 7_970, 64_476, 56_393))] if REAL else []
    for files, expected in samples:
        document = comity.json("chain", "blocks", *files)
        counts = tuple(document[key] for key in ("blocks", "transactions", "inputs", "outputs"))
        assert counts[: len(expected)] == expected
        assert (document["merkle_ok"], document["work_ok"], document["stale"]) == (True, True, 0)


def test_a_raw_block_is_yielded_whole(chain, tmp_path):
    path = tmp_path / "one.raw"
    path.write_bytes(chain.blocks[2].raw)
    assert list(blocks_in(path)) == [(str(path), chain.blocks[2].raw)]


def test_addresses_spent_together_belong_together_and_each_merge_is_named(comity, chain, tmp_path):
    path = in_file(tmp_path, *chain.blocks)
    document = comity.json("chain", "clusters", path)
    pairs = [sorted(chain.address(name) for name in names) for names in (("a1", "a2"), ("a3", "b1"))]
    assert document["clusters"] == sorted(pairs)
    spent, joined = (chain.blocks[number].transactions[-1].txid for number in (4, 5))
    assert [merge["txid"] for merge in document["merges"]] == [spent, joined]
    assert document["merges"][1]["addresses"] == [chain.address("a3"), chain.address("b1")]
    undone = comity.json("chain", "clusters", path, "--without", joined)
    assert undone["clusters"] == pairs[:1]
    assert document["unknown_inputs"] == sum(1 for block in chain.blocks for one in block.transactions if one.is_coinbase)


def test_coinjoins_join_nobody_unless_asked(comity, tmp_path):
    chain = CoinChain()
    coins = [(chain.fund(f"person {number}", 150), 0) for number in range(5)]
    chain.send(coins, *[(f"out {number}", 100) for number in range(5)], *[(f"change {number}", 45) for number in range(5)])
    path = in_file(tmp_path, *chain.blocks)
    document = comity.json("chain", "clusters", path)
    assert (document["clusters"], len(document["coinjoins"])) == ([], 1)
    assert [len(group) for group in comity.json("chain", "clusters", path, "--with-coinjoins")["clusters"]] == [5]


def test_a_merge_of_large_clusters_raises_the_alarm(tmp_path):
    chain = CoinChain()
    tips = []
    for name in ("x", "y"):
        coins = [(chain.mine(chain.coinbase([(f"{name} {number}", 10)])), 0) for number in range(110)]
        tips.append((chain.send(coins, (f"{name} 0", 1_000)), 0))
    glue = chain.send(tips, ("shop", 1_900))
    found = clusters_of([in_file(tmp_path, *chain.blocks)], REGTEST)
    assert [(alarm.txid, alarm.sizes) for alarm in found.alarms] == [(glue, (110, 110))]


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=5), max_size=25), st.randoms())
def test_union_find_gives_the_components_of_the_graph(groups, chance):
    import scipy.sparse as sparse
    from scipy.sparse.csgraph import connected_components

    owner = np.array([one for group in groups for one in group], np.int32)
    starts = np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.int64)
    left_out = np.array([chance.random() < 0.2 for _ in groups], np.bool_)
    labels = cluster(starts, owner, left_out, 31)
    pairs = [(group[0], one) for group, out in zip(groups, left_out, strict=True) for one in group if not out]
    matrix = sparse.coo_matrix(([1] * len(pairs), ([one for one, _ in pairs], [one for _, one in pairs])), shape=(31, 31))
    truth = connected_components(matrix, directed=False)[1]
    assert labels.tolist() == [int(np.flatnonzero(truth == truth[node])[0]) for node in range(31)]
    outputs = np.arange(len(owner), dtype=np.int32)
    assert cluster_through(starts, outputs, owner, left_out, 31).tolist() == labels.tolist()


@given(st.integers(0, 10_000))
def test_columns_know_the_coinjoins_that_the_shapes_know(seed):
    chance = random.Random(seed)
    equal = chance.choice([100_000, 1_000_000, 9_000_000, 12_345])
    values = [equal] * chance.randint(0, 60) + [chance.randint(1, 9) for _ in range(chance.randint(0, 60))]
    inputs = chance.choice([1, 2, 3, 5, 10, 50, 55, len(values)])
    transaction = CoinTransaction("", tuple(Spending("", n) for n in range(inputs)), tuple(Output(v, b"", None) for v in values), b"")
    found = coinjoins(np.array([0, inputs], np.int64), np.array([0, len(values)], np.int64), np.array(values, np.int64))
    assert bool(found[0]) == is_coinjoin(transaction)


def test_a_coinjoin_is_known_though_somebodys_change_equals_the_common_amount():
    equal = [1] * 45 + list(range(100, 141))  # 44 people, one of whom gets one unit of change
    transaction = CoinTransaction("", tuple(Spending("", n) for n in range(44)), tuple(Output(v, b"", None) for v in equal), b"")
    assert coinjoin_shape(transaction) == "equal_outputs"
    assert coinjoins(np.array([0, 44], np.int64), np.array([0, len(equal)], np.int64), np.array(equal, np.int64)).tolist() == [True]


TOPIC = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"


def test_tokens_add_up_exactly_and_nfts_are_kept_apart(comity, tmp_path):
    word = "0x" + "0" * 64
    large = (1 << 255) + 1
    rows = [
        {"address": "0xAA", "topics": [TOPIC, word, word], "data": f"0x{large:064x}"},
        {"address": "0xaa", "topics": [TOPIC, word, word], "data": f"0x{7:064x}"},
        {"address": "0xbb", "topics": [TOPIC, word, word, word], "data": "0x"},
        {"address": "0xcc", "topics": [word], "data": "0x"},
        {"address": "0xdd", "topics": [TOPIC, word, word], "data": "0x12"},
    ]
    path = tmp_path / "logs.json.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    document = comity.json("chain", "tokens", path)
    assert document["tokens"] == [{"contract": "0xaa", "transfers": 2, "sum": str(large + 7)}]
    assert (document["nft_logs"], document["other_logs"], document["unreadable"]) == (1, 1, 1)
    path = tmp_path / "logs.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    assert comity.json("chain", "tokens", path) == document


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": 1}', "7"])
def test_what_is_no_log_is_bad_input(comity, tmp_path, text):
    path = tmp_path / "logs.json"
    path.write_text(text, encoding="utf-8")
    assert comity("chain", "tokens", path)[0] == 2


LOGS = DATA / "evm-tron" / "eth-tokens-logs.json.gz"


def made_logs(path):
    """Transfers of two tokens, every third log an NFT's, some of them of other events: the counts are known."""
    word, usdt = "0x" + "0" * 64, "0xdac17f958d2ee523a2206206994597c13d831ec7"
    rows = [{"address": usdt, "topics": [TOPIC, word, word], "data": f"0x{(1 << 70) + number:064x}"} for number in range(20)]
    rows += [{"address": "0xbb", "topics": [TOPIC, word, word, word], "data": "0x"}] * 10 + [
        {"address": "0xcc", "topics": [word], "data": "0x"}
    ] * 3
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path, 20, 10


def test_tokens_of_made_and_real_logs(tmp_path):
    samples = [made_logs(tmp_path / "logs.json.gz")] + ([(LOGS, 1_104 - 389, 389)] if LOGS.is_file() else [])
    for path, transfers, nft_logs in samples:
        totals = token_totals(path)
        assert totals.nft_logs == nft_logs
        assert sum(one.transfers for one in totals.tokens) + totals.unreadable == transfers
        rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
        usdt = "0xdac17f958d2ee523a2206206994597c13d831ec7"
        by_hand = [
            int(row["data"], 16) for row in rows if row["address"] == usdt and row["topics"][:1] == [TOPIC] and len(row["topics"]) == 3
        ]
        (found,) = [one for one in totals.tokens if one.contract == usdt]
        assert (found.transfers, found.total) == (len(by_hand), sum(by_hand))
