"""Voluntary disclosure of data that are no content: the provider answers at its discretion, on its policy and the law of its State."""

from __future__ import annotations

from collections.abc import Iterator

from comity.model.category import ChannelKind, DataCategory
from comity.providers.channels import access
from comity.providers.provider import Provider
from comity.routing.ask import Ask
from comity.routing.channel import Channel
from comity.routing.holdings import mind_what_exists
from comity.routing.provider_letter import (
    address_provider,
    check_identifier,
    find_the_account,
    knock,
    mind_the_law_of_holder,
    mind_the_notice,
    mind_the_own_law,
    say_who_gets_what,
)
from comity.routing.route_draft import RouteDraft
from comity.routing.words import SIGNS, YIELDS

_INSTRUMENTS = {
    DataCategory.SUBSCRIBER: "vol_subscriber",
    DataCategory.LOGIN_IP: "vol_subscriber",
    DataCategory.KYC: "vol_subscriber",
    DataCategory.DOMAIN_REGISTRATION: "vol_subscriber",
    DataCategory.TRAFFIC: "vol_traffic",
    DataCategory.TRANSACTIONS: "vol_traffic",
    DataCategory.CONTENT: "vol_subscriber",
    DataCategory.REALTIME_TRAFFIC: "vol_traffic",
    DataCategory.REALTIME_CONTENT: "vol_traffic",
}


class VoluntaryDisclosure(Channel):
    """The provider answers a foreign authority because it may, not because it must."""

    kind = ChannelKind.VOLUNTARY

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        instrument = _INSTRUMENTS.get(ask.category)
        if instrument is None or ask.holder.state == ask.requester:
            return
        draft = RouteDraft(ask, self.kind, instrument, ask.holder.name, addressee_state=ask.holder.state)
        draft.yields = ask.t(YIELDS["records"])
        draft.signs = ask.t(SIGNS["court" if instrument == "vol_traffic" else "competent"])
        if ask.provider is None:
            check_identifier(draft)
            draft.because("holder_unknown", lead=ask.lead.identifier.value)
            _close_by_category(draft)
        else:
            _ask_provider(draft, ask.provider)
        yield draft


def _ask_provider(draft: RouteDraft, provider: Provider) -> None:
    address_provider(draft, provider)
    mind_what_exists(draft, provider)
    _close_by_category(draft)
    if not draft.is_closed:
        _weigh(draft, provider)


def _weigh(draft: RouteDraft, provider: Provider) -> None:
    say_who_gets_what(draft, provider, access(provider, draft.ask.requester, draft.ask.category, draft.ask.on))
    if draft.is_closed:
        return
    mind_the_law_of_holder(draft)
    mind_the_own_law(draft)
    knock(draft, provider)
    find_the_account(draft, provider)
    mind_the_notice(draft, provider)


def _close_by_category(draft: RouteDraft) -> None:
    if draft.ask.category is DataCategory.CONTENT:
        draft.because("direct_content")
    elif draft.ask.category in {DataCategory.REALTIME_TRAFFIC, DataCategory.REALTIME_CONTENT}:
        draft.because("wrong_instrument")
