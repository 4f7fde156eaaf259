"""The published JSON Schemas of answers: made from the structures, each property with what its docstring says of it."""

from __future__ import annotations

import inspect
import re
from typing import Any

import msgspec

from comity.analysis.contacts import Contacts
from comity.analysis.entities.decisions import Decision
from comity.analysis.entities.values import Resolution, Row
from comity.analysis.holders import Holders
from comity.analysis.names.compare import Likeness
from comity.analysis.names.find import Candidates
from comity.analysis.patterns import Patterns
from comity.analysis.shared import Shared
from comity.analysis.together import Together

_ENTRY = re.compile(r"^    (\w+): (.*)$")


class Rows(msgspec.Struct, frozen=True):
    """Every record that one merge or suggestion rests on.

    Attributes:
        merge: id of the merge.
        rows: the records.
    """

    merge: str
    rows: tuple[Row, ...]


class Decided(msgspec.Struct, frozen=True):
    """The decision that was written.

    Attributes:
        decision: the decision.
    """

    decision: Decision


class Decisions(msgspec.Struct, frozen=True):
    """All decisions about the entities of a store.

    Attributes:
        decisions: in their order, those undone too.
        in_force: ids of those that no later one takes back.
    """

    decisions: tuple[Decision, ...]
    in_force: tuple[str, ...]


class Compared(msgspec.Struct, frozen=True):
    """How alike two names are.

    Attributes:
        threshold: from which score on names are candidates.
        likeness: the answer.
    """

    threshold: float
    likeness: Likeness


PUBLISHED: dict[str, type[msgspec.Struct]] = {
    "entities": Resolution,
    "entities-merge": Rows,
    "decide": Decided,
    "decisions": Decisions,
    "contacts": Contacts,
    "hours": Patterns,
    "together": Together,
    "holders": Holders,
    "shared": Shared,
    "names": Candidates,
    "compare-names": Compared,
}
"""What `comity analyse NAME --json` prints, by the name of the question."""


def schema_of(kind: type[msgspec.Struct], name: str, title: str) -> dict[str, Any]:
    """Make the schema of an answer.

    Args:
        kind: the structure.
        name: name of the schema, without its ending.
        title: what prints it.
    """
    schema = msgspec.json.schema(kind)
    definitions = schema.pop("$defs")
    for each in _structures(kind):
        _describe(each, definitions)
    top = definitions.pop(kind.__name__)
    described = {key: value for key, value in top.items() if key not in {"title", "description"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{name}.schema.json",
        "title": title,
        "description": _first(kind),
        **described,
        "$defs": definitions,
    }


def _structures(kind: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    found: dict[str, type[msgspec.Struct]] = {}

    def look(type_: msgspec.inspect.Type) -> None:
        if isinstance(type_, msgspec.inspect.StructType) and type_.cls.__name__ not in found:
            found[type_.cls.__name__] = type_.cls
            for field in type_.fields:
                look(field.type)
        for name in ("item_type", "value_type", "types", "item_types"):
            inner = getattr(type_, name, None)
            for one in inner if isinstance(inner, tuple) else [inner] if inner is not None else []:
                look(one)

    look(msgspec.inspect.type_info(kind))
    return list(found.values())


def _describe(kind: type[msgspec.Struct], definitions: dict[str, Any]) -> None:
    definition = definitions[kind.__name__]
    definition["description"] = _first(kind)
    said = _attributes(kind)
    for name, shape in definition["properties"].items():
        shape.pop("default", None)
        if name in said:
            shape["description"] = said[name]
    definition["required"] = sorted(definition["properties"])


def _first(kind: type[msgspec.Struct]) -> str:
    return (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ")


def _attributes(kind: type[msgspec.Struct]) -> dict[str, str]:
    """Read what the docstring of a structure says of its attributes."""
    lines = (inspect.getdoc(kind) or "").partition("Attributes:\n")[2].split("\n")
    found: dict[str, str] = {}
    last = ""
    for line in lines:
        entry = _ENTRY.match(line)
        if entry:
            last = entry[1]
            found[last] = entry[2]
        elif line.startswith("        ") and last:
            found[last] += " " + line.strip()
    return {name: text[:1].upper() + text[1:] for name, text in found.items()}
