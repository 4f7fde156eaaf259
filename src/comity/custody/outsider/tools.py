"""Hand out the two tools that need no Comity: `verify.py`, and `verify.html`, one file whose policy forbids it the network."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path

_FOLDER = files(__package__ or "")


def script() -> bytes:
    """Return the standard-library-only program."""
    return _FOLDER.joinpath("verify.py").read_bytes()


def page() -> bytes:
    """Put the page together; its policy names the digests of its own script and style, and allows nothing else."""
    html, js, css = (_FOLDER.joinpath(name).read_text(encoding="utf-8") for name in ("page.html", "page.js", "page.css"))
    for mark, text in (("@script@", _source(js)), ("@style@", _source(css)), ("@css@", css), ("@js@", js)):
        html = html.replace(mark, text)
    return html.encode()


def write_tools(folder: Path) -> list[Path]:
    """Write both tools into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, data in (("verify.py", script()), ("verify.html", page())):
        (folder / name).write_bytes(data)
        written.append(folder / name)
    return written


def _source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
