"""Reading: from the original to the store, end to end, and each format beside the usual way of Python (mailbox, email, BeautifulSoup, csv).

COMITY_BENCH_MB sets the size of the set (200 by default; the promise is for 2,500).
"""

from __future__ import annotations

import base64
import csv
import mailbox
import os
import resource
import shutil
import tempfile
import time
from datetime import UTC, datetime
from email import policy
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bench.harness import compare, promise
from comity.readers import run
from comity.readers.coverage import FileCoverage
from comity.readers.generators import google, meta, money
from comity.readers.generators.devices import access_log as web_log
from comity.readers.harness import read_source
from comity.readers.reader import Source
from comity.readers.store import Origin, PartWriter

MEGABYTES = int(os.environ.get("COMITY_BENCH_MB", "200"))
SHARES = {"logins": 0.33, "cdr": 0.41, "positions": 0.06, "meta": 0.04, "mail": 0.16}
ALMATY = "Asia/Almaty"


def repeated(head: bytes, body: bytes, tail: bytes, size: int, joint: bytes = b"") -> bytes:
    """Repeat the records of a made file until it has the size."""
    times = max(1, (size - len(head) - len(tail)) // (len(body) + len(joint)))
    return head + joint.join([body] * times) + tail


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


def make_set(folder: Path, megabytes: float) -> dict[str, Path]:
    """Write the set: logins, call records, positions, Meta's page, a mailbox."""
    sizes = {name: int(share * megabytes * 1e6) for name, share in SHARES.items()}
    log = next(iter(google.access_log(Random(1), 4000).files.values()))
    cdr = next(iter(money.call_records(Random(1), 8000).files.values())).rpartition(b"\n")[0] + b"\n"
    points = next(iter(google.positions(Random(1), 4001).files.values()))
    page = next(iter(meta.records_html(Random(1), 3000).files.values()))
    mails = mails_with_attachments(400)
    first, _, rest = log.partition(b"\n")
    cdr_head, _, cdr_rest = cdr.partition(b"\n")
    opening, _, inner = points.partition(b"[")
    inner = inner.rpartition(b"]")[0]
    conversation = page.index(b'<div id="property-unified_messages"')
    files = {
        "logins": repeated(first + b"\n", rest, b"", sizes["logins"]),
        "cdr": repeated(cdr_head + b"\n", cdr_rest, b"", sizes["cdr"]),
        "positions": repeated(opening + b"[", inner, b"]}", sizes["positions"], b","),
        "meta": repeated(page[:conversation], page[conversation:].replace(b"</body></html>", b""), b"</body></html>", sizes["meta"]),
        "mail": repeated(b"", mails, b"", sizes["mail"]),
    }
    names = {"logins": "Activities.csv", "cdr": "cdr.csv", "positions": "Records.json", "meta": "records.html", "mail": "All mail.mbox"}
    paths = {}
    for name, data in files.items():
        paths[name] = folder / names[name]
        paths[name].write_bytes(data)
    return paths


def read_one(path: Path, out: Path) -> FileCoverage:
    """Read one file in this process, into a part."""
    entry = FileCoverage(path=path.name, member_path=path.name, sha256="0", source_sha256="0", bytes=path.stat().st_size)
    writer = PartWriter(out)
    read_source(Source(path.name, path.read_bytes(), ALMATY), Origin("0", path.name, None), entry, writer, lambda _: None)
    writer.close()
    assert entry.is_reconciled, entry
    return entry


def end_to_end(folder: Path, size: int) -> None:
    """Read the whole set in children; print the rate and the memory."""
    out = folder.with_name("out")
    start = time.perf_counter()
    coverage = run.read(run.Plan(paths=(folder,), out=out, zone=ALMATY))
    seconds = time.perf_counter() - start
    assert coverage["reconciled"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"end to end: {size / 1e6:,.0f} MB in {seconds:.1f} s, largest child {peak:,.0f} MB resident (mapped evidence counted)")
    promise("MB a second of wall time, end to end", size / 1e6 / seconds, at_least=60)
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
            datetime.strptime(row["start_local"], "%d.%m.%Y %H:%M:%S").replace(tzinfo=zone).astimezone(UTC)
            count += 1
    return count


def main() -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "in"
        folder.mkdir()
        paths = make_set(folder, MEGABYTES)
        end_to_end(folder, sum(path.stat().st_size for path in paths.values()))
        small = Path(scratch) / "small"
        small.mkdir()
        few = make_set(small, 30)
        out = Path(scratch) / "part"
        calls = compare(
            "call records to the store", {"comity": lambda: read_one(few["cdr"], out), "csv": lambda: usual_calls(few["cdr"])}, rounds=3
        )
        promise("times the speed of csv + strptime + zoneinfo (which store nothing)", calls.ratio("csv", "comity").median, at_least=3)
        mails = {
            "comity": lambda: read_one(few["mail"], out),
            "mailbox": lambda: usual_mail(few["mail"]),
            "email.default": lambda: usual_mail_modern(few["mail"]),
        }
        found = compare("mail to the store", mails, rounds=3)
        promise("times the speed of mailbox + email", found.ratio("email.default", "comity").median, at_least=10)
        page = compare(
            "Meta's page", {"comity": lambda: read_one(few["meta"], out), "BeautifulSoup": lambda: usual_page(few["meta"])}, rounds=3
        )
        promise("times the speed of BeautifulSoup", page.ratio("BeautifulSoup", "comity").median, at_least=30)
        log = small / "access.log"
        log.write_bytes(next(iter(web_log(Random(1), 20_000).files.values())))
        lines = compare("20,000 lines of a web server's log", {"comity": lambda: read_one(log, out)}, rounds=3)
        promise("lines a CPU second (plaso: 510, measured in the research)", 20_000 / lines.cpu("comity").median, at_least=51_000)


if __name__ == "__main__":
    main()
