"""A disk that refuses one thing it is asked, at any moment: full, broken, read-only or forbidden."""

from __future__ import annotations

import errno
import os
import random
from dataclasses import dataclass, field
from pathlib import Path

from comity.custody.disk import Buffer, Disk
from comity.custody.vault.keys import new_identity
from comity.custody.vault.vault import Actor, Vault
from comity.errors import CustodyError

ACTOR = Actor("A")
REFUSALS = (errno.ENOSPC, errno.EIO, errno.EDQUOT)


class FailingDisk(Disk):
    """Refuses from its n-th request on; a write that is refused may have been done in part."""

    def __init__(self, last: int, number: int) -> None:
        self.left, self._number = last, number

    def _ask(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(self._number, os.strerror(self._number))

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            self._ask()
        return super().open(path, flags, mode)

    def write(self, descriptor: int, data: Buffer, offset: int) -> None:
        try:
            self._ask()
        except OSError:
            part = len(data) // 2 // 512 * 512
            if part and offset % 512 == 0:
                super().write(descriptor, memoryview(data)[:part], offset)
            raise
        super().write(descriptor, data, offset)

    def sync(self, descriptor: int) -> None:  # noqa: ARG002 - the base names it
        self._ask()

    def cut(self, descriptor: int, size: int) -> None:
        self._ask()
        super().cut(descriptor, size)

    def rename(self, old: Path, new: Path) -> None:
        self._ask()
        super().rename(old, new)

    def make_folder(self, path: Path) -> None:
        if not path.is_dir():
            self._ask()
        super().make_folder(path)

    def sync_folder(self, path: Path) -> None:  # noqa: ARG002 - the base names it
        self._ask()


class ReadOnlyDisk(Disk):
    """Opens nothing for writing."""

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return super().open(path, flags, mode)


@dataclass
class Told:
    """What was acknowledged before the disk refused, and how the refusal was told."""

    events: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    error: Exception | None = None


def refused_at(folder: Path, last: int, number: int) -> tuple[Told, list[str]]:
    """Work until the disk refuses its n-th request; returns what was told, and what is wrong afterwards."""
    root, identity, evidence, told = folder / "vault", folder / "identity", folder / "evidence", Told()
    Vault.create(root, "custody.example/log", [new_identity(identity)])
    evidence.mkdir()
    chance = random.Random(last)
    for name, size in (("a", 3000), ("b", 0), ("c", (5 << 20) + 7), ("d", 900)):
        (evidence / name).write_bytes(chance.randbytes(size))
    try:
        with Vault(root, identity, disk=FailingDisk(last, number)) as vault:
            told.items += [item.id for item in vault.add([evidence / "a", evidence / "b"], ACTOR)[0]]
            for _ in range(3):
                told.events.append(vault.record("note", ACTOR, {"words": "x" * 700}))
            told.items += [item.id for item in vault.add([evidence / "c", evidence / "d"], ACTOR)[0]]
            told.events.append(vault.record("note", ACTOR, {}))
    except Exception as error:  # noqa: BLE001 - the test looks at what it is
        told.error = error
    return told, _afterwards(root, identity, evidence, told)


def _afterwards(root: Path, identity: Path, evidence: Path, told: Told) -> list[str]:
    wrong = []
    if told.error is not None and not (isinstance(told.error, CustodyError) and told.error.hint):
        wrong.append(f"told badly: {type(told.error).__name__}: {told.error}")
    with Vault(root, identity) as vault:
        held = {item.id for item in vault.items()}
        wrong += [f"item {item} is lost" for item in told.items if item not in held]
        wrong += [f"event {event} is lost" for event in told.events if vault.ledger.seq_of(event) is None]
        wrong += [f"{item.id}: {fault}" for item, fault in vault.verify() if fault]
        vault.add([evidence], ACTOR)
        names = sorted(item.name for item in vault.items())
        if len(names) != 8 and len(set(names)) != len(names):
            wrong.append(f"after going on: {names}")
        wrong += [f"after going on: {item.id}: {fault}" for item, fault in vault.verify() if fault]
    return wrong
