"""Files for new leads: a list to paste into the case file, and one case file a provider that asks for preservation with one command.

leads.yaml                  the new leads, as `leads:` of a case file has them
preservation-PROVIDER.yaml  the case with the leads at this provider and `preservation` wanted of each:
                            comity draft preservation-google.yaml --instrument pres_provider --out letters
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import yaml

from comity.errors import InputError
from comity.model.category import DataCategory
from comity.routing.case_shape import CaseEntry, LeadEntry, WantedEntry
from comity.routing.new_leads import NewLead, NewLeads, lead_entry
from comity.text.messages import say

_WIDTH = 140


class Printed(msgspec.Struct, frozen=True):
    """What a production newly names, and the files that were written.

    Attributes:
        new: the new leads.
        files: the files written; empty without a folder.
    """

    new: NewLeads
    files: tuple[str, ...]


def write_files(leads: Iterable[NewLead], case: CaseEntry, folder: Path) -> list[Path]:
    """Write the files; none that exists is replaced.

    Args:
        leads: the new leads.
        case: the case they belong to.
        folder: where to write.

    Raises:
        InputError: a file of one of these names is there.
    """
    found = list(leads)
    made = {"leads.yaml": _dumped({"leads": [_plain(lead_entry(lead)) for lead in found]})}
    by_provider: dict[str, list[NewLead]] = {}
    for lead in found:
        if lead.provider and lead.preservation != "no":
            by_provider.setdefault(lead.provider, []).append(lead)
    made |= {f"preservation-{provider}.yaml": _dumped(_preservation(rows, case)) for provider, rows in sorted(by_provider.items())}
    folder.mkdir(parents=True, exist_ok=True)
    there = next((name for name in made if (folder / name).exists()), None)
    if there is not None:
        raise InputError(say("this file exists and may be somebody's work: {path}", path=str(folder / there)), place="--out")
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in made]


def _preservation(leads: list[NewLead], case: CaseEntry) -> dict[str, Any]:
    asked = msgspec.structs.replace(
        case,
        leads=[lead_entry(lead) for lead in leads],
        wanted=[WantedEntry(lead=lead.value, category=DataCategory.PRESERVATION) for lead in leads],
    )
    return {name: _plain(value) for name, value in msgspec.to_builtins(asked).items() if not _is_usual(name, value)}


def _is_usual(name: str, value: object) -> bool:
    usual = msgspec.to_builtins(CaseEntry(requesting_state="", date=date.min))
    return value in (None, "", [], {}) or (name not in {"language", "purpose"} and value == usual.get(name))


def _plain(value: object) -> Any:
    """Write values without what is not stated."""
    if isinstance(value, LeadEntry):
        value = msgspec.to_builtins(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item not in (None, "", [], {})}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _dumped(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=_WIDTH)
