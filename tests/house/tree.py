"""The tree as the repository holds it, for tests that look at files."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "comity"
BINARY = {".docx", ".pdf", ".xlsx", ".ttf", ".otf", ".png", ".jpg", ".gz", ".zip", ".bin", ".mo", ".p7s", ".der"}


@cache
def tracked() -> tuple[Path, ...]:
    """List the files of the repository that exist; outside a repository, every file but those of tools."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = done.stdout.decode("utf-8").split("\0")[:-1]
    if not names:
        names = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if not {".venv", "site", "out"} & set(path.parts)]
    return tuple(path for path in (ROOT / name for name in names) if path.is_file())


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Return path and content of every text file."""
    files = (path for path in tracked() if path.suffix not in BINARY)
    return tuple((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace")) for path in files)


def modules(*folders: str) -> list[Path]:
    """List the Python files below the folders."""
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).as_posix().startswith(folders)]
