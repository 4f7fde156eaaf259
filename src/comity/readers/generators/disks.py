"""Disk images: a FAT12 volume behind a table of partitions, plain or wrapped as qcow2, with files that other generators made."""

from __future__ import annotations

import struct

_SECTOR = 512
_START = 63
"""First sector of the partition."""
_FAT_SECTORS, _ROOT_ENTRIES, _RESERVED = 12, 112, 1
_SECTORS = 4000
_CLUSTER = 65536


def disk(files: dict[str, bytes]) -> bytes:
    """Make a raw disk with one FAT12 partition.

    Args:
        files: content by name; names of eight letters and an ending of three, in capitals.
    """
    fat = [0xFF8, 0xFFF]
    root, content = b"", b""
    for name, data in files.items():
        stem, _, ending = name.partition(".")
        clusters = max(-(-len(data) // _SECTOR), 1)
        first = len(fat)
        fat += [first + number + 1 for number in range(clusters - 1)] + [0xFFF]
        root += struct.pack("<8s3sB10xHHHI", stem.ljust(8).encode(), ending.ljust(3).encode(), 0x20, 0, 0x5821, first, len(data))
        content += data.ljust(clusters * _SECTOR, b"\0")
    root += b"\xe5" + b"ONE     ".ljust(10)[:10] + b"\x20" + bytes(20)  # a name that was deleted
    packed = bytearray(_FAT_SECTORS * _SECTOR)
    for number, value in enumerate(fat):
        place = number * 3 // 2
        pair = int.from_bytes(packed[place : place + 2], "little")
        pair = pair & 0x000F | value << 4 if number % 2 else pair & 0xF000 | value
        packed[place : place + 2] = pair.to_bytes(2, "little")
    boot = b"\xeb\x3c\x90COMITY  " + struct.pack(
        "<HBHBHHBHHHII", _SECTOR, 1, _RESERVED, 2, _ROOT_ENTRIES, _SECTORS, 0xF8, _FAT_SECTORS, 32, 2, _START, 0
    )
    boot += struct.pack("<BBBI11s8s", 0x80, 0, 0x29, 1, b"NO NAME    ", b"FAT12   ")
    volume = boot.ljust(510, b"\0") + b"\x55\xaa" + bytes(packed) * 2 + root.ljust(_ROOT_ENTRIES * 32, b"\0") + content
    entry = struct.pack("<B3sB3sII", 0x80, b"\x01\x01\x00", 0x01, b"\xfe\xff\xff", _START, _SECTORS)
    table = bytes(446) + entry + bytes(48) + b"\x55\xaa"
    return (table + bytes((_START - 1) * _SECTOR) + volume.ljust(_SECTORS * _SECTOR, b"\0")).ljust(
        _SECTORS * _SECTOR + _START * _SECTOR, b"\0"
    )


def qcow2(raw: bytes) -> bytes:
    """Wrap a disk as a qcow2 image of version 2: header, first and second table, clusters."""
    clusters = [raw[place : place + _CLUSTER].ljust(_CLUSTER, b"\0") for place in range(0, len(raw), _CLUSTER)]
    refcount_table, refcounts, first, second, start = (_CLUSTER * number for number in range(1, 6))
    header = struct.pack(">4sIQIIQIIQQIIQ", b"QFI\xfb", 2, 0, 0, 16, len(raw), 0, 1, first, refcount_table, 1, 0, 0)
    tables = [
        header,
        struct.pack(">Q", refcounts),
        b"".join(struct.pack(">H", 1) for _ in range(5 + len(clusters))),
        struct.pack(">Q", second | 1 << 63),
        b"".join(struct.pack(">Q", start + number * _CLUSTER | 1 << 63) for number in range(len(clusters))),
    ]
    return b"".join(table.ljust(_CLUSTER, b"\0") for table in tables) + b"".join(clusters)
