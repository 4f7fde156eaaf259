"""Evidence that stays in the vault, checked as if it were handed out: a certificate can be had without a copy of the evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from comity.crypto.note import VerifierKey
from comity.crypto.tree import ProofError, leaf_hash, verify_inclusion
from comity.custody.log.event import Disclosure
from comity.custody.vault.item import Item
from comity.custody.vault.vault import Vault
from comity.custody.verify.checkpoint import check_signatures
from comity.dossier.handed_out import Act, HandedItem, HandedOut
from comity.errors import CustodyError, InputError
from comity.model.said import say


def read_in_vault(vault: Vault, wanted: Sequence[str], *, case: str = "", ground: str = "") -> HandedOut:
    """Read items again, and check their entries in the log and the signatures over it.

    Args:
        vault: the opened vault.
        wanted: ids of items.
        case: number of the case.
        ground: under what the certificate is made.

    Raises:
        InputError: no item is named, or there is no such item.
        CustodyError: an item, a proof or the checkpoint does not hold.
    """
    if not wanted:
        raise InputError(say("name the items"), place="item")
    keys: tuple[VerifierKey, ...] = tuple(vault.signer.keys)
    items = [vault.item(one)[0] for one in dict.fromkeys(wanted)]
    with vault.locked():
        note = vault.sign()
    if (bad := check_signatures(note, keys, (), str(vault.root))) is not None:
        raise CustodyError(say("the checkpoint does not hold: {fault}", fault=bad.reasons[0].text), place=str(vault.root))
    acts = _acts(vault, {item.id for item in items})
    found = tuple(sorted((_item(vault, item, acts[item.id]) for item in items), key=lambda one: one.entry))
    checkpoint = vault.prove(items[0].id).checkpoint
    about = {"Internal-Sender-Identifier": case, "External-Description": ground}
    told = {name: value for name, value in about.items() if value}
    return HandedOut(None, checkpoint.origin, checkpoint.size, checkpoint.root.hex(), keys, False, told, found)


def _item(vault: Vault, item: Item, acts: list[Act]) -> HandedItem:
    sha = hashlib.sha256()
    for piece in vault.read(item.id):
        sha.update(piece)
    if sha.hexdigest() != item.sha256:
        raise CustodyError("the digests differ from those of the intake", place=f"{item.id} {item.name}")
    proof = vault.prove(item.id)
    intake = Disclosure.parse(proof.extra or b"")
    try:
        verify_inclusion(proof.index, proof.checkpoint.size, leaf_hash(intake.entry), proof.path, proof.checkpoint.root)
    except ProofError as error:
        raise CustodyError(say("a proof does not hold: {fault}", fault=str(error)), place=item.id) from error
    digests = {"sha256": item.sha256, "blake3": item.blake3}
    return HandedItem(item.id, item.name, "", item.size, digests, proof.index, intake, tuple(sorted(acts, key=lambda act: act.at)))


def _acts(vault: Vault, wanted: set[str]) -> dict[str, list[Act]]:
    """Read who did what with each item out of the log."""
    found: dict[str, list[Act]] = {item: [] for item in wanted}
    for _, event, entry, sealed in vault.ledger.entries():
        if sealed is None:
            continue
        private, salt = vault.sealer.open_event(event, sealed)
        item = str(private.get("item"))
        if item in wanted:
            header = Disclosure(entry, private, salt).header
            found[item].append(Act(header["type"], header["at"], str(private.get("actor")), str(private.get("reason") or "")))
    return found
