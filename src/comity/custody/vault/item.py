"""An item of evidence, and what the vault keeps of it."""

from __future__ import annotations

import msgspec

from comity.custody.stores.store import Place
from comity.errors import CustodyError


class Item(msgspec.Struct, frozen=True, gc=False):
    """One item of evidence.

    Attributes:
        id: 32 hex digits; the id of its intake in the log.
        name: the name it came with.
        size: bytes.
        sha256: digest, hexadecimal.
        blake3: second digest, hexadecimal.
        state: `new`, `known` (the same file was taken in before), `held` (it is in the vault), `on_hold` (it must not be erased), `erased`.
    """

    id: str
    name: str
    size: int
    sha256: str
    blake3: str
    state: str = "held"


class Kept(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What the vault seals with an intake and discloses to nobody: the item's key, and where its sealed bytes lie."""

    file: str
    key: str
    length: int
    start: int

    @property
    def place(self) -> Place:
        """Where the sealed bytes lie."""
        return Place(self.file, self.start, self.length)

    @property
    def secret(self) -> bytes:
        """The item's key."""
        return bytes.fromhex(self.key)


def item_of(identity: str, private: dict[str, object], state: str) -> Item:
    """Read an item out of the private part of its intake.

    Raises:
        CustodyError: it is not the intake of that item.
    """
    details, outputs = private.get("details"), private.get("outputs")
    if private.get("item") != identity or not isinstance(details, dict) or not isinstance(outputs, dict):
        raise CustodyError(f"the log entry of item {identity} is not its intake")
    return Item(identity, details["name"], int(details["size"]), outputs["sha256"], outputs["blake3"], state)
