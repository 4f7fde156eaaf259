"""Questions over a million events: CPU seconds and peak memory of each, in a process of its own.

Half a million calls of 2,000 subscribers at 300 cells, 300,000 sign-ins of 500 accounts from 20,000 addresses, 200,000 positions of four
telephones. The store is made by the readers; what is measured is the question, cold, with the start of Python and all imports.

    python -m bench analysis
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.harness import promise
from comity.readers.run import Plan, read

CALLS, LOGINS, POSITIONS = 500_000, 300_000, 200_000
_START = datetime(2024, 1, 5, tzinfo=UTC)
_SECONDS, _MEGABYTES = 30, 1500
QUESTIONS = {
    "entities": "from comity.analysis.entities.resolve import resolve; found = resolve(store); assert len(found.entities) > 20_000",
    "contacts": "from comity.analysis.contacts import contacts; assert sum(one.times for one in contacts(store).contacts) > 400_000",
    "hours": "from comity.analysis.patterns import patterns; assert patterns(store, 'Asia/Almaty').counted > 900_000",
    "together": "from comity.analysis.together import together; assert together(store).events > 900_000",
    "together with one": "from comity.analysis.together import together; assert together(store, of='phone:+77010000001').pairs",
    "holders": "from comity.analysis.registries.open import open_registries; from comity.analysis.holders import holders;"
    " assert holders(store, open_registries([store.parent / 'delegated'])).addresses",
    "shared": "from comity.analysis.shared import shared; assert shared({'A': store, 'B': store}).identifiers",
}


def main() -> None:
    """Make the store, and ask."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _make(folder)
        begun = time.process_time()
        coverage = read(Plan(paths=(folder / "in",), out=folder / "store", zone="Asia/Almaty"))
        assert coverage["reconciled"]
        print(f"read: {coverage['totals']['events']:,} events, {time.process_time() - begun:.1f} CPU s beside the children")  # type: ignore[index]
        for title, question in QUESTIONS.items():
            _ask(title, f"from pathlib import Path; store = Path({str(folder / 'store')!r}); {question}")


def _ask(title: str, code: str) -> None:
    watched = (
        f"{code}\nimport resource; used = resource.getrusage(resource.RUSAGE_SELF); print(used.ru_utime + used.ru_stime, used.ru_maxrss)"
    )
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", watched], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seconds, kilobytes = (float(part) for part in done.stdout.split())
    print(f"{title}: {seconds:.1f} CPU s, {time.monotonic() - begun:.1f} s on the wall, peak {kilobytes / 1024:,.0f} MB")
    promise(f"CPU seconds for {title}", seconds, at_most=_SECONDS)
    promise(f"MB for {title}", kilobytes / 1024, at_most=_MEGABYTES)


def _make(folder: Path) -> None:
    random = Random(7)
    (folder / "in").mkdir()
    with (folder / "in" / "cdr.csv").open("w", encoding="utf-8") as file:
        file.write("record_type;a_msisdn;b_msisdn;imsi;imei;start_local;duration_s;mcc_mnc;lac;cell_id\n")
        for number in range(CALLS):
            one, other = random.randrange(2000), random.randrange(20_000)
            at = _START + timedelta(seconds=number * 20)
            file.write(
                f"MOC;7701{one:07d};7702{other:07d};40101{one:010d};35600000{one:07d};{at:%d.%m.%Y %H:%M:%S};60;40101;1;"
                f"{random.randrange(300)}\n"
            )
    with (folder / "in" / "logins.csv").open("w", encoding="utf-8") as file:
        file.write("User ID\tTime (UTC)\tIP Address\tAction\n")
        for number in range(LOGINS):
            at = _START + timedelta(seconds=number * 30)
            address = f"198.{18 + random.randrange(2)}.{random.randrange(40)}.{random.randrange(250)}"
            file.write(f"u{random.randrange(500)}\t{at:%Y-%m-%d %H:%M:%S} UTC\t{address}:{random.randint(1024, 65535)}\tlogin\n")
    for device in range(4):
        points = ",".join(
            f'{{"latitudeE7":{432380000 + random.randrange(2000000)},'
            f'"longitudeE7":{769450000 + random.randrange(2000000)},"accuracy":'
            f'{random.randrange(5, 200)},"deviceTag":{device + 1},'
            f'"timestamp":"{_START + timedelta(seconds=number * 180):%Y-%m-%dT%H:%M:%SZ}"}}'
            for number in range(POSITIONS // 4)
        )
        (folder / "in" / str(device)).mkdir()
        (folder / "in" / str(device) / "Records.json").write_text(f'{{"locations":[{points}]}}', encoding="utf-8")
    blocks = "\n".join(f"ripencc|KZ|ipv4|198.{18 + block // 256}.{block % 256}.0|256|20150101|allocated|h{block}" for block in range(512))
    (folder / "delegated").write_text(f"2|ripencc|20240601|512|19830705|20240601|+0000\n{blocks}\n", encoding="ascii")


if __name__ == "__main__":
    main()
