"""Notes, checkpoints and proofs: the published example, round trips, and every single bit changed."""

import contextlib
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from comity.crypto.checkpoint import Checkpoint, LogProof
from comity.crypto.note import SignatureType, VerifierKey, parse_note, verified_by
from comity.crypto.signer import LogSigner, Witness
from comity.crypto.tree import MerkleTree, leaf_hash
from comity.errors import CustodyError, InputError

AT = datetime(2026, 3, 14, tzinfo=UTC)
SIGNER = LogSigner.generate("custody.example/log")
TREE = MerkleTree(leaf_hash(bytes([number])) for number in range(9))
CHECKPOINT = Checkpoint("custody.example/log", 9, TREE.root())
NOTE = SIGNER.sign(CHECKPOINT, AT)
PROOF = LogProof(4, tuple(TREE.inclusion(4)), NOTE, b"extra")


def test_both_keys_sign_and_hold():
    note = parse_note(str(NOTE).encode())
    assert [key.kind for key in verified_by(note, SIGNER.keys)] == [
        SignatureType.ED25519,
        SignatureType.COSIGNATURE_ML_DSA_44,
    ]
    assert Checkpoint.parse(note.text) == CHECKPOINT


def test_an_unknown_key_is_ignored_and_trusted_with_nothing():
    stranger = LogSigner.generate("custody.example/log")
    assert verified_by(parse_note(str(NOTE).encode()), stranger.keys) == ()


def test_a_witness_adds_a_cosignature():
    witness = Witness("witness.example/kz", Ed25519PrivateKey.generate())
    note = parse_note(str(witness.cosign(NOTE, AT)).encode())
    assert verified_by(note, [witness.verifier]) == (witness.verifier,)
    assert len(verified_by(note, [*SIGNER.keys, witness.verifier])) == 3


def test_keys_and_proofs_survive_their_text():
    for key in SIGNER.keys:
        assert VerifierKey.parse(str(key)) == key
    assert LogProof.parse(str(PROOF).encode()) == PROOF
    assert PROOF.checkpoint == CHECKPOINT


@given(st.integers(0, len(str(NOTE).encode()) * 8 - 1))
def test_any_bit_changed_is_refused_or_no_longer_signed(bit):
    data = bytearray(str(NOTE).encode())
    data[bit // 8] ^= 1 << bit % 8
    try:
        signers = verified_by(parse_note(bytes(data)), SIGNER.keys)
    except CustodyError:
        return
    assert len(signers) < 2


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        "a\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n1\nAAAA\n",
        "a\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nx\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(CustodyError):
        Checkpoint.parse(text)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_parsers(data):
    for parse in (parse_note, LogProof.parse):
        with contextlib.suppress(CustodyError):
            parse(data)


@given(st.text(max_size=200))
def test_no_text_breaks_the_key_parser(text):
    with contextlib.suppress(InputError):
        VerifierKey.parse(text)
