"""The Merkle tree of an append-only log: RFC 6962 section 2.1 (the same hashes as RFC 9162 section 2.1).

A leaf hash is SHA-256(0x00 || entry), a node hash SHA-256(0x01 || left || right). The tree keeps, level by level, the hashes of all
complete subtrees: 64 bytes an entry, so that a proof for any past size costs a few look-ups.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

DIGEST_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class ProofError(ValueError):
    """A Merkle proof does not show what it claims; the message says what fails."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class MerkleTree:
    """A tree that only grows.

    Attributes:
        size: number of leaves.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]
        self.size = 0
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> int:
        """Add a leaf hash and return its index."""
        index = self.size
        self.size += 1
        node, level, place = leaf, 0, index
        while True:
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += node
            if not place & 1:
                return index
            row = self._levels[level]
            node = node_hash(bytes(row[-2 * DIGEST_SIZE : -DIGEST_SIZE]), node)
            level += 1
            place >>= 1

    def leaf(self, index: int) -> bytes:
        """Return the hash of one leaf."""
        return self._stored(0, index)

    def root(self, size: int | None = None) -> bytes:
        """Return the root at a size (default: now)."""
        size = self._checked(size)
        return self._subtree(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Prove that the leaf `index` is in the tree of `size` leaves: RFC 6962 section 2.1.1, leaf's sibling first."""
        size = self._checked(size)
        if not 0 <= index < size:
            raise ProofError(f"leaf {index} is not in a tree of {size}")
        path: list[bytes] = []
        start, end = 0, size
        while end - start > 1:
            middle = start + _largest_power_below(end - start)
            if index < middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, first: int, second: int | None = None) -> list[bytes]:
        """Prove that the tree of `first` leaves is a prefix of the tree of `second`: RFC 6962 section 2.1.2."""
        second = self._checked(second)
        if not 0 < first <= second:
            raise ProofError(f"no consistency proof from {first} to {second}")
        path: list[bytes] = []
        start, end, known = 0, second, True
        while first - start != end - start:
            middle = start + _largest_power_below(end - start)
            if first <= middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start, known = middle, False
        if not known:
            path.append(self._subtree(start, end))
        return path[::-1]

    def _checked(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ProofError(f"the tree has {self.size} leaves, not {size}")
        return size

    def _stored(self, level: int, place: int) -> bytes:
        return bytes(self._levels[level][place * DIGEST_SIZE : (place + 1) * DIGEST_SIZE])

    def _subtree(self, start: int, end: int) -> bytes:
        """Hash the leaves of [start, end): complete parts are looked up, right to left."""
        node: bytes | None = None
        while end > start:
            width = end - start
            level = min((end & -end).bit_length() - 1, width.bit_length() - 1)
            part = self._stored(level, (end - (1 << level)) >> level)
            node = part if node is None else node_hash(part, node)
            end -= 1 << level
        if node is None:
            raise ProofError("an empty range has no hash")
        return node


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """Check an inclusion proof (RFC 9162 section 2.1.3.2).

    Raises:
        ProofError: the leaf is not shown to be in the tree with that root.
    """
    if not 0 <= index < size:
        raise ProofError(f"leaf {index} cannot be in a tree of {size}")
    place, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofError("the proof is too long")
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        place >>= 1
        last >>= 1
    if last:
        raise ProofError("the proof is too short")
    if node != root:
        raise ProofError("the proof leads to another root")


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> None:
    """Check a consistency proof (RFC 9162 section 2.1.4.2).

    A proof from size 0 to a larger tree is refused: it would say nothing.

    Raises:
        ProofError: the larger tree is not shown to begin with the smaller one.
    """
    if not 0 <= first <= second:
        raise ProofError(f"a tree cannot shrink from {first} to {second}")
    if first == second:
        if path:
            raise ProofError("a proof between equal sizes must be empty")
        if first_root != second_root:
            raise ProofError("two roots for one size: the log was rewritten")
        return
    if first == 0:
        raise ProofError("consistency with an empty tree says nothing")
    if not path:
        raise ProofError("the proof is empty")
    _walk_consistency(first, second, first_root, second_root, path)


def _walk_consistency(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> None:
    nodes = list(path)
    if first & (first - 1) == 0:
        nodes.insert(0, first_root)
    place, last = first - 1, second - 1
    while place & 1:
        place >>= 1
        last >>= 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if place & 1 or place == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            new = node_hash(new, node)
        place >>= 1
        last >>= 1
    if last:
        raise ProofError("the proof is too short")
    if old != first_root:
        raise ProofError("the proof does not lead to the smaller root")
    if new != second_root:
        raise ProofError("the proof does not lead to the larger root")


def _largest_power_below(number: int) -> int:
    """Return the largest power of two smaller than `number` (at least 2)."""
    return 1 << ((number - 1).bit_length() - 1)
