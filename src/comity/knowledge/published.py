"""JSON Schemas of the files of facts, made from the types that read them.

Two schemas come from each kind of file: that of a shipped file, and that of an overlay file, in which every key may be left out and every
row may carry where its change comes from.
"""

from __future__ import annotations

from typing import Any

import msgspec

from comity.knowledge.row import PROVENANCE_KEYS, RESERVED, Facts, Overlaid, Tracked

_TEXT = {"type": "string"}
_DOCUMENTED = {
    "source": {**_TEXT, "description": "where the change was read"},
    "as_of": {**_TEXT, "description": "date of that source: 2026, 2026-11, 2026-11-21 or undated"},
    "confidence": {"enum": ["read", "unverified"], "description": "read confirms a row; unverified doubts it"},
    "verify_at": {**_TEXT, "description": "where to verify"},
    "checked_by": {**_TEXT, "description": "who looked last"},
    "checked_on": {**_TEXT, "format": "date", "description": "the day of the check"},
    "checked_fields": {"type": "array", "items": _TEXT, "description": "the fields that were checked; all where it is left out"},
}


def file_schema(kind: type[Facts], name: str, title: str, *, overlay: bool = False) -> dict[str, Any]:
    """Make the JSON Schema of one kind of file.

    Args:
        kind: the type of the file.
        name: `$id` without `.schema.json`.
        title: what the file is, in a few words.
        overlay: whether to make that of an overlay file.
    """
    (reference,), definitions = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    tracked = {one.__name__ for one in _all(Tracked)}
    kept = {key: _cleaned(value, key in tracked, overlay=overlay) for key, value in definitions.items() if key not in _written()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{name}.schema.json",
        "title": title,
        "description": (kind.__doc__ or "").strip().splitlines()[0],
        **reference,
        "$defs": dict(sorted(kept.items())),
    }


def _cleaned(definition: dict[str, Any], is_tracked: bool, *, overlay: bool) -> dict[str, Any]:
    """Take out what the reader writes, and, for an overlay, what a row need not say; put in what a change has to say."""
    result = {key: value for key, value in definition.items() if not (overlay and key == "required")}
    properties = {key: value for key, value in definition.get("properties", {}).items() if key not in RESERVED}
    if overlay and is_tracked:
        properties.update({key: _DOCUMENTED[key] for key in sorted(PROVENANCE_KEYS) if key not in properties})
    result["properties"] = properties
    text = (definition.get("description") or "").strip()
    if text:
        result["description"] = text.splitlines()[0]
    return result


def _written() -> set[str]:
    return {Overlaid.__name__, "Check"}


def _all(kind: type[Facts]) -> set[type[Facts]]:
    found = {kind}
    for below in kind.__subclasses__():
        found |= _all(below)
    return found
