"""Register a letter in the vault's log before it leaves, and make the slip by which the addressee tells it from a forgery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from comity.errors import InputError
from comity.exchange.contents import TEXT, PackFile
from comity.text.messages import say

HOLDS_FOR = timedelta(days=60)
"""How long a slip holds: longer than most letters travel."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip and what the register keeps of it.

    Attributes:
        files: the slip as text and as QR code.
        row: code, entry, key and checkpoint.
    """

    files: tuple[PackFile, ...]
    row: dict[str, object]


def has_vault() -> bool:
    """Tell whether this register is set up with a vault."""
    return settings.CONFIGURATION.vault is not None


def made_slip(
    letter: bytes,
    *,
    authority: str,
    addressee: str,
    reference: str,
    call_back: str,
    actor: str,
    second: str | None,
    case: str,
    now: datetime,
) -> Slip:
    """Register a letter and make its slip.

    Args:
        letter: the letter's bytes as they leave.
        authority: who asks.
        addressee: who is asked.
        reference: our own number.
        call_back: telephone of the duty desk.
        actor: who sends.
        second: who approved; None where the sender did.
        case: number of the case; it stays out of the slip.
        now: the moment.

    Raises:
        InputError: the draft names no telephone to call back, or the vault cannot be opened.
    """
    from comity.custody.slip.slip import Registration, code_of, qr_svg, register_letter
    from comity.custody.vault.vault import Vault

    if not call_back:
        raise InputError(
            say("the slip needs a telephone under which the request can be confirmed"),
            place="authority.contact_phone",
            hint=say("return the request for changes and state it"),
        )
    configuration = settings.CONFIGURATION
    if configuration.vault is None:
        raise InputError(say("this register is set up without a vault"), place="COMITY_VAULT")
    identity = configuration.identity or configuration.data / "identity.age"
    details = Registration("", authority, addressee, reference, now + HOLDS_FOR, call_back, actor, second, case)
    with Vault(configuration.vault, identity, seen=identity.absolute().parent / "last-seen") as vault:
        text, proof = register_letter(vault, letter, details)
        key = str(vault.signer.keys[0])
    row: dict[str, object] = {"code": code_of(proof), "index": proof.index, "key": key, "checkpoint": str(proof.note)}
    return Slip((PackFile("verification.slip", TEXT, text.encode()), PackFile("verification.svg", "image/svg+xml", qr_svg(text))), row)
