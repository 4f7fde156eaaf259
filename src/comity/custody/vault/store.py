"""Where sealed bytes lie: small items in pack segments, large ones as objects of their own. Nothing here is plain.

A write is acknowledged only after `settle`: file contents and the folder are on disk (fsync). What a stopped process left behind lies
beyond the last known end of a pack (and is overwritten) or under a name that no item has: it is never part of the vault.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from comity.custody.vault.files import sync
from comity.custody.vault.stream import CHUNK, TAG
from comity.errors import CustodyError

SMALL = 1 << 20
SEGMENT = 64 << 20
DISK_HINT = "make room or mend the disk, then run the same command again: what was acknowledged is kept"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item's sealed bytes lie: a file below the store, an offset and a length."""

    file: str
    offset: int
    length: int


@contextmanager
def _writing(place: str) -> Iterator[None]:
    """Tell what the vault's own disk refuses, apart from what a source refuses.

    Raises:
        CustodyError: the disk is full, read-only, forbidden or broken.
    """
    try:
        yield
    except OSError as error:
        raise CustodyError(f"the vault's disk refuses: {error.strerror}", place=place, hint=DISK_HINT) from error


def _write_all(target: FileIO, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[target.write(view) :]


class FolderStore:
    """A store in a local folder."""

    def __init__(self, root: Path, known_end: tuple[str, int] | None = None) -> None:
        """Open the store; `known_end` is the newest pack with the end of its last known item: what lies beyond is overwritten."""
        self._root = root
        self._pack = known_end or ("packs/000001.pack", 0)
        self._open: dict[str, int] = {}
        self._folders: set[Path] = set()
        with _writing("store"):
            (root / "packs").mkdir(parents=True, exist_ok=True)
            (root / "objects").mkdir(exist_ok=True)

    def put_small(self, sealed: bytes) -> Place:
        """Append a sealed item to the newest pack segment."""
        name, end = self._segment(len(sealed))
        with _writing(name):
            descriptor = self._descriptor(name)
            written = os.pwrite(descriptor, sealed, end)
        if written != len(sealed):
            raise CustodyError("the disk took only a part of an item", place=name, hint="free space on the disk, then add again")
        self._pack = (name, end + written)
        return Place(name, end, written)

    def put_large(self, item: str, pieces: Iterable[bytes]) -> Place:
        """Write a sealed item as an object of its own."""
        name = f"objects/{item[:2]}/{item}"
        path = self._root / name
        temporary = path.with_suffix(".part")
        length = 0
        with _writing(name):
            path.parent.mkdir(exist_ok=True)
            target = temporary.open("wb", buffering=0)
        try:
            for piece in pieces:
                with _writing(name):
                    _write_all(target, piece)
                length += len(piece)
            with _writing(name):
                os.fsync(target.fileno())
        finally:
            target.close()
        with _writing(name):
            temporary.rename(path)
        self._folders |= {path.parent, path.parent.parent}
        return Place(name, 0, length)

    def settle(self) -> None:
        """Force everything written so far to disk."""
        with _writing("store"):
            for descriptor in self._open.values():
                os.fsync(descriptor)
            for folder in self._folders | {self._root / "packs"}:
                sync(folder)
        self._folders.clear()

    def pieces(self, place: Place) -> Iterator[bytes]:
        """Read an item's sealed chunks."""
        path = self._root / place.file
        left = place.length
        try:
            with path.open("rb") as source:
                source.seek(place.offset)
                while left > 0:
                    piece = source.read(min(left, CHUNK + TAG))
                    if not piece:
                        raise CustodyError("the sealed bytes end too early", place=place.file)
                    left -= len(piece)
                    yield piece
        except OSError as error:
            raise CustodyError(f"the sealed bytes cannot be read: {error.strerror}", place=place.file) from error

    def close(self) -> None:
        """Close the packs."""
        for descriptor in self._open.values():
            os.close(descriptor)
        self._open.clear()

    def _segment(self, size: int) -> tuple[str, int]:
        name, end = self._pack
        if end and end + size > SEGMENT:
            self._pack = (f"packs/{int(Path(name).stem) + 1:06d}.pack", 0)
        return self._pack

    def _descriptor(self, name: str) -> int:
        if name not in self._open:
            self._open[name] = os.open(self._root / name, os.O_RDWR | os.O_CREAT, 0o600)
        return self._open[name]
