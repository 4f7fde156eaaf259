"""Read a production: every file once, in children, into one store; what was interrupted goes on where it stood.

Parts are kept in `OUT/.parts` while the run lasts, one for each job (a large file, or some small ones); a part whose files and options
are the same is taken as it is. At the end the parts are joined into the tables, and the coverage is written last: a store without
`coverage.json` is not whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from comity.errors import InputError
from comity.readers.coverage import FileCoverage, document
from comity.readers.detect import all_readers
from comity.readers.isolation.job import InputFile, Job, Part
from comity.readers.isolation.pool import run_jobs
from comity.readers.join import join_tables
from comity.readers.limits import Limits
from comity.text.messages import say
from comity.text.times import time_zone

_SMALL_JOB = 48 << 20
_FILES_A_JOB = 400
PARTS = ".parts"
FIRST = "first.parquet"
"""While a run lasts: its first events, so that nobody waits for the end to see that the columns are understood."""
LAYOUT = 2
"""Raised when the store is written another way: parts of an older layout are not taken."""


class Plan(msgspec.Struct, kw_only=True, frozen=True):
    """What to read, and how.

    Attributes:
        paths: files and folders.
        out: folder of the store.
        zone: zone for times without one; None leaves them open.
        zones: zone decided for single members, by `zone_key`; goes before `zone`.
        request_id: the request that produced the files.
        settings: the analyst's decisions, such as a profile of columns.
        limits: bounds of each file.
        passwords: to be tried on locked archives.
        keys: contents of key files: what signatures are verified with, and messages opened.
        children: number of processes.
    """

    paths: tuple[Path, ...]
    out: Path
    zone: str | None = None
    zones: dict[str, str] = {}
    request_id: str | None = None
    settings: dict[str, object] = {}
    limits: Limits = Limits()
    passwords: tuple[str, ...] = ()
    keys: tuple[bytes, ...] = ()
    children: int = 0


def read(plan: Plan, progress: Callable[[int, int], None] | None = None) -> dict[str, object]:
    """Read everything; return the coverage, which also stands in `coverage.json`.

    Args:
        plan: what to read, and how.
        progress: called after each job with the bytes done and the bytes of all.

    Raises:
        InputError: a path does not exist, the zone is unknown, or the folder of the store holds something else.
    """
    for zone in {plan.zone, *plan.zones.values()} - {None}:
        time_zone(zone or "")
    files = list(_files(plan.paths, plan.out))
    parts = _prepare(plan.out)
    jobs = list(_jobs(files, plan, parts))
    size = sum(file.size for file in files)
    done = 0

    def told(job: Job) -> None:
        nonlocal done
        done += job.size
        if progress:
            progress(done, size)

    shown = threading.Event()

    def first(table: Path) -> None:
        """Show the first events of the run while it lasts."""
        if not shown.is_set():
            with contextlib.suppress(FileNotFoundError):  # the part was whole before this was heard of
                shutil.copyfile(table, plan.out / FIRST)
                shown.set()

    run_jobs(jobs, plan.children or max(os.cpu_count() or 1, 1), told, first)
    return _finish(plan, [Path(job.part) for job in jobs])


def _prepare(out: Path) -> Path:
    if out.exists() and not out.is_dir():
        raise InputError(say("this is no folder: {path}", path=str(out)), place="--out", hint=say("name a folder that does not exist yet"))
    strange = [entry.name for entry in out.iterdir() if not _is_ours(entry.name)] if out.exists() else []
    if strange:
        raise InputError(
            say("the folder holds something else: {name}", name=strange[0]),
            place=str(out),
            hint=say("name a folder that does not exist yet, or one that `comity read` made"),
        )
    parts = out / PARTS
    parts.mkdir(parents=True, exist_ok=True)
    (out / "coverage.json").unlink(missing_ok=True)
    return parts


def _is_ours(name: str) -> bool:
    return name == PARTS or name.removesuffix(".making") in {
        FIRST, "event.parquet", "entity.parquet", "link.parquet", "coverage.json", "quarantine.jsonl", "decisions.jsonl",
    }  # fmt: skip


def _files(paths: Iterable[Path], out: Path) -> Iterator[InputFile]:
    store = out.resolve()
    for path in paths:
        if not path.exists():
            raise InputError(say("no file of this name: {path}", path=str(path)), hint=say("give the file or folder that came back"))
        if path.is_file():
            yield _file(path, path.name)
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            if Path(folder).resolve() == store:
                folders.clear()
                continue
            for name in sorted(names):
                found = Path(folder) / name
                if found.is_symlink() or not found.is_file():
                    continue
                yield _file(found, found.relative_to(path).as_posix())


def _file(path: Path, member: str) -> InputFile:
    state = path.stat()
    return InputFile(str(path.resolve()), str(path), member, state.st_size, state.st_mtime_ns)


def _jobs(files: list[InputFile], plan: Plan, parts: Path) -> Iterator[Job]:
    for group in _groups(files):
        settings = {
            "zone": plan.zone,
            "zones": plan.zones,
            "request_id": plan.request_id,
            "settings": plan.settings,
            "limits": plan.limits,
            "passwords": plan.passwords,
            "keys": plan.keys,
        }
        key = hashlib.sha256(msgspec.json.encode((LAYOUT, _versions(), group, settings))).hexdigest()[:24]
        yield Job(tuple(group), str(parts / key), **settings)  # type: ignore[arg-type]  # the names are those of the fields


def _groups(files: list[InputFile]) -> Iterator[list[InputFile]]:
    group: list[InputFile] = []
    size = 0
    for file in files:
        if group and (size + file.size > _SMALL_JOB or len(group) >= _FILES_A_JOB):
            yield group
            group, size = [], 0
        group.append(file)
        size += file.size
    if group:
        yield group


def _versions() -> dict[str, int]:
    return {reader.slug: reader.version for reader in all_readers()}


def _finish(plan: Plan, parts: list[Path]) -> dict[str, object]:
    whole = [part for folder in parts for part in _whole_parts(folder)]
    files: list[FileCoverage] = []
    holds: set[str] | None = None
    for part in whole:
        read_part = msgspec.json.decode((part / "part.json").read_bytes(), type=Part)
        files += read_part.files
        if read_part.holds:
            holds = set(read_part.holds) if holds is None else holds & set(read_part.holds)
    duplicates = join_tables(whole, plan.out)
    with (plan.out / "quarantine.jsonl").open("wb") as quarantine:
        for part in whole:
            with (part / "quarantine.jsonl").open("rb") as rows:
                shutil.copyfileobj(rows, quarantine)
    coverage = document(
        files,
        duplicates=duplicates,
        zone=plan.zone,
        zones=plan.zones,
        request_id=plan.request_id,
        settings=plan.settings,
        isolation=sorted(holds or ()),
    )
    making = plan.out / "coverage.json.making"
    making.write_bytes(msgspec.json.format(msgspec.json.encode(coverage), indent=1) + b"\n")
    making.rename(plan.out / "coverage.json")
    (plan.out / FIRST).unlink(missing_ok=True)
    shutil.rmtree(plan.out / PARTS)
    return coverage


def _whole_parts(folder: Path) -> Iterator[Path]:
    if (folder / "part.json").exists():
        yield folder
        return
    for inner in sorted(folder.iterdir()):
        yield from _whole_parts(inner)
