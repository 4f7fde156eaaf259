"""Take files in: one pass over the bytes that hashes, seals and writes. Names are data, links and devices are recorded, never followed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from blake3 import blake3

from comity.custody.vault.store import SMALL, FolderStore, Place
from comity.custody.vault.stream import CHUNK, sealed_chunks
from comity.errors import CustodyError

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A file to take in: where it is, and the name under which it is kept."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not taken in, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What one pass found out: digests in hexadecimal, the size, and where the sealed bytes lie."""

    sha256: str
    blake3: str
    size: int
    place: Place


def shown(name: bytes) -> str:
    """Write a file name as text that stands for exactly these bytes: what is not UTF-8 is escaped, and a backslash is doubled."""
    return name.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


def find(paths: list[Path]) -> Iterator[Found | Skipped]:
    """List regular files below the paths, in a fixed order, with names relative to the path that was given."""
    for top in paths:
        if top.is_symlink() or not top.is_dir():
            yield _judged(top, shown(os.fsencode(top.name)))
            continue
        start = os.fsencode(top)
        for folder, folders, names in os.walk(start):
            folders.sort()
            below = os.path.join(os.fsencode(top.name), os.path.relpath(folder, start)) if folder != start else os.fsencode(top.name)  # noqa: PTH118 - bytes
            linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]  # noqa: PTH114, PTH118 - bytes
            for name in sorted([*names, *linked]):
                path = Path(os.fsdecode(os.path.join(folder, name)))  # noqa: PTH118 - bytes
                yield _judged(path, shown(os.path.join(below, name)))  # noqa: PTH118 - bytes


def _judged(path: Path, name: str) -> Found | Skipped:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return Skipped(name, f"cannot be read: {error.strerror}")
    if stat.S_ISLNK(mode):
        return Skipped(name, f"a symbolic link to {shown(os.fsencode(path.readlink()))}: recorded, not followed")
    if not stat.S_ISREG(mode):
        return Skipped(name, "no regular file (a device, a pipe or a socket): recorded, not opened")
    return Found(path, name)


def open_regular(path: Path) -> BinaryIO:
    """Open a file that must still be a regular file and no link.

    Raises:
        OSError: it cannot be opened.
        CustodyError: it was exchanged since it was listed.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise CustodyError("the file was exchanged while it was being taken in", place=str(path))
    return os.fdopen(descriptor, "rb", buffering=0)


def take(source: BinaryIO, item: str, key: bytes, store: FolderStore, progress: Progress | None = None) -> Taken:
    """Hash, seal and write one source in one pass."""
    sha, blake, size = hashlib.sha256(), blake3(), 0
    first = _full_chunk(source)

    def plain() -> Iterator[bytes]:
        nonlocal size
        for chunk in chain([first], iter(lambda: _full_chunk(source), b"")):
            sha.update(chunk)
            blake.update(chunk)
            size += len(chunk)
            if progress:
                progress(item, len(chunk))
            yield chunk

    sealed = sealed_chunks(key, item, plain())
    place = store.put_small(b"".join(sealed)) if len(first) < SMALL else store.put_large(item, sealed)
    return Taken(sha.hexdigest(), blake.hexdigest(), size, place)


def _full_chunk(source: BinaryIO) -> bytes:
    """Read a whole chunk, since a raw read may give less than asked for before the end."""
    piece = source.read(CHUNK) or b""
    if len(piece) in {0, CHUNK}:
        return piece
    parts = [piece]
    missing = CHUNK - len(piece)
    while missing and (piece := source.read(missing) or b""):
        parts.append(piece)
        missing -= len(piece)
    return b"".join(parts)
