"""Which items of a delivery bear signatures, and where: in themselves, or in a file beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from comity.custody.vault.item import Item

HEAD = 4096
"""Bytes of an item that tell what it is."""

_ARMOUR = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*-----BEGIN PGP ([A-Z ]+)-----")
_CLEARSIGNED, _SIGNATURE, _MESSAGE = b"SIGNED MESSAGE", b"SIGNATURE", b"MESSAGE"
_MULTIPART = re.compile(rb"^content-type:\s*multipart/signed\b", re.IGNORECASE | re.MULTILINE)
_WRAPPED = re.compile(rb"^content-type:\s*application/(?:x-)?pkcs7-mime\b", re.IGNORECASE | re.MULTILINE)
_OPENPGP_ENDINGS = (".asc", ".sig", ".gpg", ".pgp")
_CMS_ENDINGS = (".p7s", ".p7m", ".p7", ".sig")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_SIGNATURE_PACKET, _ONE_PASS, _SESSION_KEYS = 2, 4, frozenset({1, 3})


@dataclass(frozen=True, slots=True)
class Signed:
    """Something to check.

    Attributes:
        kind: `openpgp`, `openpgp_message`, `smime`, `cms` or `pdf`.
        item: the item that is signed.
        signature: the item that holds the signature; None where it is in the signed item.
    """

    kind: str
    item: Item
    signature: Item | None = None


def find_signed(items: Sequence[Item], head_of: Callable[[Item], bytes]) -> list[Signed]:
    """List what is signed among items.

    Args:
        items: what was delivered.
        head_of: gives the first `HEAD` bytes of an item.
    """
    names = {item.name: item for item in items}
    found: list[Signed] = []
    for item in items:
        head = head_of(item)[:HEAD]
        kind, is_detached = _kind(item.name.lower(), head)
        if not kind:
            continue
        signed = _beside(item, names) if is_detached else item
        if signed is not None:
            found.append(Signed(kind, signed, item if is_detached else None))
    return found


def _kind(name: str, head: bytes) -> tuple[str, bool]:
    """Tell what kind of signature a file is or holds, and whether what is signed lies beside it."""
    if head.lstrip()[:5] == b"%PDF-" or b"%PDF-" in head[:1024]:
        return "pdf", False
    if armour := _ARMOUR.match(head):
        kinds = {_CLEARSIGNED: ("openpgp", False), _SIGNATURE: ("openpgp", True), _MESSAGE: ("openpgp_message", False)}
        return kinds.get(armour[1], ("", False))
    if _SIGNED_DATA in head[:64]:
        # whether it holds what it signs is seen when it is read; a `.p7s` never does
        return "cms", not name.endswith((".p7m", ".p7"))
    if name.endswith(_OPENPGP_ENDINGS) and head[:1] and head[0] & 0x80:
        tag = head[0] & 0x3F if head[0] & 0x40 else head[0] >> 2 & 0xF
        if tag == _SIGNATURE_PACKET:
            return "openpgp", True
        return ("openpgp_message", False) if tag in _SESSION_KEYS | {_ONE_PASS} else ("", False)
    is_mail = name.endswith((".eml", ".mht")) or head[:9].lower() in {b"received:", b"return-pa", b"mime-vers", b"content-t"}
    return ("smime", False) if is_mail and (_MULTIPART.search(head) or _WRAPPED.search(head)) else ("", False)


def _beside(signature: Item, names: Mapping[str, Item]) -> Item | None:
    """Find the file that a detached signature belongs to: its own name without the ending, or with another ending before it."""
    name = signature.name
    for ending in {*_OPENPGP_ENDINGS, *_CMS_ENDINGS}:
        if name.lower().endswith(ending):
            return names.get(name[: -len(ending)])
    return None
