"""The invented providers of the exercises as rows of an overlay, so that plan, leads and directory of a training register know them.

Each is written from the row of a real provider that it is like (`world.yaml`: its twin), with name, company, State, addresses and the
terms of preservation that its counterpart answers by; what a real provider says of itself in figures and warnings is left out. The overlay
of a register of real cases is never touched. Counterparts judge with the shipped knowledge alone, so that every run is marked alike.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import yaml

from comity.knowledge.plain_yaml import parse
from comity.knowledge.row import Facts
from comity.training.counterpart_file import CounterpartFile
from comity.training.library import HERE, Library, read

_CATALOG = HERE.parent / "providers" / "catalog"


class Invented(Facts, frozen=True, kw_only=True):
    """An invented provider.

    Attributes:
        twin: id of the real provider that it is like.
        mail: domains of its mailboxes.
        portal: its page for authorities; None where it has none.
    """

    twin: str
    services: tuple[str, ...]
    domains: tuple[str, ...]
    email: str
    mail: tuple[str, ...] = ()
    portal: str | None = None


class World(Facts, frozen=True, kw_only=True):
    """The file of the invented providers: counterpart to provider."""

    as_of: str
    source: str
    providers: dict[str, Invented] = msgspec.field(default_factory=dict)


def world() -> World:
    """Read the file."""
    return read(HERE / "world.yaml", World, "training/world.yaml")


def provider_id(counterpart: str) -> str:
    """Return the id under which the catalogue knows a counterpart: `SP-PALAVER` is `sp_palaver`."""
    return counterpart.lower().replace("-", "_")


def rows(library: Library) -> dict[str, dict[str, Any]]:
    """Return the rows of the invented providers by id."""
    told = world()
    return {provider_id(id_): _row(library.counterparts[id_], one, told) for id_, one in told.providers.items()}


def _row(file: CounterpartFile, invented: Invented, told: World) -> dict[str, Any]:
    twin: dict[str, Any] = parse((_CATALOG / f"{invented.twin}.yaml").read_text("utf-8"), invented.twin)
    name = file.name.removesuffix(" (simulated)")
    terms = file.preservation
    kept = {"offered": "yes" if terms is not None else twin["preservation"]["offered"], "days": terms.days if terms is not None else None}
    is_longer = terms is not None and terms.extensions > 0
    longer = {"extendable": "yes" if is_longer else None, "extension_days": terms.extension_days if terms is not None else None}
    return {
        **twin,
        "id": provider_id(file.id),
        "name": file.name,
        "services": list(invented.services),
        "recognise": {
            "domains": list(invented.domains),
            "mail_domains": list(invented.mail),
            "url_hosts": list(invented.domains),
            "url_patterns": [],
        },
        "legal_entity": {"rest_of_world": file.entities.get("elsewhere", name)},
        "legal_entity_names": {},
        "addressing_rule": {"basis": "single_entity", "text": ""},
        "country": file.country,
        "law_enforcement_contact": {
            "portal_url": invented.portal, "email": invented.email, "emergency_url": None, "post": None, "basis": "read_provider",
        },
        "preservation": {**kept, **longer},
        "identifiers": [],
        "not_sufficient": list(file.recognise.get("never_enough", ())),
        "request_form": [],
        "transparency": [],
        "warnings": ["Training: this provider is invented"],
        "sources": [told.source],
        "unverified_fields": [],
        "confidence": "read",
        "as_of": told.as_of,
        "source": told.source,
    }  # fmt: skip


def write_world(overlay: Path, library: Library) -> tuple[Path, ...]:
    """Write the invented providers into the overlay of a training register; the same files each time."""
    folder = overlay / "providers" / "catalog"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for id_, row in rows(library).items():
        path = folder / f"{id_}.yaml"
        text = "# Written by the training register at each start: comity.training.world.\n" + yaml.safe_dump(
            row, allow_unicode=True, sort_keys=False, width=120
        )
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
        written.append(path)
    return tuple(written)
