"""Undo files of a node say what every block spent; a record belongs to one block only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.chain.bitcoin.hashes import double_sha256
from comity.chain.bulk.undo_file import SpentCoin, UndoRecord, _amount, undo_records
from comity.errors import InputError
from comity.training.counterparts.ledgers.coin_chain import CoinChain

KEY = bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")  # the generator of the curve
KEY_Y = bytes.fromhex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")


def written(number):
    """Write a number in the base 128 of Bitcoin Core."""
    out = [number & 0x7F]
    while number > 0x7F:
        number = (number >> 7) - 1
        out.append(number & 0x7F | 0x80)
    return bytes(reversed(out))


def packed(value):
    """Pack an amount as Bitcoin Core does."""
    if value == 0:
        return 0
    zeros = 0
    while value % 10 == 0 and zeros < 9:
        value //= 10
        zeros += 1
    if zeros == 9:
        return 1 + (value - 1) * 10 + 9
    digit = value % 10
    return 1 + (value // 10 * 9 + digit - 1) * 10 + zeros


def record(*transactions):
    """Serialise the coins that transactions spent: value, script as compressed, height."""
    body = bytes([len(transactions)])
    for coins in transactions:
        body += bytes([len(coins)])
        for value, script, height in coins:
            body += written(height << 1) + (written(1) if height else b"") + written(packed(value)) + script
    return body


def in_file(folder, *pairs, name="rev00000.dat"):
    data = b""
    for header, body in pairs:
        digest = double_sha256(header[4:36] + body)
        data += bytes.fromhex("fabfb5da") + len(body).to_bytes(4, "little") + body + digest
    path = folder / name
    path.write_bytes(data + bytes(40))
    return path


@given(st.integers(0, 21_000_000 * 10**8))
def test_amounts_are_unpacked(value):
    assert _amount(packed(value)) == value


@pytest.mark.parametrize(
    ("value", "form"), [(0, 0), (1, 1), (1_000_000, 7), (100_000_000, 9), (50 * 10**8, 50), (21_000_000 * 10**8, 21_000_000)]
)
def test_amounts_of_the_tests_of_bitcoin_core(value, form):
    assert packed(value) == form
    assert _amount(form) == value


@pytest.mark.parametrize(
    ("compressed", "script"),
    [
        (b"\x00" + b"h" * 20, b"\x76\xa9\x14" + b"h" * 20 + b"\x88\xac"),
        (b"\x01" + b"h" * 20, b"\xa9\x14" + b"h" * 20 + b"\x87"),
        (b"\x02" + KEY, b"\x21\x02" + KEY + b"\xac"),
        (b"\x04" + KEY, b"\x41\x04" + KEY + KEY_Y + b"\xac"),
        (written(6 + 22) + b"\x00\x14" + b"w" * 20, b"\x00\x14" + b"w" * 20),
    ],
)
def test_scripts_are_written_out(tmp_path, compressed, script):
    header = CoinChain().blocks[0].header
    (found,) = undo_records(in_file(tmp_path, (header, record([(5_000, compressed, 7)]))))
    assert found.coins() == ((SpentCoin(5_000, script, 7, is_coinbase=False),),)


def test_a_record_belongs_to_one_block(tmp_path):
    chain = CoinChain()
    chain.fund("a", 1)
    chain.fund("b", 2)
    pairs = [(block.header, record([(number, b"\x00" + b"h" * 20, number)])) for number, block in enumerate(chain.blocks)]
    found = list(undo_records(in_file(tmp_path, *pairs)))
    for number, one in enumerate(found):
        assert [one.belongs_to(block.header) for block in chain.blocks] == [place == number for place in range(len(chain.blocks))]


def test_a_file_that_breaks_off_is_refused(tmp_path):
    path = in_file(tmp_path, (CoinChain().blocks[0].header, record([(5, b"\x00" + b"h" * 20, 1)])))
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(InputError, match="breaks off"):
        list(undo_records(path))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data):
    try:
        found = UndoRecord(data, b"", "x").coins()
    except InputError:
        return
    assert sum(map(len, found)) <= len(data), "a coin has a byte and more"
