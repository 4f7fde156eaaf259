"""What a custodian last saw of a vault, kept outside of it: the newest checkpoint, and the items that were erased.

A vault restored from an old backup is whole in itself; only somebody who remembers can tell that it is old. The memory is a small file
beside the custodian's identity, signed by the vault's own log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from comity.crypto.checkpoint import Checkpoint
from comity.crypto.note import Note, NoteSignature, VerifierKey, parse_note, verified_by
from comity.crypto.signer import LogSigner
from comity.custody.disk import DISK_HINT, LOCAL, Disk
from comity.errors import CustodyError

_HEAD = "comity-tombstones/1"


@dataclass(frozen=True, slots=True)
class LastSeen:
    """The memory of one vault in a folder; nothing is remembered when the folder is None."""

    folder: Path | None
    key: VerifierKey
    disk: Disk = LOCAL

    def checkpoint(self) -> Checkpoint | None:
        """Return the newest checkpoint that was seen.

        Raises:
            CustodyError: the memory was changed.
        """
        path = self._path("checkpoint")
        if path is None or not path.is_file():
            return None
        note = parse_note(path.read_bytes(), place=str(path))
        if not verified_by(note, [self.key], place=str(path)):
            raise CustodyError("what was last seen was not signed by this vault's log", place=str(path))
        return Checkpoint.parse(note.text, place=str(path))

    def remember(self, note: Note) -> None:
        """Keep a newer checkpoint."""
        path = self._path("checkpoint")
        if path is not None:
            self._write(path, note)

    def tombstones(self, vault: Path) -> frozenset[str]:
        """Return the ids of all items that were erased, by the vault's own list and by the memory.

        Raises:
            CustodyError: a list was changed.
        """
        paths = [path for path in (vault / "tombstones", self._path("tombstones")) if path is not None and path.is_file()]
        return frozenset(item for path in paths for item in self._listed(path))

    def bury(self, vault: Path, items: Iterable[str], signer: LogSigner) -> None:
        """Write the list of erased items into the vault and into the memory, signed."""
        text = "\n".join([_HEAD, signer.name, *sorted(items)]) + "\n"
        note = Note(text, (NoteSignature(signer.name, signer.keys[0].id, signer.classic.sign(text.encode())),))
        for path in (self._path("tombstones"), vault / "tombstones"):
            if path is not None:
                self._write(path, note)

    def _write(self, path: Path, note: Note) -> None:
        try:
            self.disk.make_folder(path.parent)
            self.disk.replace(path, str(note).encode())
        except OSError as error:
            raise CustodyError(
                f"what was seen of the vault cannot be remembered: {error.strerror}", place=str(path), hint=DISK_HINT
            ) from error

    def _listed(self, path: Path) -> list[str]:
        note = parse_note(path.read_bytes(), place=str(path))
        head, origin, *items = note.text[:-1].split("\n")
        if not verified_by(note, [self.key], place=str(path)) or (head, origin) != (_HEAD, self.key.name):
            raise CustodyError("the list of erased items was not signed by this vault's log", place=str(path))
        return items

    def _path(self, kind: str) -> Path | None:
        if self.folder is None:
            return None
        return self.folder / f"{hashlib.sha256(str(self.key).encode()).hexdigest()[:16]}.{kind}"
