"""Where a ledger's entries lie: what every kind of storage must do.

Who writes another one: derive from `EntryStore`, make `write` durable before it returns, let `sequencer` admit one writer at a time among
all processes, and run `tests/custody/test_ledger.py` over it. The ledger above numbers, hashes, audits and signs; a storage only keeps.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Container, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

import msgspec


class Row(msgspec.Struct, frozen=True, gc=False):
    """An entry to be kept.

    Attributes:
        id: idempotency key.
        type: type of the event.
        entry: the bytes that the tree commits to.
        sealed: the sealed private part.
    """

    id: str
    type: str
    entry: bytes
    sealed: bytes


class Stored(NamedTuple):
    """An entry as it was read again; `sealed` is None when it was erased."""

    seq: int
    id: str
    entry: bytes
    sealed: bytes | None


class StoredCheckpoint(NamedTuple):
    """A checkpoint as it was read again: its number from 1, the size it states, and the signed note."""

    number: int
    size: int
    note: str


class Head(msgspec.Struct):
    """What a storage reads of an entry."""

    id: str
    type: str
    at: str


_HEAD = msgspec.json.Decoder(Head)


def head_of(entry: bytes) -> Head:
    """Read id, type and time of an entry.

    Raises:
        ValueError: it is no entry.
    """
    return _HEAD.decode(entry)


class EntryStore(ABC):
    """Keeps entries and checkpoints, durable and in order.

    Attributes:
        place: what errors name.
    """

    place: str

    @property
    @abstractmethod
    def size(self) -> int:
        """Number of entries, as of the last `refresh`."""

    @abstractmethod
    def refresh(self) -> None:
        """Take notice of what other processes wrote."""

    @abstractmethod
    def sequencer(self) -> AbstractContextManager[None]:
        """Admit one writer at a time; inside, `size` is what it is."""

    @abstractmethod
    def known(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the places of those ids that are there already."""

    @abstractmethod
    def write(self, rows: Sequence[Row]) -> None:
        """Keep entries behind the last one, all or none, durable before the call returns. The caller holds the sequencer."""

    @abstractmethod
    def entry(self, seq: int) -> Stored | None:
        """Read one entry; None when there is none."""

    @abstractmethod
    def entries(self, start: int = 0) -> Iterator[Stored]:
        """Read entries in order, from the storage itself."""

    def plain_entries(self, start: int = 0) -> Iterator[bytes]:
        """Read the bytes of entries alone, in order, from the storage itself."""
        return (stored.entry for stored in self.entries(start))

    @abstractmethod
    def of_types(self, types: Sequence[str]) -> Iterator[Stored]:
        """Read the entries of some types in order."""

    @abstractmethod
    def destroy(self, seqs: Sequence[int]) -> None:
        """Overwrite sealed parts, durable before the call returns. The caller holds the sequencer."""

    @abstractmethod
    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Read all checkpoints in order."""

    @abstractmethod
    def last_checkpoint(self) -> StoredCheckpoint | None:
        """Read the newest checkpoint; None before the first."""

    @abstractmethod
    def write_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a checkpoint, or another form of the newest one, durable before the call returns. The caller holds the sequencer."""

    def audit(self, destroyed: Container[str] = ()) -> None:  # noqa: B027 - one without further parts has nothing to hold against
        """Hold the storage's own parts against each other.

        Args:
            destroyed: ids of events whose sealed parts were to be destroyed; a stop may have left some of them half destroyed.

        Raises:
            CustodyError: the first bad place.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections."""
