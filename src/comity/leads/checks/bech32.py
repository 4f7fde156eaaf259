"""Segregated witness addresses: Bech32 (BIP-173) and Bech32m (BIP-350, Taproot).

Source: https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki and bip-0350.mediawiki.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUE = {letter: value for value, letter in enumerate(CHARSET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32, _BECH32M = 1, 0x2BC830A3
_LONGEST = 90


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place in range(5):
            if top >> place & 1:
                check ^= _GENERATOR[place]
    return check


def _expanded(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def regroup(data: Iterable[int], from_bits: int, to_bits: int, *, pad: bool) -> list[int] | None:
    """Cut a row of bits into groups of another width; None where left-over bits are not zero or too many."""
    held, bits, out = 0, 0, []
    for value in data:
        held = (held << from_bits | value) & 0xFFFFFFFF
        bits += from_bits
        while bits >= to_bits:
            bits -= to_bits
            out.append(held >> bits & (1 << to_bits) - 1)
    if pad:
        if bits:
            out.append(held << to_bits - bits & (1 << to_bits) - 1)
    elif bits >= from_bits or held << to_bits - bits & (1 << to_bits) - 1:
        return None
    return out


@lru_cache(maxsize=4096)
def witness(address: str) -> tuple[str, int, bytes] | None:
    """Take a segwit address apart.

    Returns:
        Prefix (`bc`, `tb`, `ltc`), witness version and program; None where the checksum, the case or a length is wrong.
    """
    if len(address) > _LONGEST or (address.lower() != address and address.upper() != address):
        return None
    prefix, separator, data = address.lower().rpartition("1")
    if not separator or not prefix or len(data) < 8 or any(letter not in _VALUE for letter in data):
        return None
    values = [_VALUE[letter] for letter in data]
    constant = _polymod(_expanded(prefix) + values)
    version, program = values[0], regroup(values[1:-6], 5, 8, pad=False)
    if constant != (_BECH32 if version == 0 else _BECH32M) or version > 16 or program is None:
        return None
    if not 2 <= len(program) <= 40 or (version == 0 and len(program) not in {20, 32}):
        return None
    return prefix, version, bytes(program)


def encode_witness(prefix: str, version: int, program: bytes) -> str:
    """Write a segwit address."""
    values = [version, *(regroup(program, 8, 5, pad=True) or [])]
    check = _polymod([*_expanded(prefix), *values, *[0] * 6]) ^ (_BECH32 if version == 0 else _BECH32M)
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(CHARSET[value] for value in values)
