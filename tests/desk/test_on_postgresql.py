"""The same tests on PostgreSQL: Debian's server, started here in a scratch folder, reached through a socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]


def programs() -> Path:
    """Return the folder of the newest server that Debian installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    assert folders, "PostgreSQL is not installed: run `python3 tools/bootstrap.py system`"
    return folders[-1]


def as_its_user(*command: object) -> list[str]:
    """The server refuses to run as root: then it runs as the user that Debian made for it."""
    words = [str(part) for part in command]
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", *words] if os.geteuid() == 0 else words


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a server, make a database, return its URL."""
    folder = Path(tempfile.mkdtemp(prefix="comity-pg-"))  # a short path: that of a socket has little room
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, log = folder / "data", folder / "log"
    subprocess.run(
        as_its_user(programs() / "initdb", "-D", data, "-A", "trust", "-U", "comity", "--locale=C.UTF-8", "-E", "UTF8"),
        check=True,
        capture_output=True,
    )
    options = f"-k {folder} -c listen_addresses='' -c unix_socket_permissions=0777"
    control = programs() / "pg_ctl"
    subprocess.run(as_its_user(control, "-D", data, "-l", log, "-w", "-o", options, "start"), check=True, capture_output=True)
    try:
        subprocess.run([programs() / "createdb", "-h", folder, "-U", "comity", "register"], check=True, capture_output=True)
        yield f"postgresql://comity@/register?host={folder}"
    finally:
        subprocess.run(as_its_user(control, "-D", data, "-m", "immediate", "-w", "stop"), check=True, capture_output=True)
        shutil.rmtree(folder)


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
