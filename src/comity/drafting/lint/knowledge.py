"""What rules may ask the law and the provider catalogue: instruments, States, offences, and the provider a request is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from comity.drafting.lint.companies import normal_name
from comity.law.book import Law
from comity.law.instrument import PracticeInstrument
from comity.law.offence import NationalOffence
from comity.law.state import State
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target
from comity.providers.catalog import Catalog
from comity.providers.provider import Provider

_NONE: frozenset[str] = frozenset()


class LintKnowledge:
    """The law and the providers, with the questions that rules ask of them; each file is read when it is first asked for.

    Args:
        law: the law book.
        catalog: the provider catalogue.
    """

    def __init__(self, law: Law, catalog: Catalog) -> None:
        self.law = law
        self.catalog = catalog
        self._musts: dict[str | None, frozenset[str]] = {None: _NONE}
        self._families: dict[str | None, str | None] = {None: None}

    @classmethod
    def open(cls, overlay: Path | None = None) -> LintKnowledge:
        """Open the shipped knowledge, with a ministry's overlay laid over."""
        return cls(Law.open(overlay), Catalog.open(overlay))

    def instrument(self, instrument: str | None) -> PracticeInstrument | None:
        """Return an instrument of practice; None when there is none of that id."""
        return self.law.instruments.get(instrument) if instrument else None

    def family(self, instrument: str | None) -> str | None:
        """Return the family of an instrument."""
        if instrument not in self._families:
            row = self.instrument(instrument)
            self._families[instrument] = row.family if row else None
        return self._families[instrument]

    def musts(self, instrument: str | None) -> frozenset[str]:
        """Return the facts without which the instrument is refused or returned."""
        if instrument not in self._musts:
            row = self.instrument(instrument)
            self._musts[instrument] = frozenset(fact.field for fact in row.required_facts if fact.need == "must") if row else _NONE
        return self._musts[instrument]

    def state(self, code: str | None) -> State | None:
        """Return a State by its ISO code; None when it is not in the knowledge."""
        return self.law.states.get(code.strip().upper()) if code else None

    def is_eu(self, code: str | None) -> bool:
        """Tell whether a State is a member of the European Union."""
        state = self.state(code)
        return state is not None and state.eu_member

    def offences_of(self, code: str, provision: str) -> tuple[str, ...]:
        """Return the offence groups that a cited provision of a State belongs to.

        Args:
            code: ISO code of the State whose law is cited.
            provision: the provision as the draft cites it.
        """
        cited = _articles(provision)
        return tuple(
            group.id
            for group in self.law.offences.values()
            if any(row.code == code and _articles(row.article or "") & cited for row in group.national)
        )

    def national(self, offence: str, code: str) -> tuple[NationalOffence, ...]:
        """Return the rows of a State under an offence group."""
        return tuple(row for row in self.law.offences[offence].national if row.code == code)

    def provider(self, request: EvidenceRequest, target: Target | None = None) -> Provider | None:
        """Return the provider whose data is asked for; None when it is not in the catalogue.

        Args:
            request: the request.
            target: the target in question; its service tells best. None asks about the whole request: there the addressee counts
                first, and a company that several services share is told apart by the services of the targets.
        """
        if target is not None and target.service and (found := self.provider_named(target.service)) is not None:
            return found
        addressee, entity = request.addressee.name, request.addressee.legal_entity
        named = self._names.get(normal_name(addressee)) if addressee else None
        if named is not None:
            return self.catalog[named]
        services = [found for one in request.targets if one.service and (found := self.provider_named(one.service)) is not None]
        shared = next((ids for name in (entity, addressee) if name and (ids := self._companies.get(normal_name(name)))), ())
        fitting = next((one for one in services if one.id in shared), None)
        if fitting is not None or shared:
            return fitting or self.catalog[shared[0]]
        return services[0] if services else None

    def provider_named(self, name: str) -> Provider | None:
        """Return the provider of that id, name, service or company."""
        key = normal_name(name)
        company = self._companies.get(key)
        slug = self._names.get(key) or (company[0] if company else None)
        return self.catalog[slug] if slug else None

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Ids, names, services and domains, in normal form, each with its provider."""
        names: dict[str, str] = {}
        for row in self.catalog.values():
            for name in (row.id, row.name, *re.split(r"[()/,]| and ", row.name), *row.services, *row.recognise.domains):
                if normal_name(name) and normal_name(name) not in self._companies:
                    names.setdefault(normal_name(name), row.id)
        return names

    @cached_property
    def _companies(self) -> Mapping[str, tuple[str, ...]]:
        """Companies in normal form, each with the providers that are addressed through it."""
        companies: dict[str, tuple[str, ...]] = {}
        for row in self.catalog.values():
            for name in dict.fromkeys(normal_name(name) for names in row.legal_entity_names.values() for name in names):
                if row.id not in companies.get(name, ()):
                    companies[name] = (*companies.get(name, ()), row.id)
        return companies

    @cached_property
    def mail_domains(self) -> frozenset[str]:
        """Domains of public mailboxes, of all providers."""
        return frozenset(domain.casefold() for row in self.catalog.values() for domain in row.recognise.mail_domains)

    def outcome(self, code: str, language: str) -> str:
        """Return an outcome code in words; the code itself where it has none."""
        row = self.law.outcomes.get(code)
        return code if row is None else row.text.told(language)

    def files_used(self) -> tuple[tuple[str, str], ...]:
        """Return origin and SHA-256 of every file that was read."""
        return (*self.law.files_used(), *self.catalog.files_used())


def _articles(text: str) -> frozenset[str]:
    """Return the article numbers in a citation, parts and paragraphs in brackets aside; one digit alone is no article of a code."""
    return frozenset(re.findall(r"\d{2,4}(?:-\d+)?", re.sub(r"\([^)]*\)", " ", text)))
