"""Make a case of plain facts: leads, urgency and danger are read from the text, the rest is told by the caller."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from comity.leads.context import Context
from comity.leads.recognise import recognise
from comity.model.case import Case, CaseLead, RequestingAuthority, Urgency, Wanted
from comity.model.category import DataCategory, Purpose, UrgencyLevel
from comity.model.identifier import WALLET_KINDS, Identifier, IdentifierKind, Verdict
from comity.providers.catalog import Catalog
from comity.routing.case_leads import marks_of
from comity.routing.signals import signals_in

_ASKABLE = {
    IdentifierKind.EMAIL,
    IdentifierKind.PHONE,
    IdentifierKind.IPV4,
    IdentifierKind.IPV6,
    IdentifierKind.URL,
    IdentifierKind.DOMAIN,
    IdentifierKind.HANDLE,
    IdentifierKind.PROFILE_URL,
    IdentifierKind.ACCOUNT_ID,
    IdentifierKind.IBAN,
    IdentifierKind.BANK_ACCOUNT,
    IdentifierKind.CARD,
    IdentifierKind.TXID,
    *WALLET_KINDS,
}
_MONEY = {IdentifierKind.TXID, *WALLET_KINDS}


def case_of_text(
    text: str,
    state: str,
    on: date,
    categories: Iterable[DataCategory],
    catalog: Catalog,
    *,
    language: str = "en",
    zone: str | None = None,
    purpose: Purpose = Purpose.EVIDENCE,
) -> Case:
    """Make a case of a text.

    Args:
        text: the facts, as told.
        state: ISO 3166-1 alpha-2 code of the requesting State.
        on: the day of the case.
        categories: what is wanted of every lead that can carry it.
        catalog: the providers, by whose marks leads are assigned.
        language: BCP 47 tag of the reader.
        zone: time zone of times that stand without one.
        purpose: evidence or intelligence.
    """
    found = recognise(text, Context(country=state, zone=zone, language=language, marks=marks_of(catalog)))
    leads = tuple(CaseLead(one, provider=one.provider) for one in _once(found))
    wanted = tuple(
        Wanted(number, category)
        for number, lead in enumerate(leads)
        for category in dict.fromkeys(categories)
        if _fits(lead.identifier, category)
    )
    return Case(
        requesting_state=state,
        on=on,
        case_number="",
        offences=(),
        facts=text,
        authority=RequestingAuthority("", ""),
        urgency=_urgency(text),
        purpose=purpose,
        leads=leads,
        wanted=wanted,
        language=language,
    )


def _once(found: Iterable[Identifier]) -> list[Identifier]:
    """Keep each identifier once, and only those about which a holder can be asked."""
    seen: dict[tuple[IdentifierKind, str], Identifier] = {}
    for one in found:
        if one.kind in _ASKABLE and one.verdict is not Verdict.INVALID:
            seen.setdefault((one.kind, one.value), one)
    return list(seen.values())


def _fits(identifier: Identifier, category: DataCategory) -> bool:
    money = {DataCategory.ASSET_RESTRAINT, DataCategory.TRANSACTIONS, DataCategory.KYC}
    if identifier.kind in _MONEY:
        return category in money | {DataCategory.SUBSCRIBER, DataCategory.PRESERVATION}
    if category is DataCategory.ASSET_RESTRAINT:
        return identifier.kind in {IdentifierKind.IBAN, IdentifierKind.BANK_ACCOUNT, IdentifierKind.CARD}
    return True


def _urgency(text: str) -> Urgency:
    """Read how urgent the writer calls the matter, and whether life or limb may be in danger."""
    signals = signals_in(text)
    in_danger = "threat_to_life" in signals and "danger_over" not in signals
    if in_danger:
        return Urgency(UrgencyLevel.EMERGENCY, threat_to_life=True, reason=None)
    level = UrgencyLevel.EMERGENCY if "emergency" in signals else UrgencyLevel.URGENT if "urgent" in signals else UrgencyLevel.ROUTINE
    return Urgency(level, threat_to_life=None if level is UrgencyLevel.EMERGENCY else False)
