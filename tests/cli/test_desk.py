"""`comity desk` from the outside: what it makes, what it prints, what it refuses."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

COMITY = Path(sys.executable).parent / "comity"


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    return subprocess.run([str(COMITY), *map(str, arguments)], capture_output=True, text=True, check=False, env={**clean, **environment})


def test_the_first_call_makes_the_register_and_the_second_finds_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first, second = (run("desk", "--data", folder, "--prepare-only") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout == second.stdout
    key = (folder / "first-key").read_text()
    assert first.stdout.strip() == f"http://127.0.0.1:8765/first/{key}/"
    assert (folder / "register.sqlite3").is_file()


def test_it_is_not_offered_to_other_machines_without_https(tmp_path: Path) -> None:
    done = run("--lang", "en", "desk", "--data", tmp_path, "--host", "0.0.0.0", "--prepare-only")  # noqa: S104 - it is refused
    assert done.returncode == 2
    assert "HTTPS" in done.stderr
    assert done.stdout == ""


def test_a_port_that_is_taken_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = run("--lang", "en", "desk", "--data", tmp_path, "--port", other.getsockname()[1], "--no-browser")
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("url", ["mysql://u:topsecret@h/d", "postgresql://u:topsecret@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_used_is_told_without_its_password(tmp_path: Path, url: str) -> None:
    done = run("--lang", "en", "desk", "--data", tmp_path, "--prepare-only", COMITY_DATABASE_URL=url)
    assert done.returncode == 2
    assert "topsecret" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_help_is_told_without_waking_django() -> None:
    code = "import sys\nfrom comity.cli.main import run\nrun(['--help'])\nrun(['desk', '--help'])\nassert 'django' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
