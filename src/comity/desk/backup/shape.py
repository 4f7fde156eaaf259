"""What a backup looks like, and the values in it.

A backup is a ZIP archive, as it is or encrypted with age:

    tables/<table>.jsonl     the rows of a table in the order of their keys, one JSON object a line
    files/<path>             what lies in the data folder besides the database: key, settings, overlay, vault, results of jobs
    manifest.json            last: what is in it, with rows and SHA-256 of every member, the version, the migrations that were applied

The comment of the archive is the SHA-256 of the manifest. The rows are those of one moment (one transaction of the database that sees no
later change); what can be made anew (the index of search) and what should not outlive a restore (sessions) is left out.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field, Model

from comity.errors import InputError
from comity.text.messages import say

FORMAT = 1
MANIFEST = "manifest.json"
TABLES = "tables/"
FILES = "files/"
LEFT_OUT = frozenset({"desk_searchdocument", "desk_signinattempt"})
"""Tables that are made anew, or that only slow down guessing."""

NOT_COPIED = frozenset({"register.sqlite3", "register.sqlite3-wal", "register.sqlite3-shm", "register.sqlite3-journal", "first-key"})


def models_of(apps: Any) -> list[type[Model]]:
    """List the models of a state of the register, in the order of their tables' names."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label == "desk"]  # noqa: SLF001 - Django's name
    return sorted((model for model in found if model._meta.db_table not in LEFT_OUT), key=lambda model: model._meta.db_table)  # noqa: SLF001 - Django's name


def fields_of(model: type[Model]) -> list[Field[Any, Any]]:
    """List the columns of a model."""
    return list(model._meta.concrete_fields)  # noqa: SLF001 - Django's name


def row_line(names: Iterable[str], values: Iterable[Any]) -> bytes:
    """Write a row: keys in order, letters as they are."""
    row = {name: _plain(value) for name, value in zip(names, values, strict=True)}
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8") + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def row_values(model: type[Model], line: bytes, place: str) -> dict[str, Any]:
    """Read a row back into the values of its model.

    Raises:
        InputError: the line is no row of this table.
    """
    try:
        row = json.loads(line)
        fields = {field.attname: field for field in fields_of(model)}
        return {name: _value(fields[name], value) for name, value in row.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(say("this is no row of the table"), place=place) from None


def _value(field: Field[Any, Any], value: Any) -> Any:
    kind = field.get_internal_type()
    if value is None or kind == "JSONField":
        return value
    if kind == "BinaryField":
        return base64.b64decode(value["base64"], validate=True)
    if kind == "DateTimeField":
        return datetime.fromisoformat(value)
    if kind == "DateField":
        return date.fromisoformat(value)
    return value
