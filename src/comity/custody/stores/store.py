"""What every store of sealed evidence must do.

Small items are gathered into packs, large ones are objects of their own. Packs and objects are written once and never changed: a store that
can only put, get and delete whole objects will do. Who writes another store: derive from `EvidenceStore`, return from `settle` only when
everything put so far is durable, and run `tests/custody/test_stores.py` over it.

    vault                              store
    put_small(sealed) …                gathers into the pack that is open
    begin_large(item) → LargeWriter    reserve(n) → view, commit(n) … finish() → Place
    settle()                           pack closed; everything durable under its final name
    (the log takes the places)         what a stopped process put but never settled is no part of the vault; `sweep` removes it
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

import msgspec

from comity.custody.disk import Buffer

SMALL = 1 << 20
"""Items below this many bytes are packed."""
PACK = 64 << 20
"""A pack is closed when it holds this much."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where an item's sealed bytes lie: an object of the store, an offset and a length."""

    file: str
    offset: int
    length: int


class LargeWriter(ABC):
    """Writes one large item, front to back."""

    @abstractmethod
    def reserve(self, size: int) -> memoryview:
        """Return room for the next bytes; `commit` says how much of it was filled."""

    @abstractmethod
    def commit(self, size: int) -> None:
        """Take what was filled."""

    @abstractmethod
    def finish(self) -> Place:
        """Close the item; it is durable at the latest after `settle`.

        Raises:
            CustodyError: the store refuses.
        """

    @abstractmethod
    def abort(self) -> None:
        """Give up; nothing of the item stays."""


class EvidenceStore(ABC):
    """Keeps sealed items."""

    def try_out(self) -> None:  # noqa: B027 - a store on this machine has nothing to try
        """See that the store keeps what it is given, before a vault relies on it.

        Raises:
            CustodyError: it does not.
        """

    @abstractmethod
    def put_small(self, sealed: bytes) -> Place:
        """Put a small sealed item into the open pack."""

    @abstractmethod
    def begin_large(self, item: str) -> LargeWriter:
        """Begin an item of its own."""

    @abstractmethod
    def settle(self) -> None:
        """Return when everything put so far is durable.

        Raises:
            CustodyError: the store refuses; nothing put since the last `settle` may be relied upon.
        """

    @abstractmethod
    def pieces(self, place: Place, size: int) -> Iterator[Buffer]:
        """Read an item's sealed bytes in pieces of `size`, the last one shorter; each holds until the next is asked for.

        Raises:
            CustodyError: they are missing or end too early.
        """

    @abstractmethod
    def wipe(self, places: list[Place]) -> None:
        """Destroy sealed bytes, as far as the store can; durable before the call returns."""

    @abstractmethod
    def sweep(self) -> None:
        """Remove what a stopped process left unfinished; the caller is the only writer."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections; what is not settled is given up."""
