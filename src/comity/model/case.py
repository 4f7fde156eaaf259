"""A case as an investigator states it: the input of the route and the source of the draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from comity.model.category import DataCategory, Purpose, UrgencyLevel
from comity.model.identifier import Identifier
from comity.model.time import Period


@dataclass(frozen=True, slots=True)
class Offence:
    """An offence under investigation.

    Attributes:
        id: offence group of the knowledge base; None when only a national article is known.
        national_article: the article and code as the requester cites it.
        text: wording of the provision.
        max_penalty_years: maximum imprisonment in years; 0 where the form carries none; None when unknown.
    """

    id: str | None = None
    national_article: str | None = None
    text: str | None = None
    max_penalty_years: float | None = None


@dataclass(frozen=True, slots=True)
class Urgency:
    """How urgent, and why.

    Attributes:
        level: routine, urgent or emergency.
        threat_to_life: whether life or limb is in danger; None when not said.
        reason: why.
    """

    level: UrgencyLevel = UrgencyLevel.ROUTINE
    threat_to_life: bool | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Secrecy:
    """Whether the user must not be told, and why."""

    asked: bool = False
    reason: str | None = None
    order: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RequestingAuthority:
    """Who asks.

    Attributes:
        name: the authority.
        type: police, prosecutor, investigating_judge, judge, court, central_authority, contact_24_7 or fiu.
        contact_name: person in charge.
        contact_email: mailbox.
        contact_phone: telephone with country code.
        office_hours: office hours.
        time_zone: IANA zone of the office.
        badge_id: badge or service number.
        supervisor_contact: supervisor's name and call-back number.
        signatory_name: who signs.
        signatory_title: in which office.
        address: postal address.
        portal_accounts: ids of the provider portals at which the office has an account.
    """

    name: str
    type: str
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    office_hours: str | None = None
    time_zone: str | None = None
    badge_id: str | None = None
    supervisor_contact: str | None = None
    signatory_name: str | None = None
    signatory_title: str | None = None
    address: str | None = None
    portal_accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseLead:
    """A lead of the case: the identifier, and what the requester adds.

    Attributes:
        identifier: the identifier with its verdict.
        provider: id in the provider catalogue; None when unknown.
        user_location: ISO code of the State where the user is believed to be; None when unknown.
        holder_state: ISO code of the State where the holder is, for leads without a catalogued provider.
        offence_link: how the identifier is tied to the offence.
        captured_at: when it was seen, as written.
        note: anything else.
        numeric_id: the stable number of the account, where it is known beside its name.
        asset: symbol of the asset that a wallet holds, such as USDT.
    """

    identifier: Identifier
    provider: str | None = None
    user_location: str | None = None
    holder_state: str | None = None
    offence_link: str | None = None
    captured_at: str | None = None
    note: str | None = None
    numeric_id: str | None = None
    asset: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a lead: a category and a period."""

    lead: int
    category: DataCategory
    period: Period = field(default_factory=lambda: Period(None, None))


@dataclass(frozen=True, slots=True)
class Loss:
    """A victim's loss.

    Attributes:
        victim: the victim, as the file names them.
        amount: amount as text, exact.
        currency: ISO 4217 code or the token's symbol.
        on: the day.
    """

    victim: str
    amount: str
    currency: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case file.

    Attributes:
        requesting_state: ISO 3166-1 alpha-2 code.
        on: the day the case file speaks of; the law is asked as of it.
        case_number: the requester's number.
        offences: offences under investigation.
        facts: the facts, as told.
        urgency: how urgent.
        secrecy: whether the user must not be told.
        purpose: evidence or intelligence.
        leads: the leads.
        wanted: what is wanted of each lead.
        authority: who asks.
        language: BCP 47 tag of the case file.
        offence_from: first day of the conduct.
        offence_to: last day of the conduct.
        offence_place: where.
        losses: what was lost.
        suspects: persons under investigation, as named in the file.
        preservations: preservations already in place: (provider id, reference, requested on, expires on).
    """

    requesting_state: str
    on: date
    case_number: str
    offences: tuple[Offence, ...]
    facts: str
    authority: RequestingAuthority
    urgency: Urgency = Urgency()
    secrecy: Secrecy = Secrecy()
    purpose: Purpose = Purpose.EVIDENCE
    leads: tuple[CaseLead, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    language: str = "en"
    offence_from: date | None = None
    offence_to: date | None = None
    offence_place: str | None = None
    losses: tuple[Loss, ...] = ()
    suspects: tuple[str, ...] = ()
    preservations: tuple[tuple[str, str | None, date | None, date | None], ...] = ()
