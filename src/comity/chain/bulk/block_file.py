"""Find the blocks in files: a raw block alone, or the `blk*.dat` files of a node, in which each block follows the network's magic bytes.

Newer nodes scramble these files with a key that lies beside them in `xor.dat`; it is undone.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

from comity.errors import InputError
from comity.text.messages import say

MAGICS = {
    bytes.fromhex(magic): network
    for magic, network in (
        ("f9beb4d9", "btc"),
        ("0b110907", "btc-test"),
        ("1c163f28", "btc-test"),
        ("0a03cf40", "btc-test"),
        ("fabfb5da", "btc-regtest"),
        ("fbc0b6db", "ltc"),
    )
}
"""Bitcoin: main, testnet 3, testnet 4, default signet, regtest; Litecoin: main (chainparams of Bitcoin Core and Litecoin Core)."""

_PREFIX = 8
"""Magic bytes and length before each block."""


def block_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files named, and the block files of the folders named: `blk*.dat`, else `*.raw` and `*.bin`.

    Raises:
        InputError: a path is not there, or a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_file():
            found.append(path)
            continue
        if not path.is_dir():
            raise InputError(say("no such file or folder"), place=str(path))
        here = sorted(path.glob("blk*.dat")) or sorted(
            one for one in chain(path.glob("*.raw"), path.glob("*.bin")) if "undo" not in one.name
        )
        if not here:
            raise InputError(say("no block files are here"), place=str(path), hint=say("blk*.dat, or one raw block a file (*.raw, *.bin)"))
        found += here
    return tuple(found)


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """Where a block lies: its bytes in a file, without what stands before them."""

    path: Path
    start: int
    length: int
    is_alone: bool

    def __str__(self) -> str:
        """Name the place as errors do."""
        return str(self.path) if self.is_alone else f"{self.path}: @{self.start - _PREFIX}"

    def read(self, length: int | None = None) -> bytes:
        """Read the block, or its first bytes."""
        with self.path.open("rb") as stream:
            stream.seek(self.start)
            return _plain(stream.read(self.length if length is None else min(length, self.length)), self.start, _key(self.path))


def find_blocks(path: Path, *, trailer: int = 0) -> Iterator[BlockPlace]:
    """Yield the place of each block of a file.

    Args:
        path: the file.
        trailer: bytes that follow each block beyond its stated length, and belong to it (undo files end records with a digest).

    Raises:
        InputError: the file breaks off, or something else stands between the blocks.
    """
    size = path.stat().st_size
    if not size:
        return
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        key = _key(path)
        if _plain(data[:4], 0, key) in MAGICS:
            yield from _records(data, path, key, trailer)
        else:
            yield BlockPlace(path, 0, size, is_alone=True)


def blocks_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each block of a file with its place.

    Raises:
        InputError: the file breaks off, or something else stands between the blocks.
    """
    for place in find_blocks(path):
        yield str(place), place.read()


def network_of(path: Path) -> str | None:
    """Return the network whose magic bytes a file begins with; None for a raw block."""
    with path.open("rb") as stream:
        return MAGICS.get(_plain(stream.read(4), 0, _key(path)))


def _records(data: mmap.mmap, path: Path, key: bytes, trailer: int) -> Iterator[BlockPlace]:
    place, size = 0, len(data)
    while place < size:
        head = _plain(data[place : place + 8], place, key)
        if not any(head) or not any(data[place : place + 8]):
            if not any(data[place:size]) or not any(_plain(data[place:size], place, key)):  # nodes lay files out ahead with zeros
                return
            raise InputError(say("zeros between the blocks"), place=f"{path}: @{place}")
        if head[:4] not in MAGICS:
            raise InputError(say("something else than a block"), place=f"{path}: @{place}")
        length = int.from_bytes(head[4:], "little") + trailer
        if place + 8 + length > size or len(head) < 8:
            raise InputError(say("the file breaks off in the middle of a block"), place=f"{path}: @{place}")
        yield BlockPlace(path, place + _PREFIX, length, is_alone=False)
        place += _PREFIX + length


def _key(path: Path) -> bytes:
    beside = path.parent / "xor.dat"
    key = beside.read_bytes()[:8] if path.name.startswith(("blk", "rev")) and beside.is_file() else b""
    return key if any(key) else b""


def _plain(data: bytes, place: int, key: bytes) -> bytes:
    if not key or not data:
        return data
    turned = key[place % len(key) :] + key[: place % len(key)]
    mask = bytes(chain.from_iterable(repeat(turned, -(-len(data) // len(key)))))[: len(data)]
    return (int.from_bytes(data, "little") ^ int.from_bytes(mask, "little")).to_bytes(len(data), "little")
