"""The double SHA-256 of Bitcoin, Merkle branches and header work."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

HEADER_SIZE = 80


def double_sha256(data: bytes) -> bytes:
    """Hash twice, as Bitcoin does for blocks, transactions and Merkle nodes."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def shown(digest: bytes) -> str:
    """Write a digest as explorers show it: bytes reversed."""
    return digest[::-1].hex()


def hidden(text: str) -> bytes:
    """Read a digest as explorers show it."""
    return bytes.fromhex(text)[::-1]


def merkle_root(txids: Sequence[bytes]) -> bytes:
    """Compute the Merkle root of a block from its transaction ids (internal byte order)."""
    row = list(txids)
    while len(row) > 1:
        if len(row) % 2:
            row.append(row[-1])
        row = [double_sha256(row[place] + row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]


def merkle_branch_root(txid: bytes, branch: Sequence[bytes], position: int) -> bytes:
    """Follow a Merkle branch from a transaction to the root."""
    node = txid
    for sibling in branch:
        node = double_sha256(sibling + node) if position & 1 else double_sha256(node + sibling)
        position >>= 1
    return node


def merkle_branch(txids: Sequence[bytes], position: int) -> list[bytes]:
    """Return the branch that proves the transaction at a position."""
    row, branch = list(txids), []
    while len(row) > 1:
        if len(row) % 2:
            row.append(row[-1])
        branch.append(row[position ^ 1])
        row = [double_sha256(row[place] + row[place + 1]) for place in range(0, len(row), 2)]
        position >>= 1
    return branch


def header_target(header: bytes) -> int:
    """Return the target that a header's compact bits state."""
    bits = int.from_bytes(header[72:76], "little")
    exponent, mantissa = bits >> 24, bits & 0x7FFFFF
    return mantissa << (8 * (exponent - 3)) if exponent > 3 else mantissa >> (8 * (3 - exponent))


def has_work(header: bytes) -> bool:
    """Tell whether a header's hash meets the target it states.

    The target itself is the miner's statement: on a private test chain it is trivial, and a checker shows it.
    """
    return len(header) == HEADER_SIZE and int.from_bytes(double_sha256(header), "little") <= header_target(header)
