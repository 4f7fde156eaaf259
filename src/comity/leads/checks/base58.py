"""Base58 and Base58Check, as Bitcoin, Litecoin, TRON, Solana and (in blocks) Monero write bytes.

Source: https://datatracker.ietf.org/doc/html/draft-msporny-base58-03 and, for the check, the Bitcoin wiki page "Base58Check encoding".
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_LONGEST = 128


def decode(text: str) -> bytes | None:
    """Return the bytes; None where a character is not of the alphabet, or the text is longer than any address (128)."""
    if not text or len(text) > _LONGEST:
        return None
    number = 0
    for letter in text:
        value = _VALUE.get(letter)
        if value is None:
            return None
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode(data: bytes) -> str:
    """Write bytes in Base58."""
    number = int.from_bytes(data, "big")
    letters = []
    while number:
        number, rest = divmod(number, 58)
        letters.append(ALPHABET[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(letters))


@lru_cache(maxsize=4096)
def decode_check(text: str) -> bytes | None:
    """Return the bytes without their four check bytes; None where the check fails."""
    data = decode(text)
    if data is None or len(data) < 5:
        return None
    body, check = data[:-4], data[-4:]
    return body if sha256(sha256(body).digest()).digest()[:4] == check else None


def encode_check(body: bytes) -> str:
    """Write bytes in Base58 with their check bytes."""
    return encode(body + sha256(sha256(body).digest()).digest()[:4])
