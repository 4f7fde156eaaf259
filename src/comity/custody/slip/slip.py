"""The slip of a request: the proof, small enough for a QR code, that an authority registered this very letter before it was sent.

A slip is a C2SP tlog-proof whose disclosed event has the type `request`. The event names the letter by its SHA-256, the addressee, the
moment at which the slip expires and the number to call back. Of the checkpoint's signatures only Ed25519 is kept, for size: the full
checkpoint stays in the log. The short code is read out on the telephone.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from comity import __version__
from comity.crypto.checkpoint import LogProof
from comity.crypto.note import Note
from comity.crypto.tree import leaf_hash
from comity.custody.log.event import CustodyEvent, Disclosure
from comity.errors import InputError
from comity.model.time import as_rfc3339

if TYPE_CHECKING:
    from comity.custody.vault.vault import Vault

REQUEST = "request"
QR_LIMIT = 2953
"""Bytes that the largest QR code (version 40, error correction L) holds."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Registration:
    """A request as it is registered before it leaves.

    Attributes:
        sha256: digest of the letter's bytes as sent, hexadecimal.
        authority: who asks.
        addressee: who is asked; the slip holds for nobody else.
        reference: the authority's own number of the request.
        expires: from this moment on the slip is refused.
        call_back: number to call, from the directory of authorities and never from the letter alone.
        actor: who registers.
        second_person: who confirmed, where the rule asks for two.
        case: case number; stays out of the slip's stated details.
    """

    sha256: str
    authority: str
    addressee: str
    reference: str
    expires: datetime
    call_back: str
    actor: str
    second_person: str | None = None
    case: str | None = None

    def event(self, at: datetime) -> CustodyEvent:
        """Return the event that the log keeps of the registration.

        Raises:
            InputError: the slip would expire before it holds.
        """
        if self.expires <= at:
            raise InputError(f"the slip would expire at {as_rfc3339(self.expires)}, which is past", hint="give a later moment")
        if self.second_person is not None and self.second_person.strip().casefold() == self.actor.strip().casefold():
            raise InputError("the second person is the first one", hint="another person confirms")
        return CustodyEvent(
            id=secrets.token_hex(16),
            type=REQUEST,
            at=at,
            actor=self.actor,
            second_person=self.second_person,
            case=self.case,
            tool=f"comity {__version__}",
            outputs={"sha256": self.sha256},
            details={
                "authority": self.authority,
                "addressee": self.addressee,
                "reference": self.reference,
                "expires": as_rfc3339(self.expires),
                "call_back": self.call_back,
            },
        )


def slip_text(proof: LogProof, key_id: bytes) -> str:
    """Write the slip of a proven registration: the proof with the one signature of the key named.

    Raises:
        InputError: it does not fit a QR code.
    """
    kept = tuple(line for line in proof.note.signatures if line.key_id == key_id)
    text = str(LogProof(proof.index, proof.path, Note(proof.note.text, kept), proof.extra))
    if len(text.encode()) > QR_LIMIT:
        raise InputError(
            f"the slip has {len(text.encode())} bytes, a QR code holds {QR_LIMIT}", hint="shorten addressee, reference or authority"
        )
    return text


def register_letter(vault: Vault, letter: bytes, registration: Registration) -> tuple[str, LogProof]:
    """Register a letter's bytes in a vault's log, sign a checkpoint, and make the slip.

    Returns:
        The slip, and the full proof.
    """
    registered = replace(registration, sha256=hashlib.sha256(letter).hexdigest())
    with vault.locked():
        event = registered.event(vault.clock())
        vault.ledger.append([event])
        vault.sign()
    proof = vault.prove_event(event.id)
    return slip_text(proof, vault.signer.keys[0].id), proof


def short_code(entry: bytes) -> str:
    """Return the code for the telephone: 60 bits of the entry's leaf hash in Crockford's base 32, in three groups."""
    number = int.from_bytes(leaf_hash(entry)[:8], "big") >> 4
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(11, -1, -1))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def code_of(proof: LogProof) -> str:
    """Return the short code of a slip's registration."""
    return short_code(Disclosure.parse(proof.extra or b"").entry)


def qr_svg(text: str) -> bytes:
    """Draw a slip as a QR code in SVG."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=4)
    code.add_data(text.encode())
    code.make(fit=True)
    target = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(target)
    return target.getvalue()
