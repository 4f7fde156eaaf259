"""Extension of a preservation that is already in place: in time, as a separate request, citing the holder's reference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from comity.model.category import ChannelKind, DataCategory
from comity.model.provenance import Basis
from comity.providers.preservation_term import Term, preservation_term
from comity.providers.provider import Provider
from comity.routing.ask import Ask
from comity.routing.channel import Channel
from comity.routing.provider_letter import address_provider, knock
from comity.routing.route_draft import RouteDraft
from comity.routing.words import SIGNS, YIELDS

_DEFAULT_LEAD_DAYS = 14


class PreservationExtension(Channel):
    """A preservation goes on; one route for each preservation that the case file records at the lead's provider."""

    kind = ChannelKind.EXTENSION

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        if ask.category is not DataCategory.PRESERVATION or ask.provider is None:
            return
        for holder, reference, requested, expires in ask.case.preservations:
            if holder != ask.provider.id:
                continue
            draft = RouteDraft(ask, self.kind, "pres_extension", ask.holder.name)
            draft.yields, draft.signs = ask.t(YIELDS["preservation"]), ask.t(SIGNS["same"])
            address_provider(draft, ask.provider)
            _weigh(draft, ask.provider, requested, expires)
            if reference is None:
                draft.prerequisites.append(ask.t("the holder's reference of the preservation"))
            yield draft


def _weigh(draft: RouteDraft, provider: Provider, requested: date | None, expires: date | None) -> None:
    ask, row = draft.ask, provider.provenance("preservation")
    found = preservation_term(provider, ask.requester, ask.on)
    term = found.value
    is_certain = expires is not None or found.is_firm
    was_read = found.is_firm or provider.provenance("preservation.days").basis is Basis.READ
    end = expires or (None if requested is None or not was_read else term.ends(requested))
    if end is not None and end < ask.on and is_certain:
        draft.because("extension_expired", row, day=end.isoformat())
        return
    lead = _DEFAULT_LEAD_DAYS if term.lead_days is None else term.lead_days
    _say_whether(draft, provider, term, lead)
    if draft.is_closed:
        return
    draft.rests_on(found)
    knock(draft, provider)
    by = None if end is None else max(ask.on, end - timedelta(days=lead))
    draft.clock("extension_lead", by, ask.t("{days} days before the preservation ends", days=lead), row)
    draft.clock("preservation_expiry", end, ask.t("the preservation in place") if is_certain else _unconfirmed(ask, term), row)


def _unconfirmed(ask: Ask, term: Term) -> str:
    return ask.t("the preservation in place; {days} days are to be confirmed", days=term.days)


def _say_whether(draft: RouteDraft, provider: Provider, term: Term, lead: int) -> None:
    row = provider.provenance("preservation.extendable")
    if term.extendable == "no":
        draft.because("extension_refused", row, provider=provider.name)
    elif term.extendable == "unknown":
        draft.because("extension_unknown", row, provider=provider.name, lead=lead)
    elif term.extension_days is None:
        draft.because("extension_length_unknown", row, provider=provider.name)
    else:
        draft.because("extension_possible", row, days=term.extension_days)
