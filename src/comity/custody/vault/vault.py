"""A vault in a folder: sealed evidence and its log.

vault.json            format, origin of the log, public keys (readable by all)
key.age               the vault's key, wrapped for the custodians
tombstones            ids of erased items, signed; comes with the first erasure
signer.sealed         the log's private keys, sealed under the vault's key
log/journal           entries and checkpoints, the truth
log/index.db          finds entries; made anew from the journal
log/hashes/           the tree's hashes; made anew from the journal
store/                packs and objects, sealed
lock                  one writer at a time
"""

from __future__ import annotations

import fcntl
import hashlib
import secrets
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from blake3 import blake3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from comity.crypto.checkpoint import LogProof
from comity.crypto.note import Note
from comity.crypto.signer import LogSigner
from comity.custody.disk import DISK_HINT, LOCAL, Disk
from comity.custody.log.event import TOOL, CustodyEvent, Disclosure
from comity.custody.log.ledger import Ledger
from comity.custody.log.storage import Stored
from comity.custody.vault import intake
from comity.custody.vault.about import About, read_about, write_new
from comity.custody.vault.audit import audit, readable
from comity.custody.vault.item import Item, Kept, item_of
from comity.custody.vault.keys import new_vault_key, read_identity, unwrap, wrap
from comity.custody.vault.last_seen import LastSeen
from comity.custody.vault.parts import hold_new, open_entries, open_store
from comity.custody.vault.sealing import KEY_SIZE, Sealer
from comity.custody.vault.spool import SealedSpool
from comity.custody.vault.stream import CHUNK, TAG, opened_chunks
from comity.custody.vault.taking import Taking
from comity.errors import CustodyError, InputError
from comity.model.time import Clock, system_clock


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which case, and why."""

    name: str
    role: str | None = None
    case: str | None = None
    reason: str | None = None
    place: str | None = None
    second_person: str | None = None


class Vault:
    """An opened vault; use it as a context manager."""

    def __init__(self, root: Path, identity: Path, clock: Clock = system_clock, seen: Path | None = None, disk: Disk = LOCAL) -> None:
        """Open a vault with a custodian's identity.

        Args:
            root: the vault's folder.
            identity: the custodian's identity file.
            clock: where the time comes from.
            seen: folder outside the vault that remembers what was last seen of it; None remembers nothing.
            disk: the disk under the vault.

        Raises:
            InputError: there is no vault, or the identity cannot be read.
            CustodyError: the identity is no custodian's.
        """
        self.root, self.clock = root, clock
        self.about = read_about(root)
        self.key = unwrap((root / "key.age").read_bytes(), read_identity(identity))
        self.sealer = Sealer(self.key)
        secret = self.sealer.open("signer", (root / "signer.sealed").read_bytes())
        classic, lattice = Ed25519PrivateKey.from_private_bytes(secret[:KEY_SIZE]), MLDSA44PrivateKey.from_seed_bytes(secret[KEY_SIZE:])
        self.signer = LogSigner(self.about.origin, classic, lattice)
        with readable(root):
            self.ledger = Ledger(open_entries(self.about, root, disk), self.signer.name, self.sealer, root / "log" / "hashes", disk)
        self.store = open_store(self.about, root, disk)
        self.seen = LastSeen(seen, self.signer.keys[0], disk)
        self.tombstones = self.seen.tombstones(root)
        self._holds: tuple[int, frozenset[str]] = (-1, frozenset())

    @classmethod
    def create(cls, root: Path, origin: str, recipients: list[str], *, ledger: str = "journal", store: str = "folder") -> None:
        """Make an empty vault for custodians.

        Raises:
            InputError: the folder holds something already.
        """
        if root.exists() and any(root.iterdir()):
            raise InputError("the folder is not empty", place=str(root), hint="name a new folder")
        about = About(origin, [], recipients, ledger, store)
        hold_new(about)
        root.mkdir(parents=True, exist_ok=True)
        key, signer = new_vault_key(), LogSigner.generate(origin)
        secret = signer.classic.private_bytes_raw() + signer.lattice.private_bytes_raw()
        write_new(root / "key.age", wrap(key, recipients))
        write_new(root / "signer.sealed", Sealer(key).seal("signer", secret))
        # the description comes last: without it the folder is no vault
        write_new(root / "vault.json", msgspec.structs.replace(about, keys=[str(key) for key in signer.keys]).as_bytes())
        LOCAL.sync_folder(root)

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()
        self.ledger.close()

    def add(
        self, paths: list[Path], actor: Actor, progress: Callable[[str, int], None] | None = None
    ) -> tuple[list[Item], list[intake.Skipped], Note]:
        """Take files in, batch by batch; each batch is durable before it is acknowledged.

        After a stop the same call goes on: what was acknowledged is `known`, the rest is taken in.

        Returns:
            The items, what was not taken in and why, and the signed checkpoint that covers all of it.
        """
        with self.locked():
            taking = Taking(self, actor, progress)
            taking.take(intake.find(paths))
            return taking.items, taking.skipped, self.sign()

    def add_arrived(
        self, arrived: Iterable[tuple[str, SealedSpool]], under: str, actor: Actor
    ) -> tuple[list[Item], list[intake.Skipped], Note]:
        """Take in what arrived as streams, each with its name.

        Args:
            arrived: names and sealed streams.
            under: what tells this delivery from others: the same content under the same name is then known again.
            actor: who.
        """
        with self.locked():
            taking = Taking(self, actor, None)
            taking.take_arrived(arrived, under)
            return taking.items, taking.skipped, self.sign()

    def record(self, kind: str, actor: Actor, details: dict[str, str], *, item: str | None = None) -> str:
        """Log one act, durable before the call returns; return the event's id. The caller holds the lock."""
        event = self.event_of(kind, actor, item, details)
        self.ledger.append([event])
        return event.id

    def event_of(self, kind: str, actor: Actor, item: str | None, details: dict[str, str], *, at: datetime | None = None) -> CustodyEvent:
        """Make an event with a new id, not yet logged; its time is now when none is given."""
        return CustodyEvent(
            id=secrets.token_hex(16),
            type=kind,
            at=at or self.clock(),
            actor=actor.name,
            role=actor.role,
            second_person=actor.second_person,
            tool=TOOL,
            case=actor.case,
            item=item,
            reason=actor.reason,
            place=actor.place,
            details=details,
        )

    def prove_event(self, event: str) -> LogProof:
        """Prove a logged event, disclosed.

        Raises:
            CustodyError: it was never logged, or was erased.
        """
        seq = self.ledger.seq_of(event)
        if seq is None:
            raise CustodyError(f"event {event} has no entry in the log", place=str(self.root))
        stored = self.ledger.entry(seq)
        if stored.sealed is None:
            raise CustodyError(f"event {event} was erased", place=str(self.root))
        private, salt = self.sealer.open_event(event, stored.sealed)
        return self.ledger.prove(seq, Disclosure(stored.entry, private, salt).as_bytes())

    def sign(self) -> Note:
        """Sign a checkpoint of everything, unless the log is older than what was seen of it.

        Raises:
            CustodyError: the log is an old copy or was rewritten, or does not hold.
        """
        self.check_memory()
        note = self.ledger.sign(self.signer, self.clock())
        self.seen.remember(note)
        return note

    def check_memory(self) -> None:
        """Hold the log against the checkpoint that was last seen.

        Raises:
            CustodyError: it has fewer entries, or other ones.
        """
        last = self.seen.checkpoint()
        if last is None:
            return
        if self.ledger.size < last.size:
            behind = last.size - self.ledger.size
            hint = "this is an old copy: bring the newest log back before anything is added"
            raise CustodyError(f"the log is behind what was last seen by {behind} entries", place=str(self.root), hint=hint)
        if self.ledger.root(last.size) != last.root:
            raise CustodyError(
                f"the first {last.size} entries are not those that were last seen: the log was rewritten", place=str(self.root)
            )

    def state(self, item: str, sealed: bytes | None = b"") -> str:
        """Tell whether an item is held, on hold or erased."""
        if sealed is None or item in self.tombstones:
            return "erased"
        return "on_hold" if item in self._on_hold() else "held"

    def items(self) -> Iterator[Item]:
        """List what the vault holds, in the order of arrival."""
        for stored in self.intakes():
            state = self.state(stored.id, stored.sealed)
            if state == "erased" or stored.sealed is None:
                yield Item(stored.id, "", 0, "", "", "erased")
            else:
                yield item_of(stored.id, self.sealer.open_event(stored.id, stored.sealed)[0], state)

    def intakes(self) -> Iterator[Stored]:
        """List the log entries of all intakes."""
        return (stored for stored in self.ledger.entries() if b'"type":"intake"' in stored.entry)

    def item(self, item: str) -> tuple[Item, Kept]:
        """Return an item that is held, and what the vault keeps of it.

        Raises:
            InputError: there is no such item, or it was erased.
        """
        seq = self.ledger.seq_of(item)
        stored = None if seq is None else self.ledger.entry(seq)
        if stored is None or b'"type":"intake"' not in stored.entry:
            raise InputError(f"no item {item} in this vault", place=str(self.root), hint="comity vault list")
        state = self.state(item, stored.sealed)
        if state == "erased" or stored.sealed is None:
            raise InputError(f"item {item} was erased", place=str(self.root), hint="its erasure certificate says by whom and why")
        private, kept = self.sealer.open_kept(item, stored.sealed)
        return item_of(item, private, state), msgspec.convert(kept, Kept)

    def read(self, item: str) -> Iterator[bytes]:
        """Give an item back, chunk by chunk, each authenticated before it is given.

        Raises:
            InputError: there is no such item.
            CustodyError: the sealed bytes were changed.
        """
        _, kept = self.item(item)
        return map(bytes, opened_chunks(kept.secret, item, self.store.pieces(kept.place, CHUNK + TAG), kept.length))

    def verify(self, *, both: bool = False, known: Container[str] = ()) -> Iterator[tuple[Item, str | None]]:
        """Read everything again: the ledger, then each item; yields the item and what is wrong (None when it holds).

        Each chunk is authenticated, and the whole held against its BLAKE3 digest, which is the faster of the two.

        Args:
            both: compute SHA-256 as well.
            known: items that held when they were read a moment ago, and need not be read again.

        Raises:
            CustodyError: the ledger itself does not hold.
        """
        audit(self)
        for stored in self.intakes():
            if stored.sealed is None:
                continue
            if stored.id in self.tombstones:
                yield Item(stored.id, "", 0, "", "", "erased"), "it was erased and came back with an old copy: comity vault erase --again"
                continue
            if stored.id in known:
                yield item_of(stored.id, self.sealer.open_event(stored.id, stored.sealed)[0], self.state(stored.id)), None
                continue
            yield self._verified(stored.id, stored.sealed, both=both)

    def prove(self, item: str) -> LogProof:
        """Prove the intake of an item to an outsider: inclusion, checkpoint and the disclosed event.

        Raises:
            InputError: there is no such item.
        """
        if self.ledger.seq_of(item) is None:
            raise InputError(f"no item {item} in this vault", place=str(self.root), hint="comity vault list")
        return self.prove_event(item)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other writer out.

        Raises:
            InputError: somebody else is writing.
            CustodyError: the vault's disk cannot be written to.
        """
        try:
            lock = (self.root / "lock").open("w")
        except OSError as error:
            raise CustodyError(f"the vault's disk refuses: {error.strerror}", place=str(self.root), hint=DISK_HINT) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise InputError("somebody else is writing to this vault", place=str(self.root), hint="wait until they are done") from error
            yield

    def _on_hold(self) -> frozenset[str]:
        """Return the items on hold, by what the log tells."""
        size = self.ledger.size
        if self._holds[0] != size:
            held: set[str] = set()
            for stored in self.ledger.of_types("hold", "release"):
                if stored.sealed is not None:
                    item = str(self.sealer.open_event(stored.id, stored.sealed)[0]["item"])
                    (held.add if b'"type":"hold"' in stored.entry else held.discard)(item)
            self._holds = (size, frozenset(held))
        return self._holds[1]

    def _verified(self, identity: str, sealed: bytes, *, both: bool) -> tuple[Item, str | None]:
        item = Item(identity, "", 0, "", "")
        sha, blake = hashlib.sha256(), blake3()
        try:
            private, told = self.sealer.open_kept(identity, sealed)
            item, kept = item_of(identity, private, self.state(identity)), msgspec.convert(told, Kept)
            for chunk in opened_chunks(kept.secret, identity, self.store.pieces(kept.place, CHUNK + TAG), kept.length):
                blake.update(chunk)
                if both:
                    sha.update(chunk)
        except CustodyError as error:
            return item, str(error)
        same = blake.hexdigest() == item.blake3 and (not both or sha.hexdigest() == item.sha256)
        return item, None if same else "the digests differ from those of the intake"
