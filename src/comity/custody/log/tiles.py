"""A log for outsiders as a folder of static files: C2SP tlog-tiles.

    checkpoint                     the newest signed checkpoint
    tile/LEVEL/NUMBER              256 hashes of a row of the tree, 32 bytes each
    tile/entries/NUMBER            256 entries, each behind its length in two bytes
    tile/…/NUMBER.p/WIDTH          the last of a row, not yet full

NUMBER is written in groups of three digits, each but the last behind an `x`: 1234067 is `x001/x234/067`. A full tile never changes, so that
exporting again adds only what is new. What an entry holds is public: its private part is not in it, nor a digest of evidence.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from comity.crypto.checkpoint import Checkpoint
from comity.custody.disk import LOCAL
from comity.custody.log.hashes import TILE
from comity.custody.log.ledger import Ledger
from comity.errors import CustodyError, InputError

_HEIGHT = 8


def tile_path(number: int, width: int = TILE) -> str:
    """Write the number of a tile as a path; `width` below 256 names a partial one."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups) + (f".p/{width}" if width < TILE else "")


def export_tiles(ledger: Ledger, folder: Path) -> int:
    """Write the log up to its newest checkpoint; full tiles that are there already stay as they are.

    Returns:
        The number of entries.

    Raises:
        InputError: nothing was signed yet.
        CustodyError: an entry is too long for a bundle.
    """
    note = ledger.last_note()
    if note is None:
        raise InputError("no checkpoint was signed yet", hint="comity vault ask-witness signs one, or take something in")
    size = Checkpoint.parse(note.text).size
    level = 0
    while size >> _HEIGHT * level:
        _row(ledger, folder, level, size >> _HEIGHT * level)
        level += 1
    _bundles(ledger, folder, size)
    # the checkpoint comes last: whoever reads it finds all that it speaks of
    LOCAL.replace(folder / "checkpoint", str(note).encode(), 0o644)
    return size


def _row(ledger: Ledger, folder: Path, level: int, length: int) -> None:
    for number in range(-(-length // TILE)):
        width = min(TILE, length - number * TILE)
        path = folder / "tile" / str(level) / tile_path(number, width)
        if not _is_there(path):
            _write(path, ledger.tree.hashes(level, number * TILE, number * TILE + width))


def _bundles(ledger: Ledger, folder: Path, size: int) -> None:
    first = _first_missing(folder / "tile" / "entries", size)
    entries = (stored.entry for stored in ledger.entries(first * TILE))
    for number in range(first, -(-size // TILE)):
        width = min(TILE, size - number * TILE)
        _write(folder / "tile" / "entries" / tile_path(number, width), b"".join(map(_framed, islice(entries, width))))


def _first_missing(folder: Path, size: int) -> int:
    """Return the number of the first bundle that is not there in full."""
    number = 0
    while number < size // TILE and _is_there(folder / tile_path(number)):
        number += 1
    return number


def _framed(entry: bytes) -> bytes:
    if len(entry) > 0xFFFF:
        raise CustodyError(f"an entry of {len(entry)} bytes does not fit into a bundle of tlog-tiles")
    return len(entry).to_bytes(2, "big") + entry


def _is_there(path: Path) -> bool:
    """Tell whether a tile was written; one that a power cut left empty was not."""
    return path.exists() and path.stat().st_size > 0


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)
