"""Coins are followed to doors under each policy, against results computed by hand."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.chain.flow import Limits
from comity.chain.labels import DoorKind, Label, Labels
from comity.training.counterparts.ledgers.coin_chain import CoinChain
from comity.training.counterparts.ledgers.esplora_server import EsploraServer
from tests.chain.ledger_setting import POLICIES, doors, exchange, traced


@pytest.fixture
def chain():
    return CoinChain()


def test_one_mixing_transaction_by_hand(chain):
    # 600 clean and 400 stolen are spent together: 500 to the exchange, 450 to the thief, 50 fee
    clean, stolen = chain.fund("clean", 600), chain.fund("victim", 400)
    chain.send([(clean, 0), (stolen, 0)], ("hot wallet", 500), ("thief", 450))
    flow = traced(EsploraServer(chain), [(stolen, 0)], exchange(chain, "hot wallet"))
    assert doors(flow, "fifo") == {("rest", "unspent"): 350}
    assert doors(flow, "haircut") == {("exchange", "hot wallet"): 200, ("rest", "unspent"): 180}
    assert doors(flow, "poison") == {("exchange", "hot wallet"): 500, ("rest", "unspent"): 450}
    assert flow.fees == {"fifo": 50, "haircut": 20, "poison": 50}
    assert [flow.balance(name) for name in ("fifo", "haircut")] == [0, 0]


def test_a_fifo_stretch_is_carried_through_two_transactions(chain):
    clean, stolen = chain.fund("clean", 100), chain.fund("victim", 100)
    first = chain.send([(clean, 0), (stolen, 0)], ("a", 150), ("b", 50))
    # a = 100 clean then 50 stolen: the first 120 of it go to the exchange
    chain.send([(first, 0)], ("exchange", 120), ("c", 30))
    flow = traced(EsploraServer(chain), [(stolen, 0)], exchange(chain, "exchange"))
    assert doors(flow, "fifo") == {("exchange", "exchange"): 20, ("rest", "unspent"): 30 + 50}
    assert doors(flow, "haircut") == {("exchange", "exchange"): 60, ("rest", "unspent"): 15 + 25}


def test_haircut_is_exact_where_no_decimal_is(chain):
    clean, stolen = chain.fund("clean", 2), chain.fund("victim", 1)
    first = chain.send([(clean, 0), (stolen, 0)], ("a", 1), ("b", 2))
    second = chain.fund("more", 6)
    chain.send([(first, 0), (second, 0)], ("exchange", 3), ("c", 4))
    flow = traced(EsploraServer(chain), [(stolen, 0)], exchange(chain, "exchange"))
    assert doors(flow, "haircut") == {("exchange", "exchange"): Fraction(1, 7), ("rest", "unspent"): Fraction(2, 3) + Fraction(4, 21)}


def test_taint_that_meets_again_is_added_up(chain):
    stolen = chain.fund("victim", 100)
    split = chain.send([(stolen, 0)], ("a", 60), ("b", 40))
    chain.send([(split, 1), (split, 0)], ("exchange", 100))
    flow = traced(EsploraServer(chain), [(stolen, 0)], exchange(chain, "exchange"))
    for policy in ("fifo", "haircut", "poison"):
        assert doors(flow, policy) == {("exchange", "exchange"): 100}


def test_two_transactions_of_one_block_are_taken_in_their_order(chain):
    stolen = chain.fund("victim", 100)
    first = chain.pay([(stolen, 0)], [("a", 100)])
    second = chain.pay([(first.txid, 0)], [("b", 90), ("fee back", 5)])
    chain.mine(first, second)
    chain.send([(second.txid, 0)], ("exchange", 90))
    flow = traced(EsploraServer(chain), [(stolen, 0)], exchange(chain, "exchange"))
    assert [edge.recipient for edge in flow.edges] == [chain.address(name) for name in ("victim", "a", "b", "fee back", "exchange")]
    assert doors(flow, "fifo") == {("exchange", "exchange"): 90, ("rest", "unspent"): 5}


def test_unconfirmed_transactions_are_followed_in_the_order_of_their_coins(chain):
    stolen = chain.fund("victim", 100)
    first = chain.pay([(stolen, 0)], [("a", 60), ("b", 40)])
    second = chain.pay([(first.txid, 0)], [("c", 60)])
    chain.pool = [chain.pay([(second.txid, 0), (first.txid, 1)], [("exchange", 100)]), second, first]
    flow = traced(EsploraServer(chain), [(stolen, 0)], exchange(chain, "exchange"))
    assert doors(flow, "fifo") == {("exchange", "exchange"): 100}
    assert flow.edges[-1].position.height is None


def test_hops_count_transactions_and_say_where_they_cut(chain):
    coin = (chain.fund("victim", 100), 0)
    for name in ("a", "b", "c"):
        coin = (chain.send([coin], (name, 100)), 0)
    start = (chain.blocks[1].transactions[0].txid, 0)
    flow = traced(EsploraServer(chain), [start], limits=Limits(hops=2))
    assert [edge.hop for edge in flow.edges] == [0, 1, 2]
    assert doors(flow, "fifo") == {("rest", "not followed: 2 transactions from the seed"): 100}
    assert [stop.where for stop in flow.stopped] == [flow.edges[-1].where]


def test_each_policy_cuts_by_its_own_amount(chain):
    clean, stolen = chain.fund("clean", 900), chain.fund("victim", 100)
    mixed = chain.send([(clean, 0), (stolen, 0)], ("a", 500), ("b", 500))
    chain.send([(mixed, 0)], ("exchange", 500))
    chain.send([(mixed, 1)], ("exchange", 500))
    server, labels, limits = EsploraServer(chain), exchange(chain, "exchange"), Limits(minimum=Fraction(60))
    together = traced(server, [(stolen, 0)], labels, limits=limits)
    assert doors(together, "fifo") == {("exchange", "exchange"): 100}
    assert doors(together, "haircut") == {("rest", "not followed: below the threshold of 60"): 100}
    assert doors(together, "poison") == {("exchange", "exchange"): 1000}
    for policy in POLICIES:
        alone = traced(server, [(stolen, 0)], labels, policies=[policy], limits=limits)
        assert doors(alone, policy.name) == doors(together, policy.name)


def test_a_limit_on_transactions_is_said_and_conserves(chain):
    stolen = chain.fund("victim", 100)
    split = chain.send([(stolen, 0)], ("a", 60), ("b", 40))
    chain.send([(split, 0)], ("c", 60))
    chain.send([(split, 1)], ("d", 40))
    flow = traced(EsploraServer(chain), [(stolen, 0)], limits=Limits(transactions=2))
    assert any("not complete" in stop.why for stop in flow.stopped)
    assert flow.balance("fifo") == flow.balance("haircut") == 0


def test_an_address_that_pays_itself_is_counted_once(chain):
    first = chain.fund("thief", 100)
    back = chain.send([(first, 0)], ("exchange", 30), ("thief", 65))
    chain.send([(back, 1)], ("exchange", 60))
    own = chain.address("thief")
    flow = traced(EsploraServer(chain), [(first, 0), (back, 1)], exchange(chain, "exchange"), own=[own])
    assert doors(flow, "fifo") == {("exchange", "exchange"): 90}
    assert flow.seeded["fifo"] == 100
    assert flow.balance("fifo") == flow.balance("haircut") == 0


def test_a_label_holds_on_its_days_only(chain):
    from datetime import date

    stolen = chain.fund("victim", 100)
    chain.send([(stolen, 0)], ("pool", 100))
    past = Label(chain.address("pool"), "pool", DoorKind.SANCTIONED, "list", valid_to=date(2025, 3, 21))
    flow = traced(EsploraServer(chain), [(stolen, 0)], Labels([past]))
    assert doors(flow, "fifo") == {("rest", "unspent"): 100}
    still = Label(chain.address("pool"), "pool", DoorKind.SANCTIONED, "list")
    flow = traced(EsploraServer(chain), [(stolen, 0)], Labels([past, still]))
    assert doors(flow, "fifo") == {("sanctioned", "pool"): 100}


def test_a_deposit_address_swept_into_a_labelled_wallet_is_named(chain):
    stolen, other = chain.fund("victim", 100), chain.fund("somebody", 70)
    paid = chain.send([(stolen, 0)], ("deposit", 98))
    chain.send([(paid, 0), (other, 0)], ("hot wallet", 165))
    flow = traced(EsploraServer(chain), [(stolen, 0)], exchange(chain, "hot wallet"))
    (arrival,) = flow.arrivals
    (sweep,) = arrival.sweeps
    assert (sweep.deposit, sweep.wallet, sweep.rule) == (chain.address("deposit"), chain.address("hot wallet"), "SWEEP-TO-LABEL")
    assert [edge.txid for edge in sweep.paid_in] == [paid]
    assert arrival.amounts["fifo"] == 98


def test_a_payment_with_change_is_no_sweep(chain):
    stolen = chain.fund("victim", 100)
    paid = chain.send([(stolen, 0)], ("thief", 98))
    chain.send([(paid, 0)], ("hot wallet", 50), ("change", 40))
    flow = traced(EsploraServer(chain), [(stolen, 0)], exchange(chain, "hot wallet"))
    assert not any(arrival.sweeps for arrival in flow.arrivals)


def joined(chain: CoinChain) -> tuple[str, int]:
    """Three people's coins become three equal outputs and three changes; the first one's coin is stolen."""
    coins = [(chain.fund(f"in {number}", 150), 0) for number in range(3)]
    chain.send(coins, *[(f"out {number}", 100) for number in range(3)], *[(f"change {number}", 45) for number in range(3)])
    return coins[0]


def test_a_coinjoin_is_a_door_unless_passed(chain):
    stolen = joined(chain)
    flow = traced(EsploraServer(chain), [stolen])
    assert [(arrival.kind, arrival.amounts["fifo"]) for arrival in flow.arrivals] == [(DoorKind.COINJOIN, 150)]
    assert flow.balance("fifo") == 0
    through = traced(EsploraServer(chain), [stolen], limits=Limits(through_coinjoin=True))
    assert {arrival.kind for arrival in through.arrivals} == {DoorKind.REST}
    assert {edge.shape for edge in through.edges if edge.hop} == {"joinmarket"}
    assert through.balance("fifo") == through.balance("haircut") == 0


def test_backward_doors_are_the_labelled_addresses_whose_coins_were_spent(chain):
    hot, clean = chain.fund("hot wallet", 300), chain.fund("saver", 200)
    drawn = chain.send([(hot, 0)], ("buyer", 100), ("hot wallet", 190))
    paid = chain.send([(drawn, 0), (clean, 0)], ("seller", 150), ("buyer", 145))
    flow = traced(EsploraServer(chain), [(paid, 0)], exchange(chain, "hot wallet"), backward=True)
    # the line of inputs: 100 of the buyer (all from the hot wallet), then 200 of the saver
    assert doors(flow, "fifo") == {("exchange", "hot wallet"): 100, ("rest", "newly made coins"): 50}
    assert doors(flow, "haircut") == {("exchange", "hot wallet"): 50, ("rest", "newly made coins"): 100}
    assert doors(flow, "poison") == {("exchange", "hot wallet"): 300, ("rest", "newly made coins"): 200}
    assert flow.balance("fifo") == flow.balance("haircut") == 0


def grown(seed: int, steps: int) -> CoinChain:
    """Grow a chain by chance: payments of one to four coins into one to four outputs, with fees, some in one block."""
    chance = random.Random(seed)
    chain = CoinChain()
    coins = [
        (chain.fund(f"start {number}", chance.randint(50, 5_000)), 0, chain.blocks[-1].transactions[0].outputs[0].value)
        for number in range(6)
    ]
    for step in range(steps):
        spent = chance.sample(coins, min(len(coins), chance.randint(1, 4)))
        coins = [coin for coin in coins if coin not in spent]
        total = sum(value for _, _, value in spent)
        left = total - chance.randint(0, max(0, total // 20))
        outputs = []
        for number in range(chance.randint(1, 4)):
            value = chance.randint(0, left)
            left -= value
            outputs.append((f"{step % 7} {number}", value))
        txid = chain.send([coin[:2] for coin in spent], *outputs)
        coins += [(txid, vout, value) for vout, (_, value) in enumerate(outputs)]
        if not coins:
            break
    return chain


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(0, 300), st.sampled_from([None, 1, 3]), st.booleans())
def test_fifo_and_haircut_conserve_on_chains_grown_by_chance(seed, minimum, hops, backward):
    chain = grown(seed, 12)
    ids = [transaction.txid for block in chain.blocks for transaction in block.transactions]
    seeds = [(ids[-1], 0)] if backward else [(ids[1], 0), (ids[2], 0)]
    limits = Limits(hops=hops, minimum=Fraction(minimum), through_coinjoin=True)
    flow = traced(EsploraServer(chain), seeds, exchange(chain, "3 0", "5 1"), backward=backward, limits=limits)
    assert flow.balance("fifo") == 0
    assert flow.balance("haircut") == 0
    for edge in flow.edges:
        assert 0 <= edge.tainted["fifo"] <= edge.value
        assert 0 <= edge.tainted["haircut"] <= edge.value
        if minimum == 0:  # with a threshold each policy ends elsewhere
            assert edge.tainted["poison"] == edge.value
