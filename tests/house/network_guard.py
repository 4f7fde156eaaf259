"""Close every way out of this machine for the process: the tests' own, and the programs that they start."""

from __future__ import annotations

import ipaddress
import sys

_DOORS = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}
"""The events of Python's audit hooks by which a process reaches out, and the place of the address among their arguments."""


def install() -> None:
    """Let whoever reaches for another machine fail, from now to the end of the process."""
    sys.addaudithook(_guard)


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
