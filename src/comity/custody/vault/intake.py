"""Find what is to be taken in. Names are data, links and devices are recorded, never followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import msgspec

from comity.errors import CustodyError

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class Found(msgspec.Struct, frozen=True, gc=False):
    """A file to take in: where it is, and the name under which it is kept."""

    path: bytes
    name: str


class Skipped(msgspec.Struct, frozen=True, gc=False):
    """What was not taken in, and why."""

    name: str
    reason: str


def shown(name: bytes) -> str:
    """Write a file name as text that stands for exactly these bytes: what is not UTF-8 is escaped, and a backslash is doubled."""
    return name.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


def find(paths: list[Path]) -> Iterator[Found | Skipped]:
    """List regular files below the paths, in a fixed order, with names relative to the path that was given."""
    for top in paths:
        path, name = os.fsencode(top), os.fsencode(top.name)
        if top.is_symlink() or not top.is_dir():
            yield _judged(path, name)
        else:
            yield from _below(path, name)


def _below(folder: bytes, name: bytes) -> Iterator[Found | Skipped]:
    """List a folder: its files and links first, then what is in its folders, without a limit on depth."""
    waiting = [(folder, name)]
    while waiting:
        folder, name = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=attrgetter("name"))
        except OSError as error:
            yield Skipped(shown(name), f"cannot be read: {error.strerror}")
            continue
        prefix = shown(name) + "/" if name else ""
        folders = []
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                yield Found(entry.path, prefix + shown(entry.name))
            elif entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, os.path.join(name, entry.name)))  # noqa: PTH118 - bytes
            else:
                yield _judged(entry.path, os.path.join(name, entry.name))  # noqa: PTH118 - bytes
        waiting += reversed(folders)


def _judged(path: bytes, name: bytes) -> Found | Skipped:
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            return Skipped(shown(name), f"a symbolic link to {shown(os.readlink(path))}: recorded, not followed")  # noqa: PTH115 - bytes
    except OSError as error:
        return Skipped(shown(name), f"cannot be read: {error.strerror}")
    if not stat.S_ISREG(mode):
        return Skipped(shown(name), "no regular file (a device, a pipe or a socket): recorded, not opened")
    return Found(path, shown(name))


def open_regular(path: bytes) -> tuple[int, os.stat_result]:
    """Open a file that must still be a regular file and no link; returns its descriptor and state.

    Raises:
        OSError: it cannot be opened.
        CustodyError: it was exchanged since it was listed.
    """
    descriptor = os.open(path, _FLAGS)
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        os.close(descriptor)
        raise CustodyError("the file was exchanged while it was being taken in", place=shown(path))
    return descriptor, state
