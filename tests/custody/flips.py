"""Flip single bits of a vault's files and look whether they are found: for the tests, and for the counts in bench/."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field
from pathlib import Path

from comity.custody.vault import retention
from comity.custody.vault.vault import Actor, Vault
from comity.errors import ComityError


@dataclass
class Outcome:
    """How many flips were found, how many changed nothing that is stored, and which were missed."""

    found: int = 0
    idle: int = 0
    missed: list[str] = field(default_factory=list)


def rich_vault(root: Path, identity: Path, items: dict[str, str], folder: Path) -> Path:
    """Add checkpoints, a hold and an erasure to a vault with three items."""
    for number in range(6):
        (folder / f"more{number}").write_bytes(os.urandom(2000 * number + 1))
        with Vault(root, identity) as opened:
            opened.add([folder / f"more{number}"], Actor("A"))
    with Vault(root, identity) as opened:
        retention.hold(opened, items["large.bin"], Actor("A"))
        plan = retention.plan_erasure(opened, [items["small.bin"]], Actor("A", reason="rule"))
        retention.erase(opened, plan, Actor("B"))
    return root


def bad_places(root: Path, identity: Path) -> list[str]:
    """Verify as `comity vault verify` does; return what is said."""
    try:
        with Vault(root, identity) as opened:
            return [f"{item.id} {fault}" for item, fault in opened.verify() if fault]
    except ComityError as error:
        return [str(error) or "without words"]


def flip_and_look(root: Path, identity: Path, count: int, chance: random.Random) -> Outcome:
    """Flip one bit at a time, a file as often as another, and put it back.

    A bit of a pack may lie in what was erased; that is counted as idle.
    """
    assert bad_places(root, identity) == []
    outcome = Outcome()
    stored = _stored(root, identity)
    kept = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and path.name not in {"lock", "vault.json", "size"}}
    for _ in range(count):
        path = chance.choice(sorted(path for path, data in kept.items() if data))
        data = bytearray(kept[path])
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        if bad_places(root, identity):
            outcome.found += 1
        elif _is_idle(path, place, stored):
            outcome.idle += 1
        else:
            outcome.missed.append(f"{path.relative_to(root)}:{place}")
        _restore(root, kept)
    return outcome


def _is_idle(path: Path, place: int, stored: list[tuple[str, int, int]]) -> bool:
    """Tell whether a byte of a pack lies in nothing that is stored."""
    return path.suffix == ".pack" and not any(file == path.name and start <= place < end for file, start, end in stored)


def _stored(root: Path, identity: Path) -> list[tuple[str, int, int]]:
    with Vault(root, identity) as opened:
        places = [opened.item(item.id)[1].place for item in opened.items() if item.state != "erased"]
    return [(Path(place.file).name, place.offset, place.offset + place.length) for place in places]


def _restore(root: Path, kept: dict[Path, bytes]) -> None:
    for path in root.rglob("*"):
        if path.is_file() and path.name not in {"lock", "vault.json", "size"} and path not in kept:
            path.unlink()
    for path, data in kept.items():
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
