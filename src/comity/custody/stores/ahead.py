"""Read a stretch of a file in pieces, ahead of whoever works on them, and past the cache where the disk allows it.

Evidence that is verified is read once from end to end; copying it into the cache first would cost as much as opening its seals.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from comity.custody.disk import Disk

_PAGE = 4096
_WINDOW = 4 << 20
_BUFFERS = 3

Filled = tuple[mmap.mmap, int, int] | OSError | None
"""A buffer, where the stretch begins in it, and how much of it is there."""


class ReadAhead:
    """Reads in a thread of its own; `close` when no more is wanted."""

    def __init__(self, path: Path, disk: Disk, offset: int, length: int, size: int) -> None:
        """Begin to read.

        Args:
            path: the file.
            disk: the disk.
            offset: where the stretch begins.
            length: how long it is.
            size: length of a piece.

        Raises:
            OSError: the file cannot be opened.
        """
        self._disk, self._offset, self._end, self._size = disk, offset, offset + length, size
        self._step = max(1, _WINDOW // size) * size
        self._file = self._opened(path)
        self._free: SimpleQueue[mmap.mmap | None] = SimpleQueue()
        for _ in range(_BUFFERS):
            self._free.put(mmap.mmap(-1, -(-self._step // _PAGE) * _PAGE + _PAGE))
        self._full: SimpleQueue[Filled] = SimpleQueue()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def pieces(self) -> Iterator[memoryview]:
        """Return piece after piece; each holds until the next is asked for. What is missing at the end is left out.

        Raises:
            OSError: the disk cannot read.
        """
        while (filled := self._full.get()) is not None:
            if isinstance(filled, OSError):
                raise filled
            buffer, start, length = filled
            with memoryview(buffer) as view:
                for place in range(start, start + length, self._size):
                    with view[place : min(place + self._size, start + length)] as piece:
                        yield piece
            self._free.put(buffer)

    def close(self) -> None:
        """Stop reading."""
        self._free.put(None)
        self._thread.join()
        self._disk.close(self._file)

    def _run(self) -> None:
        offset = self._offset
        try:
            while offset < self._end and (buffer := self._free.get()) is not None:
                begin = offset // _PAGE * _PAGE
                wanted = min(self._step, self._end - offset)
                with memoryview(buffer) as view, view[: -(-(offset - begin + wanted) // _PAGE) * _PAGE] as part:
                    got = min(self._disk.read_into(self._file, part, begin) - (offset - begin), wanted)
                if got <= 0:
                    break
                self._full.put((buffer, offset - begin, got))
                offset += got
        except OSError as error:
            self._full.put(error)
        self._full.put(None)

    def _opened(self, path: Path) -> int:
        direct = getattr(os, "O_DIRECT", 0)
        try:
            return self._disk.open(path, os.O_RDONLY | direct)
        except OSError:
            return self._disk.open(path, os.O_RDONLY)
