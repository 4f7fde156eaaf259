"""Reading: from the original to the store, end to end, and each format beside the usual way of Python (mailbox, email, BeautifulSoup, csv).

    python -m bench readers                          200 MB
    COMITY_BENCH_MB=2500 python -m bench readers     as promised
    COMITY_PLASO=DIR/bin/log2timeline ...            beside plaso (Apache-2.0), which is installed apart

The set is made with known numbers of records, and every record is accounted for before anything is printed. The whole run is one
process tree (`comity read`), looked at from outside: wall and CPU seconds, memory of all its processes together (proportional: what
they share counts once), and when the first events can be seen.
"""

from __future__ import annotations

import base64
import csv
import json
import mailbox
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bench.harness import compare, cost, promise
from comity.readers.coverage import FileCoverage
from comity.readers.detect import all_readers
from comity.readers.generators import google, meta, money
from comity.readers.generators.devices import access_log as web_log
from comity.readers.harness import read_source
from comity.readers.reader import Source
from comity.readers.store import Origin, PartWriter

MEGABYTES = int(os.environ.get("COMITY_BENCH_MB", "200"))
PLASO = os.environ.get("COMITY_PLASO", "")
SHARES = {"logins": 0.33, "cdr": 0.41, "positions": 0.06, "meta": 0.04, "mail": 0.16}
NAMES = {"logins": "Activities.csv", "cdr": "cdr.csv", "positions": "Records.json", "meta": "records.html", "mail": "All mail.mbox"}
ALMATY = "Asia/Almaty"


