"""Who can open a vault, and what happens when they no longer can: custodians, escrow shares, and the drill that shows that shares work.

Adding or removing a custodian wraps the vault's key anew. Whoever is removed opens nothing from then on, unless they kept a copy of the key
while they could: then the evidence must move to a new vault.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from comity.crypto import shamir
from comity.custody.disk import LOCAL
from comity.custody.vault.about import read_about, replace_about
from comity.custody.vault.keys import check_recipient, wrap
from comity.custody.vault.sealing import Sealer
from comity.custody.vault.vault import Actor, Vault
from comity.errors import CustodyError, InputError

_SHARE = re.compile(r"comity-share/1 (\S+) (\d+) of (\d+) number (\d+) ([0-9a-f]{64}) ([0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Share:
    """One printed share of a vault's key.

    Attributes:
        origin: the vault's log.
        threshold: how many shares bring the key back.
        count: how many were made.
        number: which one this is.
        value: the share itself.
    """

    origin: str
    threshold: int
    count: int
    number: int
    value: bytes

    def line(self) -> str:
        """Write the share with a checksum against typing errors."""
        body = f"comity-share/1 {self.origin} {self.threshold} of {self.count} number {self.number} {self.value.hex()}"
        return f"{body} {hashlib.sha256(body.encode()).hexdigest()[:8]}"

    @classmethod
    def parse(cls, text: str, place: str) -> Share:
        """Find a share in a text.

        Raises:
            InputError: there is none, or it was mistyped.
        """
        match = _SHARE.search(" ".join(text.split()))
        if not match:
            raise InputError("no share of a key is written here", place=place, hint="a line comity-share/1 … is expected")
        share = cls(match[1], int(match[2]), int(match[3]), int(match[4]), bytes.fromhex(match[5]))
        if not share.line().endswith(match[6]):
            raise InputError(f"share {share.number} was mistyped: its checksum differs", place=place, hint="compare it with the paper")
        return share


def change_custodians(vault: Vault, actor: Actor, *, add: list[str], remove: list[str]) -> list[str]:
    """Wrap the vault's key for another set of custodians and log it; return the set.

    Raises:
        InputError: nobody would be left, somebody to remove is no custodian, or a recipient is none.
    """
    about = read_about(vault.root)
    present = about.custodians
    for recipient in add:
        check_recipient(recipient)
    strangers = [recipient for recipient in remove if recipient not in present]
    if strangers:
        raise InputError(f"no custodian: {', '.join(strangers)}", place=str(vault.root), hint="comity vault keys list")
    custodians = [recipient for recipient in dict.fromkeys([*present, *add]) if recipient not in remove]
    if not custodians:
        raise InputError("nobody would be left to open the vault", place=str(vault.root), hint="add a custodian first")
    with vault.locked():
        vault.record("custodians", actor, {"added": " ".join(add), "removed": " ".join(remove)})
        # the key first: should the power fail between the two, the list is behind, but nobody is shut out who was let in
        LOCAL.replace(vault.root / "key.age", wrap(vault.key, custodians))
        replace_about(vault.root, msgspec.structs.replace(about, custodians=custodians))
    return custodians


def make_escrow(vault: Vault, actor: Actor, threshold: int, count: int) -> list[Share]:
    """Split the vault's key into shares to print; the log keeps digests of the shares, never the shares."""
    try:
        values = shamir.split(vault.key, threshold, count)
    except ValueError as error:
        raise InputError(str(error)) from error
    shares = [Share(vault.signer.name, threshold, count, number, value) for number, value in values.items()]
    with vault.locked():
        digests = {f"share_{share.number}": hashlib.sha256(share.line().encode()).hexdigest() for share in shares}
        vault.record("escrow", actor, {"threshold": str(threshold), **digests})
    return shares


def recovered_key(root: Path, shares: list[Share]) -> bytes:
    """Bring a vault's key back from shares and show that it opens the vault.

    Raises:
        InputError: the shares are too few or of different sets.
        CustodyError: they lead to another key.
    """
    origin, sealed = read_about(root).origin, (root / "signer.sealed").read_bytes()
    sets = {(share.origin, share.threshold, share.count) for share in shares}
    if len(sets) != 1 or shares[0].origin != origin:
        raise InputError("the shares do not belong together, or to another vault", place=str(root), hint="take shares of one set")
    numbered = {share.number: share.value for share in shares}
    if len(numbered) < shares[0].threshold:
        raise InputError(f"{len(numbered)} share(s) given, {shares[0].threshold} are needed", place=str(root))
    key = shamir.combine(numbered)
    try:
        Sealer(key).open("signer", sealed)
    except CustodyError as error:
        text = "the shares lead to another key"
        raise CustodyError(text, place=str(root), hint="one share is wrong, or they are of an older escrow") from error
    return key


def recover(root: Path, shares: list[Share], recipient: str) -> None:
    """Let a new custodian in by shares, when no custodian's identity is left.

    The log cannot be signed by whoever is outside; the new custodian's first act should be to record the recovery.
    """
    check_recipient(recipient)
    key, about = recovered_key(root, shares), read_about(root)
    custodians = list(dict.fromkeys([*about.custodians, recipient]))
    LOCAL.replace(root / "key.age", wrap(key, custodians))
    replace_about(root, msgspec.structs.replace(about, custodians=custodians))
