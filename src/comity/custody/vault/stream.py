"""Evidence as a stream of sealed chunks (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).

Each item has a key of its own. A chunk of 1 MiB is sealed with AES-256-GCM; its nonce is the chunk's number (11 bytes) and a byte that
is 1 for the last chunk only, so that chunks cannot be dropped, doubled, moved or cut off unseen. The item's id is authenticated with each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.errors import CustodyError

Buffer = bytes | bytearray | memoryview

CHUNK = 1 << 20
TAG = 16


class ChunkSealer:
    """Seals the chunks of one item in their order; all but the last must have `CHUNK` bytes. An empty item is one empty chunk."""

    def __init__(self, key: bytes, item: str) -> None:
        self._cipher, self._label = AESGCM(key), item.encode()
        self._number = 0

    def seal_into(self, plain: Buffer, room: memoryview, *, last: bool) -> None:
        """Seal the next chunk into room of its size and `TAG` bytes."""
        nonce = chunk_nonce(self._number, last=last)
        self._number += 1
        self._cipher.encrypt_into(nonce, plain, self._label, room[: len(plain) + TAG])


def opened_chunks(key: bytes, item: str, pieces: Iterable[Buffer], length: int) -> Iterator[memoryview]:
    """Open sealed chunks of `CHUNK + TAG` bytes, the last one shorter or equal; each plain chunk holds until the next is asked for.

    Args:
        key: the item's key.
        item: its id.
        pieces: the sealed chunks.
        length: how many sealed bytes there are in all.

    Raises:
        CustodyError: a chunk was changed, moved, dropped or cut off; the message names its number.
    """
    cipher, label, last = AESGCM(key), item.encode(), max(0, -(-length // (CHUNK + TAG)) - 1)
    plain = memoryview(bytearray(min(max(length - TAG, 0), CHUNK)))
    number = -1
    for number, piece in enumerate(pieces):
        room = plain[: max(0, len(piece) - TAG)]
        try:
            cipher.decrypt_into(chunk_nonce(number, last=number == last), piece, label, room)
        except (InvalidTag, ValueError) as error:
            raise CustodyError(f"chunk {number} of item {item} does not open: it was changed or cut off") from error
        yield room
    if number != last:
        raise CustodyError(f"chunk {number + 1} of item {item} is missing")


def chunk_nonce(number: int, *, last: bool) -> bytes:
    """Return the nonce of a chunk."""
    return number.to_bytes(11, "big") + bytes([last])
