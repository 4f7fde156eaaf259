"""Columns of a whole chain: the joins are right however many parts they are made in; taint is what the careful tracer says."""

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.chain.bitcoin.address import NETWORKS, address_of, script_of
from comity.chain.bulk.build import build
from comity.chain.bulk.built_chain import BuiltChain
from comity.chain.bulk.clusters import clusters_of
from comity.chain.bulk.column_taint import FOLLOWED, STATES, follow
from comity.chain.bulk.columns import INDEX, derived_columns, open_columns, write_columns
from comity.chain.bulk.union_find import cluster_through, cluster_watched
from comity.chain.flow import Limits
from comity.chain.labels import DoorKind
from comity.chain.taint.fifo import FirstInFirstOut
from comity.chain.taint.haircut import Haircut
from comity.chain.taint.poison import Poison
from comity.errors import InputError
from comity.training.counterparts.ledgers.coin_chain import CoinChain
from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from tests.chain.ledger_setting import traced
from tests.chain.test_bulk import REAL, in_file

REGTEST = NETWORKS["btc-regtest"]
POLICIES = {"fifo": FirstInFirstOut(), "haircut": Haircut(), "poison": Poison()}


def wandering(seed: int, steps: int = 25) -> CoinChain:
    """A chain of people who pay each other at random, with joint spending, change and fees."""
    chance, chain = random.Random(seed), CoinChain()
    coins = [(chain.fund(f"person {number}", 1_000), 0, 1_000) for number in range(5)]
    for _ in range(steps):
        if not coins:
            break
        spent = [coins.pop(chance.randrange(len(coins))) for _ in range(chance.randint(1, min(3, len(coins))))]
        left = sum(value for *_, value in spent) - chance.randint(0, 3)
        paid = []
        for _ in range(chance.randint(1, 3)):
            if left > 0:
                paid.append(chance.randint(1, left))
                left -= paid[-1]
        if not paid:
            continue
        txid = chain.send([(one, vout) for one, vout, _ in spent], *[(f"person {chance.randrange(12)}", value) for value in paid])
        coins += [(txid, vout, value) for vout, value in enumerate(paid)]
    return chain


@pytest.mark.parametrize("part", [1 << 28, 500])
def test_what_is_built_is_what_the_blocks_say(tmp_path, part):
    chain = wandering(1)
    built = build([in_file(tmp_path, *chain.blocks)], tmp_path / "columns", part=part)
    transactions = {one.txid: one for block in chain.blocks for one in block.transactions}
    spent_by = {(coin.txid, coin.vout): one.txid for one in transactions.values() for coin in one.inputs}
    paid: dict[str, list[tuple[str, int]]] = {}
    for txid, transaction in transactions.items():
        for vout, output in enumerate(transaction.outputs):
            number = built.output(txid, vout)
            coin = built.coin(number)
            assert (coin.txid, coin.vout, coin.value, coin.address) == (txid, vout, output.value, output.address)
            spender = int(built.columns.spender[number])
            assert (built.txid(spender) if spender >= 0 else None) == spent_by.get((txid, vout))
            paid.setdefault(output.address, []).append((txid, vout))
    assert built.columns.addresses == len(paid)
    for address, coins in paid.items():
        number = built.address(address)
        assert built.name(number) == address
        assert [(coin.txid, coin.vout) for coin in map(built.coin, built.columns.coins_of(number).tolist())] == coins
    assert not (tmp_path / "columns" / "building").exists()


def test_real_blocks_are_joined_where_they_touch(tmp_path):
    paths = REAL or [in_file(tmp_path, *wandering(3).blocks)]
    built = build(paths, tmp_path / "columns")
    columns = built.columns
    assert columns.transactions == len(built.ids)
    known = columns.previous != 0xFFFFFFFF
    assert known.sum() == (columns.spender >= 0).sum() > 0
    assert (columns.address[columns.coins] >= 0).all()
    assert len(columns.coins) == (columns.address >= 0).sum()
    assert columns.look_up_bytes <= 25 or columns.transactions < 1_000


def test_clusters_over_columns_are_those_of_the_careful_reader(tmp_path):
    chain = wandering(5, steps=60)
    path = in_file(tmp_path, *chain.blocks)
    built = build([path], tmp_path / "columns", part=700)
    columns = built.columns
    labels = cluster_through(columns.first_input, columns.previous, columns.address, columns.is_coinjoin, columns.addresses)
    groups: dict[int, list[str]] = {}
    for number, label in enumerate(labels.tolist()):
        groups.setdefault(label, []).append(built.name(number))
    assert {tuple(sorted(group)) for group in groups.values() if len(group) > 1} == set(clusters_of([path], REGTEST).clusters)


