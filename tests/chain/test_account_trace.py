"""Payments between accounts are followed to doors under each policy, against results computed by hand; a lying source is found out."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.chain.flow import Limits
from comity.chain.labels import DoorKind, Label, Labels
from comity.chain.source import ContradictionError
from comity.chain.sources.trongrid import USDT, TronGrid
from comity.chain.tags.tag_folder import TagSet
from comity.chain.trace import Direction, Order, Seed, trace
from comity.errors import ExchangeError, InputError
from comity.net.http import Door
from comity.training.counterparts.ledgers.account_ledger import AccountLedger, Move
from comity.training.counterparts.ledgers.faults import changed, refused_at_first, rewritten
from comity.training.counterparts.ledgers.trongrid_server import TronGridServer, tron_account
from tests.chain.ledger_setting import doors

TOKEN = tron_account("a token for tests")


def labelled(*names, kind=DoorKind.EXCHANGE):
    return Labels(Label(tron_account(name), name, kind, "https://tags.example/pack") for name in names)


def traced(server, *seeds, labels=None, backward=False, asset=TOKEN, policies=("fifo", "haircut", "poison"), **limits):
    with server.serving() as served:
        source = TronGrid(Door(served.address, pause=lambda _: None))
        try:
            direction = Direction.BACKWARD if backward else Direction.FORWARD
            order = Order("tron", seeds, direction, asset, policies, Limits(**limits))
            return trace(order, source, TagSet(labels or Labels()))
        finally:
            source.close()


@pytest.fixture
def ledger():
    return AccountLedger(TOKEN)


def at(address):
    return Seed(address=tron_account(address))


def test_one_account_by_hand(ledger):
    # the thief held 600, then gets 400 stolen; pays 500 to the exchange, then 450 to a friend
    ledger.opening |= {"thief": 600, "victim": 400}
    theft = ledger.pay("victim", "thief", 400)
    ledger.pay("thief", "exchange", 500)
    ledger.pay("thief", "friend", 450)
    flow = traced(TronGridServer(ledger), Seed(txid=theft), labels=labelled("exchange")).flow
    assert doors(flow, "fifo") == {("rest", "held"): 400}
    assert doors(flow, "haircut") == {("exchange", "exchange"): 200, ("rest", "held"): 200}
    assert doors(flow, "poison") == {("exchange", "exchange"): 500, ("rest", "held"): 500}
    assert [(edge.senders[0], edge.recipient) for edge in flow.edges if edge.tainted["fifo"]] == [
        (tron_account("victim"), tron_account("thief")),
        (tron_account("thief"), tron_account("friend")),
    ]
    assert flow.balance("fifo") == flow.balance("haircut") == 0


def test_what_came_before_the_taint_stands_before_it(ledger):
    ledger.opening["victim"] = 100
    ledger.pay("other", "thief", 70)
    ledger.pay("thief", "shop", 20)
    theft = ledger.pay("victim", "thief", 100)
    ledger.pay("thief", "exchange", 60)
    ledger.opening["other"] = 70
    flow = traced(TronGridServer(ledger), Seed(txid=theft), labels=labelled("exchange")).flow
    # 50 clean stand before 100 stolen
    assert doors(flow, "fifo") == {("exchange", "exchange"): 10, ("rest", "held"): 90}
    assert doors(flow, "haircut") == {("exchange", "exchange"): 40, ("rest", "held"): 60}


def test_transfers_of_one_block_are_taken_in_the_order_of_transactions_and_logs(ledger):
    ledger.opening |= {"victim": 100, "other": 100}
    theft = ledger.pay("victim", "thief", 100)
    ledger.block(
        [Move("thief", "a", 40), Move("thief", "exchange", 10)],  # the order of logs: a before the exchange
        [Move("other", "a", 100)],
        [Move("a", "exchange", 50)],  # 40 stolen, then 10 clean
    )
    for listing in (lambda rows: rows, lambda rows: rows[::-1]):
        server = TronGridServer(ledger, changed("trc20", lambda page, order=listing: page | {"data": order(page["data"])}))
        flow = traced(server, Seed(txid=theft), labels=labelled("exchange")).flow
        assert doors(flow, "fifo") == {("exchange", "exchange"): 50, ("rest", "held"): 50}
        assert doors(flow, "haircut")["exchange", "exchange"] == 10 + Fraction(40 * 50, 140)
        assert [edge.index for edge in flow.edges] == [0, 0, 1, 2]  # the last stands behind two other logs


def test_money_that_goes_round_comes_back_into_the_queue(ledger):
    ledger.opening |= {"victim": 100, "a": 10}
    theft = ledger.pay("victim", "thief", 100)
    ledger.pay("thief", "a", 100)
    ledger.pay("a", "thief", 60)  # 10 clean and 50 stolen
    ledger.pay("thief", "exchange", 60)
    flow = traced(TronGridServer(ledger), Seed(txid=theft), labels=labelled("exchange")).flow
    assert doors(flow, "fifo") == {("exchange", "exchange"): 50, ("rest", "held"): 50}
    assert flow.balance("haircut") == 0


def test_an_address_as_seed_counts_its_own_money_once(ledger):
    ledger.opening |= {"victim": 100, "second": 40}
    ledger.pay("victim", "thief", 100)
    ledger.pay("thief", "a", 30)
    ledger.pay("a", "thief", 30)
    ledger.pay("second", "thief", 40)
    ledger.pay("thief", "exchange", 140)
    flow = traced(TronGridServer(ledger), at("thief"), labels=labelled("exchange")).flow
    assert doors(flow, "fifo") == {("exchange", "exchange"): 140}
    assert flow.seeded == {"fifo": 140, "haircut": 140, "poison": 140}


def test_a_deposit_address_that_is_swept_is_named(ledger):
    ledger.opening |= {"victim": 100, "other": 5}
    theft = ledger.pay("victim", "thief", 100)
    ledger.pay("other", "deposit", 5)
    paid = ledger.pay("thief", "deposit", 100)
    ledger.pay("deposit", "hot wallet", 105)
    flow = traced(TronGridServer(ledger), Seed(txid=theft), labels=labelled("hot wallet")).flow
    (sweep,) = flow.arrivals[0].sweeps
    assert (sweep.deposit, sweep.wallet) == (tron_account("deposit"), tron_account("hot wallet"))
    assert [edge.txid for edge in sweep.paid_in] == [paid]


def test_limits_cut_each_policy_alone(ledger):
    ledger.opening |= {"victim": 100, "mix": 900}
    theft = ledger.pay("victim", "mix", 100)
    ledger.pay("mix", "a", 500)
    ledger.pay("a", "exchange", 500)
    ledger.pay("mix", "exchange", 500)
    server = TronGridServer(ledger)
    together = traced(server, Seed(txid=theft), labels=labelled("exchange"), minimum=Fraction(60)).flow
    assert doors(together, "fifo") == {("exchange", "exchange"): 100}
    assert doors(together, "haircut") == {
        ("exchange", "exchange"): 50,
        ("rest", "not followed: below the threshold of 60"): 50,
    }
    for policy in ("fifo", "haircut", "poison"):
        alone = traced(server, Seed(txid=theft), labels=labelled("exchange"), minimum=Fraction(60), policies=(policy,)).flow
        assert doors(alone, policy) == doors(together, policy)
    near = traced(server, Seed(txid=theft), labels=labelled("exchange"), hops=1).flow
    assert {edge.hop for edge in near.edges} == {0, 1}
    assert near.balance("fifo") == near.balance("haircut") == 0


def test_backward_by_hand(ledger):
    ledger.opening |= {"hot wallet": 1000, "friend": 30}
    ledger.pay("hot wallet", "buyer", 100)
    ledger.pay("friend", "buyer", 30)
    ledger.pay("buyer", "shop", 20)
    paid = ledger.pay("buyer", "seller", 88)
    flow = traced(TronGridServer(ledger), Seed(txid=paid), labels=labelled("hot wallet"), backward=True).flow
    # the line: 100 of the hot wallet, 30 of the friend; the shop took the first 20, the seller the next 88
    assert doors(flow, "fifo") == {("exchange", "hot wallet"): 80, ("rest", "opening balance"): 8}
    assert doors(flow, "haircut") == {
        ("exchange", "hot wallet"): Fraction(88 * 100, 130),
        ("rest", "opening balance"): Fraction(88 * 30, 130),
    }
    assert doors(flow, "poison") == {("exchange", "hot wallet"): 100, ("rest", "opening balance"): 30}
    assert [arrival.door for arrival in flow.arrivals if arrival.kind is DoorKind.EXCHANGE] == [tron_account("hot wallet")]


def grown(seed: int) -> AccountLedger:
    """Grow a ledger by chance, several transactions a block."""
    chance = random.Random(seed)
    ledger = AccountLedger(TOKEN, opening={name: chance.randint(0, 500) for name in "abcdefgh"})
    held = dict(ledger.opening)
    for _ in range(15):
        rows = []
        for _ in range(chance.randint(1, 3)):
            sender, recipient = chance.choice("abcdefgh"), chance.choice("abcdefgh")
            value = chance.randint(0, held[sender])
            held[sender] -= value
            held[recipient] += value
            rows.append([Move(sender, recipient, value)])
        ledger.block(*rows)
    return ledger


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(0, 100), st.sampled_from([None, 1, 3]), st.booleans())
def test_fifo_and_haircut_conserve_on_ledgers_grown_by_chance(seed, minimum, hops, backward):
    ledger = grown(seed)
    rows = [one for one in ledger.transactions if one.moves[0].value]
    txid = rows[-1 if backward else 0].txid
    flow = traced(
        TronGridServer(ledger), Seed(txid=txid), labels=labelled("c", "f"), backward=backward, hops=hops, minimum=Fraction(minimum)
    ).flow
    assert flow.balance("fifo") == flow.balance("haircut") == 0
    for edge in flow.edges:
        assert 0 <= edge.tainted["fifo"] <= edge.value
        assert 0 <= edge.tainted["haircut"] <= edge.value


def test_trx_pays_its_fee_and_failed_payments_move_nothing(ledger):
    ledger.pay("rich", "victim", 400, asset="TRX")
    theft = ledger.pay("victim", "thief", 400, asset="TRX")
    ledger.pay("thief", "exchange", 300, asset="TRX", is_failed=True, fee=30)
    ledger.pay("thief", "exchange", 300, asset="TRX", fee=20)
    traced_ = traced(TronGridServer(ledger), Seed(txid=theft), labels=labelled("exchange"), asset="TRX")
    flow = traced_.flow
    assert doors(flow, "fifo") == {("exchange", "exchange"): 300, ("rest", "held"): 50}
    assert flow.fees["fifo"] == flow.fees["haircut"] == 50
    assert (traced_.symbol, traced_.decimals) == ("TRX", 6)


def test_many_pages_are_read(ledger):
    ledger.opening |= {f"payer {number}": 1 for number in range(450)}
    for number in range(450):
        ledger.pay(f"payer {number}", "thief", 1)
    ledger.pay("thief", "exchange", 450)
    server = TronGridServer(ledger)
    flow = traced(server, at("thief"), labels=labelled("exchange")).flow
    assert doors(flow, "fifo") == {("exchange", "exchange"): 450}
    assert sum("fingerprint" in path for path in server.asked) >= 2


def busy(ledger):
    ledger.opening |= {"victim": 100, "crowd": 1_000}
    theft = ledger.pay("victim", "thief", 100)
    for number in range(250):
        ledger.pay("crowd", "thief", 1 + number % 3)
    ledger.pay("thief", "exchange", 250)
    return Seed(txid=theft)


FAULTS = {
    "a page in the middle is missing": (
        [changed("fingerprint=200", lambda page: page | {"data": []})],
        "do not add up|not listed|page is missing",
    ),
    "the listing ends at a full page": (
        [changed("trc20(?!.*min_timestamp)", lambda page: page | {"meta": {}} if len(page["data"]) == 200 else page)],
        "ends in the middle",
    ),
    "the same page again": ([changed("trc20", lambda page: page | {"meta": {"fingerprint": "200"}})], "same page"),
    "an amount": (
        [changed("trc20", lambda page: page | {"data": [row | {"value": str(int(row["value"]) + 1)} for row in page["data"]]})],
        "the receipt of the transaction does not|does not|do not add up",
    ),
    "a party": (
        [changed("trc20", lambda page: page | {"data": [row | {"to": tron_account("nobody")} for row in page["data"]]})],
        "transfer of others|does not",
    ),
    "a receipt of another transaction": (
        [changed("gettransactioninfobyid", lambda row: row | {"id": "0" * 64})],
        "receipt of another transaction",
    ),
    "no receipt": ([changed("gettransactioninfobyid", lambda _: {})], "no receipt"),
    "cut off": ([rewritten("trc20", lambda body: body[:-9])], "cut off"),
    "an amount that is none": (
        [changed("trc20", lambda page: page | {"data": [row | {"value": "-5"} for row in page["data"]]})],
        "is no amount",
    ),
    "an address that is none": (
        [changed("trc20", lambda page: page | {"data": [row | {"from": "T1"} for row in page["data"]]})],
        "no address",
    ),
    "the account's balance": (
        [changed(r"accounts/\w+$", lambda page: page | {"data": [row | {"trc20": []} for row in page["data"]]})],
        "do not add up",
    ),
    "another time": (
        [changed("trc20", lambda page: page | {"data": [row | {"block_timestamp": row["block_timestamp"] + 1} for row in page["data"]]})],
        "dates a transfer",
    ),
    "refused": ([changed("trc20", lambda _: {"success": False, "error": "busy"})], "refuses"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_and_nothing_is_given_out(ledger, name):
    faults, words = FAULTS[name]
    seed = busy(ledger)
    with pytest.raises(ExchangeError, match=words) as caught:
        traced(TronGridServer(ledger, *faults), seed, labels=labelled("exchange"))
    assert caught.value.exit_code in {1, 3}


def test_a_transfer_that_one_side_lists_and_the_other_does_not_is_a_contradiction(ledger):
    ledger.opening["victim"] = 100
    theft = ledger.pay("victim", "thief", 100)
    hidden = tron_account("thief")
    fault = changed(f"{hidden}/transactions/trc20", lambda page: page | {"data": []})
    with pytest.raises(ContradictionError, match="a page is missing"):
        traced(TronGridServer(ledger, fault), Seed(txid=theft))


def test_a_rate_limit_is_waited_for(ledger):
    seed = busy(ledger)
    truth = traced(TronGridServer(ledger), seed, labels=labelled("exchange")).flow
    assert traced(TronGridServer(ledger, refused_at_first("trc20", 3)), seed, labels=labelled("exchange")).flow == truth


def test_without_receipts_amounts_are_as_listed_and_that_is_said(ledger):
    ledger.opening |= {"victim": 100}
    ledger.pay("victim", "thief", 100)
    ledger.pay("thief", "exchange", 100)
    found = traced(TronGridServer(ledger, keeps_receipts=False), at("thief"), labels=labelled("exchange"))
    assert doors(found.flow, "fifo") == {("exchange", "exchange"): 100}
    assert any("keeps no receipts" in note for note in found.notes)
    with pytest.raises(InputError, match="cannot be the start"):
        traced(TronGridServer(ledger, keeps_receipts=False), Seed(txid=ledger.transactions[0].txid))


def test_an_address_without_a_payment_is_said(ledger):
    ledger.pay("a", "b", 0)
    with pytest.raises(InputError, match="no payment"):
        traced(TronGridServer(ledger), at("nobody"))
    with pytest.raises(InputError, match="no address of TRON"):
        traced(TronGridServer(ledger), Seed(address="TABC"))


def test_the_usual_asset_is_usdt():
    assert TronGrid.over("http://127.0.0.1:1").asset(None) == USDT
