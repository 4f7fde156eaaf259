"""`comity desk` and `comity up` from the outside: what they make, what they print, what they refuse."""

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


def test_up_once_makes_everything_and_ends(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    done = run("--lang", "en", "up", "--data", folder, "--once", CI="1")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"http://127.0.0.1:8765/first/{(folder / 'first-key').read_text()}/\n"
    assert str(folder) in done.stderr


@pytest.mark.real_clock
def test_up_serves_until_it_is_told_to_stop_and_says_where(tmp_path: Path) -> None:
    command = [str(COMITY), "--lang", "en", "up", "--data", str(tmp_path / "data"), "--port", "0"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_", "DISPLAY", "WAYLAND"))}
    served = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**environment, "CI": "true"}
    )
    assert served.stdout is not None
    address = served.stdout.readline().strip()
    port = int(address.split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert line.recv(12) == b"HTTP/1.1 302"
    served.terminate()
    rest, told = served.communicate(timeout=60)
    assert served.returncode == 0, told
    assert rest == ""
    assert "Ctrl+C" in told
    assert "Traceback" not in told


def test_make_up_serves_only_where_somebody_watches() -> None:
    recipe = (Path(__file__).resolve().parent.parent.parent / "Makefile").read_text(encoding="utf-8").split("\nup:")[1].split("\n\n")[0]
    watched, unwatched = recipe.split("then")[1].split("else")
    assert "-t 0" in recipe
    assert "-t 1" in recipe
    assert "$$CI" in recipe
    assert "--once" in unwatched
    assert "--once" not in watched
