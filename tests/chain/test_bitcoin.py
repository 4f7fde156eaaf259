"""Bitcoin's serialisation on vectors that anyone can look up, and on real blocks where they are at hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.chain.bitcoin.address import NETWORKS, address_of
from comity.chain.bitcoin.hashes import double_sha256, has_work, hidden, merkle_branch, merkle_branch_root, merkle_root, shown
from comity.chain.bitcoin.transaction import read_block, read_transaction
from comity.errors import InputError

MAIN = NETWORKS["btc"]
# the genesis block of 2009-01-03
GENESIS = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9f"
    "b8aa4b1e5e4a29ab5f49ffff001d1dac2b7c0101000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04"
    "ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e6420626169"
    "6c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb6"
    "49f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"
)
BLOCKS = Path(__file__).parents[3] / "shared" / "testdata" / "chain" / "btc-blocks"


def test_the_genesis_block_is_read_whole():
    header, transactions = read_block(GENESIS, MAIN)
    assert shown(double_sha256(header)) == "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
    assert has_work(header)
    assert [tx.txid for tx in transactions] == ["4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"]
    assert transactions[0].is_coinbase
    assert transactions[0].outputs[0].value == 50 * 10**8
    assert merkle_root([hidden(tx.txid) for tx in transactions]) == header[36:68]


def test_a_header_changed_by_one_bit_has_no_work():
    assert not has_work(bytes([GENESIS[0] ^ 1]) + GENESIS[1:80])


@pytest.mark.parametrize(
    ("script", "address"),
    [
        ("76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        # BIP 173 and BIP 350 test vectors
        ("0014751e76e8199196d454941c45d1b3a323f1433bd6", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        (
            "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        ),
        ("5210751e76e8199196d454941c45d1b3a323", "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs"),
        ("6a0568656c6c6f", None),
    ],
)
def test_addresses_of_scripts(script, address):
    assert address_of(bytes.fromhex(script), MAIN) == address


@given(st.integers(1, 40), st.data())
def test_a_merkle_branch_leads_to_the_root_from_its_own_place_only(count, data):
    txids = [double_sha256(bytes([number])) for number in range(count)]
    place = data.draw(st.integers(0, count - 1))
    branch = merkle_branch(txids, place)
    assert merkle_branch_root(txids[place], branch, place) == merkle_root(txids)
    assert merkle_branch_root(double_sha256(b"other"), branch, place) != merkle_root(txids)


@given(st.integers(0, len(GENESIS) - 1))
def test_a_cut_block_is_refused(length):
    with pytest.raises(InputError):
        read_block(GENESIS[:length], MAIN)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    try:
        transaction = read_transaction(data, MAIN)
    except InputError:
        return
    assert transaction.raw == data


def test_the_genesis_block_and_real_blocks_have_the_merkle_root_of_their_header():
    real = [path.read_bytes() for path in sorted(BLOCKS.glob("*.raw")) if "undo" not in path.name]
    for raw in [GENESIS, *real]:
        header, transactions = read_block(raw, MAIN)
        assert merkle_root([hidden(tx.txid) for tx in transactions]) == header[36:68]
        assert has_work(header)
