"""Members of zip archives that are encrypted with AES (WinZip's AE-1 and AE-2, method 99, extra field 0x9901).

Key and check value come from PBKDF2 with HMAC-SHA1 and 1,000 rounds; the text is AES in counter mode, the counter little-endian from one;
ten bytes of HMAC-SHA1 over the cipher text follow it (https://www.winzip.com/en/support/aes-encryption/).
"""

from __future__ import annotations

import hashlib
import hmac
import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass

METHOD = 99
_EXTRA = 0x9901
_ROUNDS = 1000
_SIGNED = 10
_PIECE = 1 << 18
_SALT = {1: 8, 2: 12, 3: 16}
_KEY = {1: 16, 2: 24, 3: 32}


@dataclass(frozen=True, slots=True)
class Locked:
    """How a member is encrypted.

    Attributes:
        strength: 1, 2, 3 for 128, 192, 256 bits.
        method: how the plain bytes are packed.
        has_crc: whether the checksum of the plain bytes is stated (AE-1).
    """

    strength: int
    method: int
    has_crc: bool


def locked_as(extra: bytes) -> Locked | None:
    """Read the extra field; None where it is missing or of another kind."""
    place = 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, place)
        if kind == _EXTRA and size >= 7 and place + 4 + size <= len(extra):
            version, _, strength, method = struct.unpack_from("<H2sBH", extra, place + 4)
            return Locked(strength, method, has_crc=version == 1) if strength in _SALT else None
        place += 4 + size
    return None


def opened(data: bytes | mmap.mmap, start: int, size: int, locked: Locked, passwords: tuple[bytes, ...]) -> Iterator[bytes] | None:
    """Return the plain (still packed) bytes of a member with the first password that fits; None when none does.

    Args:
        data: the archive.
        start: place of the member's bytes: salt, check value, cipher text, signature.
        size: their number.
        locked: from the extra field.
        passwords: to be tried.

    Raises:
        ValueError: the bytes were changed or cut short.
    """
    salt, key = _SALT[locked.strength], _KEY[locked.strength]
    head = bytes(data[start : start + salt + 2])
    if len(head) < salt + 2 or size < salt + 2 + _SIGNED or start + size > len(data):
        raise ValueError("cut short")
    changed = False
    for password in passwords:
        made = hashlib.pbkdf2_hmac("sha1", password, head[:salt], _ROUNDS, 2 * key + 2)
        if hmac.compare_digest(made[-2:], head[salt:]):
            body = range(start + salt + 2, start + size - _SIGNED, _PIECE)
            signature = bytes(data[start + size - _SIGNED : start + size])
            if _is_signed(data, body, made[key : 2 * key], signature):
                return _plain(data, body, made[:key])
            changed = True
    if changed:
        raise ValueError("a password fits, and the authentication code does not: the bytes were changed")
    return None


def _is_signed(data: bytes | mmap.mmap, body: range, key: bytes, signature: bytes) -> bool:
    """Check the whole cipher text first: the check value alone lets one wrong password in 65,536 through."""
    code = hmac.new(key, digestmod=hashlib.sha1)
    for place in body:
        code.update(data[place : min(place + _PIECE, body.stop)])
    return hmac.compare_digest(code.digest()[:_SIGNED], signature)


def _plain(data: bytes | mmap.mmap, body: range, key: bytes) -> Iterator[bytes]:
    from Crypto.Cipher import AES
    from Crypto.Util import Counter

    cipher = AES.new(key, AES.MODE_CTR, counter=Counter.new(128, initial_value=1, little_endian=True))
    for place in body:
        yield cipher.decrypt(bytes(data[place : min(place + _PIECE, body.stop)]))
