"""Back the register up while people go on working."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings

from comity.desk.backup.make import back_up
from comity.desk.jobs.kind import JobKind, Task, plain
from comity.desk.models.case import Case
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.text.messages import mark, say

_NAME = "register.backup"


class Backup(JobKind):
    """Makes a backup for the recipients that the operator set up; it is never downloaded through the browser."""

    slug = "backup"
    words: ClassVar[str] = mark("back the register up")
    needs_case = False
    action = "register.back_up"

    def checked(self, worker: Worker, order: dict[str, Any], case: Case | None) -> dict[str, Any]:  # noqa: ARG002 - the base says what is handed over
        if not settings.CONFIGURATION.backup_recipients:
            raise InputError(
                say("this register has no recipient for backups"),
                place="COMITY_BACKUP_RECIPIENTS",
                hint=say("name the age recipient of the office's backup key; on the machine itself, use comity backup"),
            )
        return dict(plain(order))

    def run(self, task: Task) -> dict[str, Any]:
        made = back_up(task.folder / _NAME, recipients=settings.CONFIGURATION.backup_recipients, progress=task.progress)
        return {
            "rows": made.rows,
            "manifest": made.manifest_sha256,
            "path": str(made.path),
            "files": [{"name": _NAME, "sha256": made.sha256}],
        }

    def kept(self, task: Task) -> str:
        return task.worker.t("No backup is kept: one is written whole or not at all. The register is untouched.")
