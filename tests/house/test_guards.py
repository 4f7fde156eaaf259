"""The guards of the suite hold: no network, a standing clock, heavy tests last."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.house.examples import Example, run


def test_a_connection_to_another_machine_fails_the_test() -> None:
    with socket.socket() as door, pytest.raises(RuntimeError, match="network was reached for"):
        door.connect(("192.0.2.1", 9))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match="network was reached for"):
        socket.getaddrinfo("example.org", 443)


def test_a_program_that_a_page_shows_has_no_network(tmp_path: Path) -> None:
    code, printed = run(Example("python -c 'import socket; socket.getaddrinfo(\"example.org\", 443)'", (), 1), tmp_path)
    assert code == 1
    assert printed[-1].startswith("RuntimeError: the network was reached for")


def test_a_program_that_a_page_shows_has_a_standing_clock(tmp_path: Path) -> None:
    assert run(Example("python -c 'import datetime; print(datetime.date.today())'", (), 1), tmp_path) == (0, ["2026-11-21"])


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_the_clock_stands() -> None:
    assert datetime.now(tz=UTC).date().isoformat() == "2026-11-21"  # noqa: TID251 - the clock itself is looked at


@pytest.mark.heavy
@pytest.mark.real_clock
def test_the_clock_runs_where_asked_and_heavy_tests_come_last(request: pytest.FixtureRequest) -> None:
    marked = [item.get_closest_marker("heavy") is not None for item in request.session.items]
    assert marked == sorted(marked)
