"""Statements of SQL that are longer than a line: one file each in `statements/`, its first line says what it makes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def statement(name: str) -> str:
    """Return a statement by the name of its file."""
    return (files("comity.analysis.statements") / f"{name}.sql").read_text(encoding="utf-8")