@dataclass
class Piece:
    """What a file is made of: the records of one piece, written again and again, each time with other identifiers.

    Attributes:
        head: what stands before the records.
        body: the records.
        tail: what stands behind them.
        joint: what stands between two pieces.
        events: number of events of one piece.
        changed: letters of the body that differ from piece to piece, with a field for the number of the piece.
    """

    head: bytes
    body: bytes
    tail: bytes
    events: int
    joint: bytes = b""
    changed: tuple[tuple[bytes, bytes], ...] = ()

    def write(self, path: Path, size: int) -> int:
        """Write a file of about this size; return how many records it holds."""
        times = max(1, (size - len(self.head) - len(self.tail)) // (len(self.body) + len(self.joint)))
        with path.open("wb") as file:
            file.write(self.head)
            for number in range(times):
                body = self.body
                for letters, others in self.changed:
                    body = body.replace(letters, others % number)
                file.write((self.joint if number else b"") + body)
            file.write(self.tail)
        return times * self.events


def mails_with_attachments(count: int) -> bytes:
    """Make mails of some 30 kB: a text in one of three charsets and an attachment, as a mailbox of an office holds them."""
    random, out = Random(1), []
    for number in range(count):
        charset = ("utf-8", "koi8-r", "windows-1251")[number % 3]
        text = base64.encodebytes(("деньги завтра карта " * 20).encode(charset)).decode()
        file = base64.encodebytes(random.randbytes(20_000)).decode()
        out.append(
            f"From 1@xxx Mon Jan 01 00:04:18 +0000 2024\nDate: Mon, 01 Jan 2024 06:04:18 +0600\nFrom: s{number}@example.net\n"
            f"To: t@example.org\nSubject: =?utf-8?B?0LrQvtGI?=\n"
            f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B{number}\n\n--B{number}\n"
            f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n{text}\n--B{number}\n"
            f"Content-Type: application/pdf; name=x.pdf\nContent-Disposition: attachment; filename=x.pdf\n"
            f"Content-Transfer-Encoding: base64\n\n{file}\n--B{number}--\n\n"
        )
    return "".join(out).encode()


def pieces() -> dict[str, Piece]:
    """Make one piece of each kind."""
    log, calls, points = google.access_log(Random(1), 4000), money.call_records(Random(1), 8000), google.positions(Random(1), 4001)
    first, _, rows = _only(log.files).partition(b"\n")
    cdr_head, _, cdr_rows = _only(calls.files).rstrip(b"\n").partition(b"\n")
    opening, _, inner = _only(points.files).partition(b"[")
    found = meta.records_html(Random(1), 3000)
    page = _only(found.files)
    conversations = page.index(b'<div id="property-unified_messages"')
    messages = page[conversations:].replace(b"</body></html>", b"")
    return {
        "logins": Piece(first + b"\n", rows.rstrip(b"\n") + b"\n", b"", len(log.events), changed=((b"10450000000000", b"10450%09d"),)),
        "cdr": Piece(cdr_head + b"\n", cdr_rows + b"\n", b"", len(calls.events), changed=((b"7701000", b"77%05d"),)),
        "positions": Piece(opening + b"[", inner.rpartition(b"]")[0], b"]}", len(points.events), b","),
        "meta": Piece(page[:conversations], messages, b"</body></html>", _count(messages)),
        "mail": Piece(b"", mails_with_attachments(400), b"", 400),
    }


def _only(files: dict[str, bytes]) -> bytes:
    return next(iter(files.values()))


def _count(messages: bytes) -> int:
    """Count the conversations and messages of a piece of Meta's page."""
    return sum(messages.count(b'<div class="div_table inner">%s<' % label) for label in (b"Thread", b"Author"))


def make_set(folder: Path, megabytes: float) -> tuple[dict[str, Path], dict[str, int]]:
    """Write the set: logins, call records, positions, Meta's page, a mailbox; return the files and their numbers of records."""
    paths = {name: folder / NAMES[name] for name in SHARES}
    counts = {name: piece.write(paths[name], int(SHARES[name] * megabytes * 1e6)) for name, piece in pieces().items()}
    return paths, counts


def read_one(path: Path, out: Path) -> FileCoverage:
    """Read one file in this process, into a part."""
    entry = FileCoverage(path=path.name, member_path=path.name, sha256="0", source_sha256="0", bytes=path.stat().st_size)
    writer = PartWriter(out)
    read_source(Source(path.name, path.read_bytes(), ALMATY), Origin("0", path.name, None), entry, writer, lambda _: None)
    writer.close()
    assert entry.is_reconciled, entry
    return entry


@dataclass
class Watched:
    """A process tree, looked at while it runs.

    Attributes:
        proportional: most bytes that all its processes together held; what they share counts once.
        resident: the same with shared and mapped pages counted in each process.
        first: seconds until the first events could be seen.
    """

    root: int
    until: Callable[[], bool]
    proportional: int = 0
    resident: int = 0
    first: float | None = None
    start: float = field(default_factory=time.perf_counter)

    def look(self, done: threading.Event) -> None:
        """Look until it is done."""
        while not done.wait(0.2):
            if self.first is None and self.until():
                self.first = time.perf_counter() - self.start
            tree = _tree(self.root)
            self.proportional = max(self.proportional, sum(_bytes(pid, "smaps_rollup", "Pss:") for pid in tree))
            self.resident = max(self.resident, sum(_bytes(pid, "status", "VmRSS:") for pid in tree))


def _tree(root: int) -> list[int]:
    found = [root]
    for pid in found:
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                found += map(int, (task / "children").read_text("ascii").split())
        except OSError:
            continue
    return found


def _bytes(pid: int, file: str, name: str) -> int:
    try:
        text = Path(f"/proc/{pid}/{file}").read_text("ascii", "replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith(name)), 0)


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def end_to_end(folder: Path, size: int, wanted: dict[str, int]) -> None:
    """Read the whole set as a user does; hold rate, memory and first events against the promise."""
    out = folder.with_name("out")
    before = _children_seconds()
    start = time.perf_counter()
    command = [sys.executable, "-m", "comity", "read", str(folder), "--out", str(out), "--zone", ALMATY, "--json"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    watched, done = Watched(process.pid, (out / "first.parquet").exists), threading.Event()
    watching = threading.Thread(target=watched.look, args=(done,))
    watching.start()
    code = process.wait()
    seconds = time.perf_counter() - start
    done.set()
    watching.join()
    spent = _children_seconds() - before
    coverage = json.loads((out / "coverage.json").read_text("utf-8"))
    assert code in (0, 1), code
    assert coverage["reconciled"]
    found = {entry["member_path"]: entry["records_out"] + entry["quarantined"] for entry in coverage["files"]}
    for name, count in wanted.items():
        assert found[NAMES[name]] >= count, (name, found[NAMES[name]], count)
    stored = sum(path.stat().st_size for path in out.iterdir())
    print(
        f"end to end: {size / 1e6:,.0f} MB, {coverage['totals']['events']:,} events in {seconds:.1f} s of wall time and {spent:.1f} CPU s; "
        f"stored {stored / 1e6:,.0f} MB; resident with all that is shared or mapped {watched.resident / 1e6:,.0f} MB; "
        f"load of the machine {os.getloadavg()[0]:.1f}"
    )
    promise("MB a second of wall time, end to end", size / 1e6 / seconds, at_least=60)
    promise("MB a second on two cores, by CPU seconds (what a machine without others would give)", 2 * size / 1e6 / spent, at_least=60)
    promise("MB of memory at the most, all processes", watched.proportional / 1e6, at_most=1000)
    promise("seconds until the first events", watched.first or seconds, at_most=2)
    shutil.rmtree(out)


def usual_mail(path: Path) -> int:
    """Read a mailbox as Python's library does."""
    count = 0
    box = mailbox.mbox(path)
    for message in box:
        found = policy.default.header_factory("date", message["date"])
        assert found
        for part in message.walk():
            if part.get_content_maintype() != "multipart":
                part.get_payload(decode=True)
        count += 1
    box.close()
    return count


def usual_mail_modern(path: Path) -> int:
    """Read a mailbox with the library's own modern policy."""
    from email import message_from_bytes

    count = 0
    for raw in path.read_bytes().split(b"\n\nFrom "):
        message = message_from_bytes(raw.partition(b"\n")[2], policy=policy.default)
        assert message["date"]
        for part in message.walk():
            if part.get_content_maintype() == "text":
                part.get_content()
        count += 1
    return count


def usual_page(path: Path) -> int:
    """Read Meta's page as the open readers do."""
    from bs4 import BeautifulSoup

    return len(BeautifulSoup(path.read_text("utf-8"), "lxml").find_all("div", class_="div_table inner"))


def usual_calls(path: Path) -> int:
    """Read call records line by line."""
    zone, count = ZoneInfo(ALMATY), 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if row["start_local"]:
                datetime.strptime(row["start_local"], "%d.%m.%Y %H:%M:%S").replace(tzinfo=zone).astimezone(UTC)
            count += 1
    return count


def plaso_seconds(log: Path, scratch: Path) -> float:
    """Let plaso read a log into its own store; return its CPU seconds, start of the program left out (a run over one line)."""
    short = scratch / "one-line.log"
    short.write_bytes(log.read_bytes().partition(b"\n")[0] + b"\n")

    def run(path: Path) -> None:
        store = scratch / f"{path.stem}.plaso"
        options = ["-q", "--status_view", "none", "--unattended", "--single_process", "--parsers", "text/apache_access", "--storage_file"]
        subprocess.run(
            [PLASO, *options, str(store), str(path)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=scratch
        )

    return cost(lambda: run(log)) - cost(lambda: run(short))


def beside_others(scratch: Path) -> None:
    """Measure each format beside the usual way."""
    small = scratch / "small"
    small.mkdir()
    few, _ = make_set(small, 100)
    out = scratch / "part"
    calls = compare(
        "call records to the store", {"comity": lambda: read_one(few["cdr"], out), "csv": lambda: usual_calls(few["cdr"])}, rounds=2
    )
    promise("times the speed of csv + strptime + zoneinfo (which store nothing)", calls.ratio("csv", "comity").median, at_least=3)
    mails = {
        "comity": lambda: read_one(few["mail"], out),
        "mailbox": lambda: usual_mail(few["mail"]),
        "email.default": lambda: usual_mail_modern(few["mail"]),
    }
    found = compare("mail to the store", mails, rounds=2)
    promise("times the speed of mailbox + email", found.ratio("email.default", "comity").median, at_least=10)
    page = compare(
        "Meta's page", {"comity": lambda: read_one(few["meta"], out), "BeautifulSoup": lambda: usual_page(few["meta"])}, rounds=2
    )
    promise("times the speed of BeautifulSoup", page.ratio("BeautifulSoup", "comity").median, at_least=30)
    log = small / "access.log"
    log.write_bytes(_only(web_log(Random(1), 20_000).files))
    lines = compare("20,000 lines of a web server's log", {"comity": lambda: read_one(log, out)}, rounds=2)
    if PLASO:
        promise("times the lines a CPU second of plaso", plaso_seconds(log, scratch) / lines.cpu("comity").median, at_least=100)
    else:
        print(f"  plaso is not here (COMITY_PLASO): {20_000 / lines.cpu('comity').median:,.0f} lines a CPU second stand alone")


def main() -> None:
    """Measure."""
    all_readers()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "in"
        folder.mkdir()
        paths, wanted = make_set(folder, MEGABYTES)
        end_to_end(folder, sum(path.stat().st_size for path in paths.values()), wanted)
        shutil.rmtree(folder)
        beside_others(Path(scratch))


if __name__ == "__main__":
    main()
