"""Addresses of Ethereum and its kin, and their checksum in the case of letters.

Source: EIP-55, https://eips.ethereum.org/EIPS/eip-55. Keccak-256 is the original padding, not the later SHA3-256 of FIPS 202.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ADDRESS = re.compile(r"0[xX][0-9a-fA-F]{40}")


def keccak(data: bytes) -> bytes:
    """Return the Keccak-256 digest."""
    from eth_hash.auto import keccak as digest

    return bytes(digest(data))


@lru_cache(maxsize=4096)
def checksummed(address: str) -> str:
    """Write an address with the case of EIP-55.

    Args:
        address: `0x` and forty hexadecimal digits, in any case.
    """
    digits = address[2:].lower()
    digest = keccak(digits.encode()).hex()
    return "0x" + "".join(letter.upper() if int(nibble, 16) >= 8 else letter for letter, nibble in zip(digits, digest, strict=False))


def is_address(text: str) -> bool:
    """Tell whether the text has the form of an address, whatever its case."""
    return _ADDRESS.fullmatch(text) is not None


def has_checksum(address: str) -> bool:
    """Tell whether the case of the letters carries a checksum: letters of one case alone carry none."""
    digits = address[2:]
    return digits.lower() != digits and digits.upper() != digits
