"""The two keys with which a log signs its checkpoints: Ed25519, and ML-DSA-44 against the day when the first one falls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from comity.crypto.checkpoint import Checkpoint
from comity.crypto.note import Note, NoteSignature, SignatureType, VerifierKey, cosigned_ed25519, cosigned_subtree


@dataclass(frozen=True)
class LogSigner:
    """A log's name and its private keys.

    Attributes:
        name: the log's origin, the name of both keys.
        classic: the Ed25519 key.
        lattice: the ML-DSA-44 key (FIPS 204).
    """

    name: str
    classic: Ed25519PrivateKey
    lattice: MLDSA44PrivateKey

    @classmethod
    def generate(cls, name: str) -> LogSigner:
        """Make two new keys."""
        return cls(name, Ed25519PrivateKey.generate(), MLDSA44PrivateKey.generate())

    @property
    def keys(self) -> tuple[VerifierKey, VerifierKey]:
        """The public keys that outsiders need."""
        return (
            VerifierKey(self.name, SignatureType.ED25519, self.classic.public_key().public_bytes_raw()),
            VerifierKey(self.name, SignatureType.COSIGNATURE_ML_DSA_44, self.lattice.public_key().public_bytes_raw()),
        )

    def sign(self, checkpoint: Checkpoint, at: datetime) -> Note:
        """Sign a checkpoint with both keys."""
        text, timestamp = checkpoint.text(), int(at.timestamp())
        plain, lattice = self.keys
        message = cosigned_subtree(self.name, timestamp, checkpoint.origin, 0, checkpoint.size, checkpoint.root)
        return Note(
            text,
            (
                NoteSignature(self.name, plain.id, self.classic.sign(text.encode())),
                NoteSignature(self.name, lattice.id, timestamp.to_bytes(8, "big") + self.lattice.sign(message)),
            ),
        )


@dataclass(frozen=True)
class Witness:
    """Another instance that cosigns a log's checkpoint after checking that the log only grew.

    Attributes:
        name: the witness's name.
        key: its Ed25519 key, used for cosignatures alone.
    """

    name: str
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """The public key that outsiders need."""
        return VerifierKey(self.name, SignatureType.COSIGNATURE_ED25519, self.key.public_key().public_bytes_raw())

    def cosign(self, note: Note, at: datetime) -> Note:
        """Add this witness's cosignature to a checkpoint."""
        timestamp = int(at.timestamp())
        raw = timestamp.to_bytes(8, "big") + self.key.sign(cosigned_ed25519(note.text, timestamp))
        return Note(note.text, (*note.signatures, NoteSignature(self.name, self.verifier.id, raw)))
