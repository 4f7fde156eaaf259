"""Read what came back: items of the vault, files that were filed with answers, and large ones laid into the inbox of the case."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import Any, ClassVar

from comity.analysis.entities.decisions import carry
from comity.desk.evidence.originals import INBOX, Original, laid_out, originals_of
from comity.desk.evidence.production import COVERAGE, ORIGINALS, STORE, VIEWS, production_of
from comity.desk.evidence.words import index_words
from comity.desk.jobs.kind import JobKind, Task, plain
from comity.desk.jobs.work import folder_of
from comity.desk.models.case import Case
from comity.desk.models.evidence import SourceZone
from comity.desk.models.job import Job
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.readers.isolation.job import zone_key
from comity.readers.run import Plan, read
from comity.text.messages import mark, say
from comity.text.times import time_zone


class Read(JobKind):
    """Reads the originals of a case into a store of events, where records in are records out or quarantined."""

    slug = "read"
    words: ClassVar[str] = mark("read what came back")
    action = "case.change"

    def checked(self, worker: Worker, order: dict[str, Any], case: Case | None) -> dict[str, Any]:  # noqa: ARG002 - the base says what is handed over
        asked = plain(order, "zone")
        if asked.get("zone"):
            time_zone(asked["zone"])
        if case is not None and not originals_of(case):
            raise InputError(
                say("there is nothing to read: the vault holds no item of this case, no answer has a file, and the inbox is empty"),
                place=f"{INBOX}/{case.pk}",
                hint=say("file the answer with its file, or let the operator lay the production into this folder of the register"),
            )
        return {"zone": asked.get("zone", "")}

    def run(self, task: Task) -> dict[str, Any]:
        case, store = task.case, task.folder / STORE
        originals = originals_of(case) if case is not None else ()
        if case is None:
            raise InputError(say("this job belongs to a case: name it"), place="case")
        zones = {zone_key(one.source_sha256, one.member_path): one.zone for one in SourceZone.objects.filter(case=case, ended_at=None)}
        why = task.worker.t("read what came back")
        with laid_out(task.worker, case, originals, task.folder / "originals", why) as paths:
            plan = Plan(paths=tuple(paths.values()), out=store, zone=task.job.order["zone"] or None, zones=zones, children=1)
            coverage = read(plan, task.progress)
            shown = {str(path): one for one in originals for path in (paths[one.file_name],)}
        earlier = production_of(task.worker, case)
        if earlier is not None and earlier.store != store:
            carry(earlier.store, store)
        (task.folder / ORIGINALS).write_text(json.dumps(_by_digest(coverage, shown)), encoding="utf-8")
        task.progress(task.job.total, task.job.total, task.worker.t("the words are being indexed"))
        (task.folder / VIEWS).mkdir(exist_ok=True)
        index_words(store, task.folder / VIEWS, lambda: task.progress(task.job.done, task.job.total))
        _forget_earlier(case, task.job)
        content = (store / COVERAGE).read_bytes()
        return {
            "totals": coverage["totals"],
            "reconciled": coverage["reconciled"],
            "files": [{"name": f"{STORE}/{COVERAGE}", "sha256": hashlib.sha256(content).hexdigest()}],
        }

    def kept(self, task: Task) -> str:
        return task.worker.t(
            "The parts that were read are kept; the same job asked again goes on from the sources. Nothing of the case was changed."
        )


def _forget_earlier(case: Case, job: Job) -> None:
    """Take away the tables of earlier readings: they can be made anew, and must not outlive what was erased since. Coverage stays."""
    for earlier in Job.objects.filter(case=case, kind=Read.slug, state="done").exclude(pk=job.pk):
        for path in (folder_of(earlier) / STORE).glob("*.parquet"):
            path.unlink()
        shutil.rmtree(folder_of(earlier) / VIEWS, ignore_errors=True)


def _by_digest(coverage: dict[str, Any], shown: dict[str, Original]) -> dict[str, dict[str, str]]:
    """Digest of each original to where it lies."""
    found: dict[str, dict[str, str]] = {}
    for file in coverage["files"]:
        one = shown.get(file["path"]) or next((two for path, two in shown.items() if file["path"].startswith(f"{path}/")), None)
        if one is not None and file["source_sha256"]:
            found.setdefault(file["source_sha256"], {"place": one.place, "id": one.id, "name": one.name})
    return found
