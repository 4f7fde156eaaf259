"""The originals of a case: items of the vault, files of answers, and what an operator laid into the inbox of the case.

An original is known by the digest of its bytes. Reading and looking need a file: what lies sealed or in the register is laid out for as
long as that takes, in memory where there is room, else in a folder that its owner alone can read, and is gone afterwards.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from comity.custody.vault.vault import Actor
from comity.desk.models.case import Case
from comity.desk.models.delivery import Delivery
from comity.desk.models.outcome import Outcome
from comity.desk.models.stored_file import StoredFile
from comity.desk.rights.worker import Worker
from comity.desk.steps.take_in import case_vault, states_of
from comity.errors import CustodyError, InputError
from comity.text.messages import mark, say

INBOX = "inbox"
_UNSAFE = re.compile(r"[^\w.\-]+")
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - files there get names of their own, and rights of their owner alone
_MOST_IN_MEMORY = 256 << 20
PLACES = {"vault": mark("sealed in the vault"), "answer": mark("filed with an answer"), "inbox": mark("laid into the inbox of the case")}


@dataclass(frozen=True, slots=True)
class Original:
    """An original.

    Attributes:
        place: key of `PLACES`.
        id: id of the item, number of the file, or path in the inbox.
        name: its file name.
        size: bytes.
        sha256: digest where it is kept beside it; empty where it is known only after reading.
    """

    place: str
    id: str
    name: str
    size: int
    sha256: str = ""

    @property
    def file_name(self) -> str:
        """The name under which it is laid out: the same in every run, so that its events keep their ids."""
        return self.id if self.place == "inbox" else f"{self.id[:12]}-{_UNSAFE.sub('-', self.name)[-80:]}"


def originals_of(case: Case) -> tuple[Original, ...]:
    """List the originals of a case.

    Raises:
        CustodyError: the vault does not open.
    """
    return (*_sealed(case), *_filed(case), *_laid_in(case))


@contextmanager
def laid_out(worker: Worker, case: Case, originals: tuple[Original, ...], folder: Path, why: str) -> Iterator[dict[str, Path]]:
    """Lay originals out as files; yields paths by `file_name`. What is taken out of the vault is an act in its log.

    Args:
        worker: for whom.
        case: the case that they belong to.
        originals: which.
        folder: an empty folder or one that is not there; gone afterwards.
        why: the reason for the vault's log.

    Raises:
        CustodyError: the sealed bytes were changed, or the vault does not open.
        InputError: an original is not there any more.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    size = sum(one.size for one in originals if one.place != "inbox")
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY if _has_room(size) else folder, prefix="comity-") as private:
        found: dict[str, Path] = {}
        for one in originals:
            path = inbox_of(case) / one.id if one.place == "inbox" else Path(private) / one.file_name
            if one.place == "answer":
                row = StoredFile.objects.filter(pk=int(one.id)).first()
                if row is None:
                    raise InputError(say("the original is not there any more: {name}", name=one.name))
                path.write_bytes(bytes(row.content))
            found[one.file_name] = path
        sealed = [one for one in originals if one.place == "vault"]
        if sealed:
            _unseal(worker, case, sealed, found, why)
        yield found


def _has_room(size: int) -> bool:
    """Tell whether so many bytes fit into the memory disk, with as much to spare."""
    if size > _MOST_IN_MEMORY or not os.access(_IN_MEMORY, os.W_OK):
        return False
    return shutil.disk_usage(_IN_MEMORY).free > 2 * size


def _unseal(worker: Worker, case: Case, items: list[Original], paths: dict[str, Path], why: str) -> None:
    actor = Actor(worker.person.full_name, case=case.number, reason=why)
    with case_vault() as vault:
        for one in items:
            digest = hashlib.sha256()
            with paths[one.file_name].open("xb") as file:
                for chunk in vault.read(one.id):
                    digest.update(chunk)
                    file.write(chunk)
            if digest.hexdigest() != one.sha256:
                raise CustodyError("the digests differ from those of the intake", place=one.id)
        with vault.locked():
            for one in items:
                vault.record("read", actor, {"sha256": one.sha256}, item=one.id)


def _sealed(case: Case) -> Iterator[Original]:
    """What was taken into the vault in answer to the requests of a case; what was erased since is not there."""
    rows = [row for items in Delivery.objects.filter(request__case=case).order_by("pk").values_list("items", flat=True) for row in items]
    if not rows:
        return
    states = states_of([row["id"] for row in rows])
    for row in {row["sha256"]: row for row in rows}.values():
        if states.get(row["id"]) != "erased":
            yield Original("vault", row["id"], row["name"], int(row["size"]), row["sha256"])


def _filed(case: Case) -> Iterator[Original]:
    """The files of the answers to the requests of a case."""
    keys = Outcome.objects.filter(request__case=case).exclude(file=None).values("file")
    for pk, name, size, sha256 in StoredFile.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "name", "size", "sha256"):
        yield Original("answer", str(pk), name, size, sha256)


def inbox_of(case: Case) -> Path:
    """The folder into which an operator lays large productions of a case."""
    return Path(settings.CONFIGURATION.data) / INBOX / str(case.pk)


def _laid_in(case: Case) -> Iterator[Original]:
    """What lies in the inbox of a case; only its own folder is looked at, and no link leads out of it."""
    inbox = inbox_of(case)
    for folder, folders, names in os.walk(inbox):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            if path.is_symlink() or not path.is_file():
                continue
            yield Original("inbox", path.relative_to(inbox).as_posix(), path.name, path.stat().st_size)
