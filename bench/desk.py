"""The desk under load: a register of 200,000 requests and 2,000,000 journal rows on PostgreSQL, looked at by twenty people at once.

`python -m bench desk` makes the register on Debian's server, started here, serves it as a ministry does (`comity desk`, as many processes
as it takes by itself), and lets twenty people look at list, search, case and *Today* in turn. Then the same people look at the list of
Django's own admin on the same tables, served by as many processes.

A user at work is somebody who asks for the next page about a second (exponential, mean 1 s) after the last one came: faster than anybody
reads, and what the promise is held against. Beside it stand the figures of the closed loop, where twenty programs ask without any pause:
there the time of an answer is twenty times the time that the machine needs for one page, whatever the desk does.

`COMITY_BENCH_SCALE` scales the register (1 by default; 0.02 for a quick look), `COMITY_BENCH_SECONDS` the time of each look.
`COMITY_BENCH_DATABASE` names a database to use: filled where it is empty, and kept, as making a register of the full size takes minutes.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from bench.harness import promise
from tests.postgresql import running

SCALE = float(os.environ.get("COMITY_BENCH_SCALE", "1"))
SECONDS = float(os.environ.get("COMITY_BENCH_SECONDS", "40"))
REQUESTS, ENTRIES = int(200_000 * SCALE), int(2_000_000 * SCALE)
PAUSE = 1.0
_SERVER = ("shared_buffers=512MB", "random_page_cost=1.1")
"""Settings that differ from those of a fresh PostgreSQL: a quarter or less of the memory, and a disk without a moving head."""

_WORDS = ("кошелек", "запросы", "wallet exchange", "потерпевшего", "id{key}@example.com", "{case}/2026", "binance preservation")


def main() -> None:
    """Measure and hold against what was promised."""
    folder = Path(tempfile.mkdtemp(prefix="comity-bench-desk-"))
    try:
        kept = os.environ.get("COMITY_BENCH_DATABASE")
        with nullcontext(kept) if kept else running("register", *_SERVER) as database:
            os.environ |= {"COMITY_DATABASE_URL": database, "COMITY_DATA": str(folder)}
            cookies = _made(folder)
            _measure(folder, cookies)
    finally:
        shutil.rmtree(folder)


def _made(folder: Path) -> list[str]:
    """Make the register; return a session cookie for each person."""
    from comity.desk.service import configure, prepare

    configure(folder)
    prepare()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from bench._desk.register import USERS, fill
    from comity.desk.models import EvidenceRequest, JournalEntry, Person

    begin = time.monotonic()
    if not Person.objects.exists():
        fill(REQUESTS, ENTRIES)
        print(f"made {REQUESTS:,} requests and {ENTRIES:,} journal rows in {time.monotonic() - begin:.0f} s", flush=True)
    print(f"{EvidenceRequest.objects.count():,} requests, {JournalEntry.objects.count():,} journal rows", flush=True)
    cookies = []
    for person in Person.objects.order_by("pk")[:USERS]:
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return cookies


def _pages(users: int) -> dict[str, list[str]]:
    """Addresses of each kind; those behind `#n` are for person n alone, who works on the case."""
    from urllib.parse import quote

    from comity.desk.models import CaseMember

    members = CaseMember.objects.order_by("case").values_list("case", flat=True)
    own = {number: list(members.filter(person=number + 1)[:200]) for number in range(users)}
    own[0] = list(members.filter(role="investigator")[:200])  # the auditor
    searches = [
        f"/search/?q={quote(word.format(key=17 * case, case=case))}#{number}"
        for number in own
        for case in own[number][:20]
        for word in _WORDS
    ]
    return {
        "list": ["/cases/", "/cases/?state=open", "/cases/?q=Invented"],
        "search": searches,
        "case": [f"/cases/{case}/#{number}" for number, found in own.items() for case in found],
        "today": ["/"],
    }


def _measure(folder: Path, cookies: list[str]) -> None:
    from comity.desk.processes import usual_count

    port, peer = _free_port(), _free_port()
    served = [sys.executable, "-m", "comity", "desk", "--data", str(folder), "--port", str(port), "--no-browser"]
    others = [sys.executable, "-m", "bench._desk.peer", str(peer)]
    peer_pages = {"list": ["/admin/desk/evidencerequest/"], "search": ["/admin/desk/evidencerequest/?q=wallet"]}
    print(f"  {usual_count()} processes each; load of this machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with subprocess.Popen(served, stdout=subprocess.DEVNULL) as desk, subprocess.Popen(others) as admin:
        try:
            _wait(port)
            _wait(peer)
            pages = _pages(len(cookies))
            _look("comity", port, pages, cookies, desk, PAUSE)
            _look("comity, no pause", port, pages, cookies, desk, 0)
            _look("django admin", peer, peer_pages, cookies, admin, PAUSE)
            print(f"  load of this machine after: {os.getloadavg()[0]:.1f}")
        finally:
            desk.terminate()
            admin.terminate()


def _look(title: str, port: int, pages: dict[str, list[str]], cookies: list[str], process: subprocess.Popen[bytes], pause: float) -> None:
    from bench._desk.people import look

    look(port, pages, cookies, seconds=max(4.0, SECONDS / 2), pause=PAUSE)  # what every process reads once
    before, begin = _cpu(process.pid), time.monotonic()
    taken = look(port, pages, cookies, seconds=SECONDS, pause=pause)
    looks = sum(len(times) for times in taken.values())
    spent = 1000 * (_cpu(process.pid) - before) / max(1, looks)
    print(f"  {title:<17} {looks / (time.monotonic() - begin):.0f} pages a second, CPU of the server a page: {spent:.0f} ms", flush=True)
    for kind, times in taken.items():
        if not times:
            continue
        middle, late = 1000 * statistics.median(times), 1000 * sorted(times)[int(0.95 * (len(times) - 1))]
        print(f"  {title:<17} {kind:<8} {len(times):>5} looks   median {middle:6.0f} ms   95th percentile {late:6.0f} ms", flush=True)
        if title == "comity":
            promise(f"{kind}: pages a second of one person, by the median (100 ms)", 1000 / middle, at_least=10)
            promise(f"{kind}: the same by the 95th percentile (250 ms)", 1000 / late, at_least=4)


def _cpu(process: int) -> float:
    """CPU seconds of a process and its children so far: unlike the clock on the wall, they do not count what neighbours do."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") + sum(_cpu(int(child)) for child in children)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(240):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise RuntimeError(f"nobody answers on port {port}")
