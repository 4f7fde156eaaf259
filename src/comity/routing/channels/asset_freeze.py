"""Freeze of crypto-assets by the exchange that holds them or by the issuer of the token: a third act beside preservation and disclosure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from comity.model.category import ChannelKind, DataCategory
from comity.model.provenance import Basis
from comity.providers.provider import Provider
from comity.providers.service import freeze
from comity.routing.ask import Ask
from comity.routing.channel import Channel
from comity.routing.issuer import asked_of, issuer_of
from comity.routing.provider_letter import address_provider, check_identifier, has_nobody_to_address, knock, mind_the_own_law
from comity.routing.route_draft import RouteDraft
from comity.routing.words import SIGNS, YIELDS

_CUSTODIANS = {"exchange", "stablecoin_issuer", "swap_service", "payment"}


class AssetFreeze(Channel):
    """The custodian of a deposit, or the issuer of the token, stops the asset where it is."""

    kind = ChannelKind.ASSET_FREEZE

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        if ask.category is not DataCategory.ASSET_RESTRAINT or not (ask.is_wallet or ask.provider is not None):
            return
        issuer = issuer_of(ask)
        if ask.provider is not None:
            yield _at(ask, ask.provider)
        elif issuer is None:
            draft = RouteDraft(ask, self.kind, "freeze_provider", ask.holder.name)
            draft.yields, draft.signs = ask.t(YIELDS["freeze"]), ask.t(SIGNS["restrain"])
            check_identifier(draft)
            draft.because("custodian_unknown", lead=ask.lead.identifier.value)
            yield draft
        if issuer is not None and issuer != ask.provider:
            yield _at(asked_of(ask, issuer), issuer)


def _at(ask: Ask, provider: Provider) -> RouteDraft:
    draft = RouteDraft(ask, ChannelKind.ASSET_FREEZE, "freeze_provider", ask.holder.name)
    draft.yields, draft.signs = ask.t(YIELDS["freeze"]), ask.t(SIGNS["restrain"])
    address_provider(draft, provider)
    found = freeze(provider, ask.on)
    value, row = found.value, provider.provenance("asset_freeze")
    note = value.note or "–"
    if has_nobody_to_address(provider):
        draft.because("nobody_to_address", row, provider=provider.name)
    elif value.own_court_needed:
        draft.because("freeze_needs_court", row, provider=provider.name, state=ask.state_name(ask.holder.state or ""), note=note)
    elif value.offered == "no" or (provider.asset_freeze is None and provider.kind not in _CUSTODIANS):
        draft.because("freeze_not_offered", row, provider=provider.name)
    if draft.is_closed:
        return draft
    draft.rests_on(found)
    draft.because(
        {"yes": "freeze_voluntary", "conditional": "freeze_conditional"}.get(value.offered, "freeze_unknown"),
        row,
        provider=provider.name,
        note=note,
    )
    if value.level == "token_contract":
        draft.because("issuer_not_custodian", row)
    if value.order_needed:
        draft.prerequisites.append(ask.t("freezing order of a court or of the police"))
    mind_the_own_law(draft)
    knock(draft, provider)
    check_identifier(draft)
    _set_clock(draft, value.days, is_firm=found.is_firm)
    return draft


def _set_clock(draft: RouteDraft, days: int | None, *, is_firm: bool) -> None:
    ask = draft.ask
    row = ask.provider.provenance("asset_freeze") if ask.provider else None
    was_read = is_firm or (row is not None and row.basis is Basis.READ)
    due = ask.on + timedelta(days=days) if days is not None and was_read else None
    if days is None:
        told = ask.t("the freeze; state its end date in the request, and serve the order before it")
    elif is_firm or due is None:
        told = ask.t("the freeze: {days} days", days=days)
    else:
        told = ask.t("the freeze, counted from {day}; {days} days are to be confirmed", day=ask.on.isoformat(), days=days)
    draft.clock("freeze_expiry", due, told, row)
