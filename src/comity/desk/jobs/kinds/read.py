"""Read what came back: files that were filed with answers, and large ones that an operator laid into the inbox of the case."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings

from comity.desk.jobs.kind import JobKind, Task, plain
from comity.desk.models.case import Case
from comity.desk.models.stored_file import StoredFile
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.readers.run import Plan, read
from comity.text.messages import mark, say
from comity.text.times import time_zone

INBOX = "inbox"
_STORE = "events"
_COVERAGE = "coverage.json"
_UNSAFE = re.compile(r"[^\w.\-]+")


class Read(JobKind):
    """Reads the files of a case into a store of events, where records in are records out or quarantined."""

    slug = "read"
    words: ClassVar[str] = mark("read what came back")
    action = "case.change"

    def checked(self, worker: Worker, order: dict[str, Any], case: Case | None) -> dict[str, Any]:  # noqa: ARG002 - the base says what is handed over
        asked = plain(order, "zone")
        if asked.get("zone"):
            time_zone(asked["zone"])
        if case is not None and not _filed(case) and not _laid_in(case):
            raise InputError(
                say("there is nothing to read: no answer of this case has a file, and its inbox is empty"),
                place=f"{INBOX}/{case.pk}",
                hint=say("file the answer with its file, or let the operator lay the production into this folder of the register"),
            )
        return {"zone": asked.get("zone", "")}

    def run(self, task: Task) -> dict[str, Any]:
        case = task.case
        sources = task.folder / "sources"
        sources.mkdir(exist_ok=True)
        for row in _filed(case) if case else []:
            (sources / f"{row.pk}-{_UNSAFE.sub('-', row.name)[-80:]}").write_bytes(bytes(row.content))
        paths = [sources] if any(sources.iterdir()) else []
        paths += _laid_in(case) if case else []
        plan = Plan(paths=tuple(paths), out=task.folder / _STORE, zone=task.job.order["zone"] or None, children=1)
        coverage = read(plan, task.progress)
        content = (task.folder / _STORE / _COVERAGE).read_bytes()
        return {
            "totals": coverage["totals"],
            "reconciled": coverage["reconciled"],
            "files": [{"name": f"{_STORE}/{_COVERAGE}", "sha256": hashlib.sha256(content).hexdigest()}],
        }

    def kept(self, task: Task) -> str:
        return task.worker.t(
            "The parts that were read are kept; the same job asked again goes on from the sources. Nothing of the case was changed."
        )


def _filed(case: Case) -> list[StoredFile]:
    """The files of the answers of a case."""
    keys = [key for request in case.requests.all() for key in request.outcomes.exclude(file=None).values_list("file_id", flat=True)]
    return list(StoredFile.objects.filter(pk__in=keys).order_by("pk"))


def _laid_in(case: Case) -> list[Path]:
    """What lies in the inbox of a case; only its own folder is looked at, and no link leads out of it."""
    folder = Path(settings.CONFIGURATION.data) / INBOX / str(case.pk)
    return sorted(one for one in folder.iterdir() if not one.is_symlink()) if folder.is_dir() else []
