"""The blocks of a journal: how entries and checkpoints lie in one append-only file.

    header, 64 bytes     magic, kind, number of entries, first sequence number, length of the body, BLAKE3 of the body, BLAKE3 of the header
    body of entries      a table of lengths (entry, sealed part), then entry, sealed part, entry, sealed part …
    body of a checkpoint its size, then the signed note
    zeros                up to the next multiple of 512: no write ever touches a sector that holds something acknowledged

One append is one block, written in one piece. A block that the power cut off has a body that does not fit its digest: it was never
acknowledged, and is overwritten. A sealed part that was erased is all zeros; then the digest of the body no longer fits, which is
possible only in a block that others follow.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from blake3 import blake3

from comity.errors import CustodyError

SECTOR = 512
HEADER_SIZE = 64
ENTRIES, CHECKPOINT = b"E", b"C"
_MAGIC = b"CMTY"
_HEADER = struct.Struct("<4scBHIQQ16s8s")
_CHECK = 12
_SIZE = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Block:
    """The header of a block, and where it lies.

    Attributes:
        offset: where the header begins.
        kind: `ENTRIES` or `CHECKPOINT`.
        count: number of entries; 1 for a checkpoint.
        first: sequence number of the first entry; the number of a checkpoint.
        length: bytes of the body.
        digest: BLAKE3 of the body as it was written, 16 bytes.
    """

    offset: int
    kind: bytes
    count: int
    first: int
    length: int
    digest: bytes

    @property
    def body(self) -> int:
        """Where the body begins."""
        return self.offset + HEADER_SIZE

    @property
    def end(self) -> int:
        """Where the next block begins."""
        return aligned(self.body + self.length)

    @classmethod
    def parse(cls, data: bytes, offset: int) -> Block | None:
        """Read a header; None where none was written, or only a part of one."""
        if len(data) < HEADER_SIZE or data[:4] != _MAGIC or blake3(data[:-_CHECK]).digest(length=_CHECK) != data[-_CHECK:]:
            return None
        _, kind, _, _, count, first, length, digest, _ = _HEADER.unpack_from(data)
        return cls(offset, kind, count, first, length, digest)


def aligned(offset: int) -> int:
    """Return the next multiple of a sector."""
    return -(-offset // SECTOR) * SECTOR


def entries_block(first: int, rows: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Write entries with their sealed parts as one block, padded to whole sectors."""
    lengths: list[int] = []
    parts: list[bytes] = []
    for entry, sealed in rows:
        lengths += (len(entry), len(sealed))
        parts += (entry, sealed)
    return _block(ENTRIES, len(rows), first, struct.pack(f"<{len(lengths)}I", *lengths) + b"".join(parts))


def checkpoint_block(number: int, size: int, note: str) -> bytes:
    """Write a signed checkpoint as one block."""
    return _block(CHECKPOINT, 1, number, _SIZE.pack(size) + note.encode())


def parse_checkpoint(body: bytes) -> tuple[int, str]:
    """Return size and note of the body of a checkpoint."""
    return _SIZE.unpack_from(body)[0], body[_SIZE.size :].decode()


def table_size(block: Block) -> int:
    """Return how many bytes the table of lengths takes."""
    return 8 * block.count


def places(table: bytes, block: Block) -> Iterator[tuple[int, int, int, int]]:
    """Tell where each entry and its sealed part lie in the body: start, length, start, length.

    Raises:
        CustodyError: the table does not fit the body.
    """
    lengths = struct.unpack(f"<{2 * block.count}I", table)
    if table_size(block) + sum(lengths) != block.length:
        raise CustodyError(f"the lengths of entries from {block.first} on were changed", place=f"offset {block.offset}")
    start = table_size(block)
    pairs = iter(lengths)
    for entry, sealed in zip(pairs, pairs, strict=True):
        yield start, entry, start + entry, sealed
        start += entry + sealed


def body_digest(body: bytes) -> bytes:
    """Return the digest that the header keeps of a body."""
    return blake3(body).digest(length=16)


def _block(kind: bytes, count: int, first: int, body: bytes) -> bytes:
    head = _HEADER.pack(_MAGIC, kind, 2, 0, count, first, len(body), body_digest(body), bytes(8)).ljust(HEADER_SIZE, b"\0")[:-_CHECK]
    whole = head + blake3(head).digest(length=_CHECK) + body
    return whole.ljust(aligned(len(whole)), b"\0")
