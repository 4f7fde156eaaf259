"""The same tests on PostgreSQL: Debian's server, started here in a scratch folder, reached through a socket."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql import programs, running

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a server, make a database, return its URL."""
    with running("register") as url:
        yield url


def test_everything_that_holds_on_sqlite_holds_on_postgresql(server: str) -> None:
    environment = {**os.environ, "COMITY_DATABASE_URL": server, "PYTEST_ADDOPTS": ""}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/desk",
        "tests/web",
        "-q",
        "-m",
        "not heavy",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
    # the database holds the tables that the tests made: they did run there
    asked = [programs() / "psql", server, "-Atc", "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'desk_%'"]
    counted = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert int(counted.stdout) >= 12
