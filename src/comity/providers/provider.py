"""A service provider: whom to address, what it answers to whom, what it keeps (`providers/catalog/`)."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from comity.knowledge.row import Facts, Row

Verdict = Literal["yes", "no", "conditional", "unknown"]

AddressingBasis = Literal[
    "single_entity",
    "single_address",
    "named_entity",
    "entity",
    "user_location",
    "user_region",
    "user_residence",
    "user_registration",
    "customer_region",
    "requester_country",
    "account",
    "account_terms",
    "account_country",
    "contract_entity",
    "service_and_country",
    "registered_phone",
    "unknown",
]


class UrlPattern(Facts, frozen=True, kw_only=True):
    """A pattern of addresses that name something at the provider; `yields` names it."""

    regex: str
    example: str
    yields: str


class Recognition(Facts, frozen=True, kw_only=True):
    """By what a lead is seen to belong to the provider."""

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"url_patterns": ("regex",)}

    domains: tuple[str, ...]
    mail_domains: tuple[str, ...]
    url_hosts: tuple[str, ...]
    url_patterns: tuple[UrlPattern, ...]


class LegalEntity(Facts, frozen=True, kw_only=True):
    """The companies by region, as the sources word them."""

    rest_of_world: str | None
    us: str | None = None
    eu: str | None = None
    uk: str | None = None


class AddressingRule(Facts, frozen=True, kw_only=True):
    """What decides which company is addressed."""

    basis: AddressingBasis
    text: str


class LawEnforcementContact(Facts, frozen=True, kw_only=True):
    """Where requests go; `post` is one address or addresses by region."""

    portal_url: str | None
    email: str | None
    emergency_url: str | None
    post: str | dict[str, str] | None
    basis: Literal["read_provider", "read_third_party", "none_found"]
    note: str | None = None
    phone: str | None = None


class ChannelCells(Facts, frozen=True, kw_only=True):
    """For one category of data: what each kind of requester gets."""

    us_authority: Verdict
    mlat_or_cloud_act: Verdict
    direct_foreign: Verdict
    home_authority: Verdict | None = None
    note: str | None = None


class AcceptedChannels(Facts, frozen=True, kw_only=True):
    """Category of data by kind of requester."""

    subscriber: ChannelCells
    traffic: ChannelCells
    content: ChannelCells
    preservation: ChannelCells
    emergency: ChannelCells


class RequesterTerm(Facts, frozen=True, kw_only=True):
    """The term of preservation for one kind of requester."""

    days: int
    extension_days: int | None = None
    extensions: int | None = None
    discretionary: bool = False
    note: str | None = None


class TermsByRequester(Facts, frozen=True, kw_only=True):
    """Terms that depend on who asks."""

    us: RequesterTerm | None = None
    non_us: RequesterTerm | None = None


class Preservation(Facts, frozen=True, kw_only=True):
    """Keeping data on request.

    Attributes:
        days: initial term.
        extension_days: length of an extension.
        extensions: how many extensions are given.
        extension_lead_days: how many days before the end an extension has to be asked for.
        only_for: the kind of requester it is offered to; None for all.
    """

    offered: Verdict
    days: int | None
    extendable: Verdict | None
    extension_days: int | None
    by_requester: TermsByRequester | None = None
    note: str | None = None
    extensions: int | None = None
    extension_lead_days: int | None = None
    only_for: Literal["us_authority"] | None = None


class AssetFreeze(Facts, frozen=True, kw_only=True):
    """Freezing funds of an account or of a token contract."""

    offered: Verdict
    days: int | None = None
    level: Literal["token_contract"] | None = None
    note: str | None = None


class Retention(Facts, frozen=True, kw_only=True):
    """How long data are kept.

    Attributes:
        data: which data, in words.
        duration: ISO 8601; `0`: not kept; None: not stated.
        categories: categories of data that it is about.
        covers: whether the row speaks of the whole category or of a part of it.
    """

    data: str
    duration: str | None
    note: str | None = None
    categories: tuple[str, ...] = ()
    covers: Literal["all", "part"] = "part"


class IdentifierForm(Facts, frozen=True, kw_only=True):
    """A form of identifier; `sufficient` tells whether the provider can find an account by it."""

    kind: str
    regex: str
    example: str
    sufficient: bool
    note: str | None = None


class UserNotification(Facts, frozen=True, kw_only=True):
    """Whether the user is told of a request, and what delays it."""

    default: Verdict
    delay_requires: str | None
    note: str | None = None


class EmergencyPolicy(Facts, frozen=True, kw_only=True):
    """Disclosure in danger to life."""

    accepted: Verdict
    form: str | None
    standard: str | None
    note: str | None = None


class Production(Facts, frozen=True, kw_only=True):
    """What an answer looks like."""

    formats: tuple[str, ...]
    delivery: str | None
    integrity: str | None
    certificate: str | None
    note: str | None = None


class Transparency(Facts, frozen=True, kw_only=True):
    """Published figures of one country, period and kind of request."""

    country: str
    period: str
    kind: str
    requests: int | None
    accounts: int | None
    pct_some_data: float | None
    source: str
    note: str | None = None


class Provider(Row, frozen=True, kw_only=True):
    """A service provider.

    Attributes:
        country: ISO 3166-1 code of its seat; `XX` where it is not known.
        legal_entity: companies by region, as worded in the sources.
        legal_entity_names: the exact names in `legal_entity`, by region; more than one where the sources leave it open.
        local_companies: States in which the sources speak of a local company of the group: a domestic order may suffice there.
        channels_basis: whether the channel table was read, partly inferred or inferred.
        sources: pages that were read.
    """

    keys: ClassVar[dict[str, tuple[str, ...]]] = {
        "retention": ("data",),
        "identifiers": ("kind",),
        "transparency": ("country", "period", "kind"),
    }

    id: str
    name: str
    kind: str
    services: tuple[str, ...]
    recognise: Recognition
    legal_entity: LegalEntity
    addressing_rule: AddressingRule
    country: str
    law_enforcement_contact: LawEnforcementContact
    accepted_channels: AcceptedChannels
    channels_basis: Literal["read", "partly_inferred", "inferred"]
    preservation: Preservation
    retention: tuple[Retention, ...]
    identifiers: tuple[IdentifierForm, ...]
    not_sufficient: tuple[str, ...]
    request_form: tuple[str, ...]
    user_notification: UserNotification
    emergency_policy: EmergencyPolicy
    languages: tuple[str, ...]
    response_time: str | None
    reimbursement: str
    production: Production
    transparency: tuple[Transparency, ...]
    warnings: tuple[str, ...]
    sources: tuple[str, ...]
    asset_freeze: AssetFreeze | None = None
    legal_entity_names: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    local_companies: tuple[str, ...] = ()

    def _page(self) -> str | None:
        return self.sources[0] if self.sources else None
