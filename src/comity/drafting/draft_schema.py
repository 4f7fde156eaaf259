"""The JSON schema of a draft file, made from the request facts: `python -m comity.drafting.draft_schema` prints it.

An editor that knows the schema completes keys and marks wrong ones while a draft is written. YAML reads some plain text as truth
values, numbers and dates, so the schema allows what `comity.drafting.draft_file` reads.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from comity.drafting.fields import FACT_GROUP, TARGET_GROUP, FieldKind, RequestField, group_classes, request_fields
from comity.law.book import Law
from comity.law.instrument import RequestFact

_KINDS: dict[FieldKind, dict[str, Any]] = {
    FieldKind.TEXT: {"type": ["string", "number", "boolean", "null"]},
    FieldKind.STATEMENT: {"type": ["string", "number", "boolean", "null"]},
    FieldKind.TEXTS: {"anyOf": [{"$ref": "#/$defs/text"}, {"type": "array", "items": {"$ref": "#/$defs/text"}}]},
    FieldKind.MOMENT: {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}([T ].+)?$"},
    FieldKind.NUMBER: {"type": ["number", "string", "null"]},
    FieldKind.PLEADED_FACTS: {"type": ["array", "null"], "items": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/fact"}]}},
}
_OVERRIDE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["rule", "by", "reason"],
    "properties": {name: {"type": "string", "minLength": 1} for name in ("rule", "by", "reason")},
}


def draft_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12): each fact is defined once, and referred to where it may stand."""
    described = {row.id: row for row in Law.open().facts.values()}
    plain = [group for group in group_classes() if group not in {TARGET_GROUP, FACT_GROUP}]
    listed = {"type": ["array", "null"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "draft-file.schema.json",
        "title": "A draft (DRAFT.yaml)",
        "description": "A request as a file: the request facts by their ids, dotted or nested.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "instrument": {"description": "id of the instrument, short for request.instrument", "$ref": "#/$defs/text"},
            "today": {"description": "the day on which the draft is looked at; the clock's day without it", "$ref": "#/$defs/moment"},
            "training": {"description": "an exercise: documentation addresses stand for public ones", "$ref": "#/$defs/statement"},
            "targets": {**listed, "items": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/target"}]}},
            "overrides": {**listed, "items": {"$ref": "#/$defs/override"}},
            **{group: {"$ref": f"#/$defs/{group}"} for group in (*plain, TARGET_GROUP)},
            **{field.id: _ref(field.id) for field in request_fields().values() if field.group != FACT_GROUP},
        },
        "$defs": {
            **{kind.value: part for kind, part in _KINDS.items()},
            "override": _OVERRIDE,
            **{group: _group(group) for group in group_classes()},
            **{field.id: _fact(field, described) for field in request_fields().values()},
        },
    }


def _group(group: str) -> dict[str, Any]:
    members = [field for field in request_fields().values() if field.group == group]
    properties = {name: _ref(field.id) for field in members for name in (field.name, field.id)}
    return {"type": ["object", "null"], "additionalProperties": False, "properties": properties}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _fact(field: RequestField, described: dict[str, RequestFact]) -> dict[str, Any]:
    row = described.get(field.id)
    text = row.description if row is not None else "the pleaded facts, each with source, reliability and date"
    return {"description": text, **({"examples": list(row.values)} if row is not None and row.values else {}), **_ref(field.kind.value)}


def schema_text() -> str:
    """Return the schema as it is published."""
    return json.dumps(draft_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
