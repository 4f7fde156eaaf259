"""A source that errs or lies is found out and named; nothing is ever left out in silence."""

import pytest

from comity.chain.checked import CheckedCoins
from comity.chain.source import ContradictionError
from comity.chain.sources.esplora import Esplora
from comity.errors import ExchangeError
from comity.net.http import Door
from comity.training.counterparts.ledgers.coin_chain import CoinChain
from comity.training.counterparts.ledgers.esplora_server import EsploraServer, reorganised
from comity.training.counterparts.ledgers.faults import changed, refused_at_first, rewritten
from tests.chain.ledger_setting import doors, exchange, traced


@pytest.fixture
def chain():
    made = CoinChain()
    clean, stolen = made.fund("clean", 600), made.fund("victim", 400)
    spent = made.send([(clean, 0), (stolen, 0)], ("thief", 900), ("change", 90))
    other = made.pay([(made.fund("other", 70), 0)], [("friend", 69)])
    made.mine(made.coinbase([("miner", 50)]), made.pay([(spent, 0)], [("exchange", 880)]), other)
    return made


def seed(chain: CoinChain) -> tuple[str, int]:
    return (chain.blocks[2].transactions[0].txid, 0)


def ids(chain: CoinChain) -> list[str]:
    return [transaction.txid for block in chain.blocks for transaction in block.transactions]


