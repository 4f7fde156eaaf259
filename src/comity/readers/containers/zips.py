"""Zip archives (APPNOTE 6.3): by the directory at the end, or by the headers before each member where the directory is lost.

Entries that share bytes with each other are refused (David Fifield, "A better zip bomb", WOOT 2019): each entry is unpacked once, and its
bytes are its own. Names in the archive are data, decoded as UTF-8, or by their letters where the flag is not set.
"""

from __future__ import annotations

import io
import mmap
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from isal import igzip_lib, isal_zlib

from comity.readers.containers import winzip_aes
from comity.text.encodings import decode

_LOCAL = struct.Struct("<4s5H3L2H")
_PIECE = 1 << 18
_OUT = 1 << 20
_DEFLATE, _STORED = 8, 0
Data = bytes | mmap.mmap


class LockedError(Exception):
    """A member is encrypted and no password opens it."""


@dataclass(frozen=True, slots=True)
class ZipMember:
    """An entry.

    Attributes:
        name: as data, never as a path.
        start: place of its local header.
        packed: packed bytes.
        size: unpacked bytes, as stated.
        method: 0 stored, 8 deflated, others by the standard library.
        crc: checksum; None where not known.
        locked: encrypted.
        refusal: why it is not opened; empty when it is.
        defects: what is wrong with it.
        extra: extra fields of the directory: how the member is encrypted.
    """

    name: str
    start: int
    packed: int
    size: int
    method: int
    crc: int | None
    locked: bool
    refusal: str = ""
    defects: tuple[str, ...] = ()
    extra: bytes = b""


def is_zip(data: Data) -> bool:
    """Tell whether this is a zip archive that is no document (OOXML, OpenDocument) itself."""
    head = bytes(data[:1024])
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    ends = head + bytes(data[-(1 << 16) :])
    return b"[Content_Types].xml" not in ends and b"mimetypeapplication/vnd.oasis" not in head


