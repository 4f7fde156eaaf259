"""Addresses of TRON: 0x41 and twenty bytes, in Base58 with a checksum (https://developers.tron.network/docs/account)."""

from __future__ import annotations

import re

from comity.chain.bitcoin.address import base58_bytes, base58check

_HEX = re.compile(r"(?:0x)?(41)?([0-9a-fA-F]{40})\Z")


def tron_address(text: str) -> str | None:
    """Return the Base58 form of an address written in Base58 or hexadecimal, with or without the leading 41; None when it is none."""
    found = _HEX.match(text)
    if found:
        return base58check(b"\x41" + bytes.fromhex(found[2]))
    data = base58_bytes(text)
    return text if data is not None and len(data) == 21 and data[0] == 0x41 else None