def one_bit(body: bytes) -> bytes:
    flipped = bytearray(bytes.fromhex(body.decode()))
    flipped[len(flipped) // 2] ^= 1
    return flipped.hex().encode()


def spend(chain: CoinChain) -> str:
    return chain.blocks[3].transactions[-1].txid


def cash_out(chain: CoinChain) -> str:
    return chain.blocks[5].transactions[1].txid


FAULTS = {
    "wrong bytes": lambda chain: ([rewritten(f"{spend(chain)}/hex", one_bit)], "another transaction|no transaction"),
    "bytes of another transaction": lambda chain: (
        [rewritten(f"{spend(chain)}/hex", lambda _: chain.blocks[4].transactions[0].raw.hex().encode())],
        "another transaction",
    ),
    "not hexadecimal": lambda chain: ([rewritten(f"{spend(chain)}/hex", lambda _: b"<html>")], "hexadecimal"),
    "wrong branch": lambda chain: (
        [changed(f"{cash_out(chain)}/merkle-proof", lambda proof: proof | {"merkle": proof["merkle"][::-1]})],
        "Merkle branch does not lead",
    ),
    "branch cut": lambda chain: (
        [changed(f"{cash_out(chain)}/merkle-proof", lambda proof: proof | {"merkle": proof["merkle"][:-1]})],
        "Merkle branch",
    ),
    "wrong place in the block": lambda chain: (
        [changed(f"{cash_out(chain)}/merkle-proof", lambda proof: proof | {"pos": 0})],
        "Merkle branch does not lead",
    ),
    "height of the proof": lambda _: (
        [changed("merkle-proof", lambda proof: proof | {"block_height": proof["block_height"] + 1})],
        "by the proof",
    ),
    "header without work": lambda chain: (
        [rewritten(f"{chain.blocks[3].id}/header", lambda body: body[:-8] + b"ffffffff")],
        "work|Merkle|called",
    ),
    "header of another block": lambda chain: (
        [rewritten(f"{chain.blocks[3].id}/header", lambda _: chain.blocks[4].header.hex().encode())],
        "is called",
    ),
    "time of the block": lambda _: (
        [changed(r"tx/\w{64}$", lambda said: said | {"status": said["status"] | {"block_time": 1}})],
        "its header says",
    ),
    "a spender that does not spend": lambda chain: (
        [changed(f"{seed(chain)[0]}/outspends", lambda _: [{"spent": True, "txid": cash_out(chain), "vin": 0}])],
        "does not spend it",
    ),
    "a spent coin called unspent": lambda chain: (
        [changed(f"{spend(chain)}/outspends", lambda rows: [{"spent": False} for _ in rows])],
        "not among the unspent coins",
    ),
    "an output not listed": lambda chain: ([changed(f"{spend(chain)}/outspends", lambda rows: rows[:1])], "1 outputs are listed"),
    "amount of an output": lambda chain: (
        [changed(f"tx/{spend(chain)}$", lambda said: said | {"vout": [row | {"value": 1} for row in said["vout"]]})],
        "states 1 for output 0",
    ),
    "amount of an unspent coin": lambda _: (
        [changed("utxo", lambda rows: [row | {"value": row["value"] + 1} for row in rows])],
        "the source states",
    ),
    "address of an output": lambda chain: (
        [
            changed(
                f"tx/{spend(chain)}$",
                lambda said: said | {"vout": [row | {"scriptpubkey_address": chain.address("exchange")} for row in said["vout"]]},
            )
        ],
        "the script is of",
    ),
    "cut off in the middle": lambda chain: ([rewritten(f"{spend(chain)}/outspends", lambda body: body[:-5])], "cut off"),
    "another shape": lambda _: ([changed("outspends", lambda _: {"error": "busy"})], "list of objects"),
    "gone": lambda _: ([lambda path, given: type(given)(404, b"gone") if "outspends" in path else given], "says 404"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_and_nothing_is_given_out(name, chain):
    faults, words = FAULTS[name](chain)
    with pytest.raises(ExchangeError, match=words) as caught:
        traced(EsploraServer(chain, *faults), [seed(chain)], exchange(chain, "exchange"))
    assert caught.value.exit_code in {1, 3}
    assert caught.value.place


def test_without_faults_the_same_trace_holds(chain):
    flow = traced(EsploraServer(chain), [seed(chain)], exchange(chain, "exchange"))
    assert doors(flow, "poison") == {("exchange", "exchange"): 880, ("rest", "unspent"): 90}


def test_a_rate_limit_is_waited_for(chain):
    truth = traced(EsploraServer(chain), [seed(chain)], exchange(chain, "exchange"))
    patient = traced(EsploraServer(chain, refused_at_first("hex|outspends", 4)), [seed(chain)], exchange(chain, "exchange"))
    assert patient == truth


def test_a_rate_limit_without_end_is_an_error_not_a_result(chain):
    with pytest.raises(ExchangeError, match="status 429"):
        traced(EsploraServer(chain, refused_at_first("outspends", 1_000)), [seed(chain)])


@pytest.mark.parametrize("moment", [1, 2, 3, 4])
@pytest.mark.parametrize("height", [3, 4, 5])
def test_a_reorganisation_between_two_answers_is_noticed_or_leaves_the_result_true(chain, moment, height):
    other = chain.fork(height)
    other.fund("somebody", 1)  # another block at this height
    for block in chain.blocks[height:]:
        other.mine(*[transaction for transaction in block.transactions if not transaction.is_coinbase])
    server = EsploraServer(chain)
    server.faults.append(reorganised(server, other, "merkle-proof", moment))
    try:
        flow = traced(server, [seed(chain)], exchange(chain, "exchange"))
    except ExchangeError:
        return
    blocks = {block.id for block in server.chain.blocks}
    assert {edge.position.block for edge in flow.edges} <= blocks


def test_a_concealed_spending_that_shows_up_later_is_a_contradiction(chain):
    # both listings call output 0 of the spend unspent, but the cash-out that spends it is reached another way
    txid = spend(chain)
    split = chain.send([(chain.fund("second victim", 50), 0)], ("thief 2", 50))
    joint = chain.send([(cash_out(chain), 0), (split, 0)], ("end", 900))
    hidden_coin = [
        changed(f"{cash_out(chain)}/outspends", lambda rows: [{"spent": False} for _ in rows]),
        changed("utxo", lambda rows: [*rows, {"txid": cash_out(chain), "vout": 0, "value": 880}]),
    ]
    with pytest.raises(ContradictionError, match=f"called unspent, but {joint} spends it"):
        traced(EsploraServer(chain, *hidden_coin), [(txid, 0), (split, 0)])


@pytest.fixture
def busy():
    """An address with three pages of coins."""
    made = CoinChain()
    for _ in range(60):
        made.fund("busy", 10)
    return made


def listed(server: EsploraServer, address: str):
    with server.serving() as served:
        door = Door(served.address, pause=lambda _: None)
        try:
            return CheckedCoins(Esplora(door)).coins(address)
        finally:
            door.close()


def test_all_pages_of_an_address_are_read(busy):
    coins = listed(EsploraServer(busy), busy.address("busy"))
    assert len(coins) == 60
    assert list(coins) == [(block.transactions[0].txid, 0) for block in busy.blocks[1:]]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (changed("txs/chain/", lambda _: []), "a page is missing"),
        (changed("txs/chain$", lambda rows: rows[:20]), None),
        (changed("txs/chain/", lambda rows: rows[1:]), "a page is missing"),
        (
            changed("txs/chain", lambda rows: [row | {"vout": [out | {"value": 9} for out in row["vout"]]} for row in rows]),
            "is missing|states",
        ),
        (
            changed(
                "txs/chain",
                lambda rows: [row | {"vout": [out | {"scriptpubkey_address": "bcrt1q"} for out in row["vout"]]} for row in rows],
            ),
            "a page is missing",
        ),
    ],
)
def test_a_missing_page_or_a_wrong_row_is_noticed(busy, fault, words):
    server = EsploraServer(busy, fault)
    if words is None:  # a short page is no end: the rest is asked for
        assert len(listed(server, busy.address("busy"))) == 60
        return
    with pytest.raises(ExchangeError, match=words):
        listed(server, busy.address("busy"))


def test_the_same_page_twice_is_noticed(busy):
    server = EsploraServer(busy)
    first = server.truth(["address", busy.address("busy"), "txs", "chain"])
    server.faults.append(lambda path, given: first if "txs/chain/" in path else given)
    with pytest.raises(ContradictionError, match="on two pages"):
        listed(server, busy.address("busy"))
