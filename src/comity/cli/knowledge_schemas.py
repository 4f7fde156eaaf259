"""The published JSON Schemas of the files of facts: which kinds there are, and how each schema is named."""

from __future__ import annotations

import json

from comity.knowledge.published import file_schema
from comity.law.approval_path import ApprovalFile
from comity.law.book import Law
from comity.law.inventory import kinds as law_kinds
from comity.law.legal_basis import ClassifiedFile
from comity.law.penalty import ThresholdFile
from comity.providers.catalog import Catalog
from comity.providers.inventory import kinds as provider_kinds


def all_schemas() -> dict[str, str]:
    """Make every schema; its name without `.schema.json` -> its text."""
    files = [
        (kind.name.replace("_", "-"), kind.shelf.name, kind.schema) for kind in (*law_kinds(Law.open()), *provider_kinds(Catalog.open()))
    ]
    files += [("approval-path", "law", ApprovalFile), ("legal-basis", "law", ClassifiedFile), ("penalty-threshold", "law", ThresholdFile)]
    made: dict[str, str] = {}
    for name, folder, kind in files:
        place = f"{folder}/…yaml"
        made[f"knowledge-{name}"] = _text(file_schema(kind, f"knowledge-{name}", f"A file of facts: {name} ({place})"))
        title = f"An overlay file: {name} ({place} in the overlay folder)"
        made[f"overlay-{name}"] = _text(file_schema(kind, f"overlay-{name}", title, overlay=True))
    return made


def _text(schema: dict[str, object]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
