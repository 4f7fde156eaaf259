"""A finding as other programs read it: the shape that the contract of the command line promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.drafting.fields import FACT_GROUP, PLEADED_FACTS, TARGET_GROUP, FieldKind, request_fields, said
from comity.model.finding import Finding, Where
from comity.model.request.evidence_request import EvidenceRequest

Span = tuple[int, int]


def finding_row(finding: Finding, spans: Mapping[str, Span] | None = None) -> dict[str, Any]:
    """Return a finding as a JSON object.

    Args:
        finding: the finding.
        spans: where each fact stands in a letter; None for a draft.
    """
    override = finding.overridden_by
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "outcome": finding.outcome,
        "where": where_row(finding.where, spans),
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
        "sources": list(finding.sources),
        "basis": finding.basis,
        "overridden_by": None if override is None else {"by": override.by, "reason": override.reason},
    }


def where_row(where: Where, spans: Mapping[str, Span] | None = None) -> dict[str, Any]:
    """Return a place as a JSON object: the fact, the number of its target, and the span of text, as far as each is known."""
    row: dict[str, Any] = {}
    if where.field is not None:
        row["field"] = where.field
    if where.index is not None:
        row["index"] = where.index
    span = span_of(where, spans)
    if span is not None:
        row["start"], row["end"] = span
    return row


def span_of(where: Where, spans: Mapping[str, Span] | None = None) -> Span | None:
    """Return the span of a place: its own within a text, else where its fact stands in the letter."""
    if where.start is not None and where.end is not None:
        offset = 0
        if spans is not None and where.field not in {None, "request.body"}:
            offset = spans.get(label(where), (0, 0))[0]
        return offset + where.start, offset + where.end
    return spans.get(label(where)) if spans is not None else None


def label(where: Where) -> str:
    """Return a place in words that point into a draft: `targets[0].ip_timestamp`, `pc.facts[1].source`, `data.date_from`."""
    group, _, name = (where.field or "").partition(".")
    if group == TARGET_GROUP and where.index is not None:
        return f"targets[{where.index}].{name}"
    if group == FACT_GROUP and where.index is not None:
        return f"{PLEADED_FACTS}[{where.index}].{name}"
    return where.field or ""


def read_facts(request: EvidenceRequest) -> dict[str, Any]:
    """Return the facts that a request states, by id; facts of targets and pleaded facts by the label of their place."""
    rows: dict[str, Any] = {}
    for field in request_fields().values():
        if field.group == TARGET_GROUP:
            holders: tuple[Any, ...] = request.targets
        elif field.group == FACT_GROUP:
            holders = request.pc.facts
        else:
            holders = (getattr(request, field.group),)
        if field.kind is FieldKind.PLEADED_FACTS:
            continue
        for index, holder in enumerate(holders):
            values = said(getattr(holder, field.name))
            if values:
                number = index if field.group in {TARGET_GROUP, FACT_GROUP} else None
                rows[label(Where(field.id, number))] = list(values) if field.kind is FieldKind.TEXTS else values[0]
    return rows
