"""All letters of a case as one archive, written one after the other."""

from __future__ import annotations

import hashlib
import zipfile
from typing import Any, ClassVar

from comity.desk.jobs.kind import JobKind, Task, plain
from comity.desk.models.case import Case
from comity.desk.rights.worker import Worker
from comity.desk.steps.write_letters import MEDIA, has_form, write_letter
from comity.errors import InputError
from comity.text.messages import mark, say

_ARCHIVE = "letters.zip"


class Letters(JobKind):
    """Writes the letter of every request of a case and packs them; a request without a form is named and left out."""

    slug = "letters"
    words: ClassVar[str] = mark("write all letters of a case")

    def checked(self, worker: Worker, order: dict[str, Any], case: Case | None) -> dict[str, Any]:  # noqa: ARG002 - the base says what is handed over
        asked = plain(order, "format")
        format_ = asked.get("format") or "docx"
        if format_ not in MEDIA:
            raise InputError(say("no letter has this format: {format}", format=format_), place="format")
        return {"format": format_}

    def run(self, task: Task) -> dict[str, Any]:
        case = task.case
        rows = list(case.requests.exclude(state="closed").order_by("number")) if case else []
        left_out: list[int] = []
        target = task.folder / _ARCHIVE
        with zipfile.ZipFile(target.with_suffix(".part"), "w", zipfile.ZIP_DEFLATED) as archive:
            for count, request in enumerate(rows):
                task.progress(count, len(rows), f"{request.number}. {request.addressee}")
                if not has_form(request):
                    left_out.append(request.number)
                    continue
                letter = write_letter(task.worker, request.pk, task.job.order["format"])
                archive.writestr(letter.name, letter.content)
        target.with_suffix(".part").replace(target)
        task.progress(len(rows), len(rows))
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        return {"letters": len(rows) - len(left_out), "without_form": left_out, "files": [{"name": _ARCHIVE, "sha256": digest}]}

    def kept(self, task: Task) -> str:
        (task.folder / _ARCHIVE).with_suffix(".part").unlink(missing_ok=True)
        return task.worker.t("No archive is kept; the requests themselves are untouched.")
