"""Kill the program at any moment: what it told is there, what it had begun is not, and the journal is whole; on SQLite and on PostgreSQL.

A child saves, uploads and sends, and tells after each deed; it is killed without warning at moments spread over its work. COMITY_KILLS sets
how often (3 on each database in the gate).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql import running

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = int(os.environ.get("COMITY_KILLS", "3"))
pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]

WORK = """
import sys
from pathlib import Path
from comity.desk.service import configure
configure(Path(sys.argv[1]))
from datetime import date
from comity.desk.models import Case, EvidenceRequest, Person
from comity.desk.rights.worker import Worker
from comity.desk.steps.find_leads import read_leads
from comity.desk.steps.open_case import change_particulars
from comity.desk.steps.send_and_track import record_sent
from comity.desk.steps.together import stamp
person, case = Person.objects.get(), Case.objects.get(training=False)
worker = Worker(person, "en", is_fresh=True)
mark = sys.argv[2]
print("ready", flush=True)
for number in range(10_000):
    held = Case.objects.get(pk=case.pk).particulars.get("facts", "")
    change_particulars(worker, case.pk, {"facts": f"{mark}-{number}"}, {"facts": stamp(held)})
    print(f"saved {mark}-{number}", flush=True)
    read_leads(worker, case.pk, f"write to a{mark}x{number}@example.com or b{mark}x{number}@example.com".encode())
    print(f"uploaded {mark}x{number}", flush=True)
    request = EvidenceRequest.objects.create(
        case=case, number=case.requests.count() + 1, occasion=f"{mark}-{number}", instrument="pres_provider", addressee="x",
        language="en", state="approved", draft="instrument: pres_provider\\n", made_by=person, changed_by=person)
    request.versions.create(number=1, draft=request.draft, saved_by=person, is_fixed=True)
    record_sent(worker, request.pk, way="post", on=worker.clock().date())
    print(f"sent {request.pk}", flush=True)
"""

MAKE = """
import sys
from pathlib import Path
from comity.desk.service import configure, prepare
configure(Path(sys.argv[1])); prepare()
from comity.desk.people.enrolment import add_first_person
from comity.desk.models import Unit
from comity.desk.rights.worker import Worker
from comity.desk.steps.open_case import open_case
named = {"login": "aida", "full_name": "Aida Testova", "unit": "Unit 9"}
person = add_first_person(**named, password="a long one of many words", state="KG", zone="Asia/Bishkek", language="en")
open_case(Worker(person), Unit.objects.get(), number="1", title="t", zone="Asia/Bishkek", particulars={"requesting_state": "KG"})
"""

LOOK = """
import json, sys
from pathlib import Path
from comity.desk.service import configure, prepare
configure(Path(sys.argv[1])); prepare()
from comity.desk.journal.chain import check
from comity.desk.models import Case, EvidenceRequest, JournalEntry, SearchDocument
case = Case.objects.get(training=False)
entries = list(JournalEntry.objects.order_by("number").values_list("action", "subject", "facts"))
print(json.dumps({
    "holds": check().holds,
    "facts": case.particulars.get("facts", ""),
    "written": [facts["facts"] for action, _, facts in entries if action == "case.changed"],
    "leads": sorted(case.leads.values_list("value", flat=True)),
    "uploads": sum(action == "leads.found" for action, _, _ in entries),
    "sent": sorted(EvidenceRequest.objects.filter(state="sent").values_list("pk", flat=True)),
    "told_sent": sorted(int(subject.partition(":")[2]) for action, subject, _ in entries if action == "request.sent"),
    "half": EvidenceRequest.objects.filter(state="sent", sent={}).count(),
    "found": SearchDocument.objects.filter(kind="lead").count(),
}))
"""


def surroundings(database: str | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    return kept | ({"COMITY_DATABASE_URL": database} if database else {})


def run(code: str, data: Path, database: str | None) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, str(data)], env=surroundings(database), capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    if request.param == "sqlite":
        yield None
    else:
        with running("killed") as url:
            yield url


def killed(code: str, data: Path, database: str | None, mark: str, after: float) -> list[str]:
    """Let a child work, kill it some seconds after it began, and return what it told."""
    command = [sys.executable, "-c", code, str(data), mark]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=surroundings(database), cwd=ROOT
    ) as child:
        assert child.stdout is not None
        # on a busy machine the first deed may take long: what counts is a moment within the work, not one on the clock
        first = [child.stdout.readline() for _ in range(2)] if code is WORK else []
        time.sleep(after)
        child.send_signal(signal.SIGKILL)
        return [*(line.strip() for line in first), *child.stdout.read().splitlines()]


def test_what_was_told_is_there_and_nothing_is_half_done(tmp_path: Path, database: str | None) -> None:
    data = tmp_path / "data"
    run(MAKE, data, database)
    saved, uploaded, sent = [], set(), set()
    for kill in range(KILLS):
        told = killed(WORK, data, database, f"k{kill}", 0.11 + 0.37 * kill)
        saved += [line.removeprefix("saved ") for line in told if line.startswith("saved ")]
        uploaded |= {line.removeprefix("uploaded ") for line in told if line.startswith("uploaded ")}
        sent |= {int(line.removeprefix("sent ")) for line in told if line.startswith("sent ")}
        seen = json.loads(run(LOOK, data, database))
        assert seen["holds"]
        assert seen["facts"] == (seen["written"][-1] if seen["written"] else ""), "the case says what the journal says"
        assert [one for one in seen["written"] if one in saved] == saved
        assert set(seen["leads"]) >= {f"{letter}{mark}@example.com" for mark in uploaded for letter in "ab"}
        assert len(seen["leads"]) == 2 * seen["uploads"], "both leads of an upload and its entry, or none"
        assert seen["found"] == len(seen["leads"]), "what is there is found"
        assert seen["sent"] == seen["told_sent"]
        assert set(seen["sent"]) >= sent
        assert seen["half"] == 0
    assert saved, "the children were killed before they did anything"


def test_a_migration_that_was_killed_goes_on(tmp_path: Path, database: str | None) -> None:
    data = tmp_path / "data"
    begin = MAKE.partition("from comity.desk.people")[0]
    for kill in range(KILLS):
        killed(begin, data, database, "m", 1.5 + 0.7 * kill)
    run(MAKE, data, database)
    assert json.loads(run(LOOK, data, database))["holds"]
