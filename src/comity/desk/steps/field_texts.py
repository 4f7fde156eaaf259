"""A request as the fields of a form, and back: every fact a text under a key that says where it stands.

authority.issuing_name      a fact of the request
targets.0.identifier        a fact of its first target
pc.facts.1.text             a fact of its second pleaded fact
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from comity.desk.steps.together import as_typed
from comity.drafting.draft_values import WrongValueError, read_value
from comity.drafting.fields import FACT_GROUP, PLEADED_FACTS, TARGET_GROUP, FieldKind, request_fields
from comity.model.finding import Where
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.pleaded_fact import PleadedFact
from comity.model.request.target import Target
from comity.text.messages import mark

WRONG: dict[FieldKind, str] = {
    FieldKind.MOMENT: mark("this is no date: write the year first, 2026-03-14, or 2026-03-14T10:15:00+05:00 with a time"),
    FieldKind.NUMBER: mark("this is no number: write digits only, with a point before decimals"),
}
_LISTS = {"targets": TARGET_GROUP, PLEADED_FACTS: FACT_GROUP}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field of the form stands in the request.

    Attributes:
        fact: id of the request fact.
        index: number of the target or pleaded fact; None elsewhere.
    """

    fact: str
    index: int | None = None

    @property
    def key(self) -> str:
        """The key of the field in the form."""
        group, _, name = self.fact.partition(".")
        if self.index is None:
            return self.fact
        return f"{'targets' if group == TARGET_GROUP else PLEADED_FACTS}.{self.index}.{name}"


def place_of(key: str) -> Place | None:
    """Return the place that a key names; None when there is no such fact."""
    for head, group in _LISTS.items():
        if key.startswith(f"{head}."):
            number, _, name = key[len(head) + 1 :].partition(".")
            fact = f"{group}.{name}"
            return Place(fact, int(number)) if number.isascii() and number.isdigit() and fact in request_fields() else None
    known = request_fields().get(key)
    return Place(key) if known is not None and known.group not in {TARGET_GROUP, FACT_GROUP} and key != PLEADED_FACTS else None


def key_of_finding(where: Where) -> str | None:
    """Return the key of the field that a finding is about; None for one about no field."""
    if where.field is None or where.field not in request_fields():
        return None
    group = request_fields()[where.field].group
    return Place(where.field, (where.index or 0) if group in {TARGET_GROUP, FACT_GROUP} else None).key


def texts_of(request: EvidenceRequest) -> dict[str, str]:
    """Return every fact that the request states, by its key, as text."""
    return dict(_texts(request))


def _texts(request: EvidenceRequest) -> Iterator[tuple[str, str]]:
    for fact in request_fields().values():
        if fact.group in {TARGET_GROUP, FACT_GROUP} or fact.id == PLEADED_FACTS:
            continue
        if text := text_of(getattr(getattr(request, fact.group), fact.name)):
            yield fact.id, text
    lists: tuple[tuple[str, tuple[Target | PleadedFact, ...]], ...] = (("targets", request.targets), (PLEADED_FACTS, request.pc.facts))
    for head, rows in lists:
        for number, row in enumerate(rows):
            for column in fields(row):
                if text := text_of(getattr(row, column.name)):
                    yield f"{head}.{number}.{column.name}", text


def text_of(value: object) -> str:
    """Write a value as it is typed into a form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "\n".join(str(item) for item in value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value).strip()


def with_texts(request: EvidenceRequest, texts: Mapping[str, str]) -> tuple[EvidenceRequest, dict[str, str]]:
    """Put texts into a request.

    Args:
        request: the request.
        texts: key to what was typed; keys of no fact are left out.

    Returns:
        The request, and the keys whose text is not of the kind of its fact, with the text: those facts are now unstated.
    """
    unread: dict[str, str] = {}
    for key, raw in texts.items():
        place = place_of(key)
        if place is None:
            continue
        text = as_typed(raw)
        try:
            value = _value(place.fact, text)
        except WrongValueError:
            unread[key] = text
            value = () if request_fields()[place.fact].kind is FieldKind.TEXTS else None
        request = _put(request, place, value)
    return request, unread


def _value(fact: str, text: str) -> Any:
    kind = request_fields()[fact].kind
    if kind is FieldKind.TEXTS:
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    return read_value(fact, kind, text, is_plain=False)


def _put(request: EvidenceRequest, place: Place, value: Any) -> EvidenceRequest:
    fact = request_fields()[place.fact]
    change: dict[str, Any] = {fact.name: value}
    if place.index is None:
        return replace(request, **{fact.group: replace(getattr(request, fact.group), **change)})
    if fact.group == TARGET_GROUP:
        return replace(request, targets=_with_row(request.targets, place.index, Target(), change))
    return replace(request, pc=replace(request.pc, facts=_with_row(request.pc.facts, place.index, PleadedFact(), change)))


def _with_row(rows: tuple[Any, ...], index: int, empty: Any, change: dict[str, Any]) -> tuple[Any, ...]:
    """Change one row; the row after the last is made, anything beyond it too is the next new one."""
    place = min(index, len(rows))
    kept = [*rows, empty] if place == len(rows) else [*rows]
    kept[place] = replace(kept[place], **change)
    return tuple(row for row in kept if row != empty)
