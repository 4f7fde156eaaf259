"""The hashes of a log in files, laid out as the tiles of C2SP tlog-tiles: a row of leaf hashes, a row of the roots of each 256, and so on.

The rows can be computed anew from the entries at any time; so they are written without waiting for the disk, and `size` tells up to where
they are known to be there. A proof among a million entries reads a few kilobytes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from comity.crypto.tree import DIGEST_SIZE, MerkleTree
from comity.custody.disk import LOCAL, Disk

TILE = 256
_HEIGHT = 8


class _Row:
    """One row: in a file, or in memory where nothing can be written."""

    def __init__(self, path: Path | None, disk: Disk) -> None:
        self._disk = disk
        self._memory = bytearray()
        self._file = None if path is None else disk.open(path, os.O_RDWR | os.O_CREAT)

    def write(self, data: bytes, offset: int) -> None:
        if self._file is None:
            self._memory[offset:] = data
        else:
            self._disk.write(self._file, data, offset)

    def read(self, size: int, offset: int) -> bytes:
        if self._file is None:
            return bytes(self._memory[offset : offset + size])
        return self._disk.read(self._file, size, offset)

    def length(self) -> int:
        return len(self._memory) if self._file is None else self._disk.size(self._file)

    def cut(self, size: int) -> None:
        if self._file is None:
            del self._memory[size:]
        else:
            self._disk.cut(self._file, size)

    def sync(self) -> None:
        if self._file is not None:
            self._disk.sync(self._file)

    def close(self) -> None:
        if self._file is not None:
            self._disk.close(self._file)
            self._file = None


class TileTree(MerkleTree):
    """A tree whose hashes lie in files of a folder, or in memory when the folder is None."""

    def __init__(self, folder: Path | None, disk: Disk = LOCAL) -> None:
        super().__init__()
        self._folder, self._disk = folder, disk
        self._rows: list[_Row] = []
        try:
            if folder is not None:
                disk.make_folder(folder)
                self._row(0)
        except OSError:  # a disk that cannot be written to: the hashes are computed in memory
            self._folder = None
        self._kept = self.size = self._known_size()

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes."""
        data = b"".join(leaves)
        self._row(0).write(data, self.size * DIGEST_SIZE)
        old, new, level = self.size, self.size + len(data) // DIGEST_SIZE, 0
        self.size = new
        while new >> _HEIGHT > old >> _HEIGHT:
            first, last = old >> _HEIGHT, new >> _HEIGHT
            width = TILE * DIGEST_SIZE
            tiles = self._row(level).read((last - first) * width, first * width)
            level += 1
            self._row(level).write(fold(tiles, _HEIGHT), first * DIGEST_SIZE)
            old, new = first, last

    def append(self, leaf: bytes) -> int:
        """Add a leaf hash and return its index."""
        self.extend([leaf])
        return self.size - 1

    def hashes(self, level: int, start: int, end: int) -> bytes:
        """Return hashes [start, end) of a row, as a tile holds them."""
        return self._row(level).read((end - start) * DIGEST_SIZE, start * DIGEST_SIZE)

    def keep(self) -> None:
        """Make sure that the rows need not be computed anew the next time."""
        if self._folder is None or self.size == self._kept:
            return
        with suppress(OSError):  # then they are computed anew, no more
            for row in self._rows:
                row.sync()
            self._disk.replace(self._folder / "size", b"%d\n" % self.size)
            self._kept = self.size

    def reset(self) -> None:
        """Forget all hashes: they are computed anew."""
        self.size = self._kept = 0
        for row in self._rows:
            row.cut(0)

    def close(self) -> None:
        """Cut what lies beyond the leaves, and close the files."""
        for level, row in enumerate(self._rows):
            with suppress(OSError):
                self._cut(level, row)
            row.close()
        self._rows.clear()

    def _cut(self, level: int, row: _Row) -> None:
        wanted = (self.size >> _HEIGHT * level) * DIGEST_SIZE
        if row.length() > wanted:
            row.cut(wanted)

    def _stored(self, level: int, place: int) -> bytes:
        row, height = divmod(level, _HEIGHT)
        return fold(self._row(row).read(DIGEST_SIZE << height, (place << height) * DIGEST_SIZE), height)

    def _row(self, level: int) -> _Row:
        while level >= len(self._rows):
            path = None if self._folder is None else self._folder / f"row{len(self._rows)}"
            self._rows.append(_Row(path, self._disk))
        return self._rows[level]

    def _known_size(self) -> int:
        """Return the number of leaves whose hashes are there: what is said in `size`, when the rows are as long as that."""
        if self._folder is None:
            return 0
        try:
            size = int((self._folder / "size").read_bytes())
        except (OSError, ValueError):
            return 0
        level = 0
        while size >> _HEIGHT * level:
            if self._row(level).length() < (size >> _HEIGHT * level) * DIGEST_SIZE:
                return 0
            level += 1
        return size


def fold(hashes: bytes, height: int) -> bytes:
    """Hash neighbours pairwise, `height` times."""
    sha = hashlib.sha256
    for _ in range(height):
        hashes = b"".join([sha(b"\x01" + hashes[place : place + 64]).digest() for place in range(0, len(hashes), 64)])
    return hashes
