"""CASE/UCO as JSON-LD (https://caseontology.org): observable objects for messages, calls, positions and accounts, with where each was read.

Identifiers are UUIDs made from the event (version 5), so that two exports of one store name the same things alike. Each object has a
provenance: the digest of the original and the place of the record in it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from comity.analysis.exports.export import Export, Row, open_text
from comity.analysis.exports.spreadsheet_safety import plain_text

_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
"""The namespace of URLs (RFC 9562, appendix A)."""
_CONTEXT = {
    "kb": "http://example.org/kb/",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "uco-location": "https://ontology.unifiedcyberontology.org/uco/location/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_OBSERVABLE = "uco-observable:ObservableObject"


class Case(Export):
    """A graph of observable objects."""

    slug = "case"

    def write(self, rows: Iterator[Row], target: Path) -> int:
        count = 0
        written: set[str] = set()
        with open_text(target) as file:
            file.write('{"@context": ' + json.dumps(_CONTEXT) + ', "@graph": [')
            for row in rows:
                for thing in _things(row):
                    _write(file, thing, written)
                count += 1
            file.write("\n]}\n")
        return count


def _write(file: TextIO, thing: dict[str, Any], written: set[str]) -> None:
    if thing["@id"] in written:
        return
    file.write((",\n" if written else "\n") + json.dumps(thing, ensure_ascii=False))
    written.add(thing["@id"])


def _name(kind: str, *parts: str) -> str:
    return f"kb:{kind}-{uuid.uuid5(_SPACE, chr(31).join((kind, *parts)))}"


def _things(row: Row) -> Iterator[dict[str, Any]]:
    accounts = [name for name in (row["actor_id"], row["account_id"], *(row["target_ids"] or [])) if name]
    for name in accounts:
        yield _account(name, row)
    event = _name("event", row["event_id"])
    thing: dict[str, Any] = {"@id": event, "@type": _OBSERVABLE, "uco-core:description": plain_text(row["text"]) or row["kind"]}
    thing["uco-core:hasFacet"] = [facet for facet in (_facet(row, event), _place(row, event)) if facet]
    yield thing
    yield {
        "@id": _name("provenance", row["event_id"]),
        "@type": "case-investigation:ProvenanceRecord",
        "uco-core:description": f"{row['parser']} {row['parser_version']}: {row['member_path']} {row['locator']} in {row['source_sha256']}",
        "uco-core:object": [{"@id": event}],
    }


def _account(name: str, row: Row) -> dict[str, Any]:
    key = _name("account", row["provider"] or "", name)
    facet: dict[str, Any] = {"@id": key + "-facet", "@type": "uco-observable:AccountFacet", "uco-observable:accountIdentifier": name}
    return {"@id": key, "@type": _OBSERVABLE, "uco-core:hasFacet": [facet]}


def _facet(row: Row, event: str) -> dict[str, Any]:
    provider = row["provider"] or ""
    ends = {
        "from": [{"@id": _name("account", provider, row["actor_id"])}] if row["actor_id"] else [],
        "to": [{"@id": _name("account", provider, name)} for name in row["target_ids"] or [] if name],
    }
    when = {"@type": "xsd:dateTime", "@value": plain_text(row["ts_utc"])} if row["ts_utc"] else None
    names = {
        "message": ("MessageFacet", "sentTime", "messageText"),
        "sms": ("SMSMessageFacet", "sentTime", "messageText"),
        "mail": ("EmailMessageFacet", "sentTime", "body"),
        "call": ("CallFacet", "startTime", "application"),
    }
    kind, time, text = names.get(row["kind"], ("EventRecordFacet", "observableCreatedTime", "eventRecordText"))
    facet: dict[str, Any] = {"@id": event + "-facet", "@type": f"uco-observable:{kind}"}
    if when:
        facet[f"uco-observable:{time}"] = when
    words = row["text"] if row["kind"] != "call" else None
    if words:
        facet[f"uco-observable:{text}"] = words
    if kind != "EventRecordFacet":
        facet |= {f"uco-observable:{end}": found for end, found in ends.items() if found}
    elif row["ip"]:
        facet["uco-observable:eventRecordText"] = f"{row['kind']} from {row['ip']}" + (f" port {row['port']}" if row["port"] else "")
    return facet


def _place(row: Row, event: str) -> dict[str, Any] | None:
    if row["lat"] is None or row["lon"] is None:
        return None
    return {
        "@id": event + "-place",
        "@type": "uco-location:LatLongCoordinatesFacet",
        "uco-location:latitude": {"@type": "xsd:decimal", "@value": repr(row["lat"])},
        "uco-location:longitude": {"@type": "xsd:decimal", "@value": repr(row["lon"])},
    }
