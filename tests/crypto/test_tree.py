"""The tree against its definition: RFC 6962 section 2.1 written down as recursion."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.crypto.tree import (
    EMPTY_ROOT,
    MerkleTree,
    ProofError,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(str(number).encode()) for number in range(130)]


def defined_root(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


def test_the_empty_tree_has_the_hash_of_nothing():
    assert MerkleTree().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


@given(st.integers(1, 130))
def test_root_is_as_defined_at_every_past_size(size):
    assert MerkleTree(LEAVES).root(size) == defined_root(LEAVES[:size])


@given(st.data(), st.integers(1, 130))
def test_inclusion_holds_and_only_for_its_leaf(data, size):
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, 129).filter(lambda number: number != index))
    tree = MerkleTree(LEAVES)
    path = tree.inclusion(index, size)
    verify_inclusion(index, size, LEAVES[index], path, tree.root(size))
    with pytest.raises(ProofError):
        verify_inclusion(index, size, LEAVES[other], path, tree.root(size))


@given(st.data(), st.integers(1, 130))
def test_consistency_holds_and_not_after_a_change(data, second):
    first = data.draw(st.integers(1, second))
    changed = data.draw(st.integers(0, first - 1))
    tree = MerkleTree(LEAVES)
    forked = MerkleTree([*LEAVES[:changed], leaf_hash(b"another"), *LEAVES[changed + 1 :]])
    verify_consistency(first, second, tree.root(first), tree.root(second), tree.consistency(first, second))
    with pytest.raises(ProofError):
        verify_consistency(first, second, tree.root(first), forked.root(second), forked.consistency(first, second))


@given(st.data(), st.integers(2, 130))
def test_a_proof_with_one_hash_more_or_less_or_changed_is_refused(data, size):
    tree = MerkleTree(LEAVES)
    index = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(index, size)
    place = data.draw(st.integers(0, len(path) - 1))
    for wrong in (path[:-1], [*path, LEAVES[0]], [*path[:place], bytes(32), *path[place + 1 :]]):
        with pytest.raises(ProofError):
            verify_inclusion(index, size, LEAVES[index], wrong, tree.root(size))


@pytest.mark.parametrize(("first", "second"), [(0, 5), (6, 5), (5, 200)])
def test_impossible_consistency_proofs_are_not_made(first, second):
    with pytest.raises(ProofError):
        MerkleTree(LEAVES).consistency(first, second)


def test_consistency_with_an_empty_tree_says_nothing():
    verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    with pytest.raises(ProofError, match="empty tree"):
        verify_consistency(0, 3, EMPTY_ROOT, MerkleTree(LEAVES).root(3), [])
