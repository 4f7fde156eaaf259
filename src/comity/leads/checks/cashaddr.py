"""Bitcoin Cash addresses. Source: https://github.com/bitcoincashorg/bitcoincash.org/blob/master/spec/cashaddr.md."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from comity.leads.checks.bech32 import CHARSET, regroup

_VALUE = {letter: value for value, letter in enumerate(CHARSET)}
_GENERATOR = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_SIZES = (20, 24, 28, 32, 40, 48, 56, 64)
PREFIXES = ("bitcoincash", "bchtest")


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 35
        check = (check & 0x07FFFFFFFF) << 5 ^ value
        for place in range(5):
            if top >> place & 1:
                check ^= _GENERATOR[place]
    return check ^ 1


@lru_cache(maxsize=4096)
def decode(address: str) -> tuple[str, int, bytes] | None:
    """Take a CashAddr apart; without a prefix `bitcoincash:` is meant.

    Returns:
        Prefix, type (0 P2PKH, 1 P2SH, 2 and 3 the same for tokens) and hash; None where the checksum, the case or a length is wrong.
    """
    if address.lower() != address and address.upper() != address:
        return None
    prefix, _, data = address.lower().rpartition(":")
    prefix = prefix or PREFIXES[0]
    if any(letter not in _VALUE for letter in data) or len(data) < 14 or len(data) > 112:
        return None
    values = [_VALUE[letter] for letter in data]
    if _polymod([*(ord(letter) & 31 for letter in prefix), 0, *values]):
        return None
    payload = regroup(values[:-8], 5, 8, pad=False)
    if not payload or payload[0] & 0x80 or len(payload) - 1 != _SIZES[payload[0] & 7]:
        return None
    return prefix, payload[0] >> 3, bytes(payload[1:])


def encode(prefix: str, kind: int, digest: bytes) -> str:
    """Write a CashAddr with its prefix."""
    values = regroup([kind << 3 | _SIZES.index(len(digest)), *digest], 8, 5, pad=True) or []
    check = _polymod([*(ord(letter) & 31 for letter in prefix), 0, *values, *[0] * 8])
    values += [check >> 5 * (7 - place) & 31 for place in range(8)]
    return prefix + ":" + "".join(CHARSET[value] for value in values)
