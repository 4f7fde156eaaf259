"""The parent's side: children that read, watched; a child that dies or takes too long costs the one file that it was reading."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from comity.readers.coverage import FileCoverage, Quarantined, whole_reason
from comity.readers.isolation.job import Answer, Job, Part
from comity.readers.limits import Limits

_ANSWER = msgspec.json.Decoder(Answer)
_START_SECONDS = 60


class DiedError(Exception):
    """A child ended, or was ended, before its job was through; the text says how."""


class Child:
    """A child process that reads.

    Attributes:
        holds: how it is confined, by its own account.
    """

    def __init__(self, limits: Limits) -> None:
        environment = {
            name: value for name, value in os.environ.items() if name in {"PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP"}
        }
        environment |= {
            "POLARS_MAX_THREADS": "1",  # the other core has its own child; writing has its own thread
            "OMP_NUM_THREADS": "1",
            "TZ": "UTC",
            "PYTHONUTF8": "1",
            "ARROW_DEFAULT_MEMORY_POOL": "system",
        }
        self._process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-m", "comity.readers.isolation.child", msgspec.json.encode(limits).decode()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        self._rest = b""
        self._given: float = _START_SECONDS
        self.holds = self._line(_START_SECONDS).holds

    def do(self, job: Job, seconds: float, first: Callable[[Path], None] | None = None) -> None:
        """Let the child do a job.

        Args:
            job: the job.
            seconds: how long it may take.
            first: called with a table of the first events, when there are any.

        Raises:
            DiedError: it died, or took too long and was ended.
        """
        if self._process.stdin is None:
            raise DiedError("the child has no input")
        try:
            self._process.stdin.write(msgspec.json.encode(job) + b"\n")
            self._process.stdin.flush()
        except OSError as problem:
            raise DiedError(self._ending()) from problem
        end, self._given = time.monotonic() + seconds, seconds
        while not (answer := self._line(end - time.monotonic())).done:
            if answer.first and first is not None:
                first(making_of(job) / "first.parquet")

    def end(self) -> None:
        """End the child."""
        with contextlib.suppress(OSError):
            self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()

    def _line(self, seconds: float) -> Answer:
        if self._process.stdout is None:
            raise DiedError("the child has no output")
        end = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._process.stdout], [], [], left)[0]:
                self._process.kill()
                raise DiedError(f"took longer than {self._given:.0f} seconds")
            piece = os.read(self._process.stdout.fileno(), 1 << 16)
            if not piece:
                raise DiedError(self._ending())
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return _ANSWER.decode(line)

    def _ending(self) -> str:
        code = self._process.wait()
        if code >= 0:
            return f"the reading process ended with code {code}"
        try:
            return f"the reading process was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"the reading process was ended by signal {-code}"


def making_of(job: Job) -> Path:
    """Return the folder in which the part of a job is made."""
    return Path(job.part).with_name(Path(job.part).name + ".making")


def run_jobs(jobs: Iterable[Job], children: int, told: Callable[[Job], None], first: Callable[[Path], None] | None = None) -> None:
    """Do all jobs, several at a time; a job whose child dies is done again file by file.

    Args:
        jobs: the jobs; those whose part stands are done already.
        children: number of processes.
        told: called after each job, for progress.
        first: called with a table of the first events of each job, while it goes on.
    """
    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in sorted(jobs, key=lambda job: -job.size):
        waiting.put(job)
    problems: list[BaseException] = []
    stop = threading.Event()
    workers = [
        threading.Thread(target=_work, args=(waiting, told, first, problems, stop), daemon=True)
        for _ in range(min(children, waiting.qsize()))
    ]
    for worker in workers:
        worker.start()
    try:
        for worker in workers:
            while worker.is_alive():
                worker.join(0.2)
    except KeyboardInterrupt:
        stop.set()
        raise
    if problems:
        raise problems[0]


def _work(
    waiting: queue.SimpleQueue[Job],
    told: Callable[[Job], None],
    first: Callable[[Path], None] | None,
    problems: list[BaseException],
    stop: threading.Event,
) -> None:
    child: Child | None = None
    try:
        while not stop.is_set():
            try:
                job = waiting.get_nowait()
            except queue.Empty:
                return
            if not Path(job.part).exists():
                child = _do(job, child, first)
            told(job)
    except Exception as problem:  # noqa: BLE001 - handed to the thread that waits
        problems.append(problem)
    finally:
        if child is not None:
            child.end()


def _do(job: Job, child: Child | None, first: Callable[[Path], None] | None = None) -> Child | None:
    child = child or Child(job.limits)
    try:
        child.do(job, _seconds(job), first)
    except DiedError as problem:
        child.end()
        return _one_by_one(job, str(problem))
    return child


def _one_by_one(job: Job, reason: str) -> Child | None:
    """Do the files of a job whose child died each for itself; the one that kills its child goes into quarantine."""
    if len(job.files) == 1:
        _quarantine(job, reason)
        return None
    child: Child | None = None
    folder = Path(job.part).with_name(Path(job.part).name + ".pieces")
    for number, file in enumerate(job.files):
        single = msgspec.structs.replace(job, files=(file,), part=str(folder / f"{number:05d}"))
        folder.mkdir(parents=True, exist_ok=True)
        if not Path(single.part).exists():
            child = _do(single, child)
    folder.rename(job.part)
    return child


def _quarantine(job: Job, reason: str) -> None:
    file = job.files[0]
    entry = FileCoverage(path=file.shown, member_path=file.member_path, sha256="", source_sha256="", bytes=file.size)
    item = whole_reason(entry, reason)
    part = Path(job.part)
    making = making_of(job)
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    (making / "quarantine.jsonl").write_bytes(msgspec.json.encode(Quarantined.of(entry, item)) + b"\n")
    (making / "part.json").write_bytes(msgspec.json.encode(Part([entry])))
    making.rename(part)


def _seconds(job: Job) -> float:
    return job.limits.seconds + job.limits.seconds_per_gigabyte * job.size / (1 << 30)
