"""Check a whole log as an outsider gets it, a folder of tiles (C2SP tlog-tiles): every entry, every hash, the root that was signed.

With an older checkpoint that one kept, also that the log did nothing but grow since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from comity.crypto.checkpoint import Checkpoint
from comity.crypto.note import VerifierKey, parse_note
from comity.crypto.tree import leaf_hash
from comity.custody.log.hashes import TILE, TileTree
from comity.custody.log.tiles import tile_path
from comity.custody.verify.checkpoint import check_signatures, read_bytes
from comity.custody.verify.judgement import Because, Judgement, refused
from comity.errors import CustodyError, InputError


def check_tiles(folder: Path, keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey] = (), older: Path | None = None) -> Judgement:
    """Check a folder of tiles against its checkpoint.

    Args:
        folder: the folder with `checkpoint` and `tile/`.
        keys: keys of the log.
        witnesses: witnesses that must have cosigned.
        older: a checkpoint seen before; the log must begin with what it signed.

    Raises:
        InputError: the checkpoint cannot be read.
    """
    place = folder / "checkpoint"
    try:
        note = parse_note(read_bytes(place), place=str(place))
        checkpoint = Checkpoint.parse(note.text, place=str(place))
    except CustodyError as error:
        return refused("form", error.message, str(place))
    bad = check_signatures(note, keys, witnesses, str(place))
    if bad:
        return bad
    tree = TileTree(None)
    for number in range(-(-checkpoint.size // TILE)):
        width = min(TILE, checkpoint.size - number * TILE)
        bad = _take_bundle(folder, number, width, tree)
        if bad:
            return bad
    bad = _check_rows(folder, tree)
    if bad:
        return bad
    if tree.root() != checkpoint.root:
        return refused("inclusion", "the entries lead to another root than the one that was signed", str(place))
    reasons = [Because("shown", f"{checkpoint.origin}: all {checkpoint.size} entries lead to the root that was signed")]
    if older:
        return _grown(tree, checkpoint, older, keys, reasons)
    return Judgement(True, tuple(reasons))


def entries_of(bundle: bytes) -> Iterator[bytes]:
    """Take a bundle of entries apart.

    Raises:
        ValueError: it ends in the middle of an entry.
    """
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle) or at + 2 > len(bundle):
            raise ValueError("it ends in the middle of an entry")
        yield bundle[at + 2 : end]
        at = end


def _take_bundle(folder: Path, number: int, width: int, tree: TileTree) -> Judgement | None:
    path = folder / "tile" / "entries" / tile_path(number, width)
    try:
        leaves = [leaf_hash(entry) for entry in entries_of(read_bytes(path))]
    except InputError as error:
        return refused("missing", error.message, str(path))
    except ValueError as error:
        return refused("form", str(error), str(path))
    if len(leaves) != width:
        return refused("form", f"{len(leaves)} entries where {width} are expected", str(path))
    tree.extend(leaves)
    return None


def _check_rows(folder: Path, tree: TileTree) -> Judgement | None:
    """Hold every tile of hashes against the hashes of the entries."""
    level = 0
    while length := tree.size >> 8 * level:
        for number in range(-(-length // TILE)):
            width = min(TILE, length - number * TILE)
            path = folder / "tile" / str(level) / tile_path(number, width)
            try:
                told = read_bytes(path)
            except InputError as error:
                return refused("missing", error.message, str(path))
            known = tree.hashes(level, number * TILE, number * TILE + width)
            if told != known:
                wrong = next((place for place in range(width) if told[32 * place :][:32] != known[32 * place :][:32]), width)
                return refused("tile", f"hash {number * TILE + wrong} of row {level} is not that of the entries", str(path))
        level += 1
    return None


def _grown(tree: TileTree, now: Checkpoint, older: Path, keys: Sequence[VerifierKey], reasons: list[Because]) -> Judgement:
    try:
        note = parse_note(read_bytes(older), place=str(older))
        then = Checkpoint.parse(note.text, place=str(older))
    except CustodyError as error:
        return refused("form", error.message, str(older))
    bad = check_signatures(note, keys, (), str(older))
    if bad:
        return bad
    if then.origin != now.origin or then.size > now.size:
        return refused("shrank", f"{then.size} entries of {then.origin} were signed, {now.size} of {now.origin} are shown", str(older))
    if tree.root(then.size) != then.root:
        return refused("rewritten", f"the first {then.size} entries are not those that were signed then", str(older))
    return Judgement(True, (*reasons, Because("grown", f"it begins with the {then.size} entries that were signed before")))
