"""The names of columns from the statement that made a table, for files whose schema SQLite itself refuses to read."""

from __future__ import annotations

import re

_NAME = re.compile(r'\s*(?:"((?:[^"]|"")+)"|\[([^\]]+)\]|`([^`]+)`|\'([^\']+)\'|([^\s,()"]+))')
_CONSTRAINT = re.compile(r"\s*(?:CONSTRAINT|PRIMARY\s+KEY|UNIQUE|CHECK|FOREIGN\s+KEY)\b", re.IGNORECASE)
_KEY = re.compile(r"\bINTEGER\s+(?:NOT\s+NULL\s+)?PRIMARY\s+KEY\b", re.IGNORECASE)


def columns(sql: str) -> tuple[tuple[str, ...], str | None]:
    """Return the columns of a table and, if there is one, the column that is another name of the row's key."""
    start = sql.find("(")
    names: list[str] = []
    key = None
    for part in _parts(sql[start + 1 :]) if start >= 0 else ():
        if _CONSTRAINT.match(part) or not (found := _NAME.match(part)):
            continue
        name = next(text for text in found.groups() if text is not None).replace('""', '"')
        names.append(name)
        if _KEY.search(part):
            key = name
    return tuple(names), key


def _parts(text: str) -> list[str]:
    """Split at the commas that stand in no bracket and no quotation."""
    parts: list[str] = []
    depth, start, quote = 0, 0, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'`":
            quote = letter
        elif letter == "(":
            depth += 1
        elif letter == ")":
            if depth == 0:
                return [*parts, text[start:place]]
            depth -= 1
        elif letter == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]
