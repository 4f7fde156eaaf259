"""What holds for every test: no network, a clock that stands, quick tests first, examples that can be replayed.

- A connection to anything but this machine fails the test that tries it.
- The clock stands at `TODAY`: a test that depends on the day it is run on cannot pass by luck. `real_clock` marks the few that must not.
- Hypothesis: the same examples in every run of the gate (`ci`), new ones while working (`work`, the default); `HYPOTHESIS_PROFILE` decides.
- Tests marked `heavy` come last, whatever the order of the others.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import hypothesis
import pytest
import time_machine

TODAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_DOORS = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}

hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis.settings.register_profile("work", deadline=None)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "work"))


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


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _DOORS:
        return
    address = arguments[1] if event in {"socket.connect", "socket.sendto", "socket.sendmsg"} else arguments[0]
    if not _is_this_machine(address):
        raise RuntimeError(f"a test reached for the network: {event} {address!r}")


sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def _standing_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("real_clock"):
        yield
        return
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the heavy tests last, after the shuffle."""
    items.sort(key=lambda item: item.get_closest_marker("heavy") is not None)
