"""The domestic entity first: what a company, a licensed exchange, a bank or an operator at home holds needs no other State."""

from __future__ import annotations

from collections.abc import Iterator

from comity.knowledge.answer import ground
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.model.category import ChannelKind, DataCategory
from comity.model.identifier import IdentifierKind
from comity.model.route import Duty
from comity.providers.provider import Provider
from comity.providers.words import question
from comity.routing.ask import Ask
from comity.routing.authority_lookup import authority_of, name_of
from comity.routing.channel import Channel
from comity.routing.provider_letter import check_identifier
from comity.routing.route_draft import RouteDraft
from comity.routing.words import SIGNS, YIELDS

_LOCAL_KINDS = {"exchange", "payment", "mobility", "commerce", "swap_service", "travel"}
_BANKING = {IdentifierKind.IBAN, IdentifierKind.BANK_ACCOUNT, IdentifierKind.CARD}
_ADDRESSES = {IdentifierKind.IPV4, IdentifierKind.IPV6, IdentifierKind.CIDR}
_NEVER = {DataCategory.INTELLIGENCE}


class DomesticEntity(Channel):
    """An order at home, or the question whether one is possible."""

    kind = ChannelKind.DOMESTIC

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        if ask.category in _NEVER:
            return
        draft = RouteDraft(ask, self.kind, "domestic_order", ask.holder.name, addressee_state=ask.requester, duty=Duty.BINDING)
        draft.yields, draft.signs = ask.t(YIELDS["domestic"]), ask.t(SIGNS["own_law"])
        if ask.is_at_home:
            _order_at_home(draft)
        elif ask.category is DataCategory.PRESERVATION:
            return
        elif ask.provider is not None and (ask.provider.kind in _LOCAL_KINDS or (ask.holder.found and ask.holder.found.domestic_first)):
            _ask_for_an_entity(draft, ask.provider)
        elif ask.provider is None and ask.lead.identifier.kind in _ADDRESSES and ask.holder.state is None:
            check_identifier(draft)
            draft.because("holder_by_rdap", address=ask.lead.identifier.value)
        else:
            return
        yield draft


def _order_at_home(draft: RouteDraft) -> None:
    ask = draft.ask
    if ask.category is DataCategory.ASSET_RESTRAINT and ask.lead.identifier.kind in _BANKING:
        draft.instrument = "bank_stop_payment"
        draft.because("bank_stop_payment")
    draft.addressee_id = ask.holder.id
    draft.legal_entity = ask.holder.entity
    draft.because("domestic_holder")
    check_identifier(draft)
    powers = ask.law.states[ask.requester].procedural_powers
    if powers.production == "available" and powers.confidence == "read":
        life = shelf_life(FactKind.PROCEDURAL_LAW, ask.requester)
        draft.rests_on((ground(powers, f"jurisdictions/{ask.requester}.procedural_powers", ask.on, life=life, field="production"),))
    else:
        draft.because("domestic_power_unknown", powers.provenance("production"), state=ask.state_name(ask.requester))


def _ask_for_an_entity(draft: RouteDraft, provider: Provider) -> None:
    """Ask the register of licensed entities first; the catalogue may say already that there is none."""
    ask = draft.ask
    state = ask.state_name(ask.requester)
    english = ask.law.states[ask.requester].names.en
    unlicensed = next((one for one in provider.warnings if one.startswith(f"{english}:") and "without a licence" in one), None)
    if unlicensed is not None:
        draft.because("domestic_entity_none", provider.provenance("warnings"), provider=provider.name, state=state, note=unlicensed)
        return
    regulator = authority_of(ask, ask.requester, ("vasp_regulator",)) if provider.kind in {"exchange", "swap_service"} else None
    register = name_of(ask, regulator, ask.requester, "vasp_regulator") if regulator else ask.t("register of companies")
    row = regulator.value.authority.provenance("name") if regulator else None
    draft.because("domestic_entity_unknown", row, provider=provider.name, state=state, register=register)
    draft.question("domestic_entity", question("domestic_entity", ask.t.language, provider=provider.name), "warn")
    draft.addressee = ask.t("company of {provider} in {state}, if there is one", provider=provider.name, state=state)
