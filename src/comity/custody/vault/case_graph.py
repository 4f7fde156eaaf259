"""The path of items of evidence in the words that other tools share: CASE 1.4 and UCO 1.4 as JSON-LD.

Each item is an observable file with its digests; each logged act upon it is an investigative action with performer, instrument, time and
result, and each intake has a provenance record with the item's id as exhibit number.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from comity.custody.log.event import Disclosure

_CONTEXT = {
    "kb": "urn:uuid:",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def graph(origin: str, items: Iterable[tuple[str, str, int, str]], acts: Iterable[Disclosure]) -> dict[str, object]:
    """Tell the path of items.

    Args:
        origin: the log's name; ids are derived from it, so that the same item has the same id in every export.
        items: id, name, size and SHA-256 (hexadecimal) of each item.
        acts: the disclosed events that concern them.
    """
    nodes: dict[str, dict[str, object]] = {}
    for item, name, size, sha256 in items:
        _add(nodes, _file(origin, item, name, size, sha256))
    for act in acts:
        for node in _action(origin, act):
            _add(nodes, node)
    return {"@context": _CONTEXT, "@graph": list(nodes.values())}


def _file(origin: str, item: str, name: str, size: int, sha256: str) -> dict[str, object]:
    digest = {
        "@id": _id(origin, "hash", item),
        "@type": "uco-types:Hash",
        "uco-types:hashMethod": "SHA256",
        "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": sha256.upper()},
    }
    content = {
        "@id": _id(origin, "content", item),
        "@type": "uco-observable:ContentDataFacet",
        "uco-observable:sizeInBytes": size,
        "uco-observable:hash": digest,
    }
    named = {"@id": _id(origin, "file", item), "@type": "uco-observable:FileFacet", "uco-observable:fileName": name}
    return {
        "@id": _id(origin, "item", item),
        "@type": "uco-observable:File",
        "uco-core:name": item,
        "uco-core:hasFacet": [named, content],
    }


def _action(origin: str, act: Disclosure) -> Iterable[dict[str, object]]:
    header, private = act.header, act.private
    item, actor = str(private.get("item")), str(private.get("actor"))
    person, tool = _id(origin, "actor", actor), _id(origin, "tool", header["tool"])
    record = _id(origin, "record", header["id"])
    yield {"@id": person, "@type": "uco-identity:Identity", "uco-core:name": actor}
    yield {"@id": tool, "@type": "uco-tool:Tool", "uco-core:name": header["tool"]}
    yield {
        "@id": record,
        "@type": "case-investigation:ProvenanceRecord",
        "uco-core:description": f"log {origin}, event {header['id']}",
        "case-investigation:exhibitNumber": item,
        "uco-core:object": {"@id": _id(origin, "item", item)},
    }
    node: dict[str, object] = {
        "@id": _id(origin, "act", header["id"]),
        "@type": "case-investigation:InvestigativeAction",
        "uco-core:name": header["type"],
        "uco-action:endTime": {"@type": "xsd:dateTime", "@value": header["at"]},
        "uco-action:performer": {"@id": person},
        "uco-action:instrument": {"@id": tool},
        "uco-action:object": {"@id": _id(origin, "item", item)},
        "uco-action:result": {"@id": record},
    }
    if private.get("reason"):
        node["uco-core:description"] = str(private["reason"])
    yield node


def _add(nodes: dict[str, dict[str, object]], node: dict[str, object]) -> None:
    nodes.setdefault(str(node["@id"]), node)


def _id(origin: str, kind: str, name: str) -> str:
    return f"kb:{uuid.uuid5(uuid.NAMESPACE_URL, f'{origin}#{kind}/{name}')}"
