"""Signed notes (C2SP signed-note v1): a short text and signature lines that any implementation of the format can check.

    text, ending in a newline
    <blank line>
    — NAME BASE64(key id, 4 bytes || signature)

Supported signature types: Ed25519 (0x01), timestamped Ed25519 cosignatures (0x04) and timestamped ML-DSA-44 cosignatures
(0x06), the latter two by C2SP tlog-cosignature. Signatures of unknown keys are ignored; a bad signature of a known key
condemns the whole note.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from comity.errors import CustodyError, InputError

MAX_SIGNATURES = 64
_DASH = "\N{EM DASH}"
_ID_SIZE = 4


class SignatureType(IntEnum):
    """The identifier byte of a signature type."""

    ED25519 = 0x01
    COSIGNATURE_ED25519 = 0x04
    COSIGNATURE_ML_DSA_44 = 0x06


_KEY_SIZES = {SignatureType.ED25519: 32, SignatureType.COSIGNATURE_ED25519: 32, SignatureType.COSIGNATURE_ML_DSA_44: 1312}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name.

    Attributes:
        name: key name, a URL without scheme by custom.
        kind: the signature type the key is used for.
        public: the raw public key.
    """

    name: str
    kind: SignatureType
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that stand before each signature of the key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{material}"

    @classmethod
    def parse(cls, text: str, *, place: str | None = None) -> VerifierKey:
        """Read `NAME+HEXID+BASE64` (C2SP vkey).

        Raises:
            InputError: the text is no such key, or its id does not belong to it.
        """
        parts = text.strip().split("+", 2)
        hint = "a verifier key reads NAME+8 hex digits+BASE64"
        if len(parts) != 3:
            raise InputError("not a verifier key", place=place, hint=hint)
        name, hex_id, material = parts
        try:
            raw = base64.b64decode(material, validate=True)
            key = cls(name, SignatureType(raw[0]), raw[1:])
            known = bytes.fromhex(hex_id)
        except (ValueError, IndexError) as error:
            raise InputError(f"not a verifier key that is understood here: {error}", place=place, hint=hint) from error
        if len(key.public) != _KEY_SIZES[key.kind]:
            raise InputError(f"a key of this kind has {_KEY_SIZES[key.kind]} bytes, not {len(key.public)}", place=place, hint=hint)
        if known != key.id:
            raise InputError(f"key id {hex_id} does not belong to this key ({key.id.hex()})", place=place, hint="ask for the key again")
        return key


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: the key's name, its id, and the bytes."""

    name: str
    key_id: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed note; nothing in it is trusted before `verified_by` says so.

    Attributes:
        text: the signed text with its final newline.
        signatures: the signature lines in their order.
    """

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(signature_line(s.name, s.key_id, s.raw) for s in self.signatures)


def parse_note(data: bytes, *, place: str | None = None) -> Note:
    """Read a note without trusting it.

    Raises:
        CustodyError: the bytes are no well-formed note.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CustodyError("a signed note is UTF-8 text", place=place) from error
    if any(ord(letter) < 0x20 and letter != "\n" for letter in text):
        raise CustodyError("a signed note holds no control characters", place=place)
    body, separator, lines = text.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise CustodyError("no signatures: a blank line and signature lines are expected", place=place)
    rows = lines[:-1].split("\n")
    if len(rows) > MAX_SIGNATURES:
        raise CustodyError(f"more than {MAX_SIGNATURES} signatures", place=place)
    return Note(body + "\n", tuple(_signature(row, place) for row in rows))


def signature_line(name: str, key_id: bytes, raw: bytes) -> str:
    """Write one signature line with its newline."""
    return f"{_DASH} {name} {base64.b64encode(key_id + raw).decode()}\n"


def verified_by(note: Note, keys: Iterable[VerifierKey], *, place: str | None = None) -> tuple[VerifierKey, ...]:
    """Check every signature of a known key.

    Returns:
        The keys whose signatures hold, in the order of the lines; empty when no known key signed.

    Raises:
        CustodyError: a known key's signature does not hold.
    """
    known = {(key.name, key.id): key for key in keys}
    good: list[VerifierKey] = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not _holds(key, note.text, signature.raw):
            raise CustodyError(f"the signature of {key.name} ({key.id.hex()}) does not hold", place=place)
        if key not in good:
            good.append(key)
    return tuple(good)


def decode_base64(text: str) -> bytes:
    """Read base64 (RFC 4648 section 4) in its one canonical form: a changed padding bit is an error, too.

    Raises:
        ValueError: the text is not base64, or not in its canonical form.
    """
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not in canonical form")
    return raw


def cosigned_ed25519(text: str, timestamp: int) -> bytes:
    """Return the message of a cosignature/v1 (C2SP tlog-cosignature)."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def cosigned_subtree(cosigner: str, timestamp: int, origin: str, start: int, end: int, root: bytes) -> bytes:
    """Return the message of a subtree/v1 cosignature (C2SP tlog-cosignature)."""
    name, log = cosigner.encode(), origin.encode()
    return b"".join(
        (
            b"subtree/v1\n\x00",
            bytes([len(name)]) + name,
            timestamp.to_bytes(8, "big"),
            bytes([len(log)]) + log,
            start.to_bytes(8, "big"),
            end.to_bytes(8, "big"),
            root,
        )
    )


def _signature(row: str, place: str | None) -> NoteSignature:
    parts = row.split(" ")
    if len(parts) != 3 or parts[0] != _DASH or not parts[1] or "+" in parts[1]:
        raise CustodyError(f"not a signature line: {row[:60]!r}", place=place)
    try:
        raw = decode_base64(parts[2])
    except ValueError as error:
        raise CustodyError(f"not base64 in the signature of {parts[1]}", place=place) from error
    if len(raw) <= _ID_SIZE:
        raise CustodyError(f"the signature of {parts[1]} is too short", place=place)
    return NoteSignature(parts[1], raw[:_ID_SIZE], raw[_ID_SIZE:])


def _holds(key: VerifierKey, text: str, raw: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

    try:
        if key.kind is SignatureType.ED25519:
            Ed25519PublicKey.from_public_bytes(key.public).verify(raw, text.encode())
            return True
        timestamp, signature = int.from_bytes(raw[:8], "big"), raw[8:]
        if timestamp >= 1 << 63:
            return False
        if key.kind is SignatureType.COSIGNATURE_ED25519:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, cosigned_ed25519(text, timestamp))
            return True
        origin, size, root = _checkpoint_lines(text)
        MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, cosigned_subtree(key.name, timestamp, origin, 0, size, root))
    except (InvalidSignature, ValueError, OverflowError):
        return False
    return True


def _checkpoint_lines(text: str) -> tuple[str, int, bytes]:
    origin, size, root, *_ = text.split("\n")
    return origin, int(size), decode_base64(root)
