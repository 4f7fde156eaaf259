"""What holds for the tests and for every program that they start: no network, and a clock that stands at one day."""

from __future__ import annotations

import ipaddress
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import time_machine

TODAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_ROOT = Path(__file__).resolve().parent.parent.parent

_DOORS = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}
"""The events of Python's audit hooks by which a process reaches out, and the place of the address among their arguments."""


def close_the_network() -> None:
    """Let whoever reaches for another machine fail, from now to the end of the process."""
    sys.addaudithook(_guard)


def set_the_clock() -> None:
    """Set the clock of this process to `TODAY`; it goes on from there."""
    time_machine.travel(TODAY, tick=True).start()


def sealed(**variables: str) -> dict[str, str]:
    """Return the environment in which a program of this project has no network and a standing clock."""
    path = os.pathsep.join([str(_ROOT), str(Path(__file__).resolve().parent / "sealed")])
    return {**os.environ, "PYTHONPATH": path, "LC_ALL": "C.UTF-8", "COMITY_LANG": "en", **variables}


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    if event in _DOORS and not _is_this_machine(arguments[_DOORS[event]]):
        raise RuntimeError(f"the network was reached for: {event} {arguments[_DOORS[event]]!r}")


def _is_this_machine(address: object) -> bool:
    host = address[0] if isinstance(address, tuple) else address
    if host in (None, "", "localhost", b"localhost"):
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name.startswith(("/", "\0")):  # a socket of the file system
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False
