"""How fast a program may ask: a bucket that fills with time, one for each key and one for each address that shows keys which open nothing.

A bucket belongs to one process: where several answer, a program may go as many times as fast. It keeps a desk usable by people while a
program runs wild; it is no count of what somebody did, which the journal keeps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

_MOST = 10_000
"""Buckets that are kept; of more, those that have filled up again are forgotten."""


class Pace:
    """Lets somebody ask so many times at once, and so many times a second from then on."""

    def __init__(self, at_once: int, a_second: float, now: Callable[[], float] = time.monotonic) -> None:
        self._at_once, self._a_second, self._now = at_once, a_second, now
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def wait(self, who: str) -> float:
        """Take one question out of somebody's bucket.

        Returns:
            0 where it may be answered; else the seconds after which the next one may.
        """
        with self._lock:
            now = self._now()
            left = self._left(who, now)
            if left < 1:
                return (1 - left) / self._a_second
            if len(self._buckets) >= _MOST:
                self._buckets = {one: kept for one, kept in self._buckets.items() if self._left(one, now) < self._at_once}
            self._buckets[who] = (left - 1, now)
            return 0

    def is_empty(self, who: str) -> bool:
        """Tell whether somebody's bucket is empty, and take nothing out of it."""
        with self._lock:
            return self._left(who, self._now()) < 1

    def _left(self, who: str, now: float) -> float:
        left, at = self._buckets.get(who, (float(self._at_once), now))
        return min(self._at_once, left + max(0.0, now - at) * self._a_second)


OF_A_KEY = Pace(at_once=300, a_second=20)
OF_WRONG_KEYS = Pace(at_once=30, a_second=0.2)
