"""A class room: thirty trainees at once on one training register, each in a browser of their own, on one machine with the server.

Each joins with the code of the group, opens the exercise, reads, pastes what was told into the leads, prepares a request, edits it, sends
it into the exercise and moves the clock until the counterpart answers. Between two pages a trainee reads for some seconds. Promised: 95 of
100 pages within 400 ms; a counterpart's answer, which is sending the request and being shown what came, within 5 s.
"""

from __future__ import annotations

import http.client
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench.harness import promise

TRAINEES = 30
READS_FOR = (2.0, 6.0)
"""Seconds that a trainee looks at a page."""

_PAGE_MS = 400.0
_ANSWER_S = 5.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_TOLD = "https://ararat-savings-login.example/enter, kit.drop@kurier.example, 203.0.113.88 at 2026-09-14T15:42:10Z port 50211"


@dataclass
class Browser:
    """Pages of one person: cookies, form tokens, and how long each page took.

    Attributes:
        port: where the register listens.
        cookies: name to value.
        taken: seconds of each page, redirects included.
        page: the last page.
        path: its path.
    """

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    taken: list[float] = field(default_factory=list)
    page: str = ""
    path: str = "/"

    def get(self, path: str) -> str:
        """Open a page."""
        return self._load("GET", path, None)

    def post(self, path: str, **values: str | list[str]) -> str:
        """Send a form of the page that is open."""
        token = _TOKEN.search(self.page)
        body = urlencode({"csrfmiddlewaretoken": token[1] if token else "", **values}, doseq=True)
        return self._load("POST", path, body)

    def _load(self, method: str, path: str, body: str | None) -> str:
        began, status = time.perf_counter(), 0
        for _ in range(5):
            status, place = self._once(method, path, body)
            if place is None:
                break
            method, path, body = "GET", re.sub(r"^https?://[^/]+", "", place), None
        self.taken.append(time.perf_counter() - began)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status}: {words_of(self.page)}")
        self.path = path
        return self.page

    def _once(self, method: str, path: str, body: str | None) -> tuple[int, str | None]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": f"http://127.0.0.1:{self.port}/",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        link.request(method, path, body, headers)
        answer = link.getresponse()
        self.page = answer.read().decode("utf-8", "replace")
        for one in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = one.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        link.close()
        return answer.status, answer.headers.get("Location")


def words_of(page: str) -> str:
    """Return what the middle of a page says, for an error."""
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", found[0] if found else page).split())[:400]


def first(pattern: str, page: str) -> str:
    """Return the first group of the first match, or stop with what the page says."""
    found = re.search(pattern, page)
    if found is None:
        raise RuntimeError(f"{pattern} is not on the page: {words_of(page)}")
    return found[1]


def opened(address: str, port: int) -> tuple[Browser, str, str]:
    """Make the first person and a group; return the trainer's browser, the path of the group and its code."""
    trainer = Browser(port)
    trainer.get(re.sub(r"^https?://[^/]+", "", address))
    person = {
        "full_name": "Trainer T.",
        "unit": "Academy",
        "state": "KG",
        "zone": "Asia/Bishkek",
        "login": "trainer",
        "password": "a password of the bench 9",
    }
    trainer.post(trainer.path, **person)
    trainer.get("/training/")
    trainer.post("/training/groups/new/", name="Class room")
    return trainer, trainer.path, first(r'class="joincode">([A-Z0-9]+)<', trainer.page)


def one_trainee(
    number: int, port: int, code: str, start: threading.Barrier, told: list[tuple[list[float], list[float]]], faults: list[str]
) -> None:
    """Work through an exercise as one of the class."""
    chance, browser, answers = random.Random(number), Browser(port), []
    try:
        browser.get("/join/")
        browser.post("/join/", code=code, name=f"Trainee {number}", pin="4711")
        start.wait(180)  # the trainer opens the runs
        start.wait(180)
        browser.taken.clear()
        browser.get("/training/")
        run = first(r'href="(/training/runs/\d+/)"', browser.page)

        def read() -> None:
            time.sleep(chance.uniform(*READS_FOR))

        time.sleep(chance.uniform(0, READS_FOR[1]))
        case = first(r'href="(/cases/\d+/)"', browser.get(run))
        read()
        browser.get("/course/L1.2/")
        read()
        browser.get(f"{case}leads/")
        browser.post(f"{case}leads/", text=_TOLD)
        read()
        browser.post(f"{case}leads/decide/", do="accept_valid")
        browser.get(run)
        read()
        wanted = re.findall(r'name="leads" value="(\d+)"', browser.page)
        browser.post(f"{run}do/prepare/", to="SP-SHIELD", instrument="pres_provider", leads=wanted[:1])
        request = browser.path
        read()
        browser.get(request)
        read()
        browser.get(run)
        number_of = first(r'name="request" value="(\d+)"', browser.page)
        began = time.perf_counter()
        browser.post(f"{run}do/send/", request=number_of)
        answers.append(time.perf_counter() - began)
        for _ in range(4):
            read()
            began = time.perf_counter()
            browser.post(f"{run}do/jump/", to="next")
            answers.append(time.perf_counter() - began)
        told.append((browser.taken, answers))
    except Exception as error:  # noqa: BLE001 - told to whoever measures
        faults.append(f"trainee {number}: {type(error).__name__}: {error}")
        start.abort()


def main() -> None:
    """Let thirty trainees work, and tell how long pages and answers took."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).parent / "comity"), "train", "serve", "--data", f"{folder}/data", "--port", "0", "--no-browser"]
        said = Path(folder) / "said.txt"
        with said.open("w", encoding="utf-8") as errors:
            served = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            assert served.stdout is not None
            address = served.stdout.readline().strip()
            measure(address, int(re.findall(r":(\d+)/", address)[0]))
        except BaseException:
            print(said.read_text(encoding="utf-8")[-2000:], file=sys.stderr)
            raise
        finally:
            served.terminate()
            served.wait(30)


def measure(address: str, port: int) -> None:
    """Run the class against a register that serves."""
    trainer, group, code = opened(address, port)
    start = threading.Barrier(TRAINEES + 1)
    told: list[tuple[list[float], list[float]]] = []
    faults: list[str] = []
    threads = [threading.Thread(target=one_trainee, args=(number, port, code, start, told, faults)) for number in range(TRAINEES)]
    for thread in threads:
        thread.start()
    try:
        start.wait(180)
        trainer.get(group)
        trainer.post(f"{group}runs/", scenario="S1", length="whole", seed="1", way="everybody")
        start.wait(180)
    except threading.BrokenBarrierError:
        faults.append("the class did not come together")
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit("\n".join(faults[:5]))
    pages = sorted(one for taken, _ in told for one in taken)
    answers = sorted(one for _, taken in told for one in taken)
    p95 = 1000 * pages[int(0.95 * len(pages))]
    middle, longest = 1000 * statistics.median(pages), 1000 * pages[-1]
    print(f"{len(told)} trainees, {len(pages)} pages: median {middle:.0f} ms, longest {longest:.0f} ms")
    print(f"{len(answers)} sendings and jumps: median {statistics.median(answers):.2f} s")
    promise("milliseconds within which 95 of 100 pages come", p95, at_most=_PAGE_MS)
    promise("seconds of the slowest answer of a counterpart", answers[-1], at_most=_ANSWER_S)
