"""Take files in: one pass over the bytes that hashes, seals and writes, then the log; each batch is durable before it is acknowledged.

Small files are read whole and sealed one after another, since handing them to threads costs more than the work itself; large ones go
through the pipeline. Files are taken in groups: opened and asked for in the log together, under one reading of the clock.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

import msgspec
from blake3 import blake3
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.custody.log.event import CustodyEvent
from comity.custody.log.intake_event import IntakeEvent, IntakeForm
from comity.custody.stores.store import SMALL
from comity.custody.vault.intake import Found, Skipped, open_regular
from comity.custody.vault.item import Item, Kept, item_of
from comity.custody.vault.pipeline import Pipeline, Taken
from comity.custody.vault.sealing import KEY_SIZE
from comity.custody.vault.stream import ChunkSealer, chunk_nonce
from comity.errors import CustodyError

if TYPE_CHECKING:
    from comity.custody.vault.spool import SealedSpool
    from comity.custody.vault.vault import Actor, Vault

BATCH_BYTES, BATCH_ITEMS = 64 << 20, 8192
_GROUP = 64
_ENCODE = msgspec.json.Encoder().encode
_SMALL_NONCE = chunk_nonce(0, last=True)


class _Open(msgspec.Struct, gc=False):
    """A file of the group at work: opened, and named as the act of taking in this very file."""

    found: Found
    descriptor: int
    state: os.stat_result
    id: str


class Taking:
    """One run of taking in; the caller holds the vault's lock.

    Attributes:
        items: what was taken in or known already.
        skipped: what was not, and why.
    """

    def __init__(self, vault: Vault, actor: Actor, progress: Callable[[str, int], None] | None) -> None:
        self.items: list[Item] = []
        self.skipped: list[Skipped] = []
        self._vault, self._actor, self._progress = vault, actor, progress
        self._store = vault.store
        self._here = os.getcwdb()  # noqa: PTH109 - bytes
        self._names = blake3(vault.key, derive_key_context="comity 2026 id of an intake").digest()
        self._form = IntakeForm(vault.event_of("intake", actor, None, {}, at=datetime.min.replace(tzinfo=UTC)))
        self._events: list[CustodyEvent | IntakeEvent] = []
        self._kept: list[bytes] = []
        self._unsettled: dict[str, Item] = {}
        self._bytes = 0

    def take(self, files: Iterable[Found | Skipped]) -> None:
        """Take everything in.

        Raises:
            CustodyError: the vault's disk refuses, or a file changed under the hand; what was acknowledged before is kept.
        """
        self._store.sweep()
        running = iter(files)
        while group := list(islice(running, _GROUP)):
            self._take_group(group)
            if self._bytes >= BATCH_BYTES or len(self._events) >= BATCH_ITEMS:
                self.settle()
        self.settle()

    def take_arrived(self, arrived: Iterable[tuple[str, SealedSpool]], under: str) -> None:
        """Take in what arrived as streams.

        The same content under the same name and key is known again; the key is that of the delivery.

        Raises:
            CustodyError: the vault's disk refuses.
        """
        self._store.sweep()
        for name, spool in arrived:
            told = b"%b\0%b\0%d %b" % (under.encode(), name.encode(), spool.size, spool.digest().encode())
            identity = blake3(b"arrived\0" + told, key=self._names).digest(length=16).hex()
            found = Found(b"", name)
            known = self._vault.ledger.known([identity])
            if known:
                self._know(found, identity, known[identity])
            elif identity in self._unsettled:
                self.items.append(msgspec.structs.replace(self._unsettled[identity], state="known"))
            else:
                key = os.urandom(KEY_SIZE)
                self._note(identity, found, key, self._poured(identity, key, spool), self._vault.clock())
                if self._progress:
                    self._progress(identity, spool.size)
            if self._bytes >= BATCH_BYTES or len(self._events) >= BATCH_ITEMS:
                self.settle()
        self.settle()

    def settle(self) -> None:
        """Make what was written durable, then log it."""
        if self._events:
            self._store.settle()
            self._vault.ledger.append(self._events, self._kept)
            self._events, self._kept, self._bytes = [], [], 0
            self._unsettled.clear()

    def _take_group(self, group: list[Found | Skipped]) -> None:
        opened = list(self._opened(group))[::-1]
        known = self._vault.ledger.known([one.id for one in opened])
        keys, at = os.urandom(KEY_SIZE * len(opened)), None
        try:
            while opened:
                one = opened.pop()
                if one.id in known:
                    os.close(one.descriptor)
                    self._know(one.found, one.id, known[one.id])
                elif one.id in self._unsettled:
                    os.close(one.descriptor)
                    self.items.append(msgspec.structs.replace(self._unsettled[one.id], state="known"))
                else:
                    at = at or self._vault.clock()
                    self._take_one(one, keys[len(opened) * KEY_SIZE : (len(opened) + 1) * KEY_SIZE], at)
        finally:
            for one in opened:
                os.close(one.descriptor)

    def _opened(self, group: list[Found | Skipped]) -> Iterator[_Open]:
        """Open files and name the acts: the same file, unchanged, is known again after a stop."""
        for found in group:
            if isinstance(found, Skipped):
                self._skip(found)
                continue
            try:
                descriptor, state = open_regular(found.path)
            except OSError as error:
                self._skip(Skipped(found.name, f"cannot be read: {error.strerror}"))
                continue
            path = found.path if found.path[:1] == b"/" else b"%b/%b" % (self._here, found.path)
            file = (path, found.name.encode(), state.st_size, state.st_mtime_ns, state.st_ino, state.st_dev)
            identity = blake3(b"%b\0%b\0%d %d %d %d" % file, key=self._names).digest(length=16).hex()
            yield _Open(found, descriptor, state, identity)

    def _take_one(self, one: _Open, key: bytes, at: datetime) -> None:
        size = one.state.st_size
        try:
            data = os.read(one.descriptor, size + 1) if size < SMALL else b""
            is_whole = len(data) == size < SMALL
            taken = self._small(one.id, key, data) if is_whole else self._streamed(one, key)
        except OSError as error:
            self._skip(Skipped(one.found.name, f"cannot be read: {error.strerror}"))
            return
        finally:
            os.close(one.descriptor)
        if self._progress:
            self._progress(one.id, taken.size)
        self._note(one.id, one.found, key, taken, at)

    def _poured(self, item: str, key: bytes, spool: SealedSpool) -> Taken:
        """Seal what arrived as a stream."""
        spool.seek(0)
        if spool.size < SMALL:
            return self._small(item, key, spool.read())
        target = self._store.begin_large(item)
        try:
            return Pipeline(spool, ChunkSealer(key, item), target).run()
        except BaseException:
            target.abort()
            raise

    def _small(self, item: str, key: bytes, data: bytes) -> Taken:
        """Seal a file that was read whole, in one call: what was read is what is hashed, whoever writes to it meanwhile."""
        sealed = AESGCM(key).encrypt(_SMALL_NONCE, data, item.encode())
        return Taken(hashlib.sha256(data).hexdigest(), blake3(data).hexdigest(), len(data), self._store.put_small(sealed))

    def _streamed(self, one: _Open, key: bytes) -> Taken:
        """Seal a file of any size, or one whose size says nothing, piece by piece."""
        os.lseek(one.descriptor, 0, os.SEEK_SET)
        target = self._store.begin_large(one.id)
        try:
            with os.fdopen(one.descriptor, "rb", buffering=0, closefd=False) as source:
                taken = Pipeline(source, ChunkSealer(key, one.id), target).run()
            _hold_still(one)
        except BaseException:
            target.abort()
            raise
        return taken

    def _note(self, identity: str, found: Found, key: bytes, taken: Taken, at: datetime) -> None:
        name, place = found.name, taken.place
        self._events.append(IntakeEvent(self._form, identity, at, name, taken.size, taken.sha256, taken.blake3))
        self._kept.append(_ENCODE(Kept(place.file, key.hex(), place.length, place.offset)))
        self._bytes += taken.size
        item = Item(identity, name, taken.size, taken.sha256, taken.blake3, "new")
        self._unsettled[identity] = item
        self.items.append(item)

    def _know(self, found: Found, identity: str, seq: int) -> None:
        """Report a file that was taken in before."""
        stored = self._vault.ledger.entry(seq)
        state = self._vault.state(identity, stored.sealed)
        if state == "erased" or stored.sealed is None:
            self._skip(Skipped(found.name, f"it was taken in before as item {identity}, which was erased"))
        else:
            self.items.append(item_of(identity, self._vault.sealer.open_event(identity, stored.sealed)[0], "known"))

    def _skip(self, skipped: Skipped) -> None:
        self.skipped.append(skipped)
        self._events.append(self._vault.event_of("skipped", self._actor, None, {"name": skipped.name, "why": skipped.reason}))
        self._kept.append(b"null")


def _hold_still(one: _Open) -> None:
    """Refuse a file that changed while it was read in pieces: nobody ever had it as it was read."""
    after = os.fstat(one.descriptor)
    if (after.st_size, after.st_mtime_ns) != (one.state.st_size, one.state.st_mtime_ns):
        raise CustodyError("the file changed while it was being taken in", place=one.found.name, hint="stop what writes to it")
