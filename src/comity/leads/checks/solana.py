"""Solana addresses and signatures: Base58 of 32 and of 64 bytes. No checksum; most addresses are points of the curve Ed25519.

Source: https://solana.com/docs/core/accounts and RFC 8032, section 5.1.3 (decoding of points).
"""

from __future__ import annotations

from functools import lru_cache

from comity.leads.checks import base58

_P = 2**255 - 19
_D = -121665 * pow(121666, _P - 2, _P) % _P


@lru_cache(maxsize=4096)
def is_address(text: str) -> bool:
    """Tell whether the text is Base58 of 32 bytes."""
    data = base58.decode(text) if 32 <= len(text) <= 44 else None
    return data is not None and len(data) == 32


@lru_cache(maxsize=4096)
def is_signature(text: str) -> bool:
    """Tell whether the text is Base58 of 64 bytes: a transaction's first signature is its identifier."""
    data = base58.decode(text) if 64 <= len(text) <= 88 else None
    return data is not None and len(data) == 64


@lru_cache(maxsize=4096)
def is_on_curve(text: str) -> bool:
    """Tell whether the 32 bytes are a point of Ed25519: a wallet's key is, a derived address is not, chance bytes half the time."""
    data = base58.decode(text)
    if data is None or len(data) != 32:
        return False
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    if y >= _P:
        return False
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    return square == 0 or pow(square, (_P - 1) // 2, _P) == 1
