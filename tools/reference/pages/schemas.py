"""What `--json` prints, from the published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tools.reference.page import REFERENCE, Page, cell, code, link, table

INTRODUCTION = """
JSON Schema (2020-12). Keys named here keep their name and meaning; more may be added. The tests hold each against real output.
"""


def pages() -> Iterator[Page]:
    """Describe every schema: its keys, their types, what they mean."""
    parts = [INTRODUCTION, "## What commands print\n"]
    for path in sorted((REFERENCE / "schemas" / "commands").glob("*.json")):
        schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        parts.append(
            f"### {schema.get('title', path.stem)}\n\n{cell(schema.get('description'))} [{path.name}](schemas/commands/{path.name})\n"
        )
        rows = list(_rows(schema, schema, ""))
        parts.append(table(["key", "type", "meaning"], rows))
    parts.append("## Files\n\nWhat may stand in a file that people write.\n")
    files = [(path, json.loads(path.read_text(encoding="utf-8"))) for path in sorted((REFERENCE / "schemas").glob("*.json"))]
    parts.append(table(["schema", "describes"], [(link(path.name, f"schemas/{path.name}"), schema.get("title")) for path, schema in files]))
    yield Page("schemas.md", "JSON schemas", "\n".join(parts))


def _rows(part: dict[str, Any], whole: dict[str, Any], place: str) -> Iterator[tuple[str, str, object]]:
    part = _followed(part, whole)
    for key, value in part.get("properties", {}).items():
        inner = _followed(value, whole)
        here = f"{place}{key}"
        optional = "" if key in part.get("required", []) else " (optional)"
        yield code(here), f"{_type(inner)}{optional}", inner.get("description")
        if here.count(".") < 6:  # a schema that contains itself ends somewhere
            yield from _rows(inner, whole, f"{here}.")
            yield from _rows(inner.get("items", {}), whole, f"{here}[].")


def _followed(part: Any, whole: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(part, dict):
        return {}
    if "$ref" in part:
        found: dict[str, Any] = {
            **whole["$defs"][part["$ref"].rsplit("/", 1)[1]],
            **{key: value for key, value in part.items() if key != "$ref"},
        }
        return found
    return part


def _type(part: dict[str, Any]) -> str:
    if "enum" in part:
        return " ".join(code(value) if value is not None else "null" for value in part["enum"])
    kinds = part.get("type", "any")
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
