"""Open archives member by member: what is inside is named, sized and unpacked to memory or an unlinked file, never under its own name.

Zip (also without its directory, also locked with AES), 7z, tar, single streams of gzip, bzip2 and xz, encrypted and clearsigned
OpenPGP, and disk images; what lies inside is opened again, to a depth. RAR and single volumes of an archive in several are named and
left closed. Each member that is too large, packed too well, a link, locked or broken is yielded as `Refused` with the reason; the
others are read all the same.
"""

from __future__ import annotations

import mmap
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from comity.readers.containers.images import ImageError, image_files, image_kind
from comity.readers.containers.openpgp import KeyRing, decrypt, is_clearsigned, is_encrypted, take_apart
from comity.readers.containers.seven.archive import SevenMember, is_seven, seven_members
from comity.readers.containers.streams import STREAMS, stream_kind
from comity.readers.containers.unopened import unopened
from comity.readers.containers.zips import LockedError, ZipMember, is_zip, unpack, zip_members
from comity.readers.limits import Limits

_IN_MEMORY = 32 << 20
_PIECE = 1 << 20
Data = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class Member:
    """A member to be read.

    Attributes:
        path: path in the archive; within inner archives joined with `!/`.
        data: its bytes.
        defects: what is wrong with it.
        signature: what became of the provider's signature; None where nobody signed.
    """

    path: str
    data: Data
    defects: tuple[str, ...] = ()
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that is not opened, and why."""

    path: str
    reason: str
    size: int = 0


class TooMuchError(Exception):
    """A limit is reached; the text names it."""


@dataclass
class Unpacking:
    """What one file has used of its limits so far.

    Attributes:
        limits: the bounds.
        scratch: folder for large members (files in it have no name).
        passwords: to be tried on locked members.
        keys: what signatures are verified with, and messages opened.
    """

    limits: Limits
    scratch: Path
    passwords: tuple[bytes, ...] = ()
    keys: KeyRing = field(default_factory=KeyRing)
    members: int = 0
    unpacked: int = 0
    told: set[str] = field(default_factory=set)

    def gather(self, pieces: Iterator[bytes], packed: int) -> Data:
        """Put unpacked pieces together, within the limits.

        Raises:
            TooMuchError: a limit is reached.
        """
        memory = bytearray()
        file: BinaryIO | None = None
        size = 0
        for piece in pieces:
            size += len(piece)
            self.unpacked += len(piece)
            self._check(size, packed)
            if file is None and size > _IN_MEMORY:
                file = tempfile.TemporaryFile(dir=self.scratch)  # noqa: SIM115 - closed below
                file.write(memory)
                memory.clear()
            if file is None:
                memory += piece
            else:
                file.write(piece)
        if file is None:
            return bytes(memory)
        with file:
            file.flush()
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def _check(self, size: int, packed: int) -> None:
        limits = self.limits
        if size > limits.member_bytes:
            raise TooMuchError(f"larger than {limits.member_bytes} bytes when unpacked")
        if self.unpacked > limits.total_bytes:
            raise TooMuchError(f"the archive unpacks to more than {limits.total_bytes} bytes")
        if size > limits.ratio_from and size > limits.ratio * max(packed, 1):
            raise TooMuchError(f"unpacks to more than {limits.ratio} times its size")

    def count(self) -> None:
        """Count one more member.

        Raises:
            TooMuchError: there are too many.
        """
        self.members += 1
        if self.members > self.limits.members:
            raise TooMuchError(f"more than {self.limits.members} members")


def is_archive(data: Data) -> bool:
    """Tell by the first bytes whether this is an archive that is opened (workbooks and documents are not)."""
    head = bytes(data[:4096])
    return (
        is_zip(data)
        or stream_kind(head) is not None
        or head[257:262] == b"ustar"
        or is_seven(head)
        or is_clearsigned(head)
        or is_encrypted(head)
        or unopened(data) is not None
        or image_kind(data) is not None
    )


def members(data: Data, path: str, unpacking: Unpacking, depth: int = 0) -> Iterator[Member | Refused]:
    """Yield every member, those of inner archives too; what is no archive yields itself.

    Args:
        data: the file.
        path: its path within the outermost archive; empty for the outermost file.
        unpacking: limits and what was used of them.
        depth: archives around it.
    """
    if not is_archive(data):
        yield Member(path, data)
        return
    if depth >= unpacking.limits.depth:
        yield Refused(path, f"archives within archives deeper than {unpacking.limits.depth}", len(data))
        return
    try:
        yield from _opened(data, path, unpacking, depth)
    except TooMuchError as limit:
        yield Refused(path, str(limit), len(data))


def _opened(data: Data, path: str, unpacking: Unpacking, depth: int) -> Iterator[Member | Refused]:
    head = bytes(data[:4096])
    inner = f"{path}!/" if path else ""
    if left := unopened(data):
        yield Refused(path or left[0], left[1], len(data))
    elif is_zip(data):
        yield from _zip(data, inner, unpacking, depth)
    elif head[257:262] == b"ustar":
        yield from _tar(data, inner, unpacking, depth)
    elif kind := stream_kind(head):
        yield from _stream(data, path, kind, unpacking, depth)
    elif is_seven(head):
        yield from _seven(data, path, unpacking, depth)
    elif is_clearsigned(head):
        yield from _signed(data, inner, unpacking, depth)
    elif is_encrypted(head):
        yield from _encrypted(data, inner, unpacking, depth)
    elif image_kind(data):
        yield from _disk(data, path, inner, unpacking, depth)


def _deeper(
    make: Callable[[], Data], path: str, unpacking: Unpacking, depth: int, defects: tuple[str, ...], signature: str | None = None
) -> Iterator[Member | Refused]:
    """Unpack one member and open it in turn; what goes wrong is told for this member alone."""
    unpacking.count()
    try:
        data = make()
    except TooMuchError as limit:
        yield Refused(path, str(limit))
        return
    except LockedError as locked:
        yield Refused(path, str(locked))
        return
    except (OSError, ValueError, EOFError, MemoryError) as problem:
        yield Refused(path, f"broken: {problem}")
        return
    if is_archive(data):
        yield from members(data, path, unpacking, depth + 1)
    else:
        yield Member(path, data, defects, signature)


def _zip(data: Data, inner: str, unpacking: Unpacking, depth: int) -> Iterator[Member | Refused]:
    for member in zip_members(data):
        path = inner + member.name
        if member.refusal:
            yield Refused(path, member.refusal)
            continue
        if member.name.endswith("/") and not member.size:
            continue
        yield from _deeper(_unzipped(data, member, unpacking), path, unpacking, depth, _name_defects(member.name) + member.defects)


def _unzipped(data: Data, member: ZipMember, unpacking: Unpacking) -> Callable[[], Data]:
    return lambda: unpacking.gather(unpack(data, member, unpacking.passwords), member.packed)


def _tar(data: Data, inner: str, unpacking: Unpacking, depth: int) -> Iterator[Member | Refused]:
    import io

    file = io.BytesIO(data) if isinstance(data, bytes) else data
    try:
        with tarfile.open(fileobj=file, mode="r:") as archive:  # a mapped file reads as a file does
            for entry in archive:
                path = inner + entry.name
                if entry.isdir():
                    continue
                if not entry.isfile():
                    kind = "a link" if entry.issym() or entry.islnk() else "a device or pipe"
                    yield Refused(path, f"{kind} ({entry.linkname or 'no target'}): recorded, never followed")
                    continue
                start, size = entry.offset_data, entry.size
                yield from _deeper(_slice(data, start, size, unpacking), path, unpacking, depth, _name_defects(entry.name))
    except (tarfile.TarError, OSError, ValueError) as problem:
        yield Refused(inner or "(tar)", f"broken: {problem}")


def _slice(data: Data, start: int, size: int, unpacking: Unpacking) -> Callable[[], Data]:
    def make() -> Data:
        if start + size > len(data):
            raise EOFError("cut short")
        places = range(start, start + size, _PIECE)
        return unpacking.gather((bytes(data[place : min(place + _PIECE, start + size)]) for place in places), size)

    return make


def _disk(data: Data, path: str, inner: str, unpacking: Unpacking, depth: int) -> Iterator[Member | Refused]:
    try:
        for file in image_files(data):
            if file.refusal:
                yield Refused(inner + file.path, file.refusal, file.size)
            else:
                yield from _deeper(partial(unpacking.gather, file.pieces(), file.size), inner + file.path, unpacking, depth, ())
    except (ImageError, OSError) as problem:
        yield Refused(path or "(disk image)", str(problem)[:200], len(data))


def _stream(data: Data, path: str, kind: str, unpacking: Unpacking, depth: int) -> Iterator[Member | Refused]:
    name = f"{path}!/" if path else ""
    yield from _deeper(lambda: unpacking.gather(STREAMS[kind](data), len(data)), f"{name}{kind} content", unpacking, depth, ())


def _seven(data: Data, path: str, unpacking: Unpacking, depth: int) -> Iterator[Member | Refused]:
    inner = f"{path}!/" if path else ""
    try:
        for member in seven_members(data, unpacking.passwords):
            if member.refusal:
                yield Refused(inner + member.name, member.refusal)
                continue
            make = partial(_gathered, unpacking, member)
            yield from _deeper(make, inner + member.name, unpacking, depth, _name_defects(member.name))
    except (LockedError, ValueError) as problem:
        yield Refused(path or "(7z)", str(problem), len(data))


def _gathered(unpacking: Unpacking, member: SevenMember) -> Data:
    return unpacking.gather(member.pieces(), member.packed)


def _signed(data: Data, inner: str, unpacking: Unpacking, depth: int) -> Iterator[Member | Refused]:
    """Take the signed text out; what stands outside the marks is told, and not read as if it were signed."""
    found = take_apart(data, unpacking.keys)
    defects = () if found.holds else (found.state,)
    yield from _deeper(lambda: found.text, f"{inner}signed text", unpacking, depth, defects, found.state)
    if found.outside:
        yield Refused(f"{inner}unsigned text", "stands outside the marks of the signature: nobody signed it", found.outside)


def _encrypted(data: Data, inner: str, unpacking: Unpacking, depth: int) -> Iterator[Member | Refused]:
    most = max(unpacking.limits.ratio_from, min(unpacking.limits.member_bytes, unpacking.limits.ratio * len(data)))
    make = partial(decrypt, data, unpacking.passwords, unpacking.keys, unpacking.scratch, most)
    yield from _deeper(make, f"{inner}OpenPGP content", unpacking, depth, ())


def _name_defects(name: str) -> tuple[str, ...]:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":"):
        return ("the name leads out of the archive: kept as a name, never used as a path",)
    return ()
