"""Check that an item is in a log, by its `.tlog-proof` file.

The proof's extra data may hold the disclosed event (entry, private part and salt) that speaks of the item by its digests;
without it, the item itself is the log entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from comity.crypto.checkpoint import LogProof
from comity.crypto.note import VerifierKey
from comity.crypto.tree import ProofError, leaf_hash, verify_inclusion
from comity.custody.log.event import Disclosure
from comity.custody.verify.checkpoint import check_signatures, read_bytes
from comity.custody.verify.judgement import Because, Judgement, refused
from comity.errors import CustodyError, InputError

_CHUNK = 1 << 20


def check_proof(path: Path, item: Path, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey] = ()) -> Judgement:
    """Check signature, inclusion, and that the entry speaks of this very item."""
    place = str(path)
    try:
        proof = LogProof.parse(read_bytes(path), place=place)
    except CustodyError as error:
        return refused("form", error.message, place)
    bad = check_signatures(proof.note, keys, witnesses, place)
    if bad:
        return bad
    try:
        disclosure = Disclosure.parse(proof.extra) if proof.extra else None
    except CustodyError as error:
        return refused("disclosure", f"the disclosed event does not hold: {error}", place)
    leaf = leaf_hash(disclosure.entry) if disclosure else leaf_hash(read_bytes(item))
    checkpoint = proof.checkpoint
    try:
        verify_inclusion(proof.index, checkpoint.size, leaf, proof.path, checkpoint.root)
    except ProofError as error:
        return refused("inclusion", str(error), place)
    if disclosure and not disclosure.speaks_of(digest_of(item)):
        return refused("item", "the item is not the one that the entry speaks of: its SHA-256 differs", str(item))
    reasons = [Because("included", f"entry {proof.index} of {checkpoint.origin}, {checkpoint.size} entries")]
    if disclosure:
        reasons.append(Because("event", disclosure.told()))
    return Judgement(True, tuple(reasons))


def check_event(path: Path, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey] = ()) -> Judgement:
    """Check that a disclosed event is in a log, whatever it speaks of: an erasure, a hold, an export."""
    place = str(path)
    try:
        proof = LogProof.parse(read_bytes(path), place=place)
        disclosure = Disclosure.parse(proof.extra or b"")
    except CustodyError as error:
        return refused("form", error.message, place)
    bad = check_signatures(proof.note, keys, witnesses, place)
    if bad:
        return bad
    try:
        verify_inclusion(proof.index, proof.checkpoint.size, leaf_hash(disclosure.entry), proof.path, proof.checkpoint.root)
    except ProofError as error:
        return refused("inclusion", str(error), place)
    shown = f"entry {proof.index} of {proof.checkpoint.origin}, {proof.checkpoint.size} entries"
    return Judgement(True, (Because("included", shown), Because("event", disclosure.told())))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in pieces."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as source:
            while piece := source.read(_CHUNK):
                digest.update(piece)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", place=str(path)) from error
    return digest.hexdigest()
