"""Several processes that answer at one address, for a ministry's server: each of them works on one page at a time.

    parent    takes the address, answers nobody, replaces a process that was lost, ends them all when it is told to stop
    children  accept from the same socket; each has its own threads and its own connections to the database

A child that loses its parent ends by itself: it holds one end of a pipe whose other end only the parent has. Nothing is handed over by
memory: what one process must tell the others stands in the register or in the data folder.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from types import FrameType

MOST = 32
_PAUSE = 1.0
"""Seconds before a process that was lost is replaced."""


def usual_count() -> int:
    """How many processes suit this machine: one a core, at most four; one where processes cannot be divided."""
    return min(4, os.cpu_count() or 1) if can_divide() else 1


def can_divide() -> bool:
    """Tell whether this system divides processes (Windows does not)."""
    return hasattr(os, "fork") and sys.platform != "win32"


def keep_running(count: int, answer: Callable[[int], None]) -> None:
    """Let processes answer until this one is told to stop.

    Args:
        count: how many.
        answer: what each does, told its number from 0; returns when it was told to stop.
    """
    held, given = os.pipe()
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()
        for child in children:
            _end(child)

    children: dict[int, int] = {}
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, stop)
    for number in range(count):
        children[_divide(number, answer, held, given)] = number
    while children:
        child, _ = os.wait()
        number = children.pop(child, -1)
        if number >= 0 and not stopping.wait(_PAUSE if not stopping.is_set() else 0):
            sys.stderr.write(f"process {number} of the desk was lost; another one takes its place\n")
            children[_divide(number, answer, held, given)] = number
            if stopping.is_set():  # told to stop in between
                stop(signal.SIGTERM, None)


def _divide(number: int, answer: Callable[[int], None], held: int, given: int) -> int:
    """Divide this process; return the number of the child. The child never returns."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.close(given)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all of them: the parent passes it on as an end in order
        threading.Thread(target=_end_with_parent, args=(held,), daemon=True).start()
        answer(number)
        code = 0
    except BaseException:  # noqa: BLE001 - the edge of the process: it ends here, and what ended it is told
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _end_with_parent(held: int) -> None:
    """Wait until the other end of the pipe is gone, which is when the parent is, then end as if told to."""
    while True:
        try:
            if not os.read(held, 1):
                break
        except InterruptedError:
            continue
    _end(os.getpid())
    time.sleep(30)
    os._exit(1)


def _end(process: int) -> None:
    try:
        os.kill(process, signal.SIGTERM)
    except ProcessLookupError:
        return
