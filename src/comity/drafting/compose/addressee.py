"""Who is asked: from the route, and from what is known of the provider."""

from __future__ import annotations

from comity.drafting.compose.situation import Situation
from comity.drafting.compose.telling import as_sentence
from comity.model.case import CaseLead
from comity.model.category import ChannelKind
from comity.model.identifier import IdentifierKind
from comity.model.request.addressee import AddresseeFacts
from comity.model.route import Route, RouteState

_AUTHORITIES = {
    ChannelKind.MLA: ("central_authority", "central_authority"),
    ChannelKind.PRESERVATION_24_7: ("contact_24_7", "contact_24_7"),
    ChannelKind.SECOND_PROTOCOL: ("central_authority", "central_authority"),
    ChannelKind.POLICE: ("ncb", "ncb"),
    ChannelKind.SPONTANEOUS: ("central_authority", "central_authority"),
}
_PROVIDER_KINDS = {"exchange": "exchange", "stablecoin_issuer": "exchange", "swap_service": "exchange", "registrar": "registrar"}
_LINES = frozenset({IdentifierKind.PHONE, IdentifierKind.IPV4, IdentifierKind.IPV6, IdentifierKind.IMEI, IdentifierKind.IMSI})


def addressee_facts(situation: Situation) -> AddresseeFacts:
    """Fill the facts about who is asked.

    The contact counts as verified only when a person did so; the catalogue's own date is no verification.
    """
    route = situation.route
    if route is None:
        return AddresseeFacts(holder_basis=_holder_basis(situation))
    kind, channel = _kind_and_channel(situation)
    return AddresseeFacts(
        name=_name(situation, route),
        legal_entity=route.legal_entity,
        kind=kind,
        state=route.addressee_state,
        channel=channel,
        accepted_languages=route.languages,
        portal_account=_portal_account(situation),
        treaty_status=_treaty_status(situation),
        holder_basis=_holder_basis(situation),
    )


def _name(situation: Situation, route: Route) -> str | None:
    """Name the addressee in the language of the letter, from the knowledge base; a description of one that is not known is no name."""
    authority = situation.law.authorities.get(route.addressee_id) if route.addressee_id else None
    if authority is not None:
        return getattr(authority.name, situation.language.partition("-")[0], None) or authority.name.en
    provider = situation.provider
    return provider.name if provider is not None and provider.id == route.addressee_id else None


def _kind_and_channel(situation: Situation) -> tuple[str | None, str | None]:
    route = situation.route
    if route is not None and route.channel in _AUTHORITIES:
        return _AUTHORITIES[route.channel]
    provider = situation.provider
    if provider is None:
        lines = any(lead.identifier.kind in _LINES for lead in situation.case_leads)
        return ("isp" if lines else None), None
    contact = provider.law_enforcement_contact
    channel = "portal" if contact.portal_url else "email" if contact.email else "post" if contact.post else None
    return _PROVIDER_KINDS.get(provider.kind, "provider"), channel


def _portal_account(situation: Situation) -> bool | None:
    """True where the case file names an account at this provider's portal; otherwise a person has to say."""
    provider = situation.provider
    return True if provider is not None and provider.id in situation.case.authority.portal_accounts else None


def _treaty_status(situation: Situation) -> str | None:
    """Tell `party` only for a treaty that the route found in force on facts that were read; a weak one is `unknown`."""
    route = situation.route
    if route is None or not route.bases:
        return None
    return "party" if route.bases[0].state is RouteState.OPEN else "unknown"


def _holder_basis(situation: Situation) -> str | None:
    told = [basis for lead in situation.case_leads if (basis := _basis_of(situation, lead))]
    return as_sentence("; ".join(dict.fromkeys(told))) if told else None


def _basis_of(situation: Situation, lead: CaseLead) -> str | None:
    identifier, provider = lead.identifier, situation.provider
    if provider is not None and lead.provider == provider.id:
        service = service_of(situation, lead) or provider.name
        if identifier.kind is IdentifierKind.EMAIL:
            return situation.phrase("holder.mail", identifier=identifier.value, service=service, provider=provider.name)
        if identifier.kind in {IdentifierKind.HANDLE, IdentifierKind.PROFILE_URL, IdentifierKind.ACCOUNT_ID}:
            return situation.phrase("holder.account", identifier=identifier.value, service=service, provider=provider.name)
    note = situation.told("addressee.holder_basis", lead.note)
    if note:
        return situation.phrase("holder.noted", identifier=identifier.value, note=note)
    return None


def service_of(situation: Situation, lead: CaseLead) -> str | None:
    """Name the service an identifier belongs to; None when no provider is known."""
    provider = situation.provider
    if provider is None or (lead.provider is not None and lead.provider != provider.id):
        return None
    return provider.services[0] if provider.services else provider.name
