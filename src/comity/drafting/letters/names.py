"""Names that letters are held against: providers and their companies, States, and the marks by which leads are recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.law.book import Law
from comity.leads.marks import ProviderMarks, spoken_names
from comity.providers.catalog import Catalog

SHORTEST = 4
"""Letters of a name that says something by itself; shorter ones (`OKX`, `VK`) count where they stand alone on a line."""

COMPANY = re.compile(
    r"(?:[A-Z][\w&'’.-]*[ ]){0,6}(?:[A-Z][\w&'’.-]*),?[ ](?:LLC|L\.L\.C\.|Inc\.?|Incorporated|Ltd\.?|Limited|LIMITED|LTD"
    r"|Corp\.?|Corporation|GmbH|B\.V\.|N\.V\.|S\.A\.(?: de C\.V\.)?|S\.à ?r\.l\.|S\.a ?r\.l\.|SARL|SAS|AG|AB|FZ-LLC|FZ LLC"
    r"|PLC|plc|UC|Unlimited Company|Pte\.? Ltd\.?|Pte\.? Limited|Co\.,? Ltd\.?)(?!\w)"
    r"|(?:ООО|ОсОО|ТОО|АО|ЗАО|ОАО|ПАО)\s+[«\"][^»\"\n]{2,60}[»\"]"
)
"""A company by the form of its name, in the forms that the providers of the catalogue and the region's law use."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names, ready to be looked for.

    Attributes:
        providers: (name in lower case, id of the provider).
        states: (ISO code, pattern of its names).
        marks: by what providers are recognised in text.
    """

    providers: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, re.Pattern[str]], ...]
    marks: tuple[ProviderMarks, ...]

    @classmethod
    def of(cls, law: Law, catalog: Catalog) -> Names:
        """Gather the names of the law and the catalogue."""
        return cls(_provider_names(catalog), _state_names(law), _marks(catalog))


def _provider_names(catalog: Catalog) -> tuple[tuple[str, str], ...]:
    names: set[tuple[str, str]] = set()
    for row in catalog.values():
        names |= {(part.strip().lower(), row.id) for part in re.split(r"[()/,]| and ", row.name) if len(part.strip()) > 1}
        entity = row.legal_entity
        for words in (entity.rest_of_world, entity.us, entity.eu, entity.uk):
            names |= {(found.group().lower(), row.id) for found in COMPANY.finditer(words or "")}
    names |= {(stem, provider) for stem, provider in spoken_names() if provider in catalog and len(stem) > 1}
    return tuple(sorted(names))


def _state_names(law: Law) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = []
    for state in law.states.values():
        names = [re.escape(state.names.en)]
        plain = state.names.ru.split(" (")[0]
        if len(plain) > SHORTEST and " " not in plain and "-" not in plain:
            names.append(re.escape(plain[:-1]) + r"\w{0,3}")  # the case endings of Russian
        rows.append((state.code, re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")))
    return tuple(rows)


def _marks(catalog: Catalog) -> tuple[ProviderMarks, ...]:
    return tuple(
        ProviderMarks.from_data(
            {
                "id": row.id,
                "name": catalog[row.id].name,
                "mail_domains": row.mail_domains,
                "domains": row.domains,
                "url_hosts": row.url_hosts,
                "url_patterns": [{"regex": regex, "yields": yields} for regex, yields in row.url_patterns],
                "identifiers": [{"kind": kind, "regex": regex} for kind, regex in row.identifiers],
            }
        )
        for row in catalog.marks_data()
    )
