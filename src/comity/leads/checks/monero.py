"""Monero addresses: Base58 in blocks of eight bytes, network byte, four bytes of Keccak-256.

Source: https://docs.getmonero.org/public-address/standard-address/ and .../subaddress/, .../integrated-address/, cryptography/base58.
"""

from __future__ import annotations

from functools import lru_cache

from comity.leads.checks.base58 import ALPHABET
from comity.leads.checks.evm import keccak

_BLOCK = 11
_BYTES = {0: 0, 2: 1, 3: 2, 5: 3, 6: 4, 7: 5, 9: 6, 10: 7, 11: 8}
_LETTERS = {count: letters for letters, count in _BYTES.items()}
NETWORKS = {
    18: "standard",
    19: "integrated",
    42: "subaddress",
    53: "testnet",
    54: "testnet",
    63: "testnet",
    24: "stagenet",
    25: "stagenet",
    36: "stagenet",
}


def decode(text: str) -> bytes | None:
    """Return the bytes of Monero's Base58; None where a letter, a block or a length is wrong."""
    out = bytearray()
    for start in range(0, len(text), _BLOCK):
        block = text[start : start + _BLOCK]
        size = _BYTES.get(len(block))
        if size is None or any(letter not in ALPHABET for letter in block):
            return None
        number = 0
        for letter in block:
            number = number * 58 + ALPHABET.index(letter)
        if number >= 1 << 8 * size:
            return None
        out += number.to_bytes(size, "big")
    return bytes(out)


def encode(data: bytes) -> str:
    """Write bytes in Monero's Base58."""
    out = []
    for start in range(0, len(data), 8):
        block = data[start : start + 8]
        number, letters = int.from_bytes(block, "big"), ""
        for _ in range(_LETTERS[len(block)]):
            number, rest = divmod(number, 58)
            letters = ALPHABET[rest] + letters
        out.append(letters)
    return "".join(out)


@lru_cache(maxsize=4096)
def address_type(text: str) -> str | None:
    """Return `standard`, `subaddress`, `integrated`, `testnet` or `stagenet`; None where length, network or checksum is wrong."""
    data = decode(text)
    if data is None or len(data) not in {69, 77} or keccak(data[:-4])[:4] != data[-4:]:
        return None
    found = NETWORKS.get(data[0])
    if found is None or (data[0] == 19) != (len(data) == 77 and data[0] == 19):
        return None
    return found
