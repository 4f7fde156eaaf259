"""The coders of 7z as streams: bytes in, bytes out; LZMA, LZMA2, Deflate, BZip2, branch filters, delta, AES-256.

A branch filter is run by the LZMA library over stored blocks of LZMA2: by itself the library offers no filter without a packer.
"""

from __future__ import annotations

import bz2
import hashlib
import lzma
import struct
from collections.abc import Iterator
from functools import lru_cache

from comity.readers.containers.seven.directory import Coder
from comity.readers.containers.zips import inflated

AES = b"\x06\xf1\x07\x01"
_OUT = 1 << 20
_CHUNK = 1 << 16
_MOST_ROUNDS = 24
_MEMORY = 1 << 30
_FILTERS = {
    b"\x03\x03\x01\x03": lzma.FILTER_X86, b"\x04": lzma.FILTER_X86, b"\x03\x03\x02\x05": lzma.FILTER_POWERPC, b"\x05": lzma.FILTER_POWERPC,
    b"\x03\x03\x04\x01": lzma.FILTER_IA64, b"\x06": lzma.FILTER_IA64, b"\x03\x03\x05\x01": lzma.FILTER_ARM, b"\x07": lzma.FILTER_ARM,
    b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB, b"\x08": lzma.FILTER_ARMTHUMB, b"\x03\x03\x08\x05": lzma.FILTER_SPARC,
    b"\x09": lzma.FILTER_SPARC,
}  # fmt: skip
_NAMES = {b"\x03\x04\x01": "PPMd", b"\x03\x03\x01\x1b": "BCJ2", b"\x04\x01\x09": "Deflate64", b"\x04\xf7\x11\x01": "Zstandard"}


def through(pieces: Iterator[bytes], coder: Coder, size: int, password: bytes | None) -> Iterator[bytes]:
    """Send bytes through one coder.

    Args:
        pieces: what goes in.
        coder: which, and how.
        size: bytes that come out; more are cut off.
        password: for AES.

    Raises:
        ValueError: the coder is not known, or the bytes are broken (raised while they are taken).
    """
    made = _through(pieces, coder, password)
    left = size
    while left > 0:
        piece = next(made, None)
        if piece is None:
            raise ValueError("cut short")
        yield piece[:left]
        left -= len(piece[:left])


def _through(pieces: Iterator[bytes], coder: Coder, password: bytes | None) -> Iterator[bytes]:
    method = coder.method
    if method in {b"", b"\x00"}:
        return pieces
    if method == b"\x03\x01\x01":
        return _decoded(pieces, [_lzma(coder.properties)])
    if method == b"\x21":
        return _decoded(pieces, [{"id": lzma.FILTER_LZMA2, "dict_size": _dictionary(coder.properties)}])
    if method == b"\x03":
        return _filtered(pieces, {"id": lzma.FILTER_DELTA, "dist": (coder.properties or b"\0")[0] + 1})
    if method in _FILTERS:
        return _filtered(pieces, {"id": _FILTERS[method]})
    if method == b"\x04\x01\x08":
        return inflated(pieces)
    if method == b"\x04\x02\x02":
        return _bunzipped(pieces)
    if method == AES:
        return _decrypted(pieces, coder.properties, password or b"")
    raise ValueError(f"packed in a way that is not supported: {_NAMES.get(method, method.hex())}")


def _lzma(properties: bytes) -> dict[str, int]:
    if len(properties) != 5 or properties[0] >= 225:
        raise ValueError("the properties of LZMA are broken")
    first = properties[0]
    size = struct.unpack("<L", properties[1:])[0]
    return {"id": lzma.FILTER_LZMA1, "lc": first % 9, "lp": first // 9 % 5, "pb": first // 45, "dict_size": _bounded(size)}


def _dictionary(properties: bytes) -> int:
    bits = (properties or b"\0")[0]
    if bits > 40:
        raise ValueError("the properties of LZMA2 are broken")
    return _bounded(0xFFFFFFFF if bits == 40 else (2 | (bits & 1)) << (bits // 2 + 11))


def _bounded(size: int) -> int:
    if size > _MEMORY:
        raise ValueError(f"unpacking needs more than {_MEMORY} bytes of memory")
    return max(size, 4096)


def _decoded(pieces: Iterator[bytes], filters: list[dict[str, int]]) -> Iterator[bytes]:
    try:
        worker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
        for piece in pieces:
            rest = piece
            while rest or not worker.needs_input:
                yield worker.decompress(rest, _OUT)
                rest = b""
                if worker.eof:
                    return
    except lzma.LZMAError as problem:
        raise ValueError(str(problem)) from problem


def _filtered(pieces: Iterator[bytes], branch: dict[str, int]) -> Iterator[bytes]:
    return _decoded(_stored(pieces), [branch, {"id": lzma.FILTER_LZMA2, "dict_size": 4096}])


def _stored(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Write bytes as stored blocks of LZMA2: a mark, the length less one, the bytes; a zero byte ends them."""
    mark = 1
    for piece in pieces:
        for place in range(0, len(piece), _CHUNK):
            part = piece[place : place + _CHUNK]
            yield struct.pack(">BH", mark, len(part) - 1) + part
            mark = 2
    yield b"\0"


def _bunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    worker = bz2.BZ2Decompressor()
    try:
        for piece in pieces:
            rest = piece
            while rest or not worker.needs_input:
                yield worker.decompress(rest, _OUT)
                rest = b""
                if worker.eof:
                    rest, worker = worker.unused_data, bz2.BZ2Decompressor()
                    if not rest:
                        break
    except OSError as problem:
        raise ValueError(str(problem)) from problem


def _decrypted(pieces: Iterator[bytes], properties: bytes, password: bytes) -> Iterator[bytes]:
    from Crypto.Cipher import AES as CIPHER

    rounds, salt, vector = _locked_as(properties)
    cipher = CIPHER.new(_key(password, salt, rounds), CIPHER.MODE_CBC, vector.ljust(16, b"\0")[:16])
    rest = b""
    for piece in pieces:
        whole = rest + piece
        even = len(whole) - len(whole) % 16
        yield cipher.decrypt(whole[:even])
        rest = whole[even:]
    if rest:
        raise ValueError("the cipher text is cut short")


def _locked_as(properties: bytes) -> tuple[int, bytes, bytes]:
    if not properties:
        raise ValueError("the properties of AES are missing")
    first = properties[0]
    if not first & 0xC0:
        return first & 0x3F, b"", b""
    second = properties[1] if len(properties) > 1 else 0
    salt, vector = (first >> 7 & 1) + (second >> 4), (first >> 6 & 1) + (second & 15)
    if len(properties) < 2 + salt + vector:
        raise ValueError("the properties of AES are cut short")
    return first & 0x3F, properties[2 : 2 + salt], properties[2 + salt : 2 + salt + vector]


@lru_cache(maxsize=64)
def _key(password: bytes, salt: bytes, rounds: int) -> bytes:
    """Make the key: SHA-256 over salt, password in UTF-16 and a counter, 2 to the power of `rounds` times."""
    words = password.decode("utf-8", "replace").encode("utf-16-le")
    if rounds == 0x3F:
        return (salt + words).ljust(32, b"\0")[:32]
    if rounds > _MOST_ROUNDS:
        raise ValueError("the key needs more rounds than are made")
    digest = hashlib.sha256()
    prefix = salt + words
    for start in range(0, 1 << rounds, 1 << 12):
        digest.update(b"".join(prefix + struct.pack("<Q", number) for number in range(start, min(start + (1 << 12), 1 << rounds))))
    return digest.digest()
