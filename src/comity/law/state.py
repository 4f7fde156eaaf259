"""A State or territory: languages, dual criminality, powers and rules that bear on requests (`law/jurisdictions/`)."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from comity.knowledge.row import Facts, Row, Tracked

Disclosure = Literal[
    "allowed",
    "provider_policy",
    "allowed_by_provider_policy",
    "mla_expected",
    "not_expected",
    "barred",
    "barred_without_mla",
    "via_police",
    "unknown",
]

Power = Literal["available", "enacted", "for_foreign_requests", "partial", "bill", "none", "unknown"]


class StateNames(Facts, frozen=True, kw_only=True):
    """Names of a State; `own` by language tag."""

    en: str
    ru: str
    own: dict[str, str] = msgspec.field(default_factory=dict)


class Languages(Row, frozen=True, kw_only=True):
    """Languages by ISO 639 code; `by_reciprocity` are accepted from States that accept them too."""

    languages: tuple[str, ...]
    by_reciprocity: tuple[str, ...] = ()


class DeathPenalty(Row, frozen=True, kw_only=True):
    """Whether the law knows the death penalty."""

    status: Literal["abolished", "abolished_ordinary", "retains_moratorium", "retains", "unknown"]


class DualCriminalityStance(Row, frozen=True, kw_only=True):
    """For which measures the State asks that the conduct be an offence in both laws."""

    stance: Literal["unknown", "required", "required_police", "search_and_seizure", "reserved_for_preservation", "not_required"]
    min_penalty_years: int | None = None


class VoluntaryDisclosure(Row, frozen=True, kw_only=True):
    """What a provider established there may give a foreign authority directly."""

    noncontent: Disclosure
    content: Disclosure
    emergency: Disclosure


class ProceduralPowers(Row, frozen=True, kw_only=True):
    """Powers of the law of procedure that foreign requests need."""

    preservation: Power
    production: Power | None = None


class DataRetention(Row, frozen=True, kw_only=True):
    """The law on how long operators keep data: a duty (`mandatory`) or a ceiling (`permitted_maximum`)."""

    rule: Literal["mandatory", "permitted_maximum", "none", "unknown"]
    days: int | None
    max_years: int | None = None


class RequestRequirements(Row, frozen=True, kw_only=True):
    """What a request has to contain, and why it may be refused."""

    must_contain: tuple[str, ...]
    refusal_grounds: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


class DirectRequestAbroad(Row, frozen=True, kw_only=True):
    """The law that lets own authorities ask a foreign holder directly."""

    allowed: bool
    who: str
    conditions: tuple[str, ...] = ()


class WithoutTreaty(Row, frozen=True, kw_only=True):
    """Whether the State executes a request that no treaty binds it to: `never`, `exceptionally`, `on_reciprocity`, `yes`."""

    executes: Literal["never", "exceptionally", "on_reciprocity", "yes", "unknown"]


class State(Tracked, frozen=True, kw_only=True):
    """A State or territory. Treaty membership is computed from the treaties, never repeated here."""

    identity: ClassVar[tuple[str, ...]] = ("code",)

    code: str
    group: Literal["first_user", "counterpart"]
    names: StateNames
    names_provenance: Row
    official_languages: Languages
    mla_languages: Languages
    death_penalty: DeathPenalty
    dual_criminality: DualCriminalityStance
    voluntary_disclosure: VoluntaryDisclosure
    procedural_powers: ProceduralPowers
    data_retention: DataRetention
    request_requirements: RequestRequirements | None
    eu_member: bool
    links: tuple[str, ...] = ()
    direct_request_abroad: DirectRequestAbroad | None = None
    without_treaty: WithoutTreaty | None = None
