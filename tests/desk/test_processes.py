"""Several processes at one address: a page is answered whoever is lost, and nobody stays behind when the parent goes."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    command = [sys.executable, "-m", "comity", "desk", "--data", str(tmp_path / "data"), "--port", "0", "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=surroundings, cwd=ROOT) as parent:
        assert parent.stdout is not None
        address = parent.stdout.readline().strip()
        until(lambda: len(children(parent.pid)) == 2)
        try:
            yield parent, address
        finally:
            parent.kill()


def children(process: int) -> set[int]:
    return {int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()}


def is_there(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"


def until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about within half a minute")


def answered(address: str) -> int:
    parts = urlsplit(address)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as link:
        link.request("GET", "/sign-in/")
        return link.getresponse().status


def test_a_process_that_is_lost_is_replaced_and_the_others_answer_meanwhile(desk: tuple[subprocess.Popen[str], str]) -> None:
    parent, address = desk
    before = children(parent.pid)
    lost = min(before)
    os.kill(lost, signal.SIGKILL)
    assert answered(address) == 200
    until(lambda: len(children(parent.pid) - {lost}) == 2)
    assert answered(address) == 200
    last = children(parent.pid)
    parent.terminate()
    assert parent.wait(timeout=60) == 0
    assert not any(is_there(one) for one in last)


def test_a_body_of_two_gigabytes_is_refused_before_any_of_it_is_sent(desk: tuple[subprocess.Popen[str], str]) -> None:
    parts = urlsplit(desk[1])
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as link:
        link.putrequest("POST", "/cases/1/leads/")
        link.putheader("Content-Type", "multipart/form-data; boundary=x")
        link.putheader("Content-Length", "2000000000")
        link.endheaders()
        assert link.getresponse().status == 413
    assert answered(desk[1]) == 200


def test_no_process_outlives_a_parent_that_was_killed(desk: tuple[subprocess.Popen[str], str]) -> None:
    parent, address = desk
    assert answered(address) == 200
    left = children(parent.pid)
    parent.kill()
    until(lambda: not any(is_there(one) for one in left))