def zip_members(data: Data) -> list[ZipMember]:
    """List the entries; those that overlap others, or lead elsewhere, carry their refusal."""
    try:
        with zipfile.ZipFile(_file(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error):
        return list(_by_local_headers(data))
    bounds = _free_of_overlap(entries)
    return [_member(entry, overlapping=not bounds[number]) for number, entry in enumerate(entries)]


def _file(data: Data) -> io.BytesIO:
    if isinstance(data, bytes):
        return io.BytesIO(data)
    data.seek(0)
    return data  # type: ignore[return-value]  # a mapped file reads and seeks as a file does


def _free_of_overlap(entries: list[zipfile.ZipInfo]) -> list[bool]:
    order = sorted(range(len(entries)), key=lambda number: entries[number].header_offset)
    free = [True] * len(entries)
    end = -1
    for number in order:
        entry = entries[number]
        if entry.header_offset < end:
            free[number] = False
        end = max(end, entry.header_offset + 30 + len(entry.orig_filename.encode("utf-8", "replace")) // 2 + entry.compress_size)
    return free


def _member(entry: zipfile.ZipInfo, *, overlapping: bool) -> ZipMember:
    refusal = "shares its bytes with another entry" if overlapping else ""
    if stat.S_ISLNK(entry.external_attr >> 16):
        refusal = "a link: recorded, never followed"
    return ZipMember(
        _name(entry),
        entry.header_offset,
        entry.compress_size,
        entry.file_size,
        entry.compress_type,
        entry.CRC,
        bool(entry.flag_bits & 1),
        refusal,
        extra=entry.extra,
    )


def _name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 0x800:
        return entry.filename
    raw = entry.orig_filename.encode("cp437", "replace")
    found = decode(raw)
    return (found.text if found and not raw.isascii() else entry.filename) or entry.filename


def _by_local_headers(data: Data) -> Iterator[ZipMember]:
    """Rebuild the list from the headers before each member: for archives cut short."""
    place = 0
    lost = ("the directory of the archive is lost: rebuilt from local headers",)
    while (place := data.find(b"PK\x03\x04", place)) >= 0:
        if place + 30 > len(data):
            return
        _, _, flags, method, _, _, crc, packed, size, name_length, extra = _LOCAL.unpack(bytes(data[place : place + 30]))
        raw = bytes(data[place + 30 : place + 30 + name_length])
        found = decode(raw)
        name = found.text if found else raw.decode("cp437")
        streamed = bool(flags & 8) and not packed
        body = place + 30 + name_length + extra
        if streamed:
            following = data.find(b"PK\x03\x04", body)
            packed = (following if following > 0 else len(data)) - body
        cut = ("cut short",) if body + packed > len(data) else ()
        yield ZipMember(
            name,
            place,
            min(packed, len(data) - body),
            size,
            method,
            None if streamed else crc,
            bool(flags & 1),
            defects=lost + cut,
            extra=bytes(data[body - extra : body]),
        )
        place = max(body + (0 if streamed else packed), place + 4)


def unpack(data: Data, member: ZipMember, passwords: tuple[bytes, ...] = ()) -> Iterator[bytes]:
    """Yield the unpacked bytes of a member, piece by piece.

    Raises:
        LockedError: it is encrypted and no password fits.
        ValueError: it is broken.
    """
    if member.locked and member.method == winzip_aes.METHOD:
        yield from _by_aes(data, member, passwords)
        return
    if member.locked or member.method not in {_DEFLATE, _STORED}:
        yield from _by_library(data, member, passwords)
        return
    start = _body(data, member)
    packed = (bytes(data[place : min(place + _PIECE, start + member.packed)]) for place in range(start, start + member.packed, _PIECE))
    crc = 0
    for piece in packed if member.method == _STORED else inflated(packed):
        crc = isal_zlib.crc32(piece, crc)
        yield piece
    if member.crc is not None and crc != member.crc and not member.defects:
        raise ValueError("the checksum does not match")


def _body(data: Data, member: ZipMember) -> int:
    header = bytes(data[member.start : member.start + 30])
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise ValueError("no header where the directory points")
    names = _LOCAL.unpack(header)
    return member.start + 30 + int(names[9]) + int(names[10])


def _by_aes(data: Data, member: ZipMember, passwords: tuple[bytes, ...]) -> Iterator[bytes]:
    locked = winzip_aes.locked_as(member.extra)
    if locked is None or locked.method not in {_DEFLATE, _STORED}:
        raise ValueError("encrypted with AES in a way that is not supported")
    plain = winzip_aes.opened(data, _body(data, member), member.packed, locked, passwords)
    if plain is None:
        raise LockedError("locked (AES): give the password with --password-file")
    yield from plain if locked.method == _STORED else inflated(plain)


def inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack a raw stream of Deflate (RFC 1951)."""
    worker = isal_zlib.decompressobj(-15)
    for piece in packed:
        rest = piece
        while rest and not worker.eof:
            try:
                yield worker.decompress(rest, _OUT)
            except igzip_lib.IsalError as problem:  # type: ignore[misc]  # an exception, whatever the stub says
                raise ValueError(str(problem)) from problem
            rest = worker.unconsumed_tail
    if not worker.eof:
        yield worker.flush()


def _by_library(data: Data, member: ZipMember, passwords: tuple[bytes, ...]) -> Iterator[bytes]:
    try:
        archive = zipfile.ZipFile(_file(data))
    except (zipfile.BadZipFile, NotImplementedError, struct.error) as problem:
        raise ValueError("locked, or packed in a rare way, in an archive whose directory is lost") from problem
    with archive:
        entry = next((entry for entry in archive.infolist() if entry.header_offset == member.start), None)
        if entry is None:
            raise ValueError("the directory does not name this member")
        for password in passwords if member.locked else (None,):
            try:
                with archive.open(entry, pwd=password) as file:
                    while piece := file.read(_OUT):
                        yield piece
                return  # noqa: TRY300 - one password fits
            except (RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile):
                continue
    raise LockedError("locked (password): give the password with --password-file")
