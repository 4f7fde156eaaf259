"""TON addresses: the user-friendly form (48 characters of Base64, CRC-16) and the raw form (`0:` and 64 hexadecimal digits).

Source: TEP-2, https://github.com/ton-blockchain/TEPs/blob/master/text/0002-address.md. The CRC is CRC-16/XMODEM.
"""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

_FRIENDLY = re.compile(r"[A-Za-z0-9_-]{48}|[A-Za-z0-9+/]{48}")
_RAW = re.compile(r"(?:0|-1):[0-9a-fA-F]{64}")
_BOUNCEABLE, _NON_BOUNCEABLE, _TEST_ONLY = 0x11, 0x51, 0x80


@lru_cache(maxsize=4096)
def raw_form(text: str) -> str | None:
    """Return the raw form (`workchain:hash`) of either form; None where the form, the tag or the checksum is wrong."""
    if _RAW.fullmatch(text):
        return text.lower()
    if not _FRIENDLY.fullmatch(text):
        return None
    data = urlsafe_b64decode(text.replace("+", "-").replace("/", "_"))
    if data[0] & ~_TEST_ONLY not in {_BOUNCEABLE, _NON_BOUNCEABLE} or data[1] not in {0, 0xFF}:
        return None
    if binascii.crc_hqx(data[:-2], 0) != int.from_bytes(data[-2:], "big"):
        return None
    return f"{'0' if data[1] == 0 else '-1'}:{data[2:34].hex()}"


def is_test_only(text: str) -> bool:
    """Tell whether a user-friendly address says that it is for the test network."""
    return bool(urlsafe_b64decode(text.replace("+", "-").replace("/", "_"))[0] & _TEST_ONLY)


def friendly_form(raw: str, *, bounceable: bool = True) -> str:
    """Write a raw address in its user-friendly form."""
    workchain, _, digest = raw.partition(":")
    data = bytes([_BOUNCEABLE if bounceable else _NON_BOUNCEABLE, 0 if workchain == "0" else 0xFF]) + bytes.fromhex(digest)
    return urlsafe_b64encode(data + binascii.crc_hqx(data, 0).to_bytes(2, "big")).decode()
