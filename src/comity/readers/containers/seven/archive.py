"""The members of a 7z archive in their order, each unpacked once, with the first password that fits.

A 7z archive says nowhere that a password is right: the checksum of what comes out tells. Its directory may be locked as well; then not
even names are known without the password.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from comity.readers.containers.seven.coders import AES, through
from comity.readers.containers.seven.directory import ENCODED, SIGNATURE, Bytes, Entry, Folder, end_of, entries, streams
from comity.readers.containers.zips import LockedError

Data = bytes | mmap.mmap
_PIECE = 1 << 18
_LARGEST_DIRECTORY = 64 << 20
_MOST_LAYERS = 4
_LOCKED = "locked (7z, AES): give the password with --password-file"


@dataclass(frozen=True, slots=True)
class SevenMember:
    """A member.

    Attributes:
        name: as data, never as a path.
        size: unpacked bytes.
        packed: packed bytes of the folder that holds it.
        pieces: gives its bytes; to be called once, in the order of the members.
        refusal: why it is not opened; empty when it is.
    """

    name: str
    size: int
    packed: int
    pieces: Callable[[], Iterator[bytes]]
    refusal: str = ""


def is_seven(head: bytes) -> bool:
    """Tell by the first bytes whether this is a 7z archive."""
    return head.startswith(SIGNATURE)


def seven_members(data: Data, passwords: tuple[bytes, ...]) -> Iterator[SevenMember]:
    """Yield the members.

    Raises:
        LockedError: the directory is locked and no password fits.
        ValueError: the archive is broken.
    """
    folders, files = _directory(data, passwords)
    held = iter([(folder, number) for folder in folders for number in range(len(folder.parts))])
    unpacked: _Unpacked | None = None
    for file in files:
        if not file.has_stream:
            if not file.is_folder:
                yield SevenMember(file.name, 0, 0, lambda: iter(()), "a link: recorded, never followed" if file.is_link else "")
            continue
        folder, number = next(held, (None, 0))
        if folder is None:
            raise ValueError("the directory names more files than it holds")
        if unpacked is None or unpacked.folder is not folder:
            unpacked = _Unpacked(data, folder, passwords)
        yield _member(file, unpacked, number)


def _member(file: Entry, unpacked: _Unpacked, number: int) -> SevenMember:
    size, _ = unpacked.folder.parts[number]
    refusal = "a link: recorded, never followed" if file.is_link else ""
    return SevenMember(file.name, size, unpacked.folder.packed_size, lambda: unpacked.part(number), refusal)


class _Unpacked:
    """What comes out of one folder, file after file."""

    def __init__(self, data: Data, folder: Folder, passwords: tuple[bytes, ...]) -> None:
        self.folder = folder
        self._data = data
        self._passwords = passwords
        self._stream: Iterator[bytes] | None = None
        self._next = 0
        self._rest = b""
        self._problem = ""

    def part(self, number: int) -> Iterator[bytes]:
        """Yield the bytes of a file; those before it are passed over, whether they were taken or not."""
        if self._stream is None:
            self._stream = _unpacked(self._data, self.folder, self._password())
        skipped = sum(size for size, _ in self.folder.parts[:number]) - self._next
        for _ in self._take(skipped):
            pass
        size, crc = self.folder.parts[number]
        found = 0
        for piece in self._take(size):
            found = zlib.crc32(piece, found)
            yield piece
        if crc is not None and found != crc:
            raise ValueError("the checksum does not match")

    def _take(self, size: int) -> Iterator[bytes]:
        left = size
        while left > 0 and self._stream is not None:
            piece = self._rest or self._more()
            self._rest = piece[left:]
            self._next += len(piece[:left])
            left -= len(piece[:left])
            yield piece[: len(piece) - len(self._rest)]

    def _more(self) -> bytes:
        """Take the next bytes; what broke once stays broken for the files that follow."""
        try:
            piece = b"" if self._problem or self._stream is None else next(self._stream, b"")
        except ValueError as problem:
            piece, self._problem = b"", str(problem)
        if not piece:
            raise ValueError(self._problem or "cut short")
        return piece

    def _password(self) -> bytes | None:
        if not any(coder.method == AES for coder in self.folder.coders):
            return None
        for password in self._passwords:
            if _opens(self._data, self.folder, password):
                return password
        raise LockedError(_LOCKED)


def _opens(data: Data, folder: Folder, password: bytes) -> bool:
    """Tell by the checksum of the first file whether a password is right."""
    size, crc = folder.parts[0] if folder.parts else (0, None)
    found = left = 0
    left = size
    try:
        for piece in _unpacked(data, folder, password):
            found = zlib.crc32(piece[:left], found)
            left -= len(piece[:left])
            if left <= 0:
                break
    except (ValueError, EOFError):
        return False
    return left <= 0 and (crc is None or found == crc)


def _unpacked(data: Data, folder: Folder, password: bytes | None) -> Iterator[bytes]:
    if folder.packed_at + folder.packed_size > len(data):
        raise ValueError("cut short")
    end = folder.packed_at + folder.packed_size
    stream: Iterator[bytes] = (bytes(data[place : min(place + _PIECE, end)]) for place in range(folder.packed_at, end, _PIECE))
    for number in folder.chain():
        stream = through(stream, folder.coders[number], folder.sizes[number], password)
    return (piece for piece in stream if piece)


def _directory(data: Data, passwords: tuple[bytes, ...]) -> tuple[list[Folder], list[Entry]]:
    head = bytes(data[:32])
    if len(head) < 32:
        raise ValueError("cut short")
    place, size, crc = end_of(head)
    if not size:
        return [], []
    if place + size > len(data) or size > _LARGEST_DIRECTORY:
        raise ValueError("the directory at the end is missing: the archive is cut short, or one part of several")
    raw = bytes(data[place : place + size])
    if zlib.crc32(raw) != crc:
        raise ValueError("the checksum of the directory does not match")
    for _ in range(_MOST_LAYERS):
        if raw[:1] != bytes([ENCODED]):
            break
        raw = _unlocked(data, streams(Bytes(raw[1:])), passwords)
    return entries(Bytes(raw[1:]))


def _unlocked(data: Data, folders: list[Folder], passwords: tuple[bytes, ...]) -> bytes:
    if len(folders) != 1 or folders[0].size > _LARGEST_DIRECTORY:
        raise ValueError("the directory is packed in a way that is not supported")
    if not any(coder.method == AES for coder in folders[0].coders):
        return b"".join(_Unpacked(data, folders[0], ()).part(0))
    for password in passwords:  # some programs state no checksum here: what comes out must be a directory
        try:
            raw = b"".join(_Unpacked(data, folders[0], (password,)).part(0))
            if raw[:1] != bytes([ENCODED]):
                entries(Bytes(raw[1:]))
        except (ValueError, LockedError):
            continue
        return raw
    raise LockedError(_LOCKED)
