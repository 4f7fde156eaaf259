"""The child that reads: takes jobs from standard input, writes each into a part of its own, answers on standard output.

It confines itself before it opens the first byte of evidence. A part appears under its name only when it is whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import pyarrow as pa

from comity.readers.containers.members import Member, Refused, Unpacking, is_archive, members
from comity.readers.containers.openpgp import KeyRing
from comity.readers.coverage import FileCoverage, Quarantined
from comity.readers.detect import all_readers
from comity.readers.harness import read_source, whole_file
from comity.readers.isolation.job import Answer, InputFile, Job, Part, zone_key
from comity.readers.isolation.pages import PAGES
from comity.readers.isolation.sandbox import confine
from comity.readers.limits import Limits
from comity.readers.reader import Source, Unreadable
from comity.readers.store import Origin, PartWriter

_PIECE = 4 << 20
_LARGEST_BESIDE = 512 << 20
_MOST_NEIGHBOURS = 3


class JobRun:
    """One job while it is being done."""

    def __init__(self, job: Job, folder: Path) -> None:
        self.job = job
        self.folder = folder
        self.writer = PartWriter(folder, on_first=lambda _: _answer(Answer(first=True)))
        self.files: list[FileCoverage] = []

    def run(self) -> None:
        """Read all files of the job."""
        with (self.folder / "quarantine.jsonl").open("wb") as quarantine:
            for file in self.job.files:
                with _opened(Path(file.path)) as (data, digest):
                    for entry, bad in self._read_file(file, data, digest):
                        quarantine.writelines(msgspec.json.encode(Quarantined.of(entry, item)) + b"\n" for item in bad)
                        self.files.append(entry)
        self.writer.close()

    def _read_file(self, file: InputFile, data: bytes | mmap.mmap, digest: str) -> Iterator[tuple[FileCoverage, list[Unreadable]]]:
        if not is_archive(data):
            yield self._read_member(file, Member("", data), digest, plain=True)
            return
        entry = FileCoverage(
            path=file.shown,
            member_path=file.member_path,
            sha256=digest,
            source_sha256=digest,
            bytes=len(data),
            reader="archive",
            version="1",
        )
        yield entry, []
        passwords = tuple(password.encode() for password in self.job.passwords)
        unpacking = Unpacking(self.job.limits, self.folder, passwords, KeyRing(self.job.keys))
        for member, beside in _with_neighbours(members(data, "", unpacking)):
            if isinstance(member, Refused):
                yield self._refused(file, member, digest)
            else:
                yield self._read_member(file, member, digest, plain=False, beside=beside)

    def _refused(self, file: InputFile, member: Refused, digest: str) -> tuple[FileCoverage, list[Unreadable]]:
        entry = FileCoverage(
            path=f"{file.shown}/{member.path}", member_path=member.path, sha256="", source_sha256=digest, bytes=member.size
        )
        bad: list[Unreadable] = []
        whole_file(entry, member.reason, bad.append)
        return entry, bad

    def _read_member(
        self, file: InputFile, member: Member, digest: str, *, plain: bool, beside: dict[str, bytes] | None = None
    ) -> tuple[FileCoverage, list[Unreadable]]:
        if not plain:
            PAGES.watch(member.data)
        path = file.member_path if plain else member.path
        shown = file.shown if plain else f"{file.shown}/{member.path}"
        entry = FileCoverage(
            path=shown, member_path=path, sha256=digest if plain else _sha256(member.data), source_sha256=digest, bytes=len(member.data)
        )
        entry.defects = list(member.defects)
        entry.signature = member.signature
        zone = self.job.zones.get(zone_key(digest, path), self.job.zone)
        source = Source(path, member.data, zone, dict(self.job.settings), whole=path if plain else f"{file.member_path}/{path}")
        if plain:
            source.beside = partial(_beside, Path(file.path))
        elif beside:
            source.beside = beside.get
        bad: list[Unreadable] = []
        if source.size:
            read_source(source, Origin(digest, path, self.job.request_id), entry, self.writer, bad.append)
        else:
            entry.unknown.append("file: empty")
        return entry, bad


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[bytes | mmap.mmap, str]]:
    """Map a file; its digest is taken while it is read from the disk for the first time."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if os.fstat(file.fileno()).st_size == 0:
            yield b"", digest
            return
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)  # let go by the last that looks at it
        PAGES.watch(mapped)
        yield mapped, digest


def _with_neighbours(found: Iterator[Member | Refused]) -> Iterator[tuple[Member | Refused, dict[str, bytes]]]:
    """Hand each member on together with those that follow it and have its name with an ending added: a database and its log."""
    waiting: list[Member | Refused] = []
    for member in found:
        if waiting and not (isinstance(member, Member) and member.path.startswith(f"{waiting[0].path}-")):
            yield from _grouped(waiting)
            waiting = []
        waiting.append(member)
        if len(waiting) > _MOST_NEIGHBOURS:
            yield from _grouped(waiting)
            waiting = []
    yield from _grouped(waiting)


def _grouped(waiting: list[Member | Refused]) -> Iterator[tuple[Member | Refused, dict[str, bytes]]]:
    beside = {
        item.path.removeprefix(waiting[0].path): bytes(item.data[:])
        for item in waiting[1:]
        if isinstance(item, Member) and len(item.data) <= _LARGEST_BESIDE
    }
    for number, item in enumerate(waiting):
        yield item, beside if number == 0 else {}


def _beside(path: Path, ending: str) -> bytes | None:
    found = path.with_name(path.name + ending)
    if found.is_symlink() or not found.is_file() or not 0 < found.stat().st_size <= _LARGEST_BESIDE:
        return None
    return found.read_bytes()


def _sha256(data: bytes | mmap.mmap) -> str:
    digest = hashlib.sha256()
    with memoryview(data) as view:
        for place in range(0, len(view), _PIECE):
            digest.update(view[place : place + _PIECE])
    return digest.hexdigest()


def do(job: Job, holds: list[str]) -> None:
    """Do one job: the part appears when it is whole."""
    part = Path(job.part)
    making = part.with_name(part.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    run = JobRun(job, making)
    private = making / "private"
    private.mkdir()
    tempfile.tempdir = str(private)  # copies that libraries need: in the part, and gone with it
    run.run()
    shutil.rmtree(private, ignore_errors=True)
    (making / "part.json").write_bytes(msgspec.json.encode(Part(run.files, holds)))
    making.rename(part)


def main() -> None:
    """Take jobs until standard input closes."""
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    all_readers()
    _warm()
    pa.set_cpu_count(1)
    holds = confine(limits.memory)
    PAGES.start()
    decoder = msgspec.json.Decoder(Job)
    _answer(Answer(holds))
    for line in sys.stdin.buffer:
        do(decoder.decode(line), holds)
        _answer(Answer(done=True))


def _warm() -> None:
    """Import what readers import late, before no file of the program can be found slow or refused."""
    import fast_mail_parser  # noqa: F401
    import pypdfium2  # noqa: F401
    import pypff  # noqa: F401
    import pysequoia  # noqa: F401
    import python_calamine  # noqa: F401


def _answer(answer: Answer) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
