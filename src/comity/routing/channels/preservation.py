"""Preservation request sent directly to a provider: the first step of every case, the same day.

It rests on the provider's own policy: a foreign authority has no right to it under 18 USC 2703(f) or its like.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from comity.model.category import ChannelKind, DataCategory
from comity.model.provenance import Basis
from comity.providers.channels import Access, access
from comity.providers.preservation_term import Term, preservation_term
from comity.providers.provider import Provider
from comity.routing.ask import Ask
from comity.routing.channel import Channel
from comity.routing.provider_letter import (
    address_provider,
    answers_home_only,
    check_identifier,
    find_the_account,
    has_nobody_to_address,
    knock,
)
from comity.routing.route_draft import RouteDraft
from comity.routing.words import SIGNS, YIELDS

_DEFAULT_LEAD_DAYS = 14


class ProviderPreservation(Channel):
    """The provider keeps the data, for as long as it says."""

    kind = ChannelKind.PRESERVATION

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        if ask.category is not DataCategory.PRESERVATION or (ask.provider is None and ask.is_at_home):
            return
        draft = RouteDraft(ask, self.kind, "pres_provider", ask.holder.name, addressee_state=ask.holder.state)
        draft.yields, draft.signs = ask.t(YIELDS["preservation"]), ask.t(SIGNS["official_mailbox"])
        if ask.provider is None:
            check_identifier(draft)
            draft.because("holder_unknown", lead=ask.lead.identifier.value)
        else:
            _ask_provider(draft, ask.provider)
        yield draft


def _ask_provider(draft: RouteDraft, provider: Provider) -> None:
    ask = draft.ask
    address_provider(draft, provider)
    term = preservation_term(provider, ask.requester, ask.on)
    found = access(provider, ask.requester, DataCategory.PRESERVATION, ask.on)
    _close_where_shut(draft, provider, term.value, found.value)
    if draft.is_closed:
        return
    draft.rests_on(found)
    draft.rests_on(term)
    row = provider.provenance("accepted_channels")
    if found.value.direct == "unknown":
        draft.because("provider_silent", row, provider=provider.name)
    else:
        draft.because("answers_directly" if found.value.direct == "yes" else "answers_on_conditions", row, provider=provider.name)
    if found.value.note or term.value.note:
        draft.because(
            "provider_note", provider.provenance("preservation"), note=ask.facts(filter(None, (found.value.note, term.value.note)))
        )
    knock(draft, provider)
    find_the_account(draft, provider)
    _set_clocks(draft, provider, term.value, is_firm=term.is_firm)


def _close_where_shut(draft: RouteDraft, provider: Provider, term: Term, found: Access) -> None:
    ask, row = draft.ask, provider.provenance("preservation")
    home = ask.state_name(found.home_state or "")
    if has_nobody_to_address(provider):
        draft.because("nobody_to_address", row, provider=provider.name)
    elif term.who_else == "us_authority":
        draft.because("preservation_by_home", row, provider=provider.name, home=ask.state_name("US"))
    elif found.home_only or (found.direct == "unknown" and answers_home_only(provider, ask)):
        draft.because("home_authority_only", row, provider=provider.name, home=home)
    elif (found.direct == "no" and found.through_mla == "no") or term.offered == "no":
        draft.because("preservation_not_offered", row, provider=provider.name)
    elif found.direct == "no":
        draft.because("preservation_by_home", row, provider=provider.name, home=home)


def _set_clocks(draft: RouteDraft, provider: Provider, term: Term, *, is_firm: bool) -> None:
    """Set the end of the term and the day by which to extend; a term that nobody read drives no date, an old one has to be confirmed."""
    ask, row = draft.ask, provider.provenance("preservation.days")
    if term.days is None:
        draft.because("preservation_term_unknown", row, provider=provider.name)
        draft.clock("preservation_expiry", None, ask.t("receipt by the holder; ask for the day it ends"), row)
        return
    lead = _DEFAULT_LEAD_DAYS if term.lead_days is None else term.lead_days
    end = term.ends(ask.on) if is_firm or row.basis is Basis.READ else None
    by = None if end is None else max(ask.on, end - timedelta(days=lead))
    if is_firm:
        draft.because("preservation_term", row, days=term.days)
        told = ask.t("receipt by the holder, counted from {day}", day=ask.on.isoformat())
    elif end is not None:
        told = ask.t("receipt by the holder, counted from {day}; {days} days are to be confirmed", day=ask.on.isoformat(), days=term.days)
    else:
        told = ask.t("receipt by the holder; {days} days are to be confirmed", days=term.days)
    draft.clock("preservation_expiry", end, told, row)
    draft.clock("extension_lead", by, ask.t("{days} days before the preservation ends", days=lead), row)
