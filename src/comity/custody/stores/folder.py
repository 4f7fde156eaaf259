"""A store in a local folder: `packs/NNNNNN.pack`, `objects/xx/ITEM`.

A file bears the ending `.part` until it is whole and on disk; then it gets its name, and the folder is forced to disk, too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.custody.disk import DISK_HINT, LOCAL, Buffer, Disk
from comity.custody.stores.ahead import ReadAhead
from comity.custody.stores.aligned import AlignedWriter
from comity.custody.stores.store import PACK, EvidenceStore, LargeWriter, Place
from comity.errors import CustodyError

_PART = ".part"
_LONG = 8 << 20


@contextmanager
def _writing(place: str) -> Iterator[None]:
    """Tell what the vault's own disk refuses, apart from what a source refuses.

    Raises:
        CustodyError: the disk is full, read-only, forbidden or broken.
    """
    try:
        yield
    except OSError as error:
        raise _refused(error, place) from error


def _refused(error: OSError, place: str) -> CustodyError:
    return CustodyError(f"the vault's disk refuses: {error.strerror}", place=place, hint=DISK_HINT)


class FolderStore(EvidenceStore):
    """A store in a local folder."""

    def __init__(self, root: Path, disk: Disk = LOCAL) -> None:
        """Open the store, or make it.

        Raises:
            CustodyError: the disk refuses.
        """
        self._root, self._disk = root, disk
        self._pack: AlignedWriter | None = None
        self._name = ""
        self._number = 0
        self._waiting: list[str] = []
        self._read: tuple[str, int] = ("", -1)

    def put_small(self, sealed: bytes) -> Place:
        """Put a small sealed item into the open pack."""
        pack, size = self._pack, len(sealed)
        try:
            if pack is None or pack.length + size > PACK:
                self._close_pack()
                self._make(self._root / "packs")
                self._name = self._next_name()
                pack = self._pack = AlignedWriter(self._root / (self._name + _PART), self._disk)
            return Place(self._name, pack.write(sealed), size)
        except OSError as error:
            raise _refused(error, self._name) from error

    def begin_large(self, item: str) -> LargeWriter:
        """Begin an item of its own."""
        name = f"objects/{item[:2]}/{item}"
        folder = (self._root / name).parent
        with _writing(name):
            self._make(folder)
            return _FileWriter(self, name, AlignedWriter(self._root / (name + _PART), self._disk))

    def settle(self) -> None:
        """Return when everything put so far is durable under its name."""
        self._close_pack()
        with _writing("store"):
            for name in self._waiting:
                self._disk.rename(self._root / (name + _PART), self._root / name)
            for folder in {(self._root / name).parent for name in self._waiting}:
                self._disk.sync_folder(folder)
        self._waiting.clear()

    def pieces(self, place: Place, size: int) -> Iterator[Buffer]:
        """Read an item's sealed bytes in pieces."""
        if place.length > _LONG:
            yield from self._ahead(place, size)
            return
        offset, end = place.offset, place.offset + place.length
        try:
            while offset < end:
                piece = self._disk.read(self._opened(place.file), min(size, end - offset), offset)
                if not piece:
                    raise CustodyError("the sealed bytes end too early", place=place.file)
                offset += len(piece)
                yield piece
        except OSError as error:
            raise CustodyError(f"the sealed bytes cannot be read: {error.strerror}", place=place.file) from error

    def _ahead(self, place: Place, size: int) -> Iterator[Buffer]:
        got, ahead = 0, None
        try:
            ahead = ReadAhead(self._root / place.file, self._disk, place.offset, place.length, size)
            for piece in ahead.pieces():
                got += len(piece)
                yield piece
        except OSError as error:
            raise CustodyError(f"the sealed bytes cannot be read: {error.strerror}", place=place.file) from error
        finally:
            if ahead is not None:
                ahead.close()
        if got < place.length:
            raise CustodyError("the sealed bytes end too early", place=place.file)

    def wipe(self, places: list[Place]) -> None:
        """Overwrite sealed bytes in packs, and remove objects."""
        for place in places:
            path = self._root / place.file
            if place.file.startswith("objects/"):
                self._disk.remove(path)
            elif path.exists():
                descriptor = self._disk.open(path, os.O_WRONLY)
                try:
                    self._disk.write(descriptor, bytes(place.length), place.offset)
                    self._disk.sync(descriptor)
                finally:
                    self._disk.close(descriptor)

    def sweep(self) -> None:
        """Remove what a stopped process left unfinished."""
        with _writing("store"):
            for folder in ("packs", "objects"):
                for path in (self._root / folder).rglob(f"*{_PART}"):
                    self._disk.remove(path)

    def close(self) -> None:
        """Close files; what is not settled is given up."""
        if self._pack is not None:
            self._pack.abort()
            self._pack = None
        for name in self._waiting:
            self._disk.remove(self._root / (name + _PART))
        self._waiting.clear()
        self._let_go()

    def written(self, name: str) -> None:
        """Take notice of a file that is whole on disk and waits for its name."""
        self._waiting.append(name)

    def forget(self, name: str) -> None:
        """Take notice of a file that was given up."""
        self._waiting = [one for one in self._waiting if one != name]

    def _close_pack(self) -> None:
        if self._pack is not None:
            pack, self._pack = self._pack, None
            with _writing(self._name):
                pack.finish()
            self._waiting.append(self._name)

    def _make(self, folder: Path) -> None:
        """Make a folder so that its name is durable, and those above it."""
        if not folder.is_dir():
            if folder != self._root:
                self._make(folder.parent)
            self._disk.make_folder(folder)
            self._disk.sync_folder(folder.parent)

    def _next_name(self) -> str:
        if not self._number:
            numbers = (int(path.stem) for path in (self._root / "packs").glob("*.pack") if path.stem.isdigit())
            self._number = max(numbers, default=0)
        self._number += 1
        return f"packs/{self._number:06d}.pack"

    def _opened(self, name: str) -> int:
        """Open a file for reading; the last one stays open, since neighbours are read one after another."""
        if self._read[0] != name:
            self._let_go()
            self._read = (name, os.open(self._root / name, os.O_RDONLY | os.O_CLOEXEC))
        return self._read[1]

    def _let_go(self) -> None:
        if self._read[1] >= 0:
            os.close(self._read[1])
        self._read = ("", -1)


class _FileWriter(LargeWriter):
    """Writes one object of a folder store."""

    def __init__(self, store: FolderStore, name: str, target: AlignedWriter) -> None:
        self._store, self._name, self._target = store, name, target

    def reserve(self, size: int) -> memoryview:
        """Return room for the next bytes."""
        with _writing(self._name):
            return self._target.reserve(size)

    def commit(self, size: int) -> None:
        """Take what was filled."""
        self._target.commit(size)

    def finish(self) -> Place:
        """Force the item to disk."""
        length = self._target.length
        with _writing(self._name):
            self._target.finish()
        self._store.written(self._name)
        return Place(self._name, 0, length)

    def abort(self) -> None:
        """Give up; also after `finish`, before `settle`."""
        self._target.abort()
        self._store.forget(self._name)
