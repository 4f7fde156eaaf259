"""Which family of the Noto fonts writes which script, and where the files are."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

SERIF = "Noto Serif"
SANS = "Noto Sans"
MONO = "Noto Sans Mono"
BY_SCRIPT = {
    "Latn": SERIF,
    "Cyrl": SERIF,
    "Grek": SERIF,
    "Armn": "Noto Serif Armenian",
    "Geor": "Noto Serif Georgian",
    "Arab": "Noto Naskh Arabic",
}
"""ISO 15924 script to the family that letters in it are set in; Latin and Cyrillic share one."""


def folder() -> Path:
    """Return the folder of the font files, for programs that take a folder."""
    return Path(str(files("comity.text.fonts")))


def font_files() -> tuple[Path, ...]:
    """List the font files."""
    return tuple(sorted(folder().glob("*.ttf")))
