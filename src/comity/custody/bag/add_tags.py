"""Add tag files to a bag that stands: the payload and its manifest stay as they are, the tag manifest grows (RFC 8493, section 2.2.1)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from comity.custody.bag.validate import faults_of
from comity.errors import CustodyError, InputError
from comity.text.messages import say

_MANIFEST = "tagmanifest-sha256.txt"


def add_tags(bag: Path, tags: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write tag files into a valid bag, and list them in its tag manifest.

    Args:
        bag: the bag.
        tags: contents by path within the bag, outside `data/`.

    Raises:
        InputError: a file of that name is there already.
        CustodyError: the bag does not hold; nothing is written then.
    """
    faults = faults_of(bag)
    if faults:
        raise CustodyError(say("the bag does not hold: {fault}", fault=faults[0].text), place=f"{bag}: {faults[0].where}")
    for name in tags:
        if (bag / name).exists():
            raise InputError(say("this exists already"), place=str(bag / name), hint=say("move it away first"))
    lines = (bag / _MANIFEST).read_text(encoding="utf-8").splitlines()
    for name, content in tags.items():
        (bag / name).parent.mkdir(parents=True, exist_ok=True)
        _write(bag / name, content)
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
    grown = bag / f".{_MANIFEST}.part"
    _write(grown, "".join(f"{line}\n" for line in lines).encode())
    grown.replace(bag / _MANIFEST)
    return tuple(bag / name for name in tags)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
