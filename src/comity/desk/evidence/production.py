"""What was read of a case: the tables that the last reading made, and their coverage.

Every reading reads all originals of the case, so that the last that ended well is the one that is shown; ids of events do not change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from comity.analysis.store import opened
from comity.desk.evidence.originals import Original
from comity.desk.jobs.work import folder_of
from comity.desk.models.case import Case
from comity.desk.models.job import Job
from comity.desk.rights.worker import Worker

if TYPE_CHECKING:
    import duckdb

KIND = "read"
STORE = "events"
VIEWS = "views"
COVERAGE = "coverage.json"
ORIGINALS = "originals.json"


@dataclass(frozen=True, slots=True)
class Production:
    """What was read.

    Attributes:
        job: the job that read it.
        folder: where the job wrote.
    """

    job: Job
    folder: Path

    @property
    def store(self) -> Path:
        """The tables of events."""
        return self.folder / STORE

    @property
    def views(self) -> Path:
        """What was made of the tables once, to be shown often."""
        return self.folder / VIEWS

    def coverage(self) -> dict[str, Any]:
        """What was read and what was not, by file."""
        found: dict[str, Any] = json.loads((self.store / COVERAGE).read_bytes())
        return found

    def original(self, source_sha256: str) -> Original | None:
        """The original with a digest; None where it is not known where it lies."""
        path = self.folder / ORIGINALS
        row = json.loads(path.read_bytes()).get(source_sha256) if path.is_file() else None
        return Original(row["place"], row["id"], row["name"], 0, source_sha256) if row else None

    @contextmanager
    def opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the tables for questions."""
        with opened(self.store) as store:
            yield store


def readings_of(worker: Worker, case: Case) -> QuerySet[Job]:
    """The readings of a case, whoever asked for them, the last first."""
    worker.demand("case.see", case=case)
    return Job.objects.filter(case=case, kind=KIND).select_related("person").order_by("-pk")


def production_of(worker: Worker, case: Case) -> Production | None:
    """What the last reading that ended well read; None before the first."""
    for job in readings_of(worker, case).filter(state="done")[:5]:
        folder = folder_of(job)
        if all((folder / STORE / name).is_file() for name in (COVERAGE, "event.parquet")):
            return Production(job, folder)
    return None
