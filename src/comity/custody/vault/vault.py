"""A vault in a folder: sealed evidence, its index and its log.

vault.json            format, origin of the log, public keys (readable by all)
key.age               the vault's key, wrapped for the custodians
tombstones            ids of erased items, signed; comes with the first erasure
signer.sealed         the log's private keys, sealed under the vault's key
log.db                ledger and index (SQLite, WAL, synchronous FULL)
store/                packs and objects, sealed
lock                  one writer at a time
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blake3 import blake3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from comity import __version__
from comity.crypto.canonical import canonical
from comity.crypto.checkpoint import LogProof
from comity.crypto.note import Note
from comity.crypto.signer import LogSigner
from comity.custody.log.event import CustodyEvent, Disclosure
from comity.custody.log.ledger import Ledger
from comity.custody.vault import intake
from comity.custody.vault.audit import audit, readable
from comity.custody.vault.item import Item, Meta
from comity.custody.vault.keys import new_vault_key, read_identity, unwrap, wrap
from comity.custody.vault.last_seen import LastSeen
from comity.custody.vault.sealing import KEY_SIZE, Sealer
from comity.custody.vault.store import DISK_HINT, FolderStore, Place
from comity.custody.vault.stream import opened_chunks
from comity.errors import CustodyError, InputError
from comity.model.time import Clock, system_clock

_FORMAT = "comity-vault/1"
_BATCH_BYTES, _BATCH_ITEMS = 64 << 20, 2000
_INDEX = """CREATE TABLE IF NOT EXISTS item (
    id TEXT PRIMARY KEY, event TEXT NOT NULL UNIQUE, file TEXT NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, sealed BLOB
) STRICT;
CREATE TABLE IF NOT EXISTS hold (item TEXT PRIMARY KEY) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which case, and why."""

    name: str
    role: str | None = None
    case: str | None = None
    reason: str | None = None
    place: str | None = None
    second_person: str | None = None


class Erased(Exception):  # noqa: N818 - a turn of the intake, never seen outside
    """The file is one that was erased: it is not taken in again."""


class Vault:
    """An opened vault; use it as a context manager."""

    def __init__(self, root: Path, identity: Path, clock: Clock = system_clock, seen: Path | None = None) -> None:
        """Open a vault with a custodian's identity.

        Args:
            root: the vault's folder.
            identity: the custodian's identity file.
            clock: where the time comes from.
            seen: folder outside the vault that remembers what was last seen of it; None remembers nothing.

        Raises:
            InputError: there is no vault, or the identity cannot be read.
            CustodyError: the identity is no custodian's.
        """
        self.root = root
        self._here = os.getcwdb()  # noqa: PTH109 - names are bytes
        self.clock = clock
        self._about = read_about(root)
        key = unwrap((root / "key.age").read_bytes(), read_identity(identity))
        self.key, self.sealer = key, Sealer(key)
        secret = self.sealer.open("signer", (root / "signer.sealed").read_bytes())
        classic, lattice = Ed25519PrivateKey.from_private_bytes(secret[:KEY_SIZE]), MLDSA44PrivateKey.from_seed_bytes(secret[KEY_SIZE:])
        self.signer = LogSigner(self._about["origin"], classic, lattice)
        with readable(root):
            self.ledger = Ledger(root / "log.db", self.signer.name, self.sealer)
            self.index = sqlite3.connect(root / "log.db", isolation_level=None, timeout=30)
            self.index.execute("PRAGMA secure_delete=ON")
            self.index.executescript(_INDEX)
        self.seen = LastSeen(seen, self.signer.keys[0])
        self.tombstones = self.seen.tombstones(root)

    @classmethod
    def create(cls, root: Path, origin: str, recipients: list[str]) -> None:
        """Make an empty vault for custodians.

        Raises:
            InputError: the folder holds something already.
        """
        if root.exists() and any(root.iterdir()):
            raise InputError("the folder is not empty", place=str(root), hint="name a new folder")
        root.mkdir(parents=True, exist_ok=True)
        key, signer = new_vault_key(), LogSigner.generate(origin)
        secret = signer.classic.private_bytes_raw() + signer.lattice.private_bytes_raw()
        about = {"format": _FORMAT, "origin": origin, "keys": [str(key) for key in signer.keys], "custodians": recipients}
        _write(root / "key.age", wrap(key, recipients))
        _write(root / "signer.sealed", Sealer(key).seal("signer", secret))
        # the description comes last: without it the folder is no vault
        _write(root / "vault.json", json.dumps(about, indent=2).encode() + b"\n")

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_: object) -> None:
        self.index.close()
        self.ledger.close()

    def add(
        self, paths: list[Path], actor: Actor, progress: Callable[[str, int], None] | None = None
    ) -> tuple[list[Item], list[intake.Skipped], Note]:
        """Take files in, batch by batch; each batch is durable before it is acknowledged.

        After a stop the same call goes on: what was acknowledged is `known`, the rest is taken in.

        Returns:
            The items, what was not taken in and why, and the signed checkpoint that covers all of it.
        """
        items: list[Item] = []
        skipped: list[intake.Skipped] = []
        with self.locked(), self._disk():
            store = FolderStore(self.root / "store", self._known_end())
            batch = _Batch()
            for found in intake.find(paths):
                taken = found if isinstance(found, intake.Skipped) else self._tried(found, actor, store, batch, progress)
                if isinstance(taken, Item):
                    items.append(taken)
                else:
                    skipped.append(taken)
                    batch.events.append(self.event_of("skipped", actor, None, {"name": taken.name, "why": taken.reason}))
                if batch.bytes >= _BATCH_BYTES or len(batch.events) >= _BATCH_ITEMS:
                    self._settle(store, batch)
            self._settle(store, batch)
            store.close()
            note = self.sign()
        return items, skipped, note

    def _tried(
        self, found: intake.Found, actor: Actor, store: FolderStore, batch: _Batch, progress: Callable[[str, int], None] | None
    ) -> Item | intake.Skipped:
        try:
            return self._take(found, actor, store, batch, progress)
        except Erased as error:
            return intake.Skipped(found.name, str(error))
        except OSError as error:
            return intake.Skipped(found.name, f"cannot be read: {error.strerror}")

    @contextmanager
    def _disk(self) -> Iterator[None]:
        """Tell a full or broken disk under the database as what it is."""
        try:
            yield
        except sqlite3.Error as error:
            raise CustodyError(f"the log cannot be written: {error}", place=str(self.root / "log.db"), hint=DISK_HINT) from error

    def record(
        self,
        kind: str,
        actor: Actor,
        details: dict[str, str],
        *,
        item: str | None = None,
        also: Callable[[sqlite3.Connection], None] | None = None,
    ) -> str:
        """Log one act, durable before the call returns; return the event's id. The caller holds the lock.

        Args:
            kind: type of the event.
            actor: who acts.
            details: further text values.
            item: the item concerned.
            also: writes further rows in the same transaction.
        """
        event = self.event_of(kind, actor, item, details)
        self.ledger.append([event], also)
        return event.id

    def event_of(self, kind: str, actor: Actor, item: str | None, details: dict[str, str]) -> CustodyEvent:
        """Make an event with a new id, not yet logged."""
        return self._event(kind, secrets.token_hex(16), actor, item, {}, details)

    def prove_event(self, event: str) -> LogProof:
        """Prove a logged event, disclosed.

        Raises:
            CustodyError: it was never logged, or was erased.
        """
        seq = self.ledger.seq_of(event)
        if seq is None:
            raise CustodyError(f"event {event} has no entry in the log", place=str(self.root))
        entry, sealed = self.ledger.entry(seq)
        if sealed is None:
            raise CustodyError(f"event {event} was erased", place=str(self.root))
        private, salt = self.sealer.open_event(event, sealed)
        return self.ledger.prove(seq, Disclosure(entry, private, salt).as_bytes())

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
            hint = "this is an old copy: bring the newest log.db back before anything is added"
            raise CustodyError(f"the log is behind what was last seen by {behind} entries", place=str(self.root), hint=hint)
        if self.ledger.root(last.size) != last.root:
            raise CustodyError(
                f"the first {last.size} entries are not those that were last seen: the log was rewritten", place=str(self.root)
            )

    def state(self, item: str, sealed: bytes | None) -> str:
        """Tell whether an item is held, on hold or erased."""
        if sealed is None or item in self.tombstones:
            return "erased"
        return "on_hold" if self.index.execute("SELECT 1 FROM hold WHERE item = ?", (item,)).fetchone() else "held"

    def items(self) -> Iterator[Item]:
        """List what the vault holds, in the order of arrival."""
        rows = self.index.execute("SELECT item.id, sealed FROM item ORDER BY rowid").fetchall()
        for item, sealed in rows:
            state = self.state(item, sealed)
            if state == "erased":
                yield Item(item, "", 0, "", "", state)
            else:
                yield Meta.parse(self.sealer.open(f"item:{item}", sealed)).item(item, state)

    def read(self, item: str) -> Iterator[bytes]:
        """Give an item back, chunk by chunk, each authenticated before it is given.

        Raises:
            InputError: there is no such item.
            CustodyError: the sealed bytes were changed.
        """
        place, meta = self._row(item)
        return opened_chunks(meta.key, item, FolderStore(self.root / "store").pieces(place))

    def verify(self, *, both: bool = False) -> Iterator[tuple[Item, str | None]]:
        """Read everything again: the ledger, then each item; yields the item and what is wrong (None when it holds).

        Each chunk is authenticated, and the whole held against its BLAKE3 digest, which is the faster of the two.

        Args:
            both: compute SHA-256 as well.

        Raises:
            CustodyError: the ledger itself does not hold.
        """
        audit(self)
        for item, sealed in self.index.execute("SELECT id, sealed FROM item ORDER BY rowid").fetchall():
            if sealed is None:
                continue
            if item in self.tombstones:
                yield Item(item, "", 0, "", "", "erased"), "it was erased and came back with an old copy: comity vault erase --again"
                continue
            yield self._verified(item, both=both)

    def _verified(self, item: str, *, both: bool) -> tuple[Item, str | None]:
        known = Item(item, "", 0, "", "")
        sha, blake = hashlib.sha256(), blake3()
        try:
            place, meta = self._row(item)
            known = meta.item(item, self.state(item, b""))
            for chunk in opened_chunks(meta.key, item, FolderStore(self.root / "store").pieces(place)):
                blake.update(chunk)
                if both:
                    sha.update(chunk)
        except CustodyError as error:
            return known, str(error)
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            return known, f"its row in the index is damaged: {error}"
        same = blake.hexdigest() == meta.blake3 and (not both or sha.hexdigest() == meta.sha256)
        return known, None if same else "the digests differ from those of the intake"

    def prove(self, item: str) -> LogProof:
        """Prove the intake of an item to an outsider: inclusion, checkpoint and the disclosed event.

        Raises:
            InputError: there is no such item.
        """
        event = self.index.execute("SELECT event FROM item WHERE id = ?", (item,)).fetchone()
        if event is None:
            raise InputError(f"no item {item} in this vault", place=str(self.root), hint="comity vault list")
        return self.prove_event(event[0])

    def _take(
        self,
        found: intake.Found,
        actor: Actor,
        store: FolderStore,
        batch: _Batch,
        progress: Callable[[str, int], None] | None,
    ) -> Item:
        with intake.open_regular(found.path) as source:
            state = os.fstat(source.fileno())
            event = self._intake_id(found, state)
            known = self.index.execute("SELECT id, sealed FROM item WHERE event = ?", (event,)).fetchone()
            if known and self.state(known[0], known[1]) == "erased":
                raise Erased(f"it was taken in before as item {known[0]}, which was erased")
            if known:
                return self._known(known[0])
            item, key = secrets.token_hex(16), secrets.token_bytes(KEY_SIZE)
            taken = intake.take(source, item, key, store, progress)
            if _moved(state, os.fstat(source.fileno())):
                raise CustodyError("the file changed while it was being taken in", place=str(found.path), hint="stop what writes to it")
        meta = Meta(found.name, taken.size, taken.sha256, taken.blake3, key)
        digests = {"sha256": taken.sha256, "blake3": taken.blake3}
        place = taken.place
        batch.rows.append((item, event, place.file, place.offset, place.length, self.sealer.seal(f"item:{item}", meta.as_bytes())))
        batch.events.append(self._event("intake", event, actor, item, digests, {"name": found.name, "size": str(taken.size)}))
        batch.bytes += taken.size
        return meta.item(item, "new")

    def _settle(self, store: FolderStore, batch: _Batch) -> None:
        if not batch.events:
            return
        store.settle()
        rows = list(batch.rows)

        def index(base: sqlite3.Connection) -> None:
            base.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?)", rows)

        self.ledger.append(batch.events, index)
        batch.clear()

    def _event(
        self, kind: str, event: str, actor: Actor, item: str | None, outputs: dict[str, str], details: dict[str, str]
    ) -> CustodyEvent:
        return CustodyEvent(
            id=event,
            type=kind,
            at=self.clock(),
            actor=actor.name,
            role=actor.role,
            second_person=actor.second_person,
            tool=f"comity {__version__}",
            case=actor.case,
            item=item,
            reason=actor.reason,
            place=actor.place,
            outputs=outputs,
            details=details,
        )

    def _intake_id(self, found: intake.Found, state: os.stat_result) -> str:
        """Name the act of taking in this very file: the same file, unchanged, is known again after a stop."""
        told = canonical(
            [
                intake.shown(os.path.join(self._here, os.fsencode(found.path))),  # noqa: PTH118 - bytes
                found.name,
                state.st_size,
                state.st_mtime_ns,
                state.st_ino,
                state.st_dev,
            ]
        )
        return hmac.new(self.key, told, hashlib.sha256).hexdigest()

    def _known(self, item: str) -> Item:
        _, meta = self._row(item)
        return meta.item(item, "known")

    def _row(self, item: str) -> tuple[Place, Meta]:
        row = self.index.execute("SELECT file, start, length, sealed FROM item WHERE id = ?", (item,)).fetchone()
        if row is None:
            raise InputError(f"no item {item} in this vault", place=str(self.root), hint="comity vault list")
        if self.state(item, row[3]) == "erased":
            raise InputError(f"item {item} was erased", place=str(self.root), hint="its erasure certificate says by whom and why")
        return Place(*row[:3]), Meta.parse(self.sealer.open(f"item:{item}", row[3]))

    def _known_end(self) -> tuple[str, int] | None:
        row = self.index.execute(
            "SELECT file, max(start + length) FROM item WHERE file LIKE 'packs/%' GROUP BY file ORDER BY file DESC LIMIT 1"
        ).fetchone()
        return (row[0], row[1]) if row else None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other writer out.

        Raises:
            InputError: somebody else is writing.
        """
        with (self.root / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise InputError("somebody else is writing to this vault", place=str(self.root), hint="wait until they are done") from error
            yield


class _Batch:
    """What was written but is not yet acknowledged."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.rows: list[tuple[str, str, str, int, int, bytes]] = []
        self.events: list[CustodyEvent] = []
        self.bytes = 0


def _moved(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)


def read_about(root: Path) -> dict[str, Any]:
    """Read the public description of a vault.

    Raises:
        InputError: there is none, or it is of another format.
    """
    try:
        about = json.loads((root / "vault.json").read_bytes())
    except (OSError, ValueError) as error:
        raise InputError("there is no vault here", place=str(root), hint="comity vault init --vault DIR") from error
    if not isinstance(about, dict) or about.get("format") != _FORMAT:
        raise InputError("this vault has another format", place=str(root), hint=f"{_FORMAT} is understood here")
    return dict(about)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as target:
        path.chmod(0o600)
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
