"""Behind the web server of an office: the desk believes it where a call came from, and nobody else."""

from __future__ import annotations

import http.client
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.test_in_a_browser import free_port

pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A desk that is reached over HTTPS through a web server on this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    environment = {**kept, "COMITY_SECURE": "1", "COMITY_HOSTS": "desk.example"}
    port = free_port()
    command = [str(Path(sys.executable).parent / "comity"), "desk", "--data", str(tmp_path), "--port", str(port), "--no-browser"]
    desk = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    assert desk.stdout is not None
    assert desk.stdout.readline().strip()
    yield tmp_path, port
    desk.terminate()
    desk.wait(20)
    desk.stdout.close()


def asked(port: int, method: str, body: str = "", **headers: str) -> tuple[int, str, str]:
    """Ask as the web server does; return status, cookies and page."""
    told = {"Host": "desk.example", **{name.replace("_", "-"): value for name, value in headers.items()}}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, "/sign-in/", body, told)
        answer = connection.getresponse()
        cookies = "; ".join(line.split(";")[0] for line in answer.headers.get_all("Set-Cookie") or ())
        return answer.status, cookies, answer.read().decode()


def test_attempts_are_counted_by_the_address_that_the_web_server_saw(served: tuple[Path, int]) -> None:
    folder, port = served
    https = {"X_Forwarded_Proto": "https", "X_Forwarded_For": "192.0.2.66, 198.51.100.7"}  # what a browser claimed, then what was seen
    status, cookies, page = asked(port, "GET", **https)
    assert status == 200
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    body = f"csrfmiddlewaretoken={found[1]}&login=aida&password=wrong"
    form = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": cookies, "Referer": "https://desk.example/sign-in/"}
    assert asked(port, "POST", body, **https, **form)[0] == 403
    with closing(sqlite3.connect(folder / "register.sqlite3")) as register:
        assert register.execute("SELECT address FROM desk_signinattempt").fetchall() == [("198.51.100.7",)]
