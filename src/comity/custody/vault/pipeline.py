"""A large file in one pass: read, SHA-256, and BLAKE3 with sealing, each in a thread of its own, writing behind them.

All four let go of the interpreter while they work, so that two cores are busy. The pieces wait in a few buffers that go round: memory does
not grow with the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Protocol

import msgspec
from blake3 import blake3

from comity.custody.stores.store import LargeWriter, Place
from comity.custody.vault.stream import CHUNK, TAG, ChunkSealer

_ROUND = 6


class Taken(msgspec.Struct, frozen=True, gc=False):
    """What one pass found out: digests in hexadecimal, the size, and where the sealed bytes lie."""

    sha256: str
    blake3: str
    size: int
    place: Place


class Source(Protocol):
    """Gives bytes piece by piece."""

    def readinto(self, view: memoryview, /) -> int | None:
        """Fill a buffer with what comes next; 0 at the end."""


class _Slab:
    """One piece of plain text on its way, and how many have yet to work on it."""

    __slots__ = ("buffer", "size", "view", "working")

    def __init__(self) -> None:
        self.buffer = bytearray(CHUNK)
        self.view = memoryview(self.buffer)
        self.size = self.working = 0


class Pipeline:
    """Takes one source in."""

    def __init__(self, source: Source, sealer: ChunkSealer, target: LargeWriter) -> None:
        self._source, self._sealer, self._target = source, sealer, target
        self._free: SimpleQueue[_Slab] = SimpleQueue()
        for _ in range(_ROUND):
            self._free.put(_Slab())
        self._hashing: SimpleQueue[_Slab | None] = SimpleQueue()
        self._sealing: SimpleQueue[_Slab | None] = SimpleQueue()
        self._sha, self._blake = hashlib.sha256(), blake3()
        self._lock = Lock()
        self._faults: list[Exception] = []
        self._size = 0

    def run(self, progress: Callable[[int], None] | None = None) -> Taken:
        """Do the work; whatever fails in a thread is raised here.

        Raises:
            OSError: the source cannot be read.
            CustodyError: the store refuses.
        """
        threads = [Thread(target=self._hash, daemon=True), Thread(target=self._seal, daemon=True)]
        for thread in threads:
            thread.start()
        try:
            self._read(progress)
        finally:
            self._hashing.put(None)
            self._sealing.put(None)
            for thread in threads:
                thread.join()
        if self._faults:
            raise self._faults[0]
        return Taken(self._sha.hexdigest(), self._blake.hexdigest(), self._size, self._target.finish())

    def _read(self, progress: Callable[[int], None] | None) -> None:
        """Read ahead; the last chunk is marked by the end that follows it."""
        while not self._faults:
            slab = self._free.get()
            slab.size = _filled(self._source, slab.view)
            if not slab.size:
                return
            self._size += slab.size
            slab.working = 2
            self._hashing.put(slab)
            self._sealing.put(slab)
            if progress:
                progress(slab.size)

    def _hash(self) -> None:
        while (slab := self._hashing.get()) is not None:
            self._sha.update(slab.view[: slab.size])
            self._done(slab)

    def _seal(self) -> None:
        waiting: _Slab | None = None
        while True:
            slab = self._sealing.get()
            try:
                if waiting is not None and not self._faults:
                    self._seal_one(waiting, last=slab is None)
                elif slab is None and self._size == 0:
                    self._seal_empty()
            except Exception as error:  # noqa: BLE001 - raised again in `run`
                self._faults.append(error)
            if waiting is not None:
                self._done(waiting)
            if slab is None:
                return
            waiting = slab

    def _seal_one(self, slab: _Slab, *, last: bool) -> None:
        plain = slab.view[: slab.size]
        self._blake.update(plain)
        room = self._target.reserve(slab.size + TAG)
        self._sealer.seal_into(plain, room, last=last)
        room.release()
        self._target.commit(slab.size + TAG)

    def _seal_empty(self) -> None:
        room = self._target.reserve(TAG)
        self._sealer.seal_into(b"", room, last=True)
        room.release()
        self._target.commit(TAG)

    def _done(self, slab: _Slab) -> None:
        """Give a slab back when both have worked on it."""
        with self._lock:
            slab.working -= 1
            is_free = slab.working == 0
        if is_free:
            self._free.put(slab)


def _filled(source: Source, view: memoryview) -> int:
    """Fill a buffer, since a raw read may give less than asked for before the end."""
    size = 0
    while size < len(view) and (got := source.readinto(view[size:])):
        size += got
    return size
