"""Debian's PostgreSQL, started in a scratch folder and reached through a socket: for tests and benches that need a real one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path:
    """Return the folder of the newest server that Debian installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    assert folders, "PostgreSQL is not installed: run `python3 tools/bootstrap.py system`"
    return folders[-1]


def as_its_user(*command: object) -> list[str]:
    """The server refuses to run as root: then it runs as the user that Debian made for it."""
    words = [str(part) for part in command]
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", *words] if os.geteuid() == 0 else words


@contextmanager
def running(database: str, *settings: str) -> Iterator[str]:
    """Start a server, with settings of its own (`name=value`), make a database, give its URL; stop and remove all of it."""
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
    options = f"-k {folder} -c listen_addresses='' -c unix_socket_permissions=0777" + "".join(f" -c {one}" for one in settings)
    control = programs() / "pg_ctl"
    subprocess.run(as_its_user(control, "-D", data, "-l", log, "-w", "-o", options, "start"), check=True, capture_output=True)
    try:
        subprocess.run([programs() / "createdb", "-h", folder, "-U", "comity", database], check=True, capture_output=True)
        yield f"postgresql://comity@/{database}?host={folder}"
    finally:
        subprocess.run(as_its_user(control, "-D", data, "-m", "immediate", "-w", "stop"), check=True, capture_output=True)
        shutil.rmtree(folder)
