"""What a kind of job is.

A kind lives in `desk/jobs/kinds/<slug>.py` and is found by walking. It checks an order before it is taken (`checked`), does the work in
pieces, telling after each how far it is (`run`), and says what is kept when it is stopped half-way (`kept`). A piece that was done must be
safe to do again: a worker that is killed leaves its job to the next one, which begins anew.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol

from comity.desk.models.case import Case
from comity.desk.models.job import Job
from comity.desk.rights.worker import Worker
from comity.errors import InputError
from comity.plugins.walk import load, slugs
from comity.text.messages import say

_PACKAGE = "comity.desk.jobs.kinds"


class Progress(Protocol):
    """Tells how far a job is; raises when it was asked to stop."""

    def __call__(self, done: int, total: int, telling: str = "") -> None:
        """Tell.

        Raises:
            StoppedError: somebody asked the job to stop.
        """


class StoppedError(Exception):
    """Somebody asked the job to stop."""


@dataclass(frozen=True, slots=True)
class Task:
    """A job at work.

    Attributes:
        job: its row.
        worker: the person in whose rights it works.
        case: its case; None outside cases.
        folder: where it may write; kept as long as the job.
        progress: tells how far it is.
    """

    job: Job
    worker: Worker
    case: Case | None
    folder: Path
    progress: Progress


class JobKind(ABC):
    """A kind of job.

    Attributes:
        slug: its code; the name of its file.
        words: what it is, in English as a message.
        needs_case: whether it belongs to a case.
        action: the right that it needs besides that of running jobs; empty without.
    """

    slug: ClassVar[str]
    words: ClassVar[str]
    needs_case: ClassVar[bool] = True
    action: ClassVar[str] = "case.see"

    @abstractmethod
    def checked(self, worker: Worker, order: dict[str, Any], case: Case | None) -> dict[str, Any]:
        """Check an order and return it as it is kept.

        Raises:
            InputError: the order cannot be carried out as it is.
        """

    @abstractmethod
    def run(self, task: Task) -> dict[str, Any]:
        """Do the work; return what came of it, plain values. Files lie in the task's folder, under `files` by name and digest."""

    @abstractmethod
    def kept(self, task: Task) -> str:
        """Say in the person's language what is kept of a job that was stopped or failed half-way."""


@cache
def kind_of(slug: str) -> JobKind:
    """Return a kind of job.

    Raises:
        InputError: there is none of this name.
    """
    known = slugs(_PACKAGE)
    if slug not in known:
        raise InputError(say("there is no such job: {kind}", kind=slug), place="kind", hint=say("one of: {keys}", keys=", ".join(known)))
    return load(_PACKAGE, slug, JobKind)()  # type: ignore[type-abstract]  # the walk returns concrete ones


def kinds() -> tuple[str, ...]:
    """List the kinds of jobs."""
    return slugs(_PACKAGE)


def plain(order: dict[str, Any], *names: str) -> dict[str, str]:
    """Read an order of texts alone.

    Raises:
        InputError: it holds another name, or a value that is no text.
    """
    for name, value in order.items():
        if name not in names:
            raise InputError(say("nobody reads this: {name}", name=name), place="order", hint=say("one of: {keys}", keys=", ".join(names)))
        if not isinstance(value, str) or "\x00" in value:
            raise InputError(say("this has to be text: {name}", name=name), place="order")
    return {name: value.strip() for name, value in order.items()}
