"""Judge a ZIP archive (PKWARE APPNOTE 6.3): the central directory, the local headers and the data must say the same."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

from comity.custody.archive.names import NameBook
from comity.custody.archive.verdict import Budget, Member, Stop, Verdict

_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8
_SIZE_32 = 0xFFFFFFFF
_PIECE = 1 << 16
Nested = Callable[[str, bytes], None]


def judge_zip(source: BinaryIO, verdict: Verdict, budget: Budget, prefix: str, nested: Nested) -> None:
    """Judge every member of a ZIP.

    Raises:
        Stop: the archive is broken as a whole, or beyond the limits.
    """
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError) as error:
        raise Stop("truncated", f"no whole directory of members: {error}") from error
    with archive:
        entries = archive.infolist()
        overlapping = _overlapping(source, entries, archive.start_dir)
        book = NameBook()
        for entry in entries:
            budget.member()
            name = entry.orig_filename if "\0" in entry.orig_filename else entry.filename
            member = Member(prefix + name, None, book.faults(name, is_folder=entry.is_dir()))
            verdict.members.append(member)
            member.reasons += _entry_faults(source, entry)
            if entry.header_offset in overlapping:
                member.reasons.append("overlap")
            if not member.reasons:
                _read(archive, entry, member, budget, nested)


def _entry_faults(source: BinaryIO, entry: zipfile.ZipInfo) -> list[str]:
    codes = []
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        codes.append("symlink")
    elif kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        codes.append("device")
    if entry.flag_bits & _ENCRYPTED:
        codes.append("encrypted")
    local = _local(source, entry)
    if local is None:
        return [*codes, "truncated"]
    flags, method, packed, unpacked, name = local
    if name != _raw_name(entry) or method != entry.compress_type or (flags ^ entry.flag_bits) & _ENCRYPTED:
        codes.append("disagreement")
    stated = {(packed, entry.compress_size), (unpacked, entry.file_size)}
    if not flags & _SIZES_FOLLOW and any(here not in {there, _SIZE_32} for here, there in stated):
        codes.append("size")
    return codes


def _local(source: BinaryIO, entry: zipfile.ZipInfo) -> tuple[int, int, int, int, bytes] | None:
    head = _at(source, entry.header_offset, _LOCAL.size)
    if len(head) != _LOCAL.size:
        return None
    magic, _, flags, method, _, _, _, packed, unpacked, name_size, _ = _LOCAL.unpack(head)
    if magic != b"PK\x03\x04":
        return None
    return flags, method, packed, unpacked, source.read(name_size)


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    utf8 = entry.flag_bits & 0x800
    return entry.orig_filename.encode("utf-8" if utf8 else "cp437", "surrogateescape")


def _overlapping(source: BinaryIO, entries: list[zipfile.ZipInfo], directory: int) -> set[int]:
    """Return the offsets of members that share bytes with another one or with the directory."""
    spans = []
    for entry in entries:
        local = _local(source, entry)
        extra = struct.unpack("<H", _at(source, entry.header_offset + 28, 2) or b"\0\0")[0]
        head = _LOCAL.size + (len(local[4]) if local else 0) + extra
        spans.append((entry.header_offset, entry.header_offset + head + entry.compress_size))
    spans.sort()
    found = {start for start, end in spans if end > directory}
    reach, owner = 0, -1
    for start, end in spans:
        if start < reach:
            found |= {owner, start}
        if end > reach:
            reach, owner = end, start
    return found


def _at(source: BinaryIO, place: int, size: int) -> bytes:
    if place < 0:
        return b""
    source.seek(place)
    data = source.read(size)
    return data if len(data) == size else b""


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, member: Member, budget: Budget, nested: Nested) -> None:
    if entry.is_dir():
        member.size = 0
        return
    kept: list[bytes] = []
    count = 0
    try:
        with archive.open(entry) as data:
            while piece := data.read(_PIECE):
                count += len(piece)
                budget.bytes(len(piece))
                if budget.is_bomb(count, entry.compress_size):
                    member.reasons.append("ratio")
                    return
                if count <= budget.limits.nested:
                    kept.append(piece)
    except zipfile.BadZipFile as error:
        member.reasons.append("crc" if "CRC" in str(error) else "broken")
        return
    except (NotImplementedError, RuntimeError):
        member.reasons.append("method")
        return
    except (EOFError, zlib.error, OSError, ValueError):
        member.reasons.append("broken")
        return
    member.size = count
    if count != entry.file_size:
        member.reasons.append("size")
    elif count <= budget.limits.nested:
        nested(member.name, b"".join(kept))
