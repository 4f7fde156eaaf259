"""An item of evidence, and what the index keeps of it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from comity.crypto.canonical import canonical


@dataclass(frozen=True, slots=True)
class Item:
    """One item of evidence.

    Attributes:
        id: random id, 32 hex digits.
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


@dataclass(frozen=True, slots=True)
class Meta:
    """What the index knows of an item, sealed: its name, its digests, its key."""

    name: str
    size: int
    sha256: str
    blake3: str
    key: bytes

    def as_bytes(self) -> bytes:
        """Write it in canonical form, to be sealed."""
        told = {"name": self.name, "size": self.size, "sha256": self.sha256, "blake3": self.blake3, "key": self.key.hex()}
        return canonical(told)

    @classmethod
    def parse(cls, data: bytes) -> Meta:
        """Read it again."""
        value = json.loads(data)
        return cls(value["name"], value["size"], value["sha256"], value["blake3"], bytes.fromhex(value["key"]))

    def item(self, identity: str, state: str) -> Item:
        """Return what a person sees of it."""
        return Item(identity, self.name, self.size, self.sha256, self.blake3, state)
