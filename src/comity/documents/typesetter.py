"""Typst, with the bundled fonts alone: one compiler a process, used again, so that only the first document pays for the fonts."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any

from comity.text import fonts

_LOCK = Lock()


def typeset(source: str, **options: object) -> bytes:
    """Compile a Typst source; files that it imports stand in `documents/typst`.

    Args:
        source: the source.
        options: `format`, and what `typst.Compiler.compile` takes beside it.
    """
    with _LOCK:
        content: bytes = _compiler().compile(source.encode(), sys_inputs={}, **options)
    return content


def literal(text: str) -> str:
    """Write a Typst string literal: only the backslash and the quotation mark mean anything in it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst

    shelf = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.folder())])
    root = str(files("comity.documents") / "typst")
    return typst.Compiler(root=root, font_paths=shelf, ignore_system_fonts=True)
