"""Put the readings together: the strongest for each fact, targets whole, and the lists of what was not said and not determined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from comity.drafting.fields import FACT_GROUP, TARGET_GROUP, request_fields
from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.reading import Reading, Span
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target

_TARGET = re.compile(r"targets\[(\d+)\]\.(\w+)$")


def strongest(readings: Iterable[Reading]) -> dict[str, Reading]:
    """Keep the strongest reading of each fact; of equal ones the first."""
    kept: dict[str, Reading] = {}
    for reading in readings:
        if reading.field not in kept or reading.strength > kept[reading.field].strength:
            kept[reading.field] = reading
    return kept


def request_of(known: Mapping[str, Reading], body: str) -> EvidenceRequest:
    """Build the request from what was read.

    Args:
        known: one reading a fact.
        body: the whole text of the letter.
    """
    groups: dict[str, dict[str, Any]] = {"request": {"body": body}}
    targets: dict[int, dict[str, Any]] = {}
    for field, reading in known.items():
        target = _TARGET.match(field)
        if target:
            targets.setdefault(int(target[1]), {})[target[2]] = reading.value
        elif field in request_fields():
            group, _, name = field.partition(".")
            groups.setdefault(group, {})[name] = reading.value
    request = EvidenceRequest(targets=tuple(Target(**targets[number]) for number in sorted(targets)))
    return replace(request, **{group: replace(getattr(request, group), **facts) for group, facts in groups.items()})


def spans_of(known: Mapping[str, Reading]) -> dict[str, Span]:
    """Return where each fact stands; a fact that the reader was told stands nowhere."""
    return {field: (reading.start, reading.end) for field, reading in known.items() if reading.end > reading.start and _is_fact(field)}


def determined(known: Mapping[str, Reading]) -> tuple[str, ...]:
    """List the facts that were read, those of targets by their plain ids."""
    ids = {f"{TARGET_GROUP}.{target[2]}" if (target := _TARGET.match(field)) else field for field in known}
    return tuple(field for field in request_fields() if field in ids or field == "request.body")


def not_said(aspects: Iterable[Aspect], known: Mapping[str, Reading]) -> tuple[str, ...]:
    """List the facts that were looked for, are not there, and whose absence says something.

    Facts of targets count as looked for only where there are targets: a letter without any leaves all of them unsaid.
    """
    read = set(determined(known))
    absent = {field for aspect in aspects for field in aspect.telling_absence} - read
    return tuple(field for field in request_fields() if field in absent)


def left_open(known: Mapping[str, Reading], absent: tuple[str, ...]) -> tuple[str, ...]:
    """List the facts that the letter may state without having been understood, or that no text can show."""
    closed = {*determined(known), *absent}
    # a fact of targets that was read for one of them is plainly missing for the others
    return tuple(field for field, row in request_fields().items() if field not in closed and row.group != FACT_GROUP)


def _is_fact(field: str) -> bool:
    return field in request_fields() or _TARGET.match(field) is not None
