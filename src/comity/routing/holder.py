"""Who holds the data of a lead, and under whose law: the provider's addressing rule, or what the identifier itself tells."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import phonenumbers

from comity.knowledge.answer import Ground, Weakness, ground
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.model.case import Case, CaseLead
from comity.model.identifier import WALLET_KINDS, IdentifierKind
from comity.providers.addressee import Addressee, Asked, addressee
from comity.providers.provider import Provider
from comity.text.messages import Messages

_SEATS = {  # places that the sources name beside a European company
    "Ireland": "IE",
    "Dublin": "IE",
    "Luxembourg": "LU",
    "Malta": "MT",
    "France": "FR",
    "Netherlands": "NL",
    "B.V.": "NL",
    "Germany": "DE",
    "GmbH": "DE",
    "Belgium": "BE",
    "Lithuania": "LT",
    "Cyprus": "CY",
}
_ADDRESSES = {IdentifierKind.IPV4, IdentifierKind.IPV6, IdentifierKind.CIDR, IdentifierKind.ASN}


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds the data of a lead.

    Attributes:
        name: in words fit for a letter.
        id: id in the provider catalogue; None when it is not there.
        state: ISO code of the State whose law governs the answer; None when it is not known.
        entity: the exact company by the provider's rule; None where unknown.
        found: the answer of the addressing rule; None where there is no provider.
        facts: what the entity rests on.
        seat: what the State rests on.
        rule: the addressing rule in the provider's words.
    """

    name: str
    id: str | None = None
    state: str | None = None
    entity: str | None = None
    found: Addressee | None = None
    facts: tuple[Ground, ...] = field(default=())
    seat: tuple[Ground, ...] = field(default=())
    rule: str = ""


def holder_of(case: Case, lead: CaseLead, provider: Provider | None, on: date, t: Messages) -> Holder:
    """Tell who holds the data of a lead.

    Args:
        case: the case; the requesting State is part of many addressing rules.
        lead: the lead.
        provider: its provider; None where none is known.
        on: the day asked.
        t: messages of the reader's language.
    """
    if provider is None:
        return _unnamed(lead, t)
    phone = lead.identifier.value if lead.identifier.kind is IdentifierKind.PHONE else None
    answer = addressee(provider, Asked(case.requesting_state, lead.user_location, phone), on)
    state = _state_of(provider, answer.value)
    what = f"providers/{provider.id}"
    is_open = answer.value.entity is None and len(answer.value.alternatives) > 1
    weakness = Weakness.UNKNOWN if state is None or is_open else None
    # the seat decides to which State an MLA request goes; it is as fragile as the name of the company itself
    seat = ground(provider, what, on, life=shelf_life(FactKind.LEGAL_ENTITY), field="country", weakness=weakness)
    holder = Holder(
        name=answer.value.write_to,
        id=provider.id,
        state=state,
        entity=answer.value.entity,
        found=answer.value,
        facts=answer.grounds,
        seat=(seat,),
        rule=provider.addressing_rule.text,
    )
    return replace(holder, state=lead.holder_state, seat=()) if state is None and lead.holder_state else holder


def _state_of(provider: Provider, found: Addressee) -> str | None:
    """Tell under whose law the company that is addressed answers."""
    if found.region == "us":
        return "US"
    if found.region == "uk" and "Ireland" not in (found.wording or ""):
        return "GB"
    if found.region in {"eu", "uk"}:
        words = f"{found.entity or ''} {found.wording or ''}"
        return next((code for place, code in _SEATS.items() if place in words), None)
    if found.region is not None and len(found.region) == 2:
        return found.region
    if found.region is not None and found.region.startswith("phone:+86"):
        return "CN"
    return None if provider.country == "XX" else provider.country


def _unnamed(lead: CaseLead, t: Messages) -> Holder:
    """Describe a holder that no catalogue names."""
    identifier, state = lead.identifier, lead.holder_state
    if identifier.kind in _ADDRESSES:
        return Holder(t("holder of the address {value}, to be established by RDAP at the time of use", value=identifier.value), state=state)
    if identifier.kind is IdentifierKind.DOMAIN:
        return Holder(t("registrar or host of {value}, to be established by RDAP", value=identifier.value), state=state)
    if identifier.kind is IdentifierKind.PHONE:
        return Holder(t("operator of the number {value}", value=identifier.value), state=state or _phone_state(identifier.value))
    if identifier.kind is IdentifierKind.IBAN:
        return Holder(t("bank that keeps the account {value}", value=identifier.value), state=state or identifier.value[:2].upper())
    if identifier.kind in {IdentifierKind.BANK_ACCOUNT, IdentifierKind.CARD}:
        return Holder(t("bank that keeps {value}", value=identifier.value), state=state)
    if identifier.kind in WALLET_KINDS or identifier.kind is IdentifierKind.TXID:
        return Holder(t("exchange or issuer behind {value}, to be established by tracing", value=identifier.value), state=state)
    return Holder(t("holder of {value}, to be established", value=identifier.value), state=state)


def _phone_state(number: str) -> str | None:
    try:
        code = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    return None if code is None or code == "001" else str(code)
