"""SQL that is longer than a line, one statement a file; the first line says what it makes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def statement(name: str) -> str:
    """Return a statement by the name of its file."""
    return (files("comity.analysis.statements") / f"{name}.sql").read_text(encoding="utf-8")