@pytest.mark.parametrize("seed", [2, 7, 11])
def test_taint_over_columns_is_what_the_careful_tracer_says(tmp_path, seed):
    chain = wandering(seed, steps=40)
    built = build([in_file(tmp_path, *chain.blocks)], tmp_path / "columns")
    txid = chain.blocks[2].transactions[-1].txid
    flow = traced(EsploraServer(chain), [(txid, 0)], limits=Limits(minimum=Fraction(1)))
    for policy in POLICIES:
        found = follow(built.columns, [built.output(txid, 0)], policy)
        said = {(coin.txid, coin.vout): amount for coin, amount in zip(map(built.coin, found.outputs.tolist()), found.amounts, strict=True)}
        careful = {(edge.txid, edge.index): edge.tainted[policy] for edge in flow.edges if edge.tainted[policy] >= 1}
        assert {coin for coin in said if said[coin] >= 1} == set(careful)
        assert all(abs(said[coin] - float(amount)) < 1e-6 for coin, amount in careful.items())
        rests = sum((arrival.amounts.get(policy, Fraction(0)) for arrival in flow.arrivals), Fraction(0))
        assert all(arrival.kind in {DoorKind.REST, DoorKind.COINJOIN} for arrival in flow.arrivals)
        if policy == "fifo":
            assert (found.fees, found.left_over, found.seeded) == (flow.fees["fifo"], 0, rests + flow.fees["fifo"])


def made_columns(shape, chance):
    """Columns of a random chain: new coins now and then, joint spending, fees."""
    first_input, first_output, previous, values, unspent = [0], [0], [], [], []
    for inputs, outputs in shape:
        spent = [unspent.pop(chance.randrange(len(unspent))) for _ in range(min(inputs, len(unspent)))]
        left = sum(values[one] for one in spent) if spent else 10_000
        previous += spent
        for _ in range(outputs):
            value = chance.randint(0, left)
            left -= value
            unspent.append(len(values))
            values.append(value)
        first_input.append(len(previous))
        first_output.append(len(values))
    none = np.zeros(len(shape), np.bool_)
    whole = (np.array(column, np.int64) for column in (first_input, first_output))
    return derived_columns(*whole, none, np.array(previous, np.uint32), np.array(values, np.int64), np.arange(len(values)), len(values))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), min_size=2, max_size=40), st.randoms(use_true_random=False), st.integers(0, 6)
)
def test_taint_over_columns_follows_the_policies_and_conserves(shape, chance, hops):
    columns = made_columns(shape, chance)
    seeds = sorted({chance.randrange(len(columns.values)) for _ in range(2)})
    for name, policy in POLICIES.items():
        marks = {seed: (policy.seed(int(columns.values[seed])), 0) for seed in seeds}
        for number in range(columns.transactions):
            spent = columns.previous[columns.first_input[number] : columns.first_input[number + 1]].tolist()
            made = range(int(columns.first_output[number]), int(columns.first_output[number + 1]))
            live = {
                one: mark
                for one in spent
                if (mark := marks.get(one)) and policy.amount(int(columns.values[one]), mark[0]) >= 1 and mark[1] < hops
            }
            if not live:
                continue
            coins = [(int(columns.values[one]), live[one][0] if one in live else None) for one in spent]
            spread, _ = policy.spread(coins, [int(columns.values[one]) for one in made])
            hop = min(mark[1] for mark in live.values()) + 1
            marks |= {one: (mark, hop) for one, mark in zip(made, spread, strict=True) if mark and one not in seeds}
        expected = {one: policy.amount(int(columns.values[one]), mark) for one, (mark, _) in marks.items() if mark}
        found = follow(columns, seeds, name, hops=hops)
        assert {one for one in found.outputs.tolist() if one not in seeds} == {
            one for one in expected if expected[one] and one not in seeds
        }
        for one, amount, hop in zip(found.outputs.tolist(), found.amounts.tolist(), found.hops.tolist(), strict=True):
            assert abs(amount - float(expected.get(one, 0))) <= 1e-9 * max(1, amount)
            assert hop == marks[one][1]
        if name == "fifo":
            assert found.left_over == 0
        if name == "haircut":
            assert abs(found.left_over) <= 1e-9 * max(1.0, found.seeded)


def test_a_coinjoin_and_an_unknown_coin_end_the_trace(tmp_path):
    chain = CoinChain()
    coins = [(chain.fund(f"person {number}", 150), 0) for number in range(5)]
    join = chain.send(coins, *[(f"out {number}", 100) for number in range(5)], *[(f"change {number}", 45) for number in range(5)])
    built = build([in_file(tmp_path, *chain.blocks)], tmp_path / "columns")
    seed = built.output(coins[0][0], 0)
    found = follow(built.columns, [seed], "fifo")
    assert [STATES[state] for state in found.states] == ["coinjoin"]
    through = follow(built.columns, [seed], "fifo", through_coinjoin=True)
    assert through.left_over == 0
    assert {built.coin(one).txid for one in through.outputs.tolist()[1:]} == {join}
    later = build([in_file(tmp_path, *chain.blocks[2:])], tmp_path / "later")  # the first coin lies in a file that is not there
    known = [one for one in coins[1:] if one[0] in {later.txid(number) for number in range(later.columns.transactions)}]
    stopped = follow(later.columns, [later.output(*known[0])], "haircut", through_coinjoin=True)
    assert [STATES[state] for state in stopped.states] == ["unknown_input"]
    assert FOLLOWED not in stopped.states


