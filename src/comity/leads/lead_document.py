"""A lead as a row of the JSON document that `comity leads --json` prints and the HTTP interface answers."""

from __future__ import annotations

from typing import Any

from comity.model.identifier import Identifier
from comity.model.time import as_rfc3339
from comity.text.extracted import ExtractedText


def lead_row(lead: Identifier, document: ExtractedText) -> dict[str, Any]:
    """Make the row.

    Args:
        lead: the lead.
        document: the text that names it.
    """
    at = lead.at
    place = document.place_at(lead.start)
    return {
        "kind": lead.kind,
        "value": lead.value,
        "raw": lead.raw,
        "start": lead.start,
        "end": lead.end,
        "verdict": lead.verdict,
        "reason": lead.reason or None,
        "provider": lead.provider,
        "at": as_rfc3339(at.utc) if at and at.utc else None,
        "at_basis": at.basis if at else None,
        "at_raw": at.raw if at else None,
        "at_local": at.local.isoformat() if at and at.local else None,
        "at_zone": at.zone if at else None,
        "at_also": as_rfc3339(at.also_utc) if at and at.also_utc else None,
        "at_precision": at.precision if at else None,
        "port": lead.port,
        "notes": list(lead.notes),
        "place": str(place) if place else None,
    }
