"""Faults and lies that a simulated ledger server can be made to tell, so that a tracer learns to see through them.

A fault is a function that gets the path and the true answer and returns what is given instead; a server applies its faults in order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from comity.net.loopback import Given

Fault = Callable[[str, Given], Given]


def changed(pattern: str, change: Callable[[Any], Any]) -> Fault:
    """Plant a lie: change the JSON of the paths that match."""

    def fault(path: str, given: Given) -> Given:
        if not re.search(pattern, path) or given.status != 200:
            return given
        return Given(given.status, json.dumps(change(json.loads(given.body))).encode())

    return fault


def rewritten(pattern: str, change: Callable[[bytes], bytes]) -> Fault:
    """Plant a lie: change the bytes of the paths that match."""

    def fault(path: str, given: Given) -> Given:
        return Given(given.status, change(given.body), given.kind) if re.search(pattern, path) else given

    return fault


def refused_at_first(pattern: str, times: int = 2, status: int = 429) -> Fault:
    """Refuse the first requests of the paths that match, then answer."""
    left = [times]

    def fault(path: str, given: Given) -> Given:
        if not re.search(pattern, path) or left[0] <= 0:
            return given
        left[0] -= 1
        return Given(status, b"Too many requests", "text/plain", {"Retry-After": "0"})

    return fault
