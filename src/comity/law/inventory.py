"""The law as sections of facts, with the shelf life of each row."""

from __future__ import annotations

from collections.abc import Callable

from comity.knowledge.inventory import Kind
from comity.knowledge.row import Facts, Row
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.law.authority import Authority, AuthorityFile, Network, Resource
from comity.law.book import Law
from comity.law.instrument import FactGroup, OutcomeFile, PracticeInstrument, SourceFile
from comity.law.offence import NationalOffence, OffenceGroup
from comity.law.safeguard import Safeguard
from comity.law.state import State
from comity.law.time_limit import TimeLimit, TimeLimitFile
from comity.law.treaty import Annex, Article, Count, Treaty

_BLOCKS = {
    "names_provenance": FactKind.NAME,
    "official_languages": FactKind.NAME,
    "mla_languages": FactKind.PROCESS,
    "death_penalty": FactKind.DEATH_PENALTY,
    "voluntary_disclosure": FactKind.PROCESS,
    "data_retention": FactKind.RETENTION,
}


def kinds(law: Law) -> tuple[Kind, ...]:
    """List the sections of the law."""
    return (
        Kind("treaty", law.treaties, law.shelf("treaties"), _treaty, Treaty),
        Kind("state", law.states, law.shelf("jurisdictions"), _state, State),
        Kind("authority", law.authorities, law.shelf("authorities"), _authority, AuthorityFile),
        Kind("network", law.networks, law.shelf("networks"), _plain(FactKind.AUTHORITY), Network),
        Kind("resource", law.resources, law.shelf("resources"), _plain(FactKind.PROCESS), Resource),
        Kind("offence", law.offences, law.shelf("offences"), _offence, OffenceGroup),
        Kind("safeguard", law.safeguards, law.shelf("safeguards"), _plain(FactKind.TREATY_TEXT), Safeguard),
        Kind("instrument", law.instruments, law.shelf("instruments"), _plain(FactKind.PROCESS), PracticeInstrument),
        Kind("fact", law.facts, law.shelf("facts"), _plain(FactKind.NAME), FactGroup),
        Kind("time_limit", law.time_limits, law.shelf("time_limits"), _time_limit, TimeLimitFile),
        Kind("outcome", law.outcomes, law.shelf("outcomes"), _plain(FactKind.NAME), OutcomeFile),
        Kind("source", law.sources, law.shelf("sources"), _plain(FactKind.NAME), SourceFile),
    )


def _treaty(entry: Facts, path: str, row: Row) -> int | None:
    if not isinstance(entry, Treaty):
        return None
    if isinstance(row, Count):
        return shelf_life(FactKind.HISTORY)
    if isinstance(row, Article | Annex):
        return shelf_life(FactKind.DOMESTIC_INSTRUMENT if entry.kind in ("domestic", "eu") else FactKind.TREATY_TEXT)
    del path
    return entry.review_after_days


def _state(entry: Facts, path: str, row: Row) -> int | None:
    del row
    code = entry.code if isinstance(entry, State) else None
    return shelf_life(_BLOCKS.get(path, FactKind.PROCEDURAL_LAW), code)


def _authority(entry: Facts, path: str, row: Row) -> int | None:
    del entry, path
    has_contact = isinstance(row, Authority) and not row.contact.is_empty
    return shelf_life(FactKind.CONTACT if has_contact else FactKind.AUTHORITY)


def _offence(entry: Facts, path: str, row: Row) -> int | None:
    del entry, path
    return shelf_life(FactKind.CRIMINAL_LAW, row.code) if isinstance(row, NationalOffence) else shelf_life(FactKind.TREATY_TEXT)


def _time_limit(entry: Facts, path: str, row: Row) -> int | None:
    del path, row
    is_statute = isinstance(entry, TimeLimit) and entry.is_statutory
    return shelf_life(FactKind.DOMESTIC_INSTRUMENT if is_statute else FactKind.TREATY_TEXT)


def _plain(kind: FactKind) -> Callable[[Facts, str, Row], int | None]:
    def life(entry: Facts, path: str, row: Row) -> int | None:
        del entry, path, row
        return shelf_life(kind)

    return life
