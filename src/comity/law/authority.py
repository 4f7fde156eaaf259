"""Whom to address: authorities of each State, networks of contact points, and resources that help (`law/authorities/` and beside it)."""

from __future__ import annotations

from typing import ClassVar, Literal

from comity.knowledge.row import Facts, Row

Role = Literal[
    "central_authority_mla",
    "contact_24_7",
    "ncb_interpol",
    "extradition",
    "cloud_act_authority",
    "mla_receiving",
    "mla_execution",
    "judicial_authorities_1959",
    "prosecution_international",
    "cybercrime_policy",
    "network_host",
    "vasp_regulator",
    "cert",
    "cyber_unit",
    "telecom_technical_body",
]


class AuthorityNames(Facts, frozen=True, kw_only=True):
    """Name of an authority in English, Russian and the languages of its State."""

    en: str
    ru: str | None = None
    kk: str | None = None
    ky: str | None = None
    uz: str | None = None
    tg: str | None = None
    tk: str | None = None
    az: str | None = None
    hy: str | None = None
    ka: str | None = None
    fa: str | None = None
    ps: str | None = None
    ur: str | None = None
    de: str | None = None
    fr: str | None = None
    nl: str | None = None


class Contact(Facts, frozen=True, kw_only=True):
    """An address; filled only where an official source that was read published it."""

    address: str | None
    phone: str | None
    email: str | None
    website: str | None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is known but, at most, a web page."""
        return not (self.address or self.phone or self.email)


class Authority(Row, frozen=True, kw_only=True):
    """An authority in one role.

    Attributes:
        id: stable key.
        jurisdiction: ISO 3166-1 alpha-2 code.
        role: what it is addressed for.
        instrument: treaty or law under which it acts, as the source says.
        contact_published_by_official_source: whether the contact comes from an official page.
        must_confirm_before_use: whether the contact has to be confirmed, with a date, before a request is sent.
        stale: whether the source is old or the body is known to have changed.
        scope: part of the State or of the field it is for.
    """

    id: str
    jurisdiction: str
    role: Role
    name: AuthorityNames
    instrument: str | None
    contact: Contact
    contact_published_by_official_source: bool
    must_confirm_before_use: bool
    stale: bool = False
    scope: str | None = None


class AuthorityFile(Facts, frozen=True, kw_only=True):
    """The authorities of one State."""

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"authorities": ("id",)}
    identity: ClassVar[tuple[str, ...]] = ("jurisdiction",)

    jurisdiction: str
    authorities: tuple[Authority, ...]


class Network(Row, frozen=True, kw_only=True):
    """A network of contact points."""

    id: str
    name: str
    kind: str
    members: tuple[str, ...]
    use: str
    launched: str | None = None
    host: str | None = None


class Resource(Row, frozen=True, kw_only=True):
    """Model forms and guides that a requester may use."""

    id: str
    name: str
    what: str
