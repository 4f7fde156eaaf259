"""A delivery as plain values: how it came, what the person who takes it in trusts, and what every check of it said.

A check never decides whether something is taken in: what arrived is kept as it arrived, and the verdict is logged beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comity.model.said import mark

CHANNELS: dict[str, str] = {
    "portal": mark("portal of the provider"),
    "email": mark("e-mail"),
    "post": mark("post"),
    "courier": mark("courier"),
    "carrier": mark("data carrier handed over"),
    "contact_24_7": mark("24/7 contact point"),
    "ncb": mark("National Central Bureau of INTERPOL"),
    "central_authority": mark("central authority"),
    "diplomatic": mark("diplomatic channel"),
    "instance": mark("another instance of Comity"),
    "other": mark("another way"),
}
"""How a delivery may come."""


class Verdict(StrEnum):
    """What a check said."""

    HOLDS = "holds"
    UNKNOWN_SIGNER = "unknown_signer"
    BROKEN = "broken"
    DIFFERS = "differs"
    NOT_DELIVERED = "not_delivered"
    UNLISTED = "unlisted"
    LOCKED = "locked"
    UNCHECKED = "unchecked"


VERDICTS: dict[Verdict, str] = {
    Verdict.HOLDS: mark("holds"),
    Verdict.UNKNOWN_SIGNER: mark("signed by nobody whose key or authority was given"),
    Verdict.BROKEN: mark("does not hold"),
    Verdict.DIFFERS: mark("differs from what the sender stated"),
    Verdict.NOT_DELIVERED: mark("stated by the sender, but not delivered"),
    Verdict.UNLISTED: mark("delivered, but not in the sender's list"),
    Verdict.LOCKED: mark("locked: no password or key given opens it"),
    Verdict.UNCHECKED: mark("could not be checked"),
}
"""The verdicts in words."""

GRAVE = frozenset({Verdict.BROKEN, Verdict.DIFFERS, Verdict.NOT_DELIVERED})
"""Verdicts after which the sender is to be asked."""

KINDS: dict[str, str] = {
    "hash_list": mark("digest by the sender"),
    "openpgp": mark("OpenPGP signature"),
    "openpgp_message": mark("OpenPGP message"),
    "smime": mark("S/MIME signature"),
    "cms": mark("CMS signature"),
    "pdf": mark("PDF signature"),
}
"""The kinds of checks in words."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How something came.

    Attributes:
        by: who delivered it.
        channel: one of `CHANNELS`.
        request: our number of the request that it answers; empty for what came unasked.
        reference: the sender's own reference.
        received: the day it came; None for the day it is taken in.
    """

    by: str
    channel: str
    request: str = ""
    reference: str = ""
    received: date | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """What the one who takes in knows on another way than from the delivery.

    Attributes:
        openpgp: contents of key files: the sender's certificates, perhaps the office's own secret key.
        roots: X.509 certificates (PEM or DER) of authorities, or of the sender itself.
        passwords: to be tried on locked messages; they are neither kept nor logged.
    """

    openpgp: tuple[bytes, ...] = ()
    roots: tuple[bytes, ...] = ()
    passwords: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What one check said.

    Attributes:
        kind: one of `KINDS`.
        item: id of the item that was checked; empty for what was stated and not delivered.
        name: its name.
        verdict: what came of it.
        against: name of the list or signature file that it was held against; empty where the signature is in the item.
        signer: who signed, as far as the signature says.
        at: the time that the signature states, RFC 3339; it is the signer's word.
        text: the verdict in detail, in English.
    """

    kind: str
    item: str
    name: str
    verdict: Verdict
    against: str = ""
    signer: str = ""
    at: str = ""
    text: str = ""

    @property
    def is_grave(self) -> bool:
        """Tell whether the sender is to be asked."""
        return self.verdict in GRAVE
