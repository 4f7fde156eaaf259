"""Groups of offences across treaties and criminal codes, for the test of dual criminality (`law/offences/`)."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from comity.knowledge.row import Facts, Row, Tracked
from comity.law.words import Named


class OffenceArticle(Row, frozen=True, kw_only=True):
    """The article of a treaty that names the offence."""

    instrument: str
    article: str


class Penalty(Facts, frozen=True, kw_only=True):
    """Imprisonment in years as the statute that was read gives it, by form of the offence.

    Attributes:
        max_years: maximum of the basic form; 0 where it carries no imprisonment; None when not read.
        aggravated_max_years: maximum of the aggravated form.
        minimum_years: minimum of the basic form.
        minimum_aggravated_years: minimum of the aggravated form.
        aggravated_by: what aggravates.
        by_damage_AZN: range of years by damage in manats.
    """

    max_years: float | None = None
    aggravated_max_years: float | None = None
    minimum_years: float | None = None
    minimum_aggravated_years: float | None = None
    aggravated_by: tuple[str, ...] = ()
    part_2: str | None = None
    part_2_max_years: float | None = None
    part_3: str | None = None
    important_infrastructure_years: str | None = None
    critical_information_system_years: str | None = None
    internet_years: str | None = None
    internet_max_years: float | None = None
    large_years: str | None = None
    possession_years: str | None = None
    distribution_years: str | None = None
    production_years: str | None = None
    incitement_years: str | None = None
    support_max_years: float | None = None
    by_damage_AZN: dict[str, str] = msgspec.field(default_factory=dict)  # noqa: N815 - the currency keeps its code
    life_possible: bool = False
    note: str | None = None


class NationalOffence(Row, frozen=True, kw_only=True):
    """The offence in the law of one State.

    Attributes:
        code: ISO 3166-1 alpha-2 code.
        law: the code or act.
        article: article as cited; None when not read.
        title: heading by language.
        what: the conduct, in own words.
        coverage: how far the national offence covers the group.
        qualifier: the extra element that this law asks for.
        warning: a trap for requesters.
    """

    code: str
    law: str
    article: str | None
    what: str
    coverage: Literal["full", "partial", "qualified", "broader", "none", "unclear", "unknown"]
    title: dict[str, str] = msgspec.field(default_factory=dict)
    qualifier: str | None = None
    penalty: Penalty | None = None
    warning: str | None = None
    elements: tuple[str, ...] = ()


class OffenceGroup(Tracked, frozen=True, kw_only=True):
    """A group of offences that many laws know under different names.

    Attributes:
        elements: elements of conduct that both laws should contain in substance.
        optional_elements: elements that a State may add by declaration.
    """

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"instruments": ("instrument", "article"), "national": ("code", "article")}

    id: str
    title: Named
    description: str
    elements: tuple[str, ...]
    optional_elements: tuple[str, ...]
    instruments: tuple[OffenceArticle, ...]
    national: tuple[NationalOffence, ...]
    usually_with: tuple[str, ...] = ()
    note: str | None = None
