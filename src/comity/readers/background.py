"""A second pair of hands: work is done in its order by one thread, never more than a few pieces behind."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from types import TracebackType

_BEHIND = 2
Deed = Callable[[], None]


class Background:
    """Does deeds in a thread of its own; what goes wrong there is raised where the next deed is handed over, and at the end.

    The libraries that pack and write release the interpreter's lock, so that reading goes on meanwhile on the other core.
    """

    def __init__(self) -> None:
        self._deeds: queue.Queue[Deed | None] = queue.Queue(_BEHIND)
        self._problem: BaseException | None = None
        self._thread: threading.Thread | None = None

    def put(self, deed: Deed) -> None:
        """Hand a deed over; waits while the thread is too far behind."""
        self._tell()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        self._deeds.put(deed)

    def close(self) -> None:
        """Wait until all is done."""
        if self._thread is not None:
            self._deeds.put(None)
            self._thread.join()
            self._thread = None
        self._tell()

    def __enter__(self) -> Background:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        del kind, problem, trace
        self.close()

    def _run(self) -> None:
        while (deed := self._deeds.get()) is not None:
            if self._problem is not None:
                continue  # what follows a failure would stand in the wrong place
            try:
                deed()
            except BaseException as problem:  # noqa: BLE001 - handed to the thread that waits
                self._problem = problem

    def _tell(self) -> None:
        if self._problem is not None:
            raise self._problem
