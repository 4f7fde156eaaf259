"""A simulated disk that loses power: it remembers what was written and what was synced, and can show what may be left after a cut.

After a cut a file holds what was synced, and of each write since then any of its sectors: the new one, the old one, or rubbish. A name that
was made, changed or removed since its folder was synced may be there or not, in the order of the changes. The index of the journal is
not written through this disk; after a cut it is missing, or one of those that were there before.
"""

from __future__ import annotations

import os
import random
import threading
from dataclasses import dataclass, field
from pathlib import Path

from comity.custody.disk import Buffer, Disk

SECTOR = 512


@dataclass(frozen=True)
class Step:
    """One thing asked of the disk."""

    kind: str
    path: Path
    offset: int = 0
    data: bytes = b""
    other: Path | None = None


class RecordingDisk(Disk):
    """Does what is asked, and writes it down."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._paths: dict[int, Path] = {}
        self._lock = threading.Lock()

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        with self._lock:
            is_new = not path.exists()
            descriptor = super().open(path, flags, mode)
            self._paths[descriptor] = path
            if is_new:
                self.steps.append(Step("create", path))
            elif flags & os.O_TRUNC:
                self.steps.append(Step("cut", path, 0))
            return descriptor

    def write(self, descriptor: int, data: Buffer, offset: int) -> None:
        with self._lock:
            super().write(descriptor, data, offset)
            self.steps.append(Step("write", self._paths[descriptor], offset, bytes(data)))

    def cut(self, descriptor: int, size: int) -> None:
        with self._lock:
            super().cut(descriptor, size)
            self.steps.append(Step("cut", self._paths[descriptor], size))

    def sync(self, descriptor: int) -> None:
        with self._lock:
            self.steps.append(Step("sync", self._paths[descriptor]))

    def rename(self, old: Path, new: Path) -> None:
        with self._lock:
            super().rename(old, new)
            self.steps.append(Step("rename", old, other=new))
            self._paths = {descriptor: new if path == old else path for descriptor, path in self._paths.items()}

    def remove(self, path: Path) -> None:
        with self._lock:
            if path.exists():
                super().remove(path)
                self.steps.append(Step("remove", path))

    def make_folder(self, path: Path) -> None:
        with self._lock:
            missing = [one for one in (path, *path.parents) if not one.exists()]
            super().make_folder(path)
            self.steps += [Step("create folder", one) for one in reversed(missing)]

    def sync_folder(self, path: Path) -> None:
        with self._lock:
            self.steps.append(Step("sync folder", path))


@dataclass
class _File:
    """Contents on disk, and what was asked since: writes, and cuts (data None)."""

    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    is_folder: bool = False

    def sync(self) -> None:
        self.durable = self._applied(len(self.pending))
        self.pending.clear()

    def left(self, chance: random.Random) -> bytes:
        """Choose what is left after a cut."""
        data = bytearray(self.durable)
        rule = chance.choice(("all", "none", "some", "torn"))
        for offset, piece in self.pending if rule != "none" else ():
            if piece is None:
                if rule == "all" or chance.random() < 0.5:
                    data[offset:] = bytes(max(0, offset - len(data)))
                continue
            if rule == "all":
                _put(data, offset, piece)
                continue
            start = 0
            while start < len(piece):
                end = min(len(piece), ((offset + start) // SECTOR + 1) * SECTOR - offset)
                if (fate := chance.random()) < 0.6:
                    _put(data, offset + start, piece[start:end])
                elif rule == "torn" and fate < 0.75 and (offset + start) % SECTOR == 0:
                    _put(data, offset + start, chance.randbytes(end - start))
                start = end
        return bytes(data)

    def _applied(self, count: int) -> bytes:
        data = bytearray(self.durable)
        for offset, piece in self.pending[:count]:
            if piece is None:
                data[offset:] = bytes(max(0, offset - len(data)))
            else:
                _put(data, offset, piece)
        return bytes(data)


def _put(data: bytearray, offset: int, piece: bytes) -> None:
    if len(data) < offset:
        data += bytes(offset - len(data))
    data[offset : offset + len(piece)] = piece


class Wreck:
    """What is on the disk after a number of steps, to be cut at any of them; `advance` only goes forward."""

    def __init__(self, steps: list[Step], root: Path) -> None:
        self._steps, self._root, self._at = steps, root, 0
        self._now: dict[Path, _File] = {}
        self._names: dict[Path, _File] = {}
        self._changes: dict[Path, list[tuple[str, Path, _File | None]]] = {}

    def advance(self, count: int) -> None:
        """Do the steps up to a number."""
        while self._at < count:
            self._do(self._steps[self._at])
            self._at += 1

    def write_to(self, target: Path, chance: random.Random) -> None:
        """Lay out what may be left."""
        names = dict(self._names)
        for changes in self._changes.values():
            _change_names(names, changes[: chance.randint(0, len(changes))])
        for path in sorted(names):
            place = target / path.relative_to(self._root)
            if names[path].is_folder:
                place.mkdir(parents=True, exist_ok=True)
            elif place.parent.is_dir():  # a file in a folder that was lost is lost with it
                place.write_bytes(names[path].left(chance))

    def _do(self, step: Step) -> None:
        if step.kind in {"create", "create folder"}:
            self._now[step.path] = _File(is_folder=step.kind == "create folder")
            self._change("there", step.path, self._now[step.path])
        elif step.kind in {"write", "cut"}:
            self._now[step.path].pending.append((step.offset, step.data if step.kind == "write" else None))
        elif step.kind == "sync":
            self._now[step.path].sync()
        elif step.kind == "remove":
            self._now.pop(step.path, None)
            self._change("gone", step.path, None)
        elif step.kind == "rename" and step.other is not None:
            self._now[step.other] = self._now.pop(step.path)
            self._change("gone", step.path, None)
            self._change("there", step.other, self._now[step.other])
        elif step.kind == "sync folder":
            _change_names(self._names, self._changes.pop(step.path, []))

    def _change(self, kind: str, path: Path, file: _File | None) -> None:
        self._changes.setdefault(path.parent, []).append((kind, path, file))


def _change_names(names: dict[Path, _File], changes: list[tuple[str, Path, _File | None]]) -> None:
    for kind, path, file in changes:
        if kind == "gone":
            names.pop(path, None)
        elif file is not None:
            names[path] = file
