"""Write files so that they are always whole: the old one or the new one, and on disk before the call returns."""

from __future__ import annotations

import os
from pathlib import Path


def replace(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file anew so that it is always whole: the old one or the new one."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as target:
        part.chmod(mode)
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    part.replace(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Force the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
