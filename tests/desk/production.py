"""A case with what came back to it, read: chats, sign-ins with and without a zone, mail, positions; everything invented."""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

from comity.desk.jobs.queue import ask
from comity.desk.jobs.work import folder_of, work
from comity.desk.models import Case, Job, StoredFile
from comity.desk.rights.roles import Role
from comity.model.time import system_clock
from tests.desk.office import Office

ZONED = (
    b"time,ip,port,account,event\n"
    b"2026-03-01T10:00:00Z,198.51.100.7,51544,invented.person@example.com,login\n"
    b"2026-03-02T11:30:05Z,203.0.113.9,,invented.person@example.com,login\n"
)
UNZONED = (
    b"time,ip,account,event\n"
    b"2026-03-03 09:15:00,198.51.100.8,second@example.com,login\n"
    b"2026-03-04 10:00:00,198.51.100.9,second@example.com,login\n"
)
CHAT = {
    "participants": [{"name": "Aibek"}, {"name": "Dana"}],
    "messages": [
        {
            "sender_name": "Dana",
            "timestamp_ms": 1772445660000,
            "content": "реквизиты кошелька <script>alert(1)</script>",
            "type": "Generic",
        },
        {
            "sender_name": "Aibek",
            "timestamp_ms": 1772445600000,
            "content": "https://evil.example/pixel.png",
            "photos": [{"uri": "photos/invented.jpg"}],
            "type": "Generic",
        },
    ],
    "title": "Dana",
    "is_still_participant": True,
    "thread_path": "inbox/dana_1000000001",
}


def files() -> dict[str, bytes]:
    """The files that came back."""
    return {"logins.csv": ZONED, "without zone.csv": UNZONED, "message_1.json": json.dumps(CHAT, ensure_ascii=False).encode()}


def file_answer(office: Office, case: Case, name: str, content: bytes) -> None:
    """File a file with an answer to a request of the case."""
    request = case.requests.first() or office.request(case, "sent")
    kept = StoredFile.objects.create(
        name=name, media="application/octet-stream", size=len(content), sha256=hashlib.sha256(content).hexdigest(), content=content,
        kept_by=case.opened_by,
    )  # fmt: skip
    request.outcomes.create(code="granted", on="2026-11-20", filed_by=case.opened_by, file=kept)


def read_production(office: Office, case: Case) -> Job:
    """Read what came back, as the background worker does it."""
    job = ask(office.worker(Role.INVESTIGATOR), "read", {}, case.pk)
    work(threading.Event(), once=True)
    job.refresh_from_db()
    assert job.state == "done", job.trouble
    return job


_READ: dict[tuple[tuple[int, str], ...], tuple[Path, dict[str, Any]]] = {}
"""What was read in this process, by the numbers and digests of the files: reading the same again gives the same tables."""


def case_with_production(office: Office, **more: bytes) -> Case:
    """A case of the investigator's with what came back, read."""
    case = office.case(Role.INVESTIGATOR, Role.PROSECUTOR)
    for name, content in (files() | more).items():
        file_answer(office, case, name, content)
    key = tuple(StoredFile.objects.order_by("pk").values_list("pk", "sha256"))
    if key not in _READ:
        job = read_production(office, case)
        kept = Path(tempfile.mkdtemp(prefix="comity-production-"))
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        _READ[key] = (shutil.copytree(folder_of(job), kept / "job"), job.result)
        return case
    kept, result = _READ[key]
    job = Job.objects.create(kind="read", person=case.opened_by, case=case, state="done", result=result, begun_at=system_clock())
    shutil.copytree(kept, folder_of(job))
    return case
