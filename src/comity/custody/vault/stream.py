"""Evidence as a stream of sealed chunks (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).

Each item has a key of its own. A chunk of 1 MiB is sealed with AES-256-GCM; its nonce is the chunk's number (11 bytes) and a byte that
is 1 for the last chunk only, so that chunks cannot be dropped, doubled, moved or cut off unseen. The item's id is authenticated with each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.errors import CustodyError

CHUNK = 1 << 20
TAG = 16


def sealed_chunks(key: bytes, item: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Seal plain chunks; all but the last must have `CHUNK` bytes. An empty item is one empty chunk."""
    cipher, label = AESGCM(key), item.encode()
    waiting: bytes | None = None
    number = 0
    for chunk in chunks:
        if waiting is not None:
            yield cipher.encrypt(_nonce(number, last=False), waiting, label)
            number += 1
        waiting = chunk
    yield cipher.encrypt(_nonce(number, last=True), waiting or b"", label)


def opened_chunks(key: bytes, item: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Open sealed chunks of `CHUNK + TAG` bytes, the last one shorter or equal.

    Raises:
        CustodyError: a chunk was changed, moved, dropped or cut off; the message names its number.
    """
    cipher, label = AESGCM(key), item.encode()
    number = 0
    waiting: bytes | None = None
    for piece in pieces:
        if waiting is not None:
            yield _opened(cipher, number, waiting, label, last=False)
            number += 1
        waiting = piece
    yield _opened(cipher, number, waiting or b"", label, last=True)


def sealed_size(size: int) -> int:
    """Return how many bytes a plain size takes when sealed."""
    return size + TAG * max(1, -(-size // CHUNK))


def _opened(cipher: AESGCM, number: int, piece: bytes, label: bytes, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, last=last), piece, label)
    except (InvalidTag, ValueError) as error:
        raise CustodyError(f"chunk {number} of item {label.decode()} does not open: it was changed or cut off") from error


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
