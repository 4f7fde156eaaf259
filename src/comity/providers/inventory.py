"""The catalogue as a section of facts: each field of a provider with its own shelf life."""

from __future__ import annotations

from comity.knowledge.inventory import Kind
from comity.knowledge.row import Facts, Row
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.providers.catalog import Catalog
from comity.providers.provider import Provider

FIELDS: dict[str, FactKind] = {
    "legal_entity": FactKind.LEGAL_ENTITY,
    "addressing_rule": FactKind.PROCESS,
    "country": FactKind.LEGAL_ENTITY,
    "law_enforcement_contact": FactKind.PORTAL,
    "accepted_channels": FactKind.PROCESS,
    "preservation": FactKind.PROCESS,
    "asset_freeze": FactKind.PROCESS,
    "retention": FactKind.RETENTION,
    "recognise": FactKind.IDENTIFIERS,
    "identifiers": FactKind.IDENTIFIERS,
    "not_sufficient": FactKind.IDENTIFIERS,
    "request_form": FactKind.PROCESS,
    "user_notification": FactKind.PROCESS,
    "emergency_policy": FactKind.PROCESS,
    "languages": FactKind.PROCESS,
    "response_time": FactKind.PROCESS,
    "reimbursement": FactKind.PROCESS,
    "production": FactKind.PROCESS,
    "transparency": FactKind.HISTORY,
}
"""Fields of a provider by how fast they age."""


def kinds(catalog: Catalog) -> tuple[Kind, ...]:
    """List the sections of the catalogue."""
    return (Kind("provider", catalog, catalog.shelf, _life, Provider, tuple(FIELDS)),)


def _life(entry: Facts, path: str, row: Row) -> int | None:
    del entry, row
    kind = FIELDS.get(path.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0])
    return None if kind is None else shelf_life(kind)
