"""The directory of a 7z archive (7zFormat.txt of the LZMA SDK): folders of packed streams, and the files that they unpack to.

A folder is a chain of coders over one packed stream; the files of a solid folder follow each other in what comes out of it. Only chains
are read: coders with several inputs (BCJ2) are named and refused by themselves.
"""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

SIGNATURE = b"7z\xbc\xaf\x27\x1c"
_END, _HEADER, _ARCHIVE_PROPERTIES, _ADDITIONAL, _MAIN, _FILES = 0, 1, 2, 3, 4, 5
_PACK, _UNPACK, _SUB, _SIZE, _CRC, _FOLDER, _CODERS_SIZE, _NUMBER = 6, 7, 8, 9, 10, 11, 12, 13
_EMPTY_STREAM, _EMPTY_FILE, _NAME, _ATTRIBUTES, ENCODED = 14, 15, 17, 21, 23
_MOST = 1 << 21
_MOST_CODERS = 32


@dataclass(frozen=True, slots=True)
class Coder:
    """A step of unpacking: its number as in the SDK, and its properties."""

    method: bytes
    properties: bytes
    inputs: int = 1
    outputs: int = 1


@dataclass(slots=True)
class Folder:
    """One packed stream and how it is unpacked.

    Attributes:
        coders: in the order of the archive.
        binds: input of a coder, output of another that feeds it.
        sizes: bytes that come out of each coder.
        crc: checksum of the whole; None where not stated.
        packed_at: place in the archive.
        packed_size: bytes there.
        parts: size and checksum of each file in it.
    """

    coders: list[Coder] = field(default_factory=list)
    binds: list[tuple[int, int]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    streams: int = 1
    crc: int | None = None
    packed_at: int = 0
    packed_size: int = 0
    parts: list[tuple[int, int | None]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Return the bytes that come out at the end."""
        return self.sizes[self.chain()[-1]]

    def chain(self) -> list[int]:
        """Return the coders in the order in which bytes go through them.

        Raises:
            ValueError: they are no chain.
        """
        if self.streams != 1 or any(coder.inputs != 1 or coder.outputs != 1 for coder in self.coders):
            raise ValueError("unpacking with several streams at once (BCJ2) is not supported")
        feeds = dict(self.binds)
        last = [number for number in range(len(self.coders)) if number not in {output for _, output in self.binds}]
        if len(last) != 1:
            raise ValueError("the coders of a folder do not fit together")
        order = [last[0]]
        while order[-1] in feeds:
            order.append(feeds[order[-1]])
            if len(order) > len(self.coders) or not 0 <= order[-1] < len(self.coders):
                raise ValueError("the coders of a folder do not fit together")
        return order[::-1]


@dataclass(slots=True)
class Entry:
    """A file as the directory names it.

    Attributes:
        name: as data, never as a path.
        has_stream: whether bytes belong to it.
        is_folder: a folder.
        is_link: a link.
    """

    name: str = ""
    has_stream: bool = True
    is_folder: bool = False
    is_link: bool = False


class Bytes:
    """Takes values from a directory; what is missing is an error, never a guess."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """Take some bytes."""
        piece = self._data[self._at : self._at + size]
        if len(piece) < size:
            raise ValueError("the directory is cut short")
        self._at += size
        return piece

    def byte(self) -> int:
        """Take one byte."""
        return self.take(1)[0]

    def number(self) -> int:
        """Take a number of one to nine bytes: the leading ones of the first tell how many follow."""
        first = self.byte()
        mask, value = 0x80, 0
        for place in range(8):
            if not first & mask:
                return value | ((first & (mask - 1)) << (8 * place))
            value |= self.byte() << (8 * place)
            mask >>= 1
        return value

    def count(self) -> int:
        """Take a number of things, which is bounded."""
        value = self.number()
        if value > _MOST:
            raise ValueError("the directory names more things than it can hold")
        return value

    def bits(self, count: int) -> list[bool]:
        """Take a bit for each thing."""
        packed = self.take((count + 7) // 8)
        return [bool(packed[number >> 3] & (0x80 >> (number & 7))) for number in range(count)]

    def known_bits(self, count: int) -> list[bool]:
        """Take a bit for each thing, or one byte that says that all are set."""
        return [True] * count if self.byte() else self.bits(count)

    def checksums(self, count: int) -> list[int | None]:
        """Take the checksums of those that have one."""
        return [struct.unpack("<L", self.take(4))[0] if known else None for known in self.known_bits(count)]


def end_of(head: bytes) -> tuple[int, int, int]:
    """Return place, size and checksum of the directory from the first 32 bytes."""
    offset, size, crc = struct.unpack_from("<QQL", head, 12)
    return 32 + offset, size, crc


def streams(data: Bytes) -> list[Folder]:
    """Read the folders: where their bytes are, how they are unpacked, which files they hold."""
    packed: list[int] = []
    at = 0
    folders: list[Folder] = []
    has_parts = False
    while (kind := data.byte()) != _END:
        if kind == _PACK:
            at, packed = _packed(data)
        elif kind == _UNPACK:
            folders = _folders(data)
        elif kind == _SUB:
            _parts(data, folders)
            has_parts = True
        else:
            raise ValueError(f"the directory holds something unknown: {kind}")
    place, following = 32 + at, iter(packed)
    for folder in folders:
        folder.packed_at, folder.packed_size = place, next(following, 0)
        place += folder.packed_size
        for _ in range(folder.streams - 1):
            place += next(following, 0)
        if not has_parts:
            folder.parts = [(folder.size, folder.crc)]
    return folders


def _packed(data: Bytes) -> tuple[int, list[int]]:
    at, count = data.number(), data.count()
    sizes: list[int] = []
    while (kind := data.byte()) != _END:
        if kind == _SIZE:
            sizes = [data.number() for _ in range(count)]
        elif kind == _CRC:
            data.checksums(count)
        else:
            raise ValueError(f"the directory holds something unknown: {kind}")
    return at, sizes


def _folders(data: Bytes) -> list[Folder]:
    if data.byte() != _FOLDER:
        raise ValueError("the directory names no folder")
    count = data.count()
    if data.byte():
        raise ValueError("folders outside the directory are not supported")
    folders = [_folder(data) for _ in range(count)]
    while (kind := data.byte()) != _END:
        if kind == _CODERS_SIZE:
            for folder in folders:
                folder.sizes = [data.number() for coder in folder.coders for _ in range(coder.outputs)]
        elif kind == _CRC:
            for folder, crc in zip(folders, data.checksums(count), strict=True):
                folder.crc = crc
        else:
            raise ValueError(f"the directory holds something unknown: {kind}")
    if any(len(folder.sizes) != sum(coder.outputs for coder in folder.coders) for folder in folders):
        raise ValueError("the directory does not say how large a folder is")
    return folders


def _folder(data: Bytes) -> Folder:
    folder = Folder()
    count = data.count()
    if not 0 < count <= _MOST_CODERS:
        raise ValueError("a folder has no coder, or too many")
    for _ in range(count):
        flags = data.byte()
        method = data.take(flags & 0xF)
        inputs, outputs = (data.count(), data.count()) if flags & 0x10 else (1, 1)
        folder.coders.append(Coder(method, data.take(data.count()) if flags & 0x20 else b"", inputs, outputs))
    outputs = sum(coder.outputs for coder in folder.coders)
    inputs = sum(coder.inputs for coder in folder.coders)
    if max(inputs, outputs) > _MOST_CODERS:
        raise ValueError("a folder has too many streams")
    folder.binds = [(data.number(), data.number()) for _ in range(outputs - 1)]
    folder.streams = inputs - len(folder.binds)
    if folder.streams > 1:
        for _ in range(folder.streams):
            data.number()
    return folder


def _parts(data: Bytes, folders: list[Folder]) -> None:
    numbers = [1] * len(folders)
    kind = data.byte()
    if kind == _NUMBER:
        numbers = [data.count() for _ in folders]
        kind = data.byte()
    sizes = [_part_sizes(data, folder, count, stated=kind == _SIZE) for folder, count in zip(folders, numbers, strict=True)]
    if kind == _SIZE:
        kind = data.byte()
    unknown = sum(len(part) for folder, part in zip(folders, sizes, strict=True) if not (len(part) == 1 and folder.crc is not None))
    crcs: Iterator[int | None] = iter([None] * unknown)
    while kind != _END:
        if kind == _CRC:
            crcs = iter(data.checksums(unknown))
        else:
            raise ValueError(f"the directory holds something unknown: {kind}")
        kind = data.byte()
    for folder, part in zip(folders, sizes, strict=True):
        known = len(part) == 1 and folder.crc is not None
        folder.parts = [(size, folder.crc if known else next(crcs)) for size in part]


def _part_sizes(data: Bytes, folder: Folder, count: int, *, stated: bool) -> list[int]:
    if not count:
        return []
    sizes = [data.number() for _ in range(count - 1)] if stated else []
    rest = folder.size - sum(sizes)
    if rest < 0 or (count > 1 and not stated):
        raise ValueError("the files of a folder are larger than the folder")
    return [*sizes, rest]


def entries(data: Bytes) -> tuple[list[Folder], list[Entry]]:
    """Read the whole directory (after its first byte): folders, then files."""
    folders: list[Folder] = []
    files: list[Entry] = []
    while (kind := data.byte()) != _END:
        if kind == _ARCHIVE_PROPERTIES:
            while data.byte() != _END:
                data.take(data.count())
        elif kind == _ADDITIONAL:
            streams(data)
        elif kind == _MAIN:
            folders = streams(data)
        elif kind == _FILES:
            files = _files(data)
        else:
            raise ValueError(f"the directory holds something unknown: {kind}")
    return folders, files


def _files(data: Bytes) -> list[Entry]:
    files = [Entry() for _ in range(data.count())]
    empty: list[Entry] = []
    while (kind := data.byte()) != _END:
        body = Bytes(data.take(data.count()))
        if kind == _EMPTY_STREAM:
            for file, is_empty in zip(files, body.bits(len(files)), strict=True):
                file.has_stream, file.is_folder = not is_empty, is_empty
            empty = [file for file in files if not file.has_stream]
        elif kind == _EMPTY_FILE:
            for file, is_file in zip(empty, body.bits(len(empty)), strict=True):
                file.is_folder = not is_file
        elif kind == _NAME and not body.byte():
            for file in files:
                file.name = _name(body)
        elif kind == _ATTRIBUTES:
            known = body.known_bits(len(files))
            body.byte()
            for file in (file for file, stated in zip(files, known, strict=True) if stated):
                mode = struct.unpack("<L", body.take(4))[0] >> 16
                file.is_link = stat.S_ISLNK(mode)
    return files


def _name(data: Bytes) -> str:
    letters = bytearray()
    while (pair := data.take(2)) != b"\0\0":
        letters += pair
    return letters.decode("utf-16-le", "replace")
