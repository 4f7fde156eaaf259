"""Let go of mapped evidence that was looked at: a process that reads ten gigabytes holds some megabytes of them.

Pages of a mapped file stay with the process that touched them until the machine needs them elsewhere. A thread takes them back several
times a second; what is looked at again comes from the cache of the system.
"""

from __future__ import annotations

import contextlib
import mmap
import threading
import time
import weakref

_SMALL = 32 << 20
_PAUSE = 0.05


class Pages:
    """The mapped files of a process."""

    def __init__(self) -> None:
        self._maps: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()
        self._thread: threading.Thread | None = None

    def watch(self, data: bytes | mmap.mmap) -> None:
        """Take the pages of a large mapped file back from now on, as long as it is open."""
        if isinstance(data, mmap.mmap) and len(data) > _SMALL and hasattr(data, "madvise"):
            self._maps.add(data)

    def start(self) -> None:
        """Begin."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()

    def let_go(self) -> None:
        """Take all pages back, once."""
        for data in list(self._maps):
            with contextlib.suppress(ValueError, OSError):  # closed meanwhile
                data.madvise(mmap.MADV_DONTNEED)

    def _run(self) -> None:
        while True:
            time.sleep(_PAUSE)
            self.let_go()


PAGES = Pages()
