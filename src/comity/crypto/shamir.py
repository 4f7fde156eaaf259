"""Split a secret among people so that any k of n bring it back, and fewer learn nothing: Shamir, "How to share a secret" (1979).

Each byte is the constant term of a random polynomial of degree k - 1 over GF(2^8) with the modulus x^8 + x^4 + x^3 + x + 1; a share is the
polynomial's value at the share's number. A share says nothing of whether it is right: keep a check value beside the shares.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

MAX_SHARES = 255


def split(secret: bytes, threshold: int, count: int) -> dict[int, bytes]:
    """Split a secret.

    Args:
        secret: the bytes to protect.
        threshold: how many shares bring it back, at least 2.
        count: how many shares are made, at most 255.

    Returns:
        The shares by their number, from 1.

    Raises:
        ValueError: threshold and count do not fit.
    """
    if not 2 <= threshold <= count <= MAX_SHARES:
        raise ValueError(f"{threshold} of {count} shares is not possible: 2 to 255, the threshold not above the count")
    polynomials = [bytes([byte]) + secrets.token_bytes(threshold - 1) for byte in secret]
    return {number: bytes(_value(polynomial, number) for polynomial in polynomials) for number in range(1, count + 1)}


def combine(shares: Mapping[int, bytes]) -> bytes:
    """Bring a secret back from shares by interpolation at zero; wrong or too few shares give another value, not an error.

    Raises:
        ValueError: the shares are of different lengths, or numbered outside 1 to 255.
    """
    if not shares or len({len(share) for share in shares.values()}) != 1 or not all(1 <= number <= MAX_SHARES for number in shares):
        raise ValueError("shares of one length with numbers from 1 to 255 are expected")
    weights = {number: _weight(number, list(shares)) for number in shares}
    size = len(next(iter(shares.values())))
    return bytes(_sum(_product(weights[number], share[place]) for number, share in shares.items()) for place in range(size))


def _weight(number: int, numbers: list[int]) -> int:
    weight = 1
    for other in numbers:
        if other != number:
            weight = _product(weight, _product(other, _inverse(other ^ number)))
    return weight


def _value(polynomial: bytes, at: int) -> int:
    value = 0
    for coefficient in reversed(polynomial):
        value = _product(value, at) ^ coefficient
    return value


def _sum(values: Iterable[int]) -> int:
    total = 0
    for value in values:
        total ^= value
    return total


def _product(one: int, two: int) -> int:
    result = 0
    for _ in range(8):
        result ^= one & -(two & 1)
        one = (one << 1) ^ (0x11B & -(one >> 7))
        two >>= 1
    return result & 0xFF


def _inverse(value: int) -> int:
    """Return value^254, which is the inverse in the field."""
    result = 1
    for _ in range(254):
        result = _product(result, value)
    return result
