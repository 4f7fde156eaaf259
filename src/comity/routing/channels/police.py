"""Police-to-police co-operation: INTERPOL I-24/7, liaison officers, police agreements. Fast, for intelligence, never for coercion."""

from __future__ import annotations

from collections.abc import Iterator

from comity.knowledge.answer import ground
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.model.category import ChannelKind, DataCategory, Purpose
from comity.model.identifier import IdentifierKind
from comity.routing.ask import Ask
from comity.routing.authority_lookup import INTERPOL, address_authority, own_office
from comity.routing.channel import Channel
from comity.routing.provider_letter import check_identifier
from comity.routing.route_draft import RouteDraft
from comity.routing.treaty_bases import weighed_bases
from comity.routing.words import SIGNS, YIELDS

_NETWORK = "interpol_i247"
_BANKING = {IdentifierKind.IBAN, IdentifierKind.BANK_ACCOUNT, IdentifierKind.CARD}
_WITHOUT_COERCION = {DataCategory.SUBSCRIBER, DataCategory.INTELLIGENCE, DataCategory.DOMAIN_REGISTRATION}


class PoliceCooperation(Channel):
    """One bureau asks another for what needs no coercion."""

    kind = ChannelKind.POLICE

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        state = ask.holder.state
        if ask.is_at_home or ask.category is DataCategory.PRESERVATION:
            return
        if state is None:
            if ask.category is DataCategory.INTELLIGENCE:
                yield _unknown_state(ask)
            return
        draft = RouteDraft(ask, self.kind, "police_i247", "")
        draft.yields = ask.t(YIELDS["police"])
        draft.signs = ask.t(SIGNS["bureau"], office=own_office(ask, INTERPOL))
        address_authority(draft, state, INTERPOL)
        if ask.category in _WITHOUT_COERCION:
            _weigh(draft, state)
        elif ask.category is DataCategory.ASSET_RESTRAINT and ask.lead.identifier.kind in _BANKING:
            draft.instrument = "bank_stop_payment"
            draft.because("bank_stop_payment")
            _weigh(draft, state)
        else:
            draft.because("coercion")
        yield draft


def _unknown_state(ask: Ask) -> RouteDraft:
    draft = RouteDraft(ask, ChannelKind.POLICE, "police_i247", ask.t("police of the holder's State, which is not known"))
    draft.yields, draft.signs = ask.t(YIELDS["police"]), ask.t(SIGNS["bureau"], office=own_office(ask, INTERPOL))
    draft.because("holder_state_unknown", what=ask.holder.name)
    return draft


def _weigh(draft: RouteDraft, state: str) -> None:
    ask = draft.ask
    network = ask.law.networks.get(_NETWORK)
    if network is not None:
        draft.rests_on((ground(network, f"networks/{_NETWORK}", ask.on, life=shelf_life(FactKind.AUTHORITY), field="use"),))
    draft.rests_on(ask.holder.seat)
    check_identifier(draft)
    bases = [one for one in weighed_bases(ask, state, "police") if one.in_scope is not False]
    draft.bases = tuple(one.told(ask) for one in bases)
    for one in bases:
        row = one.facts.grounds[0].provenance if one.facts.grounds else None
        draft.because("police_basis", row, treaty=one.between.title.told(ask.t.language))
    draft.because("tell_central_authority")
    if ask.case.purpose is Purpose.EVIDENCE:
        draft.because("police_no_evidence")
