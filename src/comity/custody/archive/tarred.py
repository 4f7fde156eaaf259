"""Judge a tape archive (POSIX.1-2001 pax, ustar, GNU) and plain compressed streams, read from front to back and never unpacked to disk."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

from comity.custody.archive.names import NameBook
from comity.custody.archive.verdict import Budget, Member, Stop, Verdict

_BLOCK = 512
_PIECE = 1 << 16
_OPENERS: dict[str, Callable[[BinaryIO], io.BufferedIOBase]] = {
    "gz": lambda source: gzip.GzipFile(fileobj=source),
    "bz2": bz2.BZ2File,
    "xz": lambda source: lzma.LZMAFile(source, format=lzma.FORMAT_XZ),  # noqa: SIM115 - the source is closed by its owner
}
BROKEN = (EOFError, zlib.error, lzma.LZMAError, OSError, tarfile.TarError, ValueError, OverflowError)
Nested = Callable[[str, bytes], None]


class Metered(io.RawIOBase):
    """A stream that counts what it gives, stops where it grows beyond reason, and remembers its end."""

    def __init__(self, source: io.BufferedIOBase | BinaryIO, packed: int | None, budget: Budget) -> None:
        self._source, self._packed, self._budget = source, packed, budget
        self.count = 0
        self.tail = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read, and count.

        Raises:
            Stop: the stream grew beyond the limits.
        """
        data = self._source.read(_PIECE if size < 0 else size) or b""
        self.count += len(data)
        self.tail = (self.tail + data)[-2 * _BLOCK :]
        if self._packed is not None and self._budget.is_bomb(self.count, self._packed):
            raise Stop("ratio", f"{self._packed} bytes grow beyond {self.count}: a compression bomb")
        return data


def judge_stream(source: BinaryIO, kind: str, verdict: Verdict, budget: Budget, prefix: str, nested: Nested) -> None:
    """Judge a tape archive, plain (`tar`) or compressed (`gz`, `bz2`, `xz`), or one compressed file.

    Raises:
        Stop: it is broken as a whole, or beyond the limits.
    """
    packed = source.seek(0, io.SEEK_END)
    source.seek(0)
    if kind == "tar":
        _judge_tar(Metered(source, None, budget), verdict, budget, prefix, nested)
        return
    try:
        head = _OPENERS[kind](source).read(_BLOCK)
    except BROKEN as error:
        raise Stop("truncated", f"the compressed stream does not begin: {error}") from error
    source.seek(0)
    stream = Metered(_OPENERS[kind](source), packed, budget)
    if is_tar(head):
        verdict.kind = f"tar.{kind}" if not prefix else verdict.kind
        _judge_tar(stream, verdict, budget, prefix, nested)
    else:
        _judge_single(stream, verdict, budget, prefix, nested)


def is_tar(head: bytes) -> bool:
    """Tell by the first block whether this is a tape archive: the sum of its bytes stands in it."""
    if len(head) < _BLOCK or not head.strip(b"\0"):
        return False
    try:
        tarfile.TarInfo.frombuf(head[:_BLOCK], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


def _judge_tar(stream: Metered, verdict: Verdict, budget: Budget, prefix: str, nested: Nested) -> None:
    book = NameBook()
    try:
        with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape") as archive:
            for entry in archive:
                budget.member()
                # the archive object keeps every entry; a long archive would fill the memory
                archive.members = []  # type: ignore[attr-defined]
                member = Member(prefix + entry.name, None, book.faults(entry.name, is_folder=entry.isdir()))
                verdict.members.append(member)
                member.reasons += _entry_faults(entry)
                if not member.reasons:
                    _read(archive, entry, member, budget, nested)
            while stream.read(_PIECE):
                pass
    except BROKEN as error:
        raise Stop("truncated", f"the archive breaks off: {error}") from error
    if stream.tail.strip(b"\0") or len(stream.tail) < 2 * _BLOCK:
        raise Stop("truncated", "the archive has no end mark: members may be missing")


def _entry_faults(entry: tarfile.TarInfo) -> list[str]:
    if entry.issym():
        return ["symlink"]
    if entry.islnk():
        return ["hardlink"]
    if entry.isdev():
        return ["device"]
    if entry.issparse():
        return ["sparse"]
    return [] if entry.isreg() or entry.isdir() else ["unknown_type"]


def _read(archive: tarfile.TarFile, entry: tarfile.TarInfo, member: Member, budget: Budget, nested: Nested) -> None:
    source = archive.extractfile(entry) if entry.isreg() else None
    if source is None:
        member.size = 0
        return
    kept, member.size = [], 0
    while piece := source.read(_PIECE):
        member.size += len(piece)
        budget.bytes(len(piece))
        if member.size <= budget.limits.nested:
            kept.append(piece)
    if member.size != entry.size:
        member.reasons.append("size")
    elif member.size <= budget.limits.nested:
        nested(member.name, b"".join(kept))


def _judge_single(stream: Metered, verdict: Verdict, budget: Budget, prefix: str, nested: Nested) -> None:
    budget.member()
    member = Member(prefix + "content")
    verdict.members.append(member)
    kept: list[bytes] = []
    count = 0
    try:
        while piece := stream.read(_PIECE):
            count += len(piece)
            budget.bytes(len(piece))
            if count <= budget.limits.nested:
                kept.append(piece)
    except BROKEN as error:
        member.reasons.append("crc" if "CRC" in str(error) else "truncated")
        return
    except Stop:
        member.reasons.append("ratio")
        raise
    member.size = count
    if count <= budget.limits.nested:
        nested(member.name, b"".join(kept))
