"""The request facts by their ids: what kind of value each one has, and how to reach it in a request.

The ids are the words of law files, lint rules, forms and drafts (`data.date_from`, `target.ip_timestamp`). They are read
off the typed request, so a fact that the model gains is known here at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import get_type_hints

from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.kinds import Moment, Number, Statement
from comity.model.request.pleaded_fact import PleadedFact
from comity.model.request.target import Target

TARGET_GROUP = "target"
FACT_GROUP = "fact"
PLEADED_FACTS = "pc.facts"


class FieldKind(StrEnum):
    """The kinds of values that request facts have (`comity.model.request.kinds`)."""

    TEXT = "text"
    TEXTS = "texts"
    MOMENT = "moment"
    STATEMENT = "statement"
    NUMBER = "number"
    PLEADED_FACTS = "pleaded_facts"


@dataclass(frozen=True, slots=True)
class RequestField:
    """One request fact.

    Attributes:
        id: the id, `group.name`.
        group: the group (`data`); `target` and `fact` are the groups that a request holds several of.
        name: the attribute in the group's class.
        kind: what kind of value it has.
    """

    id: str
    group: str
    name: str
    kind: FieldKind


_KINDS: tuple[tuple[object, FieldKind], ...] = (
    (str | None, FieldKind.TEXT),
    (tuple[str, ...], FieldKind.TEXTS),
    (Moment | None, FieldKind.MOMENT),
    (Statement | None, FieldKind.STATEMENT),
    (Number | None, FieldKind.NUMBER),
    (tuple[PleadedFact, ...], FieldKind.PLEADED_FACTS),
)


@cache
def group_classes() -> Mapping[str, type]:
    """Return the class of each group of facts, in the order of the request; `target` and `fact` come last."""
    hints = get_type_hints(EvidenceRequest)
    groups = {field.name: hints[field.name] for field in fields(EvidenceRequest) if isinstance(hints[field.name], type)}
    plain = {name: kind for name, kind in groups.items() if hasattr(kind, "__dataclass_fields__")}
    return MappingProxyType({**plain, TARGET_GROUP: Target, FACT_GROUP: PleadedFact})


@cache
def request_fields() -> Mapping[str, RequestField]:
    """Return every request fact by its id."""
    found: dict[str, RequestField] = {}
    for group, kind in group_classes().items():
        hints = get_type_hints(kind)
        for field in fields(kind):
            found[f"{group}.{field.name}"] = RequestField(f"{group}.{field.name}", group, field.name, _kind(hints[field.name]))
    return MappingProxyType(found)


def _kind(annotation: object) -> FieldKind:
    for known, kind in _KINDS:
        if annotation == known:
            return kind
    raise TypeError(f"no kind of request fact for {annotation!r}")


def values_of(request: EvidenceRequest, field_id: str) -> tuple[object, ...]:
    """Return the values a request holds for a fact: several where the group or the fact is a list, none where nothing is said.

    Args:
        request: the request.
        field_id: the id of the fact; must be known.
    """
    field = request_fields()[field_id]
    if field.group == TARGET_GROUP:
        holders: tuple[object, ...] = request.targets
    elif field.group == FACT_GROUP:
        holders = request.pc.facts
    else:
        holders = (getattr(request, field.group),)
    return tuple(value for holder in holders for value in said(getattr(holder, field.name)))


def said(value: object) -> tuple[object, ...]:
    """Return a value of a fact as a tuple of what was said: nothing for None and empty text, the members of a list."""
    if value is None:
        return ()
    if isinstance(value, tuple):
        return tuple(member for member in value if member != "")
    if isinstance(value, str) and not value.strip():
        return ()
    return (value,)
