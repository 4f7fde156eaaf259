"""Write one file front to back, past the cache of the operating system where the disk allows it.

Evidence is written once and seldom read soon: copying it into the cache first costs as much as sealing it. Full buffers are written by a
thread of their own, aligned for direct writing (`O_DIRECT`); the rest, less than a page, goes the usual way. Where direct writing is not
possible (a file system in memory), all of it goes the usual way.
"""

from __future__ import annotations

import errno
import mmap
import os
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from comity.custody.disk import Disk

BUFFER = 4 << 20
_PAGE = 4096
_SPARE = 2 << 20
_BUFFERS = 3


class AlignedWriter:
    """A new file that grows; `reserve` and `commit` for what is made in place, `write` for what is there already."""

    def __init__(self, path: Path, disk: Disk) -> None:
        """Make the file anew.

        Raises:
            OSError: it cannot be made.
        """
        self._disk, self._path = disk, path
        self._plain: int | None = disk.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._direct: int | None = None
        self._free: SimpleQueue[mmap.mmap] = SimpleQueue()
        self._full: SimpleQueue[tuple[mmap.mmap, int, int] | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._fault: OSError | None = None
        self._made = 1
        self._buffer = mmap.mmap(-1, BUFFER + _SPARE)
        self._view = memoryview(self._buffer)
        self._used = self._flushed = 0

    @property
    def length(self) -> int:
        """How much was written."""
        return self._flushed + self._used

    def reserve(self, size: int) -> memoryview:
        """Return room for the next `size` bytes, at most 2 MiB."""
        if self._used >= BUFFER:
            self._hand_over()
        return self._view[self._used : self._used + size]

    def commit(self, size: int) -> None:
        """Take the bytes that were filled in."""
        self._used += size

    def write(self, data: bytes) -> int:
        """Write bytes, at most 2 MiB; returns where they begin."""
        if self._used >= BUFFER:
            self._hand_over()
        start = self._used
        self._used = start + len(data)
        self._buffer[start : self._used] = data
        return self._flushed + start

    def finish(self) -> None:
        """Write what is left, force all of it to disk, and close.

        Raises:
            OSError: the disk refused something; the file is not to be used.
        """
        try:
            self._wait()
            whole = self._used // _PAGE * _PAGE if self._thread else 0
            if whole:
                self._put(self._buffer, whole, self._flushed)
            plain = self._descriptor()
            with self._view[whole : self._used] as rest:
                self._disk.write(plain, rest, self._flushed + whole)
            self._disk.sync(plain)
        finally:
            self._close()

    def abort(self) -> None:
        """Close and remove the file, finished or not."""
        self._fault = self._fault or OSError("given up")
        with suppress(OSError):
            self._wait()
        self._close()
        self._disk.remove(self._path)

    def _hand_over(self) -> None:
        """Give the whole pages to the thread, and go on in another buffer with what is left."""
        if self._thread is None:
            self._direct = self._opened_directly()
            self._thread = Thread(target=self._run, daemon=True)
            self._thread.start()
        whole = self._used // _PAGE * _PAGE
        old, left = self._buffer, bytes(self._view[whole : self._used])
        self._view.release()
        self._full.put((old, whole, self._flushed))
        if self._made < _BUFFERS:
            self._made += 1
            self._buffer = mmap.mmap(-1, BUFFER + _SPARE)
        else:
            self._buffer = self._free.get()
        if self._fault:
            raise self._fault
        self._view = memoryview(self._buffer)
        self._view[: len(left)] = left
        self._flushed, self._used = self._flushed + whole, len(left)

    def _run(self) -> None:
        while (work := self._full.get()) is not None:
            buffer, size, offset = work
            if self._fault is None:
                try:
                    self._put(buffer, size, offset)
                except OSError as error:
                    self._fault = error
            self._free.put(buffer)

    def _put(self, buffer: mmap.mmap, size: int, offset: int) -> None:
        with memoryview(buffer) as whole, whole[:size] as part:
            if self._direct is not None:
                try:
                    self._disk.write(self._direct, part, offset)
                except OSError as error:
                    if error.errno != errno.EINVAL:
                        raise
                else:
                    return
            # not this file system, after all
            self._disk.write(self._descriptor(), part, offset)

    def _descriptor(self) -> int:
        if self._plain is None:
            raise OSError("the file is closed")
        return self._plain

    def _opened_directly(self) -> int | None:
        flag = getattr(os, "O_DIRECT", None)
        if flag is None:
            return None
        try:
            return self._disk.open(self._path, os.O_WRONLY | flag)
        except OSError:
            return None

    def _wait(self) -> None:
        if self._thread and self._thread.is_alive():
            self._full.put(None)
            self._thread.join()
        if self._fault:
            raise self._fault

    def _close(self) -> None:
        self._view.release()
        for descriptor in (self._plain, self._direct):
            if descriptor is not None:
                self._disk.close(descriptor)
        self._plain = self._direct = None
