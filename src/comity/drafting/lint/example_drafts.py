"""The complete drafts that examples start from, one an instrument, and how an example changes one.

A change names a fact by its id; null takes it away. `target.*` changes the first target and `fact.*` the first pleaded fact.
`targets` gives other targets, or says `{copies: 21}` for so many targets like the first (`same: true` leaves them alike).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from comity.drafting.draft_file import parse_draft
from comity.drafting.draft_values import WrongValueError, read_value
from comity.drafting.fields import FACT_GROUP, TARGET_GROUP, FieldKind, request_fields
from comity.drafting.lint.rule import Example
from comity.errors import KnowledgeError
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target

_FOLDER = "comity.drafting.lint"


def names() -> tuple[str, ...]:
    """List the complete drafts by the instruments they are for."""
    entries = (entry.name for entry in files(_FOLDER).joinpath("examples").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in entries if name.endswith(".yaml")))


@cache
def complete_draft(name: str) -> EvidenceRequest:
    """Return the complete draft of an instrument.

    Raises:
        KnowledgeError: there is none.
    """
    file = files(_FOLDER).joinpath("examples", f"{name}.yaml")
    if not file.is_file():
        raise KnowledgeError(f"no complete draft {name!r}", place="examples", hint=f"there are: {', '.join(names())}")
    return parse_draft(file.read_bytes(), f"{name}.yaml")


def example_draft(example: Example, place: str) -> EvidenceRequest:
    """Return the draft of an example.

    Args:
        example: the complete draft and its changes.
        place: the rule file, for messages.

    Raises:
        KnowledgeError: a change names no fact, or its value is not of the kind of the fact.
    """
    request = complete_draft(example.draft)
    if "targets" in example.changes:
        request = replace(request, targets=_targets(request, example.changes["targets"], place))
    for field_id, value in example.changes.items():
        if field_id != "targets":
            request = _changed(request, field_id, value, place)
    return request


def _changed(request: EvidenceRequest, field_id: str, value: object, place: str) -> EvidenceRequest:
    field = request_fields().get(field_id)
    if field is None:
        raise KnowledgeError(f"unknown request fact {field_id!r}", place=f"{place}: examples", hint="use the ids of law/facts")
    read = _read(field_id, field.kind, value, place)
    if field.group == TARGET_GROUP:
        return replace(request, targets=_first_changed(request.targets, field.name, read))
    if field.group == FACT_GROUP:
        return replace(request, pc=replace(request.pc, facts=_first_changed(request.pc.facts, field.name, read)))
    return replace(request, **{field.group: replace(getattr(request, field.group), **{field.name: read})})


def _first_changed(holders: tuple[Any, ...], name: str, value: object) -> tuple[Any, ...]:
    return (replace(holders[0], **{name: value}), *holders[1:])


def _read(field_id: str, kind: FieldKind, value: object, place: str) -> object:
    if value is None:
        return () if kind in {FieldKind.TEXTS, FieldKind.PLEADED_FACTS} else None
    if isinstance(value, list):
        return tuple(str(member) for member in value)
    if kind is FieldKind.TEXTS:
        return (str(value),)
    if isinstance(value, bool):
        value = str(value).lower()
    try:
        return read_value(field_id, kind, str(value), is_plain=False)
    except WrongValueError as error:
        raise KnowledgeError(f"{field_id}: {error.message}", place=f"{place}: examples", hint=error.hint) from None


def _targets(request: EvidenceRequest, value: object, place: str) -> tuple[Target, ...]:
    if isinstance(value, Mapping):
        first, count = request.targets[0], int(value["copies"])
        return tuple(first if value.get("same") else _numbered(first, number) for number in range(count))
    if not isinstance(value, list):
        raise KnowledgeError("targets are a list, or say how many copies", place=f"{place}: examples", hint="write {copies: 21}")
    return tuple(_target(facts, place) for facts in value)


def _target(facts: Mapping[str, object], place: str) -> Target:
    read = {name: _read(f"{TARGET_GROUP}.{name}", _kind(name, place), value, place) for name, value in facts.items()}
    return Target(**read)  # type: ignore[arg-type]  # each value was read by the kind of its fact


def _kind(name: str, place: str) -> FieldKind:
    field = request_fields().get(f"{TARGET_GROUP}.{name}")
    if field is None:
        raise KnowledgeError(f"unknown request fact target.{name}", place=f"{place}: examples", hint="use the ids of law/facts")
    return field.kind


def _numbered(target: Target, number: int) -> Target:
    """Return a target like another one whose identifier ends in another number."""
    text = target.identifier or ""
    return replace(target, identifier=f"{text[:-3]}{number:03d}", numeric_id=f"{text[:-3]}{number:03d}")
