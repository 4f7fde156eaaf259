"""The law as a book of dated facts: open it, with or without a ministry's overlay, and ask.

    law = Law.open()
    law.treaties["untoc"].party("KZ")
    law.bases("KZ", "US", date(2026, 11, 21))

Sections are read when they are first asked for; `files_used` tells which files took part so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from comity.knowledge.answer import Answer, Ternary
from comity.knowledge.section import Folder, Register, Shelf, Used, overlay_root
from comity.law.approval_path import ApprovalFile, ApprovalRow
from comity.law.authority import Authority, AuthorityFile, Network, Resource, Role
from comity.law.competence import Competent, competent
from comity.law.deadlines import Deadline, deadline
from comity.law.dual_criminality import DualCriminality, Inquiry, Measure, weigh
from comity.law.instrument import FactGroup, Outcome, OutcomeFile, PracticeInstrument, RequestFact, SourceFile, SourcePage
from comity.law.legal_basis import Classified, ClassifiedFile, LegalBasis, Use, basis, in_force_between
from comity.law.offence import OffenceGroup
from comity.law.party_status import Position, position
from comity.law.penalty import Threshold, ThresholdFile
from comity.law.safeguard import Safeguard
from comity.law.state import State
from comity.law.time_limit import TimeLimit, TimeLimitFile
from comity.law.treaty import Treaty

ROOMS = frozenset({"law", "providers", "drafting", "text", "training", "money"})
"""Rooms that may have a folder in an overlay."""

SECTIONS = frozenset(
    {
        "approval_paths.yaml",
        "authorities",
        "facts",
        "instruments",
        "legal_bases.yaml",
        "penalty_thresholds.yaml",
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

    def __init__(self, overlay: Path | None = None, root: Path | None = None) -> None:
        self._overlay = overlay
        self._root = Path(__file__).parent if root is None else root / "law"
        self._shelves: dict[str, Shelf] = {}

    @classmethod
    def open(cls, overlay: Path | None = None, *, root: Path | None = None) -> Law:
        """Open the shipped law, with a ministry's overlay folder laid over it.

        Args:
            overlay: folder of the overlay; None without one.
            root: another knowledge folder to read instead of the shipped one (it holds `law/` and `providers/`).

        Raises:
            InputError: there is no such folder.
            KnowledgeError: the folder holds something that nobody reads.
        """
        return cls(overlay_root(overlay, "law", SECTIONS, ROOMS), root)

    @cached_property
    def treaties(self) -> Mapping[str, Treaty]:
        """Treaties, agreements, regulations and statutes by id."""
        return Folder(self.shelf("treaties"), Treaty, lambda row: row.id)

    @cached_property
    def states(self) -> Mapping[str, State]:
        """States and territories by ISO 3166-1 alpha-2 code."""
        return Folder(self.shelf("jurisdictions"), State, lambda row: row.code, upper=True)

    @cached_property
    def authorities(self) -> Register[Authority, AuthorityFile]:
        """Authorities by id; `file("kz")` gives those of one State."""
        return Register(self.shelf("authorities"), AuthorityFile, lambda file: file.authorities, lambda row: row.id)

    @cached_property
    def networks(self) -> Mapping[str, Network]:
        """Networks of contact points by id."""
        return Folder(self.shelf("networks"), Network, lambda row: row.id)

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """Model forms and guides by id."""
        return Folder(self.shelf("resources"), Resource, lambda row: row.id)

    @cached_property
    def offences(self) -> Mapping[str, OffenceGroup]:
        """Groups of offences by id."""
        return Folder(self.shelf("offences"), OffenceGroup, lambda row: row.id)

    @cached_property
    def safeguards(self) -> Mapping[str, Safeguard]:
        """Tests of human rights by id."""
        return Folder(self.shelf("safeguards"), Safeguard, lambda row: row.id)

    @cached_property
    def instruments(self) -> Mapping[str, PracticeInstrument]:
        """Instruments of practice by id."""
        return Folder(self.shelf("instruments"), PracticeInstrument, lambda row: row.id)

    @cached_property
    def facts(self) -> Register[RequestFact, FactGroup]:
        """Request facts by id; `file("target")` gives those of one group."""
        return Register(self.shelf("facts"), FactGroup, lambda file: file.facts, lambda row: row.id)

    @cached_property
    def time_limits(self) -> Register[TimeLimit, TimeLimitFile]:
        """Time limits by id; `file("budapest")` gives those of one instrument."""
        return Register(self.shelf("time_limits"), TimeLimitFile, lambda file: file.time_limits, lambda row: row.id)

    @cached_property
    def outcomes(self) -> Register[Outcome, OutcomeFile]:
        """Outcome codes with their texts."""
        return Register(self.shelf("outcomes"), OutcomeFile, lambda file: file.outcomes, lambda row: row.code)

    @cached_property
    def sources(self) -> Register[SourcePage, SourceFile]:
        """Pages cited under a short id."""
        return Register(self.shelf("sources"), SourceFile, lambda file: file.sources, lambda row: row.id)

    @cached_property
    def classified(self) -> Register[Classified, ClassifiedFile]:
        """What each instrument can be used for, the most special first."""
        return Register(self.shelf("legal_bases"), ClassifiedFile, lambda file: file.legal_bases, lambda row: row.treaty)

    def position(self, treaty: str, state: str, on: date) -> Answer[Position]:
        """Tell where a State stands towards a treaty on a day.

        Raises:
            KeyError: no such treaty.
        """
        return position(self.treaties[treaty], state, on, hub=self._rule(treaty).hub)

    def in_force_between(self, treaty: str, first: str, second: str, on: date) -> Answer[Ternary]:
        """Tell whether a treaty binds two States towards each other on a day.

        Raises:
            KeyError: no such treaty.
        """
        return in_force_between(self.treaties[treaty], self._rule(treaty), first, second, on)

    def bases(self, requesting: str, requested: str, on: date, use: Use | None = None) -> tuple[LegalBasis, ...]:
        """List the instruments between two States on a day, the most special first.

        Args:
            requesting: ISO 3166-1 alpha-2 code of the State that asks.
            requested: of the State that is asked.
            on: the day asked.
            use: only those that can carry this; None for all that can carry anything.

        Returns:
            Instruments in force, and those whose entry into force has to be checked (`in_force` is `unknown`).
        """
        rules = [rule for rule in self.classified.values() if rule.serves and (use is None or use in rule.serves)]
        found = [basis(self.treaties[rule.treaty], rule, requesting, requested, on) for rule in rules]
        present = {one.treaty for one in found if one is not None}
        later = {rule.replaces: rule.treaty for rule in rules if rule.replaces and rule.treaty in present}
        return tuple(replace(one, superseded_by=later.get(one.treaty)) for one in found if one is not None)

    @cached_property
    def approval_rows(self) -> Register[ApprovalRow, ApprovalFile]:
        """Steps of approval by id; see `comity.law.approval_path`."""
        return Register(self.shelf("approval_paths"), ApprovalFile, lambda file: file.approval_paths, lambda row: row.id)

    @cached_property
    def thresholds(self) -> Register[Threshold, ThresholdFile]:
        """Thresholds of penalty that measures ask for."""
        return Register(self.shelf("penalty_thresholds"), ThresholdFile, lambda file: file.penalty_thresholds, lambda row: row.id)

    def dual_criminality(
        self,
        requesting: str,
        requested: str,
        offence: str,
        measure: Measure,
        on: date,
        *,
        treaty: str | None = None,
        article: str | None = None,
        form: str | None = None,
        max_years: float | None = None,
    ) -> Answer[DualCriminality]:
        """Weigh dual criminality between two States for an offence group; see `comity.law.dual_criminality.Inquiry` for the arguments.

        Raises:
            KeyError: no such offence group or treaty.
        """
        asked = Inquiry(
            requesting,
            requested,
            self.offences[offence],
            measure,
            on,
            treaty=None if treaty is None else self.treaties[treaty],
            article=article,
            form=form,
            max_years=max_years,
        )
        declared = tuple(self.treaties[name] for name in ("budapest", "ecma_1959"))
        return weigh(asked, self.states.get(requested), self.thresholds.values(), declared)

    def competent(self, state: str, role: Role, on: date) -> tuple[Answer[Competent], ...]:
        """List the authorities of a State in a role, the surest first; none where the knowledge has none."""
        return competent(self.authorities.file(state.lower()), role, on)

    def deadline(self, limit: str, start: date | datetime | None, on: date) -> Answer[Deadline]:
        """Compute when a time limit ends that starts at a day or moment.

        Raises:
            KeyError: no such time limit.
        """
        return deadline(self.time_limits[limit], start, on)

    def limits(self, treaty: str, topic: str | None = None) -> tuple[TimeLimit, ...]:
        """List the time limits of an instrument, on one topic or on all."""
        return tuple(row for row in self.time_limits.file(treaty) if topic in (None, row.topic))

    def _rule(self, treaty: str) -> Classified:
        return self.classified.get(treaty) or Classified(treaty=treaty, serves=())

    def files_used(self) -> Used:
        """Return origin and SHA-256 of every file read so far."""
        return tuple(sorted(pair for shelf in self._shelves.values() for pair in shelf.files_used()))

    def shelf(self, section: str) -> Shelf:
        """Return where the files of a section lie (`treaties`, `jurisdictions`, `outcomes` …)."""
        root = self._root
        if section not in self._shelves:
            is_file = f"{section}.yaml" in SECTIONS
            self._shelves[section] = (
                Shelf(root, "law", self._overlay, only=frozenset({section}))
                if is_file
                else Shelf(root / section, f"law/{section}", self._overlay)
            )
        return self._shelves[section]