def test_columns_that_are_cut_off_or_of_another_kind_are_refused(tmp_path):
    graph = made_columns([(0, 2), (1, 2)], random.Random(1))
    write_columns(tmp_path, graph)
    again = open_columns(tmp_path)
    assert all((getattr(again, name) == getattr(graph, name)).all() for name in ("values", "spender", "coins", "first_coin"))
    with pytest.raises(InputError):
        BuiltChain.open(tmp_path)
    (tmp_path / "values.bin").write_bytes(b"1234567")
    with pytest.raises(InputError, match="cut off"):
        open_columns(tmp_path)
    (tmp_path / INDEX).write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="version"):
        open_columns(tmp_path)


@given(st.sampled_from(sorted(NETWORKS)), st.sampled_from(["pkh", "sh", "w0", "w0s", "w1"]), st.binary(min_size=32, max_size=32))
def test_an_address_leads_back_to_its_script(network, kind, data):
    script = {
        "pkh": b"\x76\xa9\x14" + data[:20] + b"\x88\xac",
        "sh": b"\xa9\x14" + data[:20] + b"\x87",
        "w0": b"\x00\x14" + data[:20],
        "w0s": b"\x00\x20" + data,
        "w1": b"\x51\x20" + data,
    }[kind]
    address = address_of(script, NETWORKS[network])
    assert script_of(address, NETWORKS[network]) == script
    assert script_of(address[:-1] + ("q" if address[-1] != "q" else "p"), NETWORKS[network]) is None


def test_from_files_to_coins_and_taint_by_command(comity, theft, tmp_path):
    folder = tmp_path / "columns"
    built = comity.json("chain", "build", in_file(tmp_path, *theft.blocks), "--out", folder)
    assert (built["blocks"], built["network"]) == (len(theft.blocks), "btc-regtest")
    coins = comity.json("chain", "coins", folder, theft.address("thief"))
    assert (coins["received"], coins["unspent"], len(coins["coins"])) == (900, 0, 1)
    stolen = theft.blocks[2].transactions[0].txid
    taint = comity.json("chain", "taint", folder, "--tx", f"{stolen}:0")
    rests = {one["address"]: one["tainted"] for one in taint["policies"]["fifo"]["rests"]}
    assert rests == {theft.address("change"): 90, theft.address("exchange"): 280}  # 600 clean, then 400 stolen; fees come last
    assert taint["policies"]["fifo"]["left_over"] == 0
    assert "280" in comity("chain", "taint", folder, "--tx", f"{stolen}:0", "--policy", "fifo")[1]
    for wrong in ("xyz", "0" * 64, f"{stolen}:7"):
        assert comity("chain", "taint", folder, "--tx", wrong)[0] == 2
    assert comity("chain", "coins", folder, "nobody")[0] == 2
    assert comity("chain", "coins", Path(tmp_path), theft.address("thief"))[0] == 2


def test_clusters_by_command_over_columns_name_merges_and_undo_them(comity, theft, tmp_path):
    folder = tmp_path / "columns"
    comity.json("chain", "build", in_file(tmp_path, *theft.blocks), "--out", folder)
    joining = theft.blocks[3].transactions[-1].txid
    document = comity.json("chain", "clusters", folder)
    assert [set(group) for group in document["clusters"]] == [{theft.address("clean"), theft.address("victim")}]
    assert (document["sizes"], document["count"], document["coinjoin_count"]) == ([2], 1, 0)
    document = comity.json("chain", "clusters", folder, "--address", theft.address("victim"))
    assert [(merge["txid"], set(merge["addresses"])) for merge in document["merges"]] == [
        (joining, {theft.address("clean"), theft.address("victim")})
    ]
    undone = comity.json("chain", "clusters", folder, "--without", joining)
    assert (undone["clusters"], undone["alone"] - document["alone"]) == ([], 2)
    code, out, _ = comity("chain", "clusters", folder, "--address", theft.address("victim"))
    assert (code, joining in out) == (0, True)
    assert comity("chain", "clusters", folder, "--change", "CHANGE-FORM")[0] == 2


def test_two_large_clusters_that_one_transaction_joins_raise_the_alarm():
    first_input = np.array([0, 3, 6, 8], np.int64)
    previous = np.array([0, 1, 2, 3, 4, 5, 2, 5], np.uint32)
    parts = (first_input, previous, np.arange(6, dtype=np.int32), np.zeros(3, np.bool_), 6)
    found = cluster_watched(*parts, 3, 10)
    assert (found.numbers.tolist(), found.joined.tolist(), found.sizes.tolist()) == ([2], [[3, 3]], [6, 0, 0, 0, 0, 0])
    assert found.labels.tolist() == cluster_through(*parts).tolist()
    assert cluster_watched(*parts, 4, 10).numbers.tolist() == []
