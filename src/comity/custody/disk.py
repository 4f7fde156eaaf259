"""The few things that custody asks of a disk, in one place, so that a simulated disk can lose power between any two of them.

Nothing here promises more than the operating system does: what was written is durable after `sync` of the file, a name after `sync_folder`.
"""

from __future__ import annotations

import os
from pathlib import Path

DISK_HINT = "make room or mend the disk, then run the same command again: what was acknowledged is kept"
Buffer = bytes | bytearray | memoryview


class Disk:
    """The disk of this machine."""

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        """Open a file; returns its descriptor."""
        return os.open(path, flags | os.O_CLOEXEC, mode)

    def close(self, descriptor: int) -> None:
        """Close a descriptor."""
        os.close(descriptor)

    def write(self, descriptor: int, data: Buffer, offset: int) -> None:
        """Write all of the data at an offset.

        Raises:
            OSError: the disk takes no more, or is broken.
        """
        view = memoryview(data)
        while view:
            done = os.pwrite(descriptor, view, offset)
            view, offset = view[done:], offset + done

    def read(self, descriptor: int, size: int, offset: int) -> bytes:
        """Read up to `size` bytes at an offset; fewer only at the end of the file."""
        data = os.pread(descriptor, size, offset)
        while 0 < len(data) < size and (more := os.pread(descriptor, size - len(data), offset + len(data))):
            data += more
        return data

    def read_into(self, descriptor: int, buffer: memoryview, offset: int) -> int:
        """Fill a buffer from an offset as far as the file reaches; returns how much."""
        done = 0
        while done < len(buffer) and (got := os.preadv(descriptor, [buffer[done:]], offset + done)):
            done += got
        return done

    def size(self, descriptor: int) -> int:
        """Return how long a file is."""
        return os.fstat(descriptor).st_size

    def cut(self, descriptor: int, size: int) -> None:
        """Cut a file."""
        os.ftruncate(descriptor, size)

    def sync(self, descriptor: int) -> None:
        """Force a file's contents, and what is needed to find them, to disk."""
        os.fdatasync(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name, in place of what bore it."""
        old.replace(new)

    def remove(self, path: Path) -> None:
        """Remove a file, when it is there."""
        path.unlink(missing_ok=True)

    def make_folder(self, path: Path) -> None:
        """Make a folder with those above it, when it is not there."""
        path.mkdir(parents=True, exist_ok=True)

    def sync_folder(self, path: Path) -> None:
        """Force the names in a folder to disk."""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def replace(self, path: Path, data: bytes, mode: int = 0o600) -> None:
        """Write a file anew so that it is always whole: the old one or the new one, durable before the call returns."""
        part = path.with_name(path.name + ".part")
        descriptor = self.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        try:
            self.write(descriptor, data, 0)
            self.sync(descriptor)
        finally:
            self.close(descriptor)
        self.rename(part, path)
        self.sync_folder(path.parent)


LOCAL = Disk()
"""The disk of this machine."""
