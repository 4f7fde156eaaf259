"""The law as a book of dated facts: open it, with or without a ministry's overlay, and ask.

    law = Law.open()
    law.treaties["untoc"].party("KZ")
    law.bases("KZ", "US", date(2026, 11, 21))

Sections are read when they are first asked for; `files_used` tells which files took part so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from comity.knowledge.section import Folder, Register, Shelf, Used, overlay_root
from comity.law.authority import Authority, AuthorityFile, Network, Resource
from comity.law.instrument import FactGroup, Outcome, OutcomeFile, PracticeInstrument, RequestFact, SourceFile, SourcePage
from comity.law.offence import OffenceGroup
from comity.law.safeguard import Safeguard
from comity.law.state import State
from comity.law.time_limit import TimeLimit, TimeLimitFile
from comity.law.treaty import Treaty

ROOMS = frozenset({"law", "providers", "drafting", "text", "training"})
"""Rooms that may have a folder in an overlay."""

SECTIONS = frozenset(
    {
        "authorities",
        "facts",
        "instruments",
        "jurisdictions",
        "networks",
        "offences",
        "outcomes.yaml",
        "resources",
        "safeguards",
        "sources.yaml",
        "time_limits",
        "treaties",
    }
)
"""What an overlay may hold under `law/`."""


class Law:
    """All facts of law, by section."""

    def __init__(self, overlay: Path | None = None) -> None:
        self._overlay = overlay
        self._shelves: dict[str, Shelf] = {}

    @classmethod
    def open(cls, overlay: Path | None = None) -> Law:
        """Open the shipped law, with a ministry's overlay folder laid over it.

        Raises:
            InputError: there is no such folder.
            KnowledgeError: the folder holds something that nobody reads.
        """
        return cls(overlay_root(overlay, "law", SECTIONS, ROOMS))

    @cached_property
    def treaties(self) -> Mapping[str, Treaty]:
        """Treaties, agreements, regulations and statutes by id."""
        return Folder(self._shelf("treaties"), Treaty, lambda row: row.id)

    @cached_property
    def states(self) -> Mapping[str, State]:
        """States and territories by ISO 3166-1 alpha-2 code."""
        return Folder(self._shelf("jurisdictions"), State, lambda row: row.code, upper=True)

    @cached_property
    def authorities(self) -> Register[Authority, AuthorityFile]:
        """Authorities by id; `file("kz")` gives those of one State."""
        return Register(self._shelf("authorities"), AuthorityFile, lambda file: file.authorities, lambda row: row.id)

    @cached_property
    def networks(self) -> Mapping[str, Network]:
        """Networks of contact points by id."""
        return Folder(self._shelf("networks"), Network, lambda row: row.id)

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """Model forms and guides by id."""
        return Folder(self._shelf("resources"), Resource, lambda row: row.id)

    @cached_property
    def offences(self) -> Mapping[str, OffenceGroup]:
        """Groups of offences by id."""
        return Folder(self._shelf("offences"), OffenceGroup, lambda row: row.id)

    @cached_property
    def safeguards(self) -> Mapping[str, Safeguard]:
        """Tests of human rights by id."""
        return Folder(self._shelf("safeguards"), Safeguard, lambda row: row.id)

    @cached_property
    def instruments(self) -> Mapping[str, PracticeInstrument]:
        """Instruments of practice by id."""
        return Folder(self._shelf("instruments"), PracticeInstrument, lambda row: row.id)

    @cached_property
    def facts(self) -> Register[RequestFact, FactGroup]:
        """Request facts by id; `file("target")` gives those of one group."""
        return Register(self._shelf("facts"), FactGroup, lambda file: file.facts, lambda row: row.id)

    @cached_property
    def time_limits(self) -> Register[TimeLimit, TimeLimitFile]:
        """Time limits by id; `file("budapest")` gives those of one instrument."""
        return Register(self._shelf("time_limits"), TimeLimitFile, lambda file: file.time_limits, lambda row: row.id)

    @cached_property
    def outcomes(self) -> Register[Outcome, OutcomeFile]:
        """Outcome codes with their texts."""
        return Register(self._shelf("outcomes"), OutcomeFile, lambda file: file.outcomes, lambda row: row.code)

    @cached_property
    def sources(self) -> Register[SourcePage, SourceFile]:
        """Pages cited under a short id."""
        return Register(self._shelf("sources"), SourceFile, lambda file: file.sources, lambda row: row.id)

    def files_used(self) -> Used:
        """Return origin and SHA-256 of every file read so far."""
        return tuple(sorted(pair for shelf in self._shelves.values() for pair in shelf.files_used()))

    def _shelf(self, section: str) -> Shelf:
        root = Path(__file__).parent
        if section not in self._shelves:
            is_file = section in ("outcomes", "sources")
            self._shelves[section] = (
                Shelf(root, "law", self._overlay, only=frozenset({section}))
                if is_file
                else Shelf(root / section, f"law/{section}", self._overlay)
            )
        return self._shelves[section]
